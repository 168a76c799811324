"""Assembles the radars: what they are, where their antennas stand, and what they look through."""

import functools
import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from vyuha.base.random import entity_id
from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.catalogue.items import Radar as RadarItem
from vyuha.catalogue.systems import MountedRadar
from vyuha.engine.order_of_battle import Unit
from vyuha.engine.places import face, stand
from vyuha.scenario.model import Environment
from vyuha.sensors.antenna import peak_gain
from vyuha.sensors.chance import chance_table
from vyuha.sensors.clutter import doppler_spread, limited, mti_improvement
from vyuha.sensors.detection import SWERLING_1
from vyuha.sensors.integration import detection_threshold, required_snr
from vyuha.sensors.jamming import noise_density
from vyuha.sensors.multipath import HORIZONTAL, VERTICAL
from vyuha.sensors.range_equation import LIGHT, free_space_range
from vyuha.state.radar import ENGAGEMENT, FAN, SEARCH, STEERED, Antenna, Background, Radar
from vyuha.world.attenuation import CLEAR, Weather, attenuation_table, gas_loss, gas_profile

Floats = npt.NDArray[np.float64]

# Height of the target [m] against which a published range is taken to hold.
_CLAIMED_HEIGHT = 10e3
# An antenna that turns hands over its plots in parts of a turn that take no longer than this [s].
_PART = 3.0
# Band of eyes in place of a radar.
VISIBLE = "visible"
# A tail of the noise, as a share of the power in each pulse, that a detection may stand out by at the least.
_LEAST_SIGNAL = 0.1


class Radars(NamedTuple):
    """The tables of all radars, for each row its name (`unit/radar`) and catalogue id, and what they look through."""

    radar: Any
    antenna: Any
    names: list[tuple[str, str]]
    curve: Floats
    background: Any


def background(environment: Environment, catalogue: Catalogue) -> Any:
    """The surface under the radars, one row. Raises `ValueError` for a kind that the catalogue does not have."""
    if environment.ground not in catalogue.grounds:
        raise ValueError(catalogue.refusal(environment.ground, "a ground is one of", list(catalogue.grounds)))
    ground, table = catalogue.grounds[environment.ground], rows(Background, 1)
    table[0].permittivity, table[0].conductivity = ground.permittivity.value, ground.conductivity.value
    table[0].roughness, table[0].water = ground.roughness.value, ground.surface == "water"
    table[0].gamma = _power(ground.gamma.value) if ground.gamma.value > -100.0 else 0.0
    table[0].velocity_spread = ground.velocity_spread.value
    table[0].rain_top, table[0].rain_extent = environment.rain_top, environment.rain_extent
    return table


def radars(
    units: list[Unit],
    net_of: dict[str, int],
    first_site: int,
    frame: Any,
    catalogue: Catalogue,
    axis: dict[str, float],
    heights: dict[str, float],
    environment: Environment,
) -> Radars:
    """The radars of all units. `axis` is where each unit faces [rad], `heights` that of the ground under it [m]."""
    mounted = [(i, unit, radar) for i, unit in enumerate(units) for radar in unit.system.radars]
    table, antennas = rows(Radar, len(mounted)), rows(Antenna, len(mounted))
    names, curve = [], _Curve()
    # The first radar of every unit: all that is aboard goes round with it.
    firsts: dict[str, int] = {}
    surface = background(environment, catalogue)
    weather = CLEAR._replace(
        rain_rate=environment.rain, rain_top=environment.rain_top, rain_extent=environment.rain_extent
    )
    for row, antenna, (i, unit, mount) in zip(table, antennas, mounted, strict=True):
        name, item = f"{unit.id}/{mount.radar}", catalogue.radars[mount.radar]
        names.append((name, mount.radar))
        row.entity, row.site, row.net = entity_id(name), first_site + i, net_of[unit.id]
        _fill_signal(row, item)
        _fill_look(row, item, unit, axis[unit.id])
        _fill_processing(row, item, surface[0].velocity_spread)
        _carry(row, antenna, unit, firsts.setdefault(unit.host or unit.id, int(row.entity)))
        antenna.height = _antenna_height(unit, mount, catalogue)
        _face(antenna, unit, frame, heights[unit.id])
        row.chances = curve.first(_chances, item.false_alarm_probability.value, int(row.pulses))
        if row.optical:
            continue
        tilt = 0.0 if row.polarisation == HORIZONTAL else 0.5 * math.pi
        air, refraction = weather._replace(tilt=tilt), float(frame.refraction)
        wavelength, height = float(row.wavelength), float(antenna.height)
        row.losses = curve.first(_losses, wavelength, height, float(row.instrumented_range), air, refraction)
        row.reference_loss = _clear_loss(wavelength, height, float(row.reference_range), refraction)
    return Radars(table, antennas, names, curve.values, surface)


