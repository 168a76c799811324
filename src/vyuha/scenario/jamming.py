"""The noise that a threat sends: as its raid has it, or as its type has it."""

from typing import NamedTuple

from vyuha.catalogue import Threat
from vyuha.scenario.model import Raid


class Noise(NamedTuple):
    """Effective power [W], the bandwidth [Hz] over which it is spread, and between which frequencies [Hz] it jams."""

    power: float
    bandwidth: float
    lowest: float
    highest: float


def noise_of(raid: Raid, item: Threat) -> Noise | None:
    """What each threat of a raid of type `item` sends; None if it does not jam."""
    if raid.jammer is not None:
        return Noise(raid.jammer.power, raid.jammer.bandwidth, raid.jammer.lowest, raid.jammer.highest)
    if item.jam_power and item.jam_bandwidth and item.jam_lowest and item.jam_highest:
        return Noise(item.jam_power.value, item.jam_bandwidth.value, item.jam_lowest.value, item.jam_highest.value)
    return None
