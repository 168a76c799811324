"""Remarks: what is allowed in a scenario and yet likely to surprise its author."""

from collections.abc import Iterator

from vyuha.catalogue import Catalogue, load
from vyuha.scenario.code import functions_named
from vyuha.scenario.composition import radars
from vyuha.scenario.doctrine import named
from vyuha.scenario.doctrines import BUILT_IN
from vyuha.scenario.flight import legs
from vyuha.scenario.jamming import noise_of
from vyuha.scenario.model import Scenario

# Factors by which speed and height may lie outside the span of the catalogue without a remark.
_SPEED, _HEIGHT = 1.2, 2.0
# More of a path than this [m] in rain is remarked on.
_WIDEST_RAIN = 100e3


def remarks(scenario: Scenario, catalogue: Catalogue | None = None) -> tuple[str, ...]:
    """One line for each."""
    known = catalogue or load()
    found = (*_late(scenario, known), *_unusual(scenario, known), *_unguarded(scenario), *_groundless(scenario))
    radars = (*_unheard(scenario, known), *_alone(scenario, known), *_drenched(scenario))
    return (*found, *_traffic(scenario, known), *_engagement(scenario), *radars, *_code(scenario))


def _code(scenario: Scenario) -> Iterator[str]:
    for name in sorted({name for _, name in functions_named(scenario)}):
        yield f"brings code: {name} is compiled and called by a run; it has not been run here"


def _late(scenario: Scenario, catalogue: Catalogue) -> Iterator[str]:
    """Raids whose first threat is still on its way when the scenario ends."""
    sites = {site.id: site.place for site in [*scenario.assets, *scenario.defences]}
    for raid in scenario.raids:
        threat = catalogue.threats[raid.type]
        # A jammer that stays on its circuit is not meant to arrive.
        if raid.paths or threat.motion == "ballistic" or raid.arrive is not None or threat.threat_class == "jammer":
            continue
        lengths = legs(raid, sites[raid.target[0]], scenario.origin, sites[raid.target[0]])
        arrival = raid.start + raid.loiter + sum(lengths) / (raid.speed or threat.speed.value)
        if arrival > scenario.duration:
            yield (
                f"raid {raid.id}: its first {raid.type} would reach {raid.target[0]} after {arrival / 60:.0f} min; "
                f"the scenario ends after {scenario.duration / 60:.0f} min"
            )


def _unusual(scenario: Scenario, catalogue: Catalogue) -> Iterator[str]:
    """Raids that are to fly far beyond what the catalogue holds of their type."""
    for raid in scenario.raids:
        if raid.paths:
            continue
        threat = catalogue.threats[raid.type]
        speed, height = threat.speed, threat.height
        if raid.speed is not None and not speed.low / _SPEED <= raid.speed <= speed.high * _SPEED:
            yield (
                f"raid {raid.id}: flies at {raid.speed:.0f} m/s; {raid.type} is known for {speed.low:.0f} to "
                f"{speed.high:.0f} m/s"
            )
        # A fighter can always come lower than it is used to.
        low = 0.0 if threat.threat_class == "fighter" else min(height.low, threat.terminal_height.low)
        if raid.height is not None and not low / _HEIGHT <= raid.height <= height.high * _HEIGHT:
            yield (
                f"raid {raid.id}: flies at {raid.height:.0f} m; {raid.type} is known for {low:.0f} to "
                f"{height.high:.0f} m"
            )


def _groundless(scenario: Scenario) -> Iterator[str]:
    """Raids that are to follow terrain where there is none."""
    for raid in scenario.raids:
        if raid.follow_terrain and scenario.terrain is None:
            yield f"raid {raid.id}: follow_terrain does nothing: the scenario has no terrain, its earth is smooth"