class _Curve:
    """Tables one behind the other; radars of one kind share theirs."""

    def __init__(self) -> None:
        self._firsts: dict[Any, int] = {}
        self._parts: list[Floats] = [np.zeros(0)]

    def first(self, make: Any, *key: Any) -> int:
        """Where the table that `make` makes of `key` begins."""
        if (make, key) not in self._firsts:
            self._firsts[make, key] = sum(len(part) for part in self._parts)
            self._parts.append(make(*key))
        return self._firsts[make, key]

    @property
    def values(self) -> Floats:
        """All of them."""
        return np.concatenate(self._parts)


def _fill_signal(row: Any, item: RadarItem) -> None:
    """Signal, noise and antenna."""
    row.wavelength, row.optical = LIGHT / item.frequency.value, item.band == VISIBLE
    row.polarisation = HORIZONTAL if item.polarisation == "horizontal" else VERTICAL
    row.azimuth_width, row.elevation_width = item.azimuth_width.value, item.elevation_width.value
    row.elevation_shape = FAN if item.beam == "fan" else STEERED
    row.fan_axis = item.fan_axis.value if item.fan_axis else 0.0
    row.gain = peak_gain(float(row.azimuth_width), float(row.elevation_width))
    for lobe in ("first_sidelobe", "average_sidelobe", "back_lobe"):
        row[lobe] = _power(getattr(item, lobe).value)
    row.noise, row.bandwidth = noise_density(_power(item.noise_figure.value)), item.bandwidth.value
    row.pulses, row.reference_rcs = round(item.pulses.value), item.reference_rcs.value
    false_alarm = item.false_alarm_probability.value
    row.false_alarm_probability = false_alarm
    row.reference_snr = _required(item.reference_pd.value, false_alarm, int(row.pulses))
    row.least_signal = max(detection_threshold(false_alarm, int(row.pulses)) / row.pulses - 1.0, _LEAST_SIGNAL)
    row.reference_range = reference_range(item)


def reference_range(item: RadarItem) -> float:
    """Range [m] at which a radar has its reference signal: published, or from its physical parameters."""
    if item.reference_range is not None:
        return item.reference_range.value
    assert item.peak_power and item.pulse_length and item.system_loss
    return free_space_range(
        item.peak_power.value * item.pulse_length.value,
        peak_gain(item.azimuth_width.value, item.elevation_width.value),
        LIGHT / item.frequency.value,
        item.reference_rcs.value,
        noise_density(_power(item.noise_figure.value)),
        _power(item.system_loss.value),
        _required(item.reference_pd.value, item.false_alarm_probability.value, round(item.pulses.value)),
    )


def _fill_look(row: Any, item: RadarItem, unit: Unit, axis: float) -> None:
    """Where it looks, how often, and how well it measures."""
    row.kind = ENGAGEMENT if item.role == "engagement" else SEARCH
    for column in (
        "minimum_range",
        "instrumented_range",
        "range_resolution",
        "period",
        "latency",
        "minimum_elevation",
        "maximum_elevation",
        "range_error",
        "azimuth_error",
        "elevation_error",
        "range_error_floor",
        "angle_error_floor",
        "range_bias",
        "azimuth_bias",
        "elevation_bias",
        "false_plots",
    ):
        row[column] = getattr(item, column).value
    # Radars do not turn in step: each starts somewhere in its period, always the same for the same name.
    row.phase = row.period * row.entity / 2.0**32
    width, row.sector_centre = item.sector_width.value, axis
    if row.kind == ENGAGEMENT and unit.defence.sector is not None:
        width, row.sector_centre = unit.defence.sector.width, unit.defence.sector.centre
    row.sector_half_width = math.pi if width >= 2.0 * math.pi - 1e-6 else 0.5 * width
    turns = row.kind == SEARCH and row.sector_half_width >= math.pi
    row.parts = math.ceil(row.period / _PART) if turns else 1
    if row.kind == ENGAGEMENT:
        assert item.dwell and item.search_frame and item.scan_exponent
        row.dwell, row.scan_exponent = item.dwell.value, item.scan_exponent.value
        alone = len(unit.system.radars) == 1
        searches = alone if unit.defence.search is None else unit.defence.search
        row.search_frame = item.search_frame.value if searches else 0.0


