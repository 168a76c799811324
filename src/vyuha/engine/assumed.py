"""The figures that a fight rests on and that no source gives, with what speaks for each: what the report lists.

Those of the catalogue follow from its grades; those of the code stand here and beside the doctrines.
"""

from collections.abc import Iterator

from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import Item, figures
from vyuha.engine.assemble import Assembled
from vyuha.engine.assemble_doctrine import doctrines_of
from vyuha.engine.assemble_engagement import ENGAGEMENT_ASSUMPTIONS
from vyuha.engine.assemble_identity import IDENTITY_ASSUMPTIONS
from vyuha.results.laydown import AssumedFigure
from vyuha.scenario.doctrine import Doctrine
from vyuha.scenario.doctrines import DOCTRINE_ASSUMPTIONS

# Figures that describe an item but reach no table of the engine.
_UNUSED = {"expected_kill", "warhead_mass", "mean_speed", "maximum_speed", "tracks"}
# Those that count only where units are reloaded, where they move to fire from elsewhere, and where anything drives.
_OF_RELOADS, _OF_MOVES, _OF_ROADS = {"reload_time"}, {"stow_time", "emplacement_time"}, {"march_speed"}
_SWITCH_OVER = "no figure found; time for a crew to notice, to report and to take over"
# What units that live and take cover take for granted.
_LIFE_ASSUMPTIONS = (
    (
        "a track comes at a unit if it passes it within",
        "3 km",
        "the error of its direction, and missiles that turn late",
    ),
    ("chances that a track is taken for an anti-radiation missile", "as the doctrine says", "no figure found"),
)
# What the code itself takes for granted, beside the figures of the catalogue: what, how much, and why.
_CODE_ASSUMPTIONS = (
    ("looks that make an engagement radar hold a target", "2 in a row", "one hit may be noise, two are not"),
    ("patience of an engagement without a hold or a shot", "15 s", "several looks of the radar"),
    ("guidance update in midcourse", "1 s", "no public figure of the data link's rate was found"),
    ("error of a track within a seeker's beam for a launch", "2 sigma on its worst axis", "95 % are found"),
    ("looks that may fail before a guided round loses its light", "3", "a few periods of the radar"),
    ("cold launch", "25 m/s upwards", "thrown out before the motor lights"),
    ("thrust across the path in turns", "up to 0.3 of it", "an angle of attack of about 17 degrees"),
    ("height above which interceptors hardly steer", "25 km", "thin air; shapes the loft"),
    ("a track counts as ballistic above", "20 km", "no aircraft of the catalogue flies so high"),
    ("velocity of a new track", "0 with 900 m/s deviation per axis", "four of them cover a ballistic missile"),
    ("drag of a falling track, for the filter", "8,000 kg/m2 for 5 s", "a typical body; only widens its errors"),
    (
        "width of the approach in threat evaluation",
        "10 km",
        "how far beside a site a track still counts as aimed at it",
    ),
    ("dive while following terrain", "twice the climb of the type, up to its steepest path", "flyable"),
    ("room that a level flight over terrain keeps", "150 m, or the terminal height", "no figure found"),
    ("last stretch in which formations close", "60 s, or sideways at a fifth of the speed", "no figure found"),
    ("second wave of a weave", "faster by 1.618 and half as hard", "the sum never repeats"),
    ("height at which a pull-up is over", "0.3 of that at which it begins", "shape only; no figure found"),
    ("looks at the light of a homing round", "every 0.5 s", "fine enough for hills and the horizon"),
    ("a slow round homes only in the last", "4 s", "earlier it would turn after what crosses"),
    ("timing error of a fuze", "0.5 ms", "no figure found"),
    ("length of a fighter that fragments must strike", "6 m; they spread by 0.17 of the miss", "no figure found"),
    ("turn of an interceptor towards its course", "0.8 s time constant under thrust", "shape of the start"),
    ("shots that fly without a loft", "up to 8 km beyond burn-out", "shape of the midcourse"),
    ("cruise height below which a threat follows the terrain", "1 km", "unless its raid says otherwise"),
    ("where an engagement radar looks without a sector", "the mean direction of the raids", "the axis is expected"),
)
# Where doctrine looks at more than reach, channels and rounds, or shares rounds out.
_PLANNING_ASSUMPTIONS = (
    (
        "radius at which half are killed, over that of a fighter",
        "drones and cruise missiles 0.8, supersonic 0.7, ballistic 0.5",
        "smaller than a fighter; no figure found",
    ),
    (
        "what targets pull",
        "drones 10, cruise missiles 20, fighters 50, stand-off 15, supersonic 60, ballistic 20 m/s2",
        "as their types in the catalogue",
    ),
    ("what a missile needs over what its target pulls", "3 times", "a rule for proportional navigation, recalled"),
    (
        "groups of targets where nobody asks",
        "drones below 100 m/s, supersonic above 450 m/s, cruise missiles below 1 km, stand-off above 6 km, 60 km past",
        "between the types of the catalogue",
    ),
)
_SHARING_ASSUMPTIONS = (
    ("share of its reach within which a missile counts on a target to come", "0.8", "the edge is seldom reached"),
    ("speed of a missile where none is planned yet", "1,000 m/s", "at the end of a long flight"),
)
_REMOTE_ASSUMPTIONS = (
    ("a climb that counts as none", "within 2 sigma", "search radars measure height badly"),
    ("what may fly low is taken to", "within 3 sigma of its height", "the horizon hides what flies low"),
)
_BUILT_IN_ASSUMPTIONS = {
    "ripple": (
        "time between the rounds of the built-in ripple",
        "20 s",
        "steps apart, so that a verdict can tell",
    ),
    "bursts": ("verdict after the built-in bursts of guns", "4 bursts, 1 s", "what a gunner sees"),
}