def _unheard(scenario: Scenario, catalogue: Catalogue) -> Iterator[str]:
    """Raids whose jammers no radar hears: none works between their frequencies."""
    found = [radar for defence in scenario.defences for radar in radars(defence.system, catalogue)]
    frequencies = {radar.id: radar.frequency.value for radar in found}
    bands = ", ".join(f"{id} {frequency / 1e9:g} GHz" for id, frequency in sorted(frequencies.items()))
    for raid in scenario.raids:
        noise = noise_of(raid, catalogue.threats[raid.type])
        if noise is None or not frequencies:
            continue
        if not any(noise.lowest <= frequency <= noise.highest for frequency in frequencies.values()):
            yield (
                f"raid {raid.id}: jams {noise.lowest / 1e9:g} to {noise.highest / 1e9:g} GHz, where no radar of the "
                f"defence works ({bands})"
            )


def _alone(scenario: Scenario, catalogue: Catalogue) -> Iterator[str]:
    """Pickets that lend their plots to nobody."""
    for defence in scenario.defences:
        if catalogue.systems[defence.system].kind == "picket" and defence.command is None:
            yield f"defence {defence.id}: a picket without command helps nobody; name the post that it reports to"


def _drenched(scenario: Scenario) -> Iterator[str]:
    air = scenario.environment
    if air.rain > 0.0 and air.rain_extent > _WIDEST_RAIN:
        yield (
            f"environment: {air.rain_extent / 1e3:.0f} km of every path lie in rain of {air.rain * 3.6e6:g} mm/h; even "
            f"fronts are seldom wider than {_WIDEST_RAIN / 1e3:.0f} km"
        )


def _unguarded(scenario: Scenario) -> Iterator[str]:
    if not scenario.defences:
        yield "there are no defences: everything will get through"


def _engagement(scenario: Scenario) -> Iterator[str]:
    """Rules that make no difference, and rankings that nobody commands by."""
    orders = [*(scenario.roe or ()), *(order for defence in scenario.defences for order in defence.roe or ())]
    if scenario.asks is None and any(order.rule == "tight" or order.certainty is not None for order in orders):
        yield "roe: nobody asks who is who, so that tight and certainty do nothing; write an identification section"
    if scenario.asks is None and any(zone.rule == "tight" for zone in scenario.zones):
        yield "zones: nobody asks who is who, so that everything in a tight zone is engaged"
    named_ones = BUILT_IN | {doctrine.id: doctrine for doctrine in scenario.doctrines}
    known = {defence.doctrine: named(defence.doctrine, named_ones) for defence in scenario.defences}
    used = {defence.doctrine for defence in scenario.defences if defence.command is None}
    for defence in scenario.defences:
        ranking = known[defence.doctrine].ranking
        if defence.command is not None and ranking != "urgency" and defence.doctrine not in used:
            yield (
                f"defence {defence.id}: the ranking of its doctrine does nothing: it fights under {defence.command}, "
                "whose doctrine ranks"
            )


def _traffic(scenario: Scenario, catalogue: Catalogue) -> Iterator[str]:
    """Flights that fly as their type does not, traffic that nobody tells from a raid, and answers nobody asks for."""
    for flight in scenario.traffic:
        if flight.paths:
            continue
        item = catalogue.threats[flight.type]
        speed, height = item.speed, item.height
        if flight.speed is not None and not speed.low / _SPEED <= flight.speed <= speed.high * _SPEED:
            yield (
                f"traffic {flight.id}: flies at {flight.speed:.0f} m/s; {flight.type} is known for {speed.low:.0f} to "
                f"{speed.high:.0f} m/s, and the defence takes it by that"
            )
        if not height.low / _HEIGHT <= flight.height <= height.high * _HEIGHT:
            yield (
                f"traffic {flight.id}: flies at {flight.height:.0f} m; {flight.type} is known for {height.low:.0f} to "
                f"{height.high:.0f} m, and the defence takes it by that"
            )
    if scenario.traffic and scenario.asks is None:
        yield "traffic: nobody asks who is who (identification: none): what comes into reach is shot at"
    if scenario.asks is None:
        yield from (
            f"raid {raid.id}: transponder does nothing: nobody asks who is who"
            for raid in scenario.raids
            if raid.transponder
        )