def _fill_processing(row: Any, item: RadarItem, velocity_spread: float) -> None:
    """The canceller, and what it makes of clutter that spreads by so much [m/s]."""
    row.canceller, row.repetition, row.stagger = round(item.canceller.value), item.repetition.value, item.stagger.value
    row.improvement = 1.0
    if row.canceller < 2:
        return
    on_target = math.inf
    if row.kind == SEARCH:
        on_target = float(row.azimuth_width / (2.0 * row.sector_half_width) * row.period)
    spread = doppler_spread(velocity_spread, float(row.wavelength), on_target)
    own = mti_improvement(int(row.canceller), spread, float(row.repetition))
    row.improvement = limited(own, _power(item.improvement_limit.value))


def _carry(row: Any, antenna: Any, unit: Unit, first: int) -> None:
    """Put the radar onto what carries it; where that is on its circle at the start goes by the name of its `first`."""
    system, station = unit.system, unit.defence.station
    if system.time_on_station is not None:
        antenna.on_for = system.time_on_station.value
    if station is not None:
        antenna.on_from = station.start
        antenna.on_for = station.time if station.time is not None else antenna.on_for
    row.moves = bool(unit.defence.route)
    if system.carrier is None or row.moves:
        return
    assert system.carrier_speed and system.carrier_radius
    row.orbit_radius = system.carrier_radius.value
    row.orbit_rate = system.carrier_speed.value / system.carrier_radius.value
    row.orbit_phase = 2.0 * math.pi * first / 2.0**32


def _antenna_height(unit: Unit, mount: MountedRadar, catalogue: Catalogue) -> float:
    """Height [m] of an antenna above the surface."""
    if unit.system.carrier_height is not None:
        return unit.system.carrier_height.value
    if mount.mast is not None and unit.defence.mast is not False:
        return catalogue.masts[mount.mast].antenna_height.value
    return catalogue.radars[mount.radar].antenna_height.value


def _face(antenna: Any, unit: Unit, frame: Any, ground: float) -> None:
    """Stand the antenna on its `ground` [m], with axes to the east, to the north and up."""
    stand(frame, antenna, unit.at, ground + float(antenna.height))
    face(frame, antenna)


def _power(level: float) -> float:
    """Ratio of powers of a level in decibels."""
    return float(10.0 ** (0.1 * level))


@functools.lru_cache(256)
def _required(detection: float, false_alarm: float, pulses: int) -> float:
    """Signal in each pulse at which a target that fluctuates from scan to scan is seen as claimed."""
    return float(required_snr(detection, false_alarm, pulses, SWERLING_1))


@functools.lru_cache(64)
def _chances(false_alarm: float, pulses: int) -> Floats:
    return chance_table(false_alarm, pulses)


@functools.lru_cache(64)
def _losses(wavelength: float, height: float, reach: float, weather: Weather, refraction: float) -> Floats:
    return attenuation_table(LIGHT / wavelength, height, reach, weather, refraction).values


@functools.lru_cache(256)
def _clear_loss(wavelength: float, height: float, distance: float, refraction: float) -> float:
    """One-way loss [dB] in clear air that a published range contains."""
    profile = gas_profile(LIGHT / wavelength, CLEAR.vapour)
    return float(gas_loss(profile, height, max(_CLAIMED_HEIGHT, height), distance, refraction))
