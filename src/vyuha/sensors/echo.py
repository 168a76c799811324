"""Echo: what is left of a target's signal, over noise, clutter and jamming, when the radar decides.

The radar equation from the reference range; then, in this order, the beam, the air, the ray that the surface reflects,
and the canceller against the clutter that lies in the same cell.

Assumes   a published reference range holds at the peak of the beam, in clear air, against a target 10 km high; the beam
          of a steered antenna points at its target, but no lower than half its width above the horizon unless it is
          made to look down. Clutter and jamming stay in the signal as more noise. Close to the horizon diffraction
          takes the place of the reflected ray. Over terrain there is neither, and clutter counts as on a smooth
          surface. Eyes (`optical`) are taken as a radar on which nothing of this acts: their signal goes with the area
          presented and falls with the fourth power of the range, as the square of what a target fills of the view does.
Holds     where `sensors.antenna`, `world.attenuation`, `sensors.multipath`, `sensors.diffraction` and
          `sensors.clutter` do.
Source    M. I. Skolnik, "Introduction to Radar Systems" (radar equation with pattern propagation factor, MTI); D. K.
          Barton, "Radar Equations for Modern Radar" (clutter and jamming as noise).
Checked   tests/sensors/test_echo.py: each factor alone against its own module, limits, blind speeds.
"""

import math
from typing import NamedTuple

from vyuha.base.compile import kernel
from vyuha.sensors.antenna import cosecant_squared_gain, main_lobe, scan_gain
from vyuha.sensors.clutter import cell_area, grazing_sine, noise_gain, notch, surface_cross_section
from vyuha.sensors.coverage import Sight
from vyuha.sensors.detection import signal_to_noise
from vyuha.sensors.diffraction import edge_loss
from vyuha.sensors.multipath import Surface, propagation_factor, two_rays
from vyuha.state.radar import FAN, Antenna, Background, Radar
from vyuha.state.tables import Floats, Setup
from vyuha.world.attenuation import LossTable, loss_to, two_way_share
from vyuha.world.propagation import MEAN_RADIUS

# Signals weaker than this in all pulses together (-13 dB) are never seen at any usual false-alarm rate: nothing more is
# worked out about them.
FAINT = 0.05
# A tenth of a beam's power in a reflected ray moves an echo by less than it fluctuates.
_LEAST_REFLECTED = 1e-3
# A steered beam that is made to look down steeper than this [rad] points there.
_LOOKS_DOWN = -0.2
# Half the variance of its phase above which a ray reflected by land is next to nothing (an amplitude of 2 %).
_SCATTERED = 4.0


@kernel
def free_space(radar: Radar, slant: float, size: float) -> float:
    """Signal over noise [1] in each pulse that `radar` [row] has of a target of `size` [m2] in `slant` [m] range, at
    the peak of its beam and with nothing in between but what its reference range contains.
    """
    return signal_to_noise(radar.reference_snr, radar.reference_range, radar.reference_rcs, slant, size)


@kernel
def height_over_surface(antenna_height: float, slant: float, up: float) -> float:
    """Height [m] over the sphere of a target in `slant` [m] range, `up` [m] of an antenna that is `antenna_height` [m]
    above it.
    """
    radius = MEAN_RADIUS + antenna_height
    square = antenna_height * (MEAN_RADIUS + radius) + slant * slant + 2.0 * radius * up
    return square / (MEAN_RADIUS + math.sqrt(MEAN_RADIUS * MEAN_RADIUS + square))


@kernel
def beam_axis(radar: Radar, elevation: float) -> float:
    """Elevation [rad] at which the beam of `radar` [row] looks at a target at `elevation` [rad]."""
    if radar.elevation_shape == FAN:
        return radar.fan_axis
    if radar.minimum_elevation < _LOOKS_DOWN:
        return elevation
    return max(elevation, 0.5 * radar.elevation_width)


@kernel
def elevation_gain(radar: Radar, axis: float, elevation: float) -> float:
    """One-way gain relative to the peak [1] of `radar` [row], whose beam is at `axis` [rad], towards `elevation`
    [rad].
    """
    if radar.elevation_shape == FAN:
        return cosecant_squared_gain(
            elevation, axis, radar.elevation_width, radar.maximum_elevation, radar.average_sidelobe
        )
    return max(main_lobe(elevation - axis, radar.elevation_width), radar.first_sidelobe)


@kernel
def steering_gain(radar: Radar, seen: Sight) -> float:
    """One-way gain [1] left of a beam of `radar` [row] that is steered in azimuth off the middle of its sector to
    `seen`; arrays lean back, so that elevation costs less and is left out.
    """
    if radar.scan_exponent == 0.0:
        return 1.0
    along = seen.east * math.sin(radar.sector_centre) + seen.north * math.cos(radar.sector_centre)
    return scan_gain(along / max(seen.ground, 1e-6), radar.scan_exponent)


class Stand(NamedTuple):
    """How an antenna stands: its height [m] over the surface, the `refraction` [1], and whether the earth is
    `smooth`.
    """

    antenna_height: float
    refraction: float
    smooth: bool


@kernel
def stand_of(setup: Setup, antenna: Antenna) -> Stand:
    """How `antenna` [row] stands in `setup` [tables]."""
    return Stand(antenna.height, setup.frame[0].refraction, len(setup.mask) == 0)


