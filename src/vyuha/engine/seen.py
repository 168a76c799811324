"""What a scenario's radars can see, for the report of a run: coverage at the heights of its raids, and burn-through."""

import math
from typing import Any

from vyuha.catalogue import Catalogue
from vyuha.engine.assemble import Assembled
from vyuha.engine.coverage import CoverageError, make_coverage
from vyuha.engine.coverage_asked import HEIGHTS, PROBABILITY, RCS
from vyuha.engine.coverage_moment import busiest, jammers_at, watch_at
from vyuha.results.seen import BurnThrough, Seen
from vyuha.sensors.detection import SWERLING_1
from vyuha.sensors.echo import free_space
from vyuha.sensors.integration import required_snr
from vyuha.sensors.jamming import self_screening_range, stand_off_range
from vyuha.sensors.signature import echo_size
from vyuha.state.radar import SEARCH

# Fine enough for a picture of a few hundred pixels.
_NODES = 160
_MOST_HEIGHTS = 3


def make_seen(assembled: Assembled, catalogue: Catalogue) -> Seen:
    """Coverage at the heights at which the raids fly, jammed and not at the moment of most jamming if anybody jams; and
    the closed forms of burn-through.
    """
    time = busiest(assembled.setup)
    try:
        coverage = make_coverage(assembled, catalogue, heights(assembled, catalogue), nodes=_NODES, time=time)
    except CoverageError:
        # No radar, or a map that cannot be laid.
        coverage = None
    return Seen(coverage, () if time is None else burns_through(assembled, time))


def heights(assembled: Assembled, catalogue: Catalogue) -> tuple[float, ...]:
    """Up to three heights [m] at which raids cruise, the lowest and the highest among them; those of the map where all
    are ballistic.
    """
    found = set()
    for raid in assembled.scenario.raids:
        item = catalogue.threats[raid.type]
        height = item.height.value if raid.height is None else raid.height
        # What jams from afar is no target of the defence's cover.
        if item.motion == "cruise" and item.threat_class != "jammer" and height > 0.0:
            found.add(height)
    levels = sorted(found) or list(HEIGHTS)
    if len(levels) <= _MOST_HEIGHTS:
        return tuple(levels)
    # By ratio, so that what is in between lies in the middle of what people would name.
    middle = math.sqrt(levels[0] * levels[-1])
    between = min(levels[1:-1], key=lambda height: abs(math.log(height / middle)))
    return levels[0], between, levels[-1]


def burns_through(assembled: Assembled, time: float) -> tuple[BurnThrough, ...]:
    """Closed forms for each search radar and each raid that jams it at `time` [s]."""
    setup, threats = assembled.setup, assembled.roster.threats
    raids = list(dict.fromkeys(jammer.raid for jammer in jammers_at(setup, threats, time)))
    heard: Any = watch_at(setup, time).jams
    found = []
    for raid in raids:
        for r, named in enumerate(assembled.roster.radars):
            own = [jam for jam in heard if jam.radar == r and threats[int(jam.threat)].group == raid]
            if own and setup.radar[r].kind == SEARCH:
                found.append(_burn(assembled, r, named.id, raid, own))
    return tuple(found)


def _burn(assembled: Assembled, r: int, name: str, raid: str, jams: list[Any]) -> BurnThrough:
    """How far radar `r` sees under what the jammers of a raid do to it."""
    radar, first = assembled.setup.radar[r], jams[0]
    alarm, pulses, threat = (
        float(radar.false_alarm_probability),
        int(radar.pulses),
        assembled.setup.threat[first.threat],
    )
    slant, strength = float(first.slant), float(first.strength)
    needed = required_snr(PROBABILITY, alarm, pulses, int(threat.swerling))
    echo = free_space(radar, slant, echo_size(threat, 1.0, float(radar.wavelength)))
    small, all_jam = free_space(radar, slant, RCS), sum(float(jam.strength) for jam in jams)
    usual = required_snr(PROBABILITY, alarm, pulses, SWERLING_1)
    clear, main, side = (
        float(stand_off_range(small, jam, usual, slant))
        for jam in (0.0, all_jam, all_jam * float(radar.average_sidelobe))
    )
    own = float(self_screening_range(echo, strength, needed, slant))
    return BurnThrough(name, raid, len(jams), slant, all_jam, own, clear, main, side)
