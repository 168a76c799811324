"""Cross-reference checks: names that must exist, loads that must fit, raids that must be able to fly."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from vyuha.catalogue import Catalogue, Threat
from vyuha.reading.problems import suggestion
from vyuha.reading.tree import Location
from vyuha.scenario.check_network import check_chains, check_network
from vyuha.scenario.composition import accepted, members, radars, shooters
from vyuha.scenario.doctrine import Doctrine
from vyuha.scenario.doctrines import BUILT_IN
from vyuha.scenario.engagement import ControlZone, Order, check_zone, out_of_order
from vyuha.scenario.flight import check_flight, cruise_speed
from vyuha.scenario.formation import LINE, RANKS, rank
from vyuha.scenario.item import MOST_SITES
from vyuha.scenario.life_check import check_caution, check_hunt, check_life
from vyuha.scenario.model import Asset, Decoys, Defence, Flight, Origin, Raid
from vyuha.scenario.moving_check import check_moving_asset, check_moving_defence
from vyuha.scenario.network import Link
from vyuha.scenario.place import Place
from vyuha.scenario.recorded_check import check_recorded, why_no_raider
from vyuha.scenario.traffic import check_traffic

MOST_THREATS = 5000
# Speeds may lie beyond the span of the catalogue by this factor.
_SPEED_SLACK = 1.2
Finding: TypeAlias = tuple[Location, str]


@dataclass
class Draft:
    """The parts of a scenario that are sound in themselves, by their position, and every id that it declares."""

    duration: float | None = None
    origin: Origin | None = None
    assets: dict[int, Asset] = field(default_factory=dict)
    defences: dict[int, Defence] = field(default_factory=dict)
    raids: dict[int, Raid] = field(default_factory=dict)
    traffic: dict[int, Flight] = field(default_factory=dict)
    doctrines: dict[int, Doctrine] = field(default_factory=dict)
    zones: dict[int, ControlZone] = field(default_factory=dict)
    roe: tuple[Order, ...] = ()
    links: dict[int, Link] = field(default_factory=dict)
    # Ids as written, also of parts that are not sound: (location, id).
    site_ids: list[tuple[Location, str]] = field(default_factory=list)
    # Names that must exist, likewise: (location, name, kind), kind being one of those of `_references`.
    references: list[tuple[Location, str, str]] = field(default_factory=list)
    raid_ids: list[tuple[Location, str]] = field(default_factory=list)
    doctrine_ids: list[tuple[Location, str]] = field(default_factory=list)
    zone_ids: list[tuple[Location, str]] = field(default_factory=list)

    @cached_property
    def names(self) -> dict[str, None]:
        """Ids of all assets and defences, in order."""
        return dict.fromkeys(name for _, name in self.site_ids)

    @cached_property
    def sites(self) -> dict[str, Place]:
        """Where the sound assets and defences stand."""
        return {site.id: site.place for site in [*self.assets.values(), *self.defences.values()]}


def check(draft: Draft, catalogue: Catalogue) -> Iterator[Finding]:
    """Everything that is wrong between the parts of a scenario."""
    yield from _unique(draft.site_ids, "is the id of another asset or defence")
    yield from _unique(draft.raid_ids, "is the id of another raid or flight")
    yield from _unique(draft.doctrine_ids, "is the id of another doctrine")
    for location, name in draft.doctrine_ids:
        if name in BUILT_IN:
            yield location, "is built in; choose another id"
    for index, doctrine in draft.doctrines.items():
        yield from _missiles(("doctrines", index), doctrine)
    yield from _unique(draft.zone_ids, "is the id of another zone")
    yield from _engagement(draft)
    yield from _references(draft, catalogue)
    yield from _sizes(draft, catalogue)
    for index, asset in draft.assets.items():
        yield from check_moving_asset(("assets", index), asset)
    for index, defence in draft.defences.items():
        yield from _defence(("defences", index), defence, draft, catalogue)
    for index, doctrine in draft.doctrines.items():
        yield from check_caution(("doctrines", index), doctrine)
    for index, raid in draft.raids.items():
        yield from _raid(("raids", index), raid, draft, catalogue)
    for index, flight in draft.traffic.items():
        yield from check_traffic(("traffic", index), flight, draft.duration, draft.origin, catalogue)
    circles = list(check_chains(draft.defences, catalogue))
    yield from circles
    if draft.links and not circles:
        declared = set(draft.names) - {asset.id for asset in draft.assets.values()}
        yield from check_network(draft.links, list(draft.defences.values()), declared, draft.duration, catalogue)


def _engagement(draft: Draft) -> Iterator[Finding]:
    """Zones that enclose nothing, and orders that come before those that they follow."""
    centre = (draft.origin.latitude, draft.origin.longitude) if draft.origin else None
    for index, zone in draft.zones.items():
        for key, message in check_zone(zone, draft.duration, centre):
            yield ("zones", index, key), message
    listed: list[tuple[Location, tuple[Order, ...]]] = [(("roe",), draft.roe)]
    listed += [(("defences", index, "roe"), defence.roe or ()) for index, defence in draft.defences.items()]
    for at, orders in listed:
        wrong = out_of_order(orders)
        if wrong is not None:
            yield (*at, wrong, "from"), "must be later than that of the order before it"


def _unique(ids: list[tuple[Location, str]], message: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for location, name in ids:
        if name in seen:
            yield location, message
        seen.add(name)


def _sizes(draft: Draft, catalogue: Catalogue) -> Iterator[Finding]:
    threats = sum(raid.threats for raid in draft.raids.values())
    flights = sum(flight.count for flight in draft.traffic.values())
    if threats <= MOST_THREATS < threats + flights:
        largest = max(draft.traffic, key=lambda index: draft.traffic[index].count)
        yield (
            ("traffic", largest, "count"),
            f"raids and traffic are {threats + flights} aircraft in all; at most {MOST_THREATS} are allowed",
        )
    if threats > MOST_THREATS:
        largest = max(draft.raids, key=lambda index: draft.raids[index].threats)
        yield (
            ("raids", largest, "count"),
            f"the raids have {threats} threats in all; at most {MOST_THREATS} are allowed",
        )
    known = [d.system for d in draft.defences.values() if d.system in catalogue.systems]
    sites = len(draft.assets) + sum(len(members(system, catalogue)) for system in known)
    if sites > MOST_SITES:
        yield ("defences",), f"the assets and units are {sites} sites in all; at most {MOST_SITES} are allowed"


def _missiles(at: Location, doctrine: Doctrine) -> Iterator[Finding]:
    """What a doctrine says twice, and differently, of a missile type."""
    for group, order in doctrine.prefer.items():
        for i, missile in enumerate(order):
            if missile in order[:i]:
                yield (*at, "prefer", group, i), "stands here twice"
            if missile in doctrine.keep and group not in doctrine.keep[missile]:
                yield (*at, "prefer", group, i), f"is kept for others than {group} (keep)"


def _references(draft: Draft, catalogue: Catalogue) -> Iterator[Finding]:
    """Names of things that are not there."""
    doctrines = [*BUILT_IN, *(name for _, name in draft.doctrine_ids)]
    known: dict[str, tuple[Collection[str], str]] = {
        "system": (catalogue.systems, "no such system in the catalogue"),
        "threat": (catalogue.threats, "no such threat in the catalogue"),
        "missile": (catalogue.rounds, "no such missile in the catalogue"),
        "vehicle": (catalogue.vehicles, "no such vehicle in the catalogue"),
        "site": (draft.names, "no such asset or defence"),
        "doctrine": (doctrines, "no such doctrine"),
        "ground": (catalogue.grounds, "no such ground in the catalogue"),
        "interrogator": (catalogue.interrogators, "no such interrogator in the catalogue"),
    }
    for location, name, kind in draft.references:
        names, message = known[kind]
        if name not in names:
            yield location, message + suggestion(name, names)


def _defence(at: Location, defence: Defence, draft: Draft, catalogue: Catalogue) -> Iterator[Finding]:
    if defence.system not in catalogue.systems:
        return
    if defence.command is not None:
        yield from _command((*at, "command"), defence, draft, catalogue)
    if defence.load is not None:
        yield from _load((*at, "load"), defence.system, defence.load, catalogue)
    yield from check_life(at, defence, _net(defence, draft), draft.duration, draft.origin, catalogue)
    if not _has_engagement_radar(defence.system, catalogue):
        if defence.sector is not None:
            yield (*at, "sector"), f"{defence.system} has no engagement radar whose sector could be set"
        if defence.search:
            yield (*at, "search"), f"{defence.system} has no engagement radar that could search"
    yield from check_moving_defence(at, defence, [catalogue.systems[one] for one in members(defence.system, catalogue)])


def _net(defence: Defence, draft: Draft) -> list[Defence]:
    """All units under the same highest command post, itself and the posts included."""
    above = {other.id: other.command for other in draft.defences.values()}
    top = _highest(defence.id, above)
    return [other for other in draft.defences.values() if _highest(other.id, above) == top]


def _highest(unit: str, above: dict[str, str | None]) -> str:
    """Id of the highest post in the chain of command of a unit; of a chain that closes, whatever comes last."""
    seen = {unit}
    while (post := above.get(unit)) is not None and post not in seen:
        unit = post
        seen.add(unit)
    return unit


def _has_engagement_radar(system: str, catalogue: Catalogue) -> bool:
    return any(radar.role == "engagement" for radar in radars(system, catalogue))


def _command(at: Location, defence: Defence, draft: Draft, catalogue: Catalogue) -> Iterator[Finding]:
    # A regiment brings a command post of its own.
    posts = [other.id for other in draft.defences.values() if _kind(other, catalogue) in ("command-post", "regiment")]
    # Of an id that is not sound in itself nothing is known.
    if defence.command in draft.sites and defence.command not in posts:
        yield at, "is not a command post" + suggestion(str(defence.command), posts)


def _kind(defence: Defence, catalogue: Catalogue) -> str:
    return str(catalogue.systems[defence.system].kind) if defence.system in catalogue.systems else ""


def _load(at: Location, system: str, load: dict[str, int], catalogue: Catalogue) -> Iterator[Finding]:
    units = sorted(set(shooters(system, catalogue)))
    if not units:
        yield at, f"{system} has no launchers to load"
    known = {missile: rounds for missile, rounds in load.items() if missile in catalogue.rounds}
    taken = {missile for unit in units for missile in accepted(unit, catalogue)}
    for unit in units:
        fits = accepted(unit, catalogue)
        for missile in known:
            if missile not in taken:
                yield (*at, missile), f"fits no launcher of {unit}; these fit: {', '.join(fits)}"
        fitting = {missile: rounds for missile, rounds in known.items() if missile in fits}
        problem = catalogue.load_problem(catalogue.systems[unit], fitting)
        if problem:
            yield at, problem


def _raid(at: Location, raid: Raid, draft: Draft, catalogue: Catalogue) -> Iterator[Finding]:
    if raid.paths is not None:
        yield from check_recorded(at, raid, draft.duration, why_no_raider, catalogue)
        yield from _aims(at, raid, draft, catalogue)
        return
    unfit = why_no_raider(catalogue.threats[raid.type]) if raid.type in catalogue.threats else ""
    if unfit:
        yield (*at, "type"), unfit
    if raid.arrive is not None and "start" in raid.model_fields_set:
        yield (*at, "arrive"), "give start or arrive, not both"
    if draft.duration is not None:
        key, when, verb = ("start", raid.start, "start")
        if raid.arrive is not None:
            key, when, verb = ("arrive", raid.arrive, "arrive")
        last = when + rank(raid, raid.count - 1) * raid.spacing
        if when >= draft.duration:
            yield (*at, key), f"is not before the end of the scenario ({draft.duration:g} s)"
        elif last >= draft.duration:
            yield (
                (*at, "spacing"),
                f"the last of {raid.count} would {verb} at {last:g} s; the scenario ends at {draft.duration:g} s",
            )
    yield from _formation(at, raid)
    yield from _aims(at, raid, draft, catalogue)
    assets = [asset.id for asset in draft.assets.values()]
    yield from check_hunt(at, raid, assets, list(draft.defences.values()), catalogue)
    if raid.decoys is not None and raid.type in catalogue.threats:
        yield from _decoys((*at, "decoys"), raid, raid.decoys, catalogue.threats[raid.type], catalogue)
    if draft.origin is not None and raid.type in catalogue.threats:
        yield from check_flight(at, raid, draft.origin, draft.sites, catalogue.threats[raid.type])


def _aims(at: Location, raid: Raid, draft: Draft, catalogue: Catalogue) -> Iterator[Finding]:
    """Targets that are not where a path could end."""
    carried = {defence.id: catalogue.systems.get(defence.system) for defence in draft.defences.values()}
    for name in dict.fromkeys(raid.target):
        system = carried.get(name)
        if system is not None and system.carrier == "air":
            yield (*at, "target"), f"{name} flies; a raid cannot be aimed at it"


def _formation(at: Location, raid: Raid) -> Iterator[Finding]:
    abreast = "abreast" in raid.model_fields_set
    if raid.formation == RANKS and not abreast:
        yield (*at, "formation"), "ranks needs abreast: how many in a rank"
    if abreast and raid.formation != RANKS:
        yield (*at, "abreast"), "goes with formation: ranks; leave it out, or fly in ranks"
    if raid.formation != LINE and raid.mean_gap > 0.0:
        yield (*at, "formation"), "a raid whose threats come at random times has none; give a fixed spacing"


def _decoys(at: Location, raid: Raid, decoys: Decoys, carrier: Threat, catalogue: Catalogue) -> Iterator[Finding]:
    item = catalogue.threats.get(decoys.type)
    if item is None:
        return
    if item.threat_class != "decoy" or item.motion != carrier.motion:
        decoy_types = [id for id, one in catalogue.threats.items() if one.threat_class == "decoy"]
        fits = [id for id in decoy_types if catalogue.threats[id].motion == carrier.motion]
        way = "flies a ballistic path" if carrier.motion == "ballistic" else "flies like an aircraft"
        yield (*at, "type"), f"is no decoy of what {way}; these are: {', '.join(fits) or 'none'}"
    elif carrier.motion == "cruise" and not _keeps_up(item, cruise_speed(raid, carrier)):
        fits = [
            id
            for id, one in catalogue.threats.items()
            if (one.threat_class, one.motion) == ("decoy", "cruise") and _keeps_up(one, cruise_speed(raid, carrier))
        ]
        yield (
            (*at, "type"),
            f"flies {item.speed.low:.0f} to {item.speed.high:.0f} m/s and cannot pass for what flies "
            f"{cruise_speed(raid, carrier):.0f} m/s; these can: {', '.join(fits) or 'none'}",
        )


def _keeps_up(decoy: Threat, speed: float) -> bool:
    """Whether a winged decoy flies at a `speed` (m/s), as far as its published span is known."""
    return decoy.speed.low / _SPEED_SLACK <= speed <= decoy.speed.high * _SPEED_SLACK