def assumed_figures(assembled: Assembled, catalogue: Catalogue) -> tuple[AssumedFigure, ...]:
    """The assumed figures of everything in use: of the catalogue item by item, then of the code."""
    rows = [*_of_items(assembled, catalogue), *_of_units(assembled), *_of_doctrines(assembled)]
    return (*rows, *(AssumedFigure("engine", *row) for row in _CODE_ASSUMPTIONS))


def _of_items(assembled: Assembled, catalogue: Catalogue) -> Iterator[AssumedFigure]:
    idle = _idle(assembled)
    for id, item in in_use(assembled, catalogue).items():
        for name, figure in figures(item):
            if figure.grade == "assumed" and name not in idle:
                yield AssumedFigure(id, name, figure.text, figure.note)


def in_use(assembled: Assembled, catalogue: Catalogue) -> dict[str, Item]:
    """Items of the catalogue that the fight reads, by id."""
    used: dict[str, Item] = {}
    for unit in assembled.units:
        mounts = unit.system.radars
        items: list[Item] = [unit.system, unit.post]
        items += [catalogue.radars[mount.radar] for mount in mounts]
        items += [catalogue.masts[mount.mast] for mount in mounts if mount.mast and unit.defence.mast is not False]
        items += [catalogue.launchers[group.launcher] for group in unit.system.launchers]
        items += [catalogue.rounds[id] for id, count in unit.load.items() if count > 0]
        used |= {item.id: item for item in items}
    used |= {threat.kind: catalogue.threats[threat.kind] for threat in assembled.roster.threats}
    for asset in assembled.scenario.assets:
        if asset.route and asset.vehicle and not asset.speed:
            used[asset.vehicle] = catalogue.vehicles[asset.vehicle]
    wanted = assembled.scenario.asks
    if wanted is not None:
        used[wanted.interrogator] = catalogue.interrogators[wanted.interrogator]
    if len(assembled.roster.radars) > 0:
        ground = catalogue.grounds[assembled.scenario.environment.ground]
        used[ground.id] = ground
    return used


def _idle(assembled: Assembled) -> set[str]:
    """Names of figures that count for nothing in this fight."""
    scenario = assembled.scenario
    moves = any(one.relocate for one in scenario.defences)
    drives = moves or any(asset.route for asset in scenario.assets) or any(unit.route for unit in assembled.units)
    idle = set(_UNUSED)
    idle |= set() if any(one.reload or one.resupply for one in scenario.defences) else _OF_RELOADS
    idle |= set() if moves else _OF_MOVES
    return idle | (set() if drives else _OF_ROADS)


def _of_units(assembled: Assembled) -> Iterator[AssumedFigure]:
    """What is assumed of how units live, ask, are commanded and may fire."""
    scenario = assembled.scenario
    if len(assembled.setup.conduct) > 0:
        yield from (AssumedFigure("unit life", *row) for row in _LIFE_ASSUMPTIONS)
    if scenario.asks is not None:
        yield from (AssumedFigure("identity", *row) for row in IDENTITY_ASSUMPTIONS)
    if any(unit.commander != unit.id and unit.defence.autonomous for unit in assembled.units):
        yield AssumedFigure("network", "switch_over", f"{scenario.network.switch_over:g} s", _SWITCH_OVER)
    if scenario.zones or len(assembled.setup.order) > 0:
        yield from (AssumedFigure("engagement", *row) for row in ENGAGEMENT_ASSUMPTIONS)


def _of_doctrines(assembled: Assembled) -> Iterator[AssumedFigure]:
    """What is assumed in the doctrines in use, and in how they plan."""
    known = doctrines_of(assembled.scenario)
    used: dict[str, Doctrine] = {unit.defence.doctrine: known[unit.defence.doctrine] for unit in assembled.units}
    yield from (AssumedFigure("doctrine", *row) for row in DOCTRINE_ASSUMPTIONS)
    yield from (AssumedFigure("doctrine", *row) for id, row in _BUILT_IN_ASSUMPTIONS.items() if id in used)
    shares = any(doctrine.allocation != "urgency" for doctrine in used.values())
    if shares or any(_plans(doctrine) for doctrine in used.values()):
        yield from (AssumedFigure("planning", *row) for row in _PLANNING_ASSUMPTIONS)
    if shares:
        yield from (AssumedFigure("planning", *row) for row in _SHARING_ASSUMPTIONS)
    if any(doctrine.remote for doctrine in used.values()):
        yield from (AssumedFigure("remote launch", *row) for row in _REMOTE_ASSUMPTIONS)


def _plans(doctrine: Doctrine) -> bool:
    return bool(doctrine.prefer or doctrine.keep or doctrine.reserve or doctrine.function or doctrine.least_kill > 0.0)
