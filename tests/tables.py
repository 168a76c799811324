"""Hand-made cases: a `Setup` whose tables have just the rows that a test asks for, all zero until it fills them.

But for what would divide by zero or read beyond a table: no threat has a carrier, every radar has an antenna, and under
all of them lies a ground that neither reflects nor echoes.
"""

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from vyuha.sensors.chance import chance_table
from vyuha.state.radar import FAN
from vyuha.state.tables import Setup, blank
from vyuha.world.frame import make_frame

# Numbers of a table of losses (see world.attenuation): ranges by rays, and rays once more for rain.
LOSS_TABLE = (161 + 1) * 301
# A beam so wide that its gain is the peak's in every direction.
ALL_SKY = 1e9


def blank_setup(latitude: float = 0.5, longitude: float = 1.0, **sizes: int) -> Setup:
    """A setup at `latitude`, `longitude` [rad] with `sizes` rows in the named tables and none in the others."""
    sizes = {"antenna": sizes.get("radar", 0), "background": 1} | sizes
    setup = blank(Setup, **sizes)
    setup.threat.carrier[:], setup.background.permittivity[:] = -1, 1.0
    return setup._replace(frame=make_frame(latitude, longitude))


@cache
def chances(pulses: int, false_alarm: float = 1e-6) -> npt.NDArray[np.float64]:
    """One kind of the table of chances."""
    return chance_table(false_alarm, pulses)


def empty_space(setup: Setup, false_alarm: float = 1e-6) -> Setup:
    """Radars that look through empty space over ground that is not there, on one pulse, all round at once: so the
    closed forms of one look hold. Fills the tables of radars and ground in place; the rest is in what it returns.
    """
    radar, ground = setup.radar, setup.background[0]
    seen = chances(1, false_alarm)
    radar.parts[:], radar.latency[:], radar.pulses[:], radar.chances[:], radar.losses[:] = 1, 0.0, 1, 0, len(seen)
    radar.false_alarm_probability[:], radar.least_signal[:] = false_alarm, -math.log(false_alarm)
    radar.elevation_shape[:], radar.elevation_width[:], radar.fan_axis[:] = FAN, ALL_SKY, 0.0
    radar.canceller[:], radar.improvement[:], radar.scan_exponent[:], radar.reference_loss[:] = 0, 1.0, 0.0, 0.0
    radar.range_bias[:] = radar.azimuth_bias[:] = radar.elevation_bias[:] = 0.0
    ground.permittivity, ground.gamma = 1.0, 0.0
    return setup._replace(curve=np.concatenate([seen, np.zeros(LOSS_TABLE)]))


def grow(setup: Setup, size: float) -> None:
    """All targets have `size` [m2] from all sides and in all bands, and their echoes do not wander."""
    for column in ("rcs", "side_rcs", "tail_rcs"):
        setup.threat[column][:] = size
    setup.threat.low_band[:], setup.threat.span[:] = 1.0, 0.0