@kernel
def air_share(radar: Radar, air: Background, curve: Floats, stand: Stand, slant: float, height: float) -> float:
    """Share [1] of the echo's power that gases and rain of `air` [row] leave `radar` [row], which stands as `stand`
    says and whose losses are in `curve` [1], of a target in `slant` [m] range at `height` [m], over what its reference
    range contains.
    """
    table = LossTable(
        curve[radar.losses :],
        radar.instrumented_range,
        air.rain_top,
        air.rain_extent,
        stand.antenna_height,
        stand.refraction,
    )
    return two_way_share(loss_to(table, slant, height) - radar.reference_loss)


@kernel
def reflection_share(radar: Radar, ground: Background, stand: Stand, height: float, seen: Sight, axis: float) -> float:
    """Factor [1] on the echo's power by the ray that `ground` [row] reflects, or close to the horizon by diffraction,
    for `radar` [row], which stands as `stand` says, with its beam at `axis` [rad], of a target at `height` [m] that it
    has as `seen`.
    """
    if ground.permittivity <= 1.0 or not stand.smooth or height <= 0.0 or radar.transparent:
        return 1.0
    # The ray meets the surface no flatter than the target is seen above it: rough ground has scattered it by then.
    roughness = 2.0 * math.pi * ground.roughness * max(seen.elevation, 0.0) / radar.wavelength
    if not ground.water and 2.0 * roughness * roughness > _SCATTERED:
        return 1.0
    down = -seen.elevation - 2.0 * stand.antenna_height / max(seen.ground, 1.0)
    ratio = elevation_gain(radar, axis, down) / max(elevation_gain(radar, axis, seen.elevation), 1e-9)
    if ratio < _LEAST_REFLECTED:
        return 1.0
    paths = two_rays(stand.antenna_height, height, seen.ground, stand.refraction)
    difference = paths[0] if paths[1] > 0.0 else 0.0
    heights = (stand.antenna_height, height)
    loss = edge_loss(difference, seen.ground, heights, radar.wavelength, stand.refraction)
    if loss > 0.0 or difference == 0.0:
        return two_way_share(loss)
    surface = Surface(ground.permittivity, ground.conductivity, ground.roughness, ground.water)
    factor = propagation_factor(paths, radar.wavelength, surface, radar.polarisation, min(ratio, 1.0))
    return factor * factor * factor * factor


@kernel
def clutter_to_noise(
    radar: Radar, ground: Background, antenna_height: float, slant: float, axis: float, refraction: float
) -> float:
    """Clutter over noise [1] before the canceller in the cell of `radar` [row] in `slant` [m] range, its antenna at
    `antenna_height` [m] and its beam at `axis` [rad], over `ground` [row]; `refraction` [1].
    """
    sine = grazing_sine(antenna_height, slant, refraction)
    if sine <= 0.0 or ground.gamma <= 0.0:
        return 0.0
    area = cell_area(slant, radar.azimuth_width, radar.elevation_width, radar.range_resolution, sine)
    size = surface_cross_section(ground.gamma, sine, area)
    # Down to the surface: the antenna's height over the range, and what the earth falls away.
    depression = antenna_height / slant + 0.5 * slant / (refraction * MEAN_RADIUS)
    gain = elevation_gain(radar, axis, -depression)
    return free_space(radar, slant, size) * gain * gain


@kernel
def moving_response(radar: Radar, radial_speed: float) -> float:
    """Power gain [1] of the canceller of `radar` [row] for a target of `radial_speed` [m/s], mean over its repetition
    frequencies; 1 without a canceller, and for a speed that is not a number: the mean over all.
    """
    if radar.canceller < 2 or math.isnan(radial_speed):
        return 1.0
    doppler = 2.0 * radial_speed / radar.wavelength
    middle = notch(radar.canceller, doppler, radar.repetition)
    fast = notch(radar.canceller, doppler, radar.repetition * (1.0 + radar.stagger))
    slow = notch(radar.canceller, doppler, radar.repetition * (1.0 - radar.stagger))
    return (middle + fast + slow) / (3.0 * noise_gain(radar.canceller))


@kernel
def signal_left(
    radar: Radar, ground: Background, curve: Floats, stand: Stand, seen: Sight, size: float, radial_speed: float
) -> tuple[float, float]:
    """Signal over noise [1] in each pulse behind beam, air, reflection and canceller, and clutter over noise [1] behind
    the canceller, that `radar` [row], which stands over `ground` [row] as `stand` says and whose losses are in `curve`
    [1], has of a target of `size` [m2] with `radial_speed` [m/s] that it has as `seen`.
    """
    signal = free_space(radar, seen.slant, size)
    if radar.optical or signal * radar.pulses < FAINT:
        return signal, 0.0
    axis = beam_axis(radar, seen.elevation)
    gain = elevation_gain(radar, axis, seen.elevation) * steering_gain(radar, seen)
    height = height_over_surface(stand.antenna_height, seen.slant, seen.up)
    signal *= gain * gain * air_share(radar, ground, curve, stand, seen.slant, max(height, 0.0))
    signal *= reflection_share(radar, ground, stand, height, seen, axis)
    clutter = clutter_to_noise(radar, ground, stand.antenna_height, seen.slant, axis, stand.refraction)
    # The canceller is there whether or not there is clutter in the cell: slow targets fall into its notch anywhere.
    return signal * moving_response(radar, radial_speed), clutter / max(radar.improvement, 1.0)
