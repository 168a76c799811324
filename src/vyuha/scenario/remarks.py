"""Remarks: what is allowed in a scenario and yet likely to surprise its author."""

from collections.abc import Iterator

from vyuha.catalogue import Catalogue, load
from vyuha.scenario.flight import legs
from vyuha.scenario.model import Scenario

# Factors by which speed and height may lie outside the span of the catalogue without a remark.
_SPEED, _HEIGHT = 1.2, 2.0


def remarks(scenario: Scenario, catalogue: Catalogue | None = None) -> tuple[str, ...]:
    """One line for each."""
    known = catalogue or load()
    return (*_late(scenario, known), *_unusual(scenario, known), *_unguarded(scenario), *_groundless(scenario))


def _late(scenario: Scenario, catalogue: Catalogue) -> Iterator[str]:
    """Raids whose first threat is still on its way when the scenario ends."""
    sites = {site.id: site.place for site in [*scenario.assets, *scenario.defences]}
    for raid in scenario.raids:
        threat = catalogue.threats[raid.type]
        # A jammer that stays on its circuit is not meant to arrive.
        if threat.motion == "ballistic" or raid.arrive is not None or threat.threat_class == "jammer":
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


def _unguarded(scenario: Scenario) -> Iterator[str]:
    if not scenario.defences:
        yield "there are no defences: everything will get through"
