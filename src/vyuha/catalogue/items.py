"""What the catalogue holds: one model per kind of item, each field a figure of a stated dimension.

Plain text and whole numbers (names, roles, the fluctuation model, composition) are choices of the model, not
measurements; a composition carries its own source and grade.
"""

from typing import Annotated, Any, Literal, Self, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from vyuha.base.units import UnitError, parse_number, parse_quantity
from vyuha.catalogue.figure import (
    GRADES,
    Acceleration,
    Angle,
    Area,
    BallisticCoefficient,
    BeamWidth,
    Conductivity,
    Count,
    Elevation,
    Figure,
    Flow,
    Force,
    Frequency,
    Length,
    Level,
    LoadFactor,
    Mass,
    Mean,
    Money,
    PositiveLength,
    PositiveMass,
    PositiveSpeed,
    PositiveTime,
    Power,
    Probability,
    Pulses,
    Ratio,
    Share,
    Slope,
    Spectrum,
    Speed,
    Time,
    read_source,
)
from vyuha.catalogue.life import Homing

# Fields of a threat that go with its motion: needed, optional, and those that make sense only together.
CRUISE_FIELDS = ("load_factor", "steepest_path", "steepest_climb")
CRUISE_OPTIONS = (
    "terminal_speed",
    "popup_height",
    "popup_range",
    "weave_load",
    "weave_period",
    "weave_range",
    "wander",
)
BALLISTIC_FIELDS = ("launch_angle", "boost_acceleration", "ballistic_coefficient")
BALLISTIC_OPTIONS = ("pullup_load", "pullup_height")
TOGETHER = (
    ("popup_height", "popup_range"),
    ("weave_load", "weave_period", "weave_range"),
    ("pullup_load", "pullup_height"),
    ("jam_power", "jam_bandwidth", "jam_lowest", "jam_highest"),
)


def _whole(raw: Any) -> Any:
    """Text of a whole number as an int; anything else is left for the field's own check."""
    if not isinstance(raw, str):
        return raw
    value = parse_number(raw)
    if not value.is_integer():
        raise UnitError("give a whole number")
    return int(value)


def _length(raw: Any) -> Any:
    return parse_quantity(raw, "length") if isinstance(raw, str) else raw


Whole = Annotated[int, BeforeValidator(_whole), Field(ge=0)]
Offset = Annotated[float, BeforeValidator(_length)]


class Part(BaseModel):
    """Common to all: nothing unknown, nothing changed afterwards."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(Part):
    """An entry of the catalogue."""

    id: str
    name: str = Field(min_length=1)
    description: str = Field(min_length=1)


class Radar(Item):
    """A radar that searches, or one that also guides missiles."""

    role: Literal["search", "engagement"]
    # "visible": eyes, with the area that a target presents in place of its cross-section.
    band: str
    frequency: Frequency
    polarisation: Literal["horizontal", "vertical"]
    # It detects a target of `reference_rcs` at `reference_range` with probability `reference_pd`, as published; or the
    # range follows from the physical parameters below, and none is given.
    reference_range: PositiveLength | None = None
    peak_power: Power | None = None
    pulse_length: PositiveTime | None = None
    system_loss: Level | None = None
    reference_rcs: Area
    reference_pd: Probability
    false_alarm_probability: Probability
    # Pulses that are added for one decision.
    pulses: Pulses
    minimum_range: Length
    instrumented_range: PositiveLength
    range_resolution: PositiveLength
    period: PositiveTime
    # From the measurement to the tracker.
    latency: Time
    # 360 deg: all round.
    sector_width: Angle
    # A beam that is steered to each target, or one fan over all elevations around `fan_axis`.
    beam: Literal["steered", "fan"]
    azimuth_width: BeamWidth
    elevation_width: BeamWidth
    fan_axis: Elevation | None = None
    # Below the peak.
    first_sidelobe: Level
    average_sidelobe: Level
    back_lobe: Level
    minimum_elevation: Elevation
    maximum_elevation: Elevation
    antenna_height: Length
    noise_figure: Level
    bandwidth: Frequency
    # Moving target indicator: pulses of the canceller (0: none), the frequency in the middle of three that take turns,
    # how far apart they are, and what no canceller improves on.
    canceller: Count
    repetition: Frequency
    stagger: Share
    improvement_limit: Level
    # One sigma at the reference signal, and the floor that no signal improves on.
    range_error: PositiveLength
    azimuth_error: Angle
    elevation_error: Angle
    range_error_floor: PositiveLength
    angle_error_floor: Angle
    # One sigma of what is wrong in all its plots.
    range_bias: Length
    azimuth_bias: Angle
    elevation_bias: Angle
    # Mean number per scan.
    false_plots: Mean
    # Engagement radars only: channels, the time of one look at a target and of one search of the sector, and the power
    # of the cosine with which a beam weakens that is steered off the middle.
    target_channels: Count | None = None
    missile_channels: Count | None = None
    dwell: PositiveTime | None = None
    search_frame: PositiveTime | None = None
    scan_exponent: Ratio | None = None

    @model_validator(mode="after")
    def _range(self) -> Self:
        physical = (self.peak_power, self.pulse_length, self.system_loss)
        given = [part for part in physical if part is not None]
        if (self.reference_range is None) != (len(given) == len(physical)) or 0 < len(given) < len(physical):
            raise ValueError("give a reference_range, or all of peak_power, pulse_length, system_loss in its place")
        if (self.beam == "fan") != (self.fan_axis is not None):
            raise ValueError("a fan beam has a fan_axis, a steered one has none")
        return self

    @model_validator(mode="after")
    def _channels(self) -> Self:
        guides = self.role == "engagement"
        own = (self.target_channels, self.missile_channels, self.dwell, self.search_frame, self.scan_exponent)
        if any(guides != (part is not None) for part in own):
            raise ValueError(
                "an engagement radar has target_channels, missile_channels, dwell, search_frame and scan_exponent, "
                "a search radar has none of them"
            )
        if self.minimum_elevation.value >= self.maximum_elevation.value:
            raise ValueError("minimum_elevation must lie below maximum_elevation")
        return self


class Ground(Item):
    """A kind of surface, and what radars have of it."""

    surface: Literal["land", "water"]
    # A value of 1 reflects nothing.
    permittivity: Ratio
    conductivity: Conductivity
    roughness: Length
    # Echo of each square metre, over the sine of the grazing angle.
    gamma: Level
    velocity_spread: Speed


class Mast(Item):
    """A mast that lifts a radar's antenna."""

    antenna_height: PositiveLength
    emplacement_time: Time


class Missile(Item):
    """An interceptor: what is published about it, and the flight model that is fitted to that."""

    guidance: Literal["active", "semi-active", "track-via-missile"]
    navigation: Literal["proportional", "augmented"]
    maximum_range: PositiveLength
    minimum_range: Length
    minimum_height: Length
    maximum_height: PositiveLength
    maximum_target_speed: PositiveSpeed
    maximum_ballistic_range: Length
    maximum_speed: PositiveSpeed
    mean_speed: PositiveSpeed
    launch_mass: PositiveMass
    warhead_mass: Mass
    unit_cost: Money
    # Flight model: boost, then sustain; a phase that is not there has zero duration.
    boost_thrust: Force
    boost_time: Time
    boost_flow: Flow
    sustain_thrust: Force
    sustain_time: Time
    sustain_flow: Flow
    reference_area: Area
    drag_subsonic: Ratio
    drag_transonic: Ratio
    drag_supersonic: Ratio
    induced_drag: Ratio
    lift_limit: Ratio
    load_limit: Acceleration
    lag: Time
    turnover_time: Time
    loft: Ratio
    loft_ceiling: Length
    flight_time: PositiveTime
    minimum_speed: Speed
    navigation_gain: Ratio
    # From the track's estimate to the missile that has its update.
    uplink_delay: Time
    seeker_range: Length
    seeker_half_angle: Angle
    seeker_basket: Angle
    homing_noise: Angle
    # Half of the fighters at this miss distance are killed; beyond the fuze radius none.
    lethal_radius: PositiveLength
    fuze_radius: PositiveLength
    reliability: Probability
    # Of one that aircraft throw: height and speed at which its figures hold, and its flight is fitted to them. Of one
    # from a tube that points at its target: the speed alone.
    launch_height: PositiveLength | None = None
    launch_speed: PositiveSpeed | None = None
    # Share of the kill probability on which the commander counts.
    expected_kill: Probability


class Launcher(Item):
    """A launcher: cells, and what a cell takes; of a gun each burst counts as a cell."""

    cells: Count
    # Id of a missile, or of a gun's bursts -> rounds of it in one cell.
    fits: dict[str, Annotated[Whole, Field(ge=1)]] = Field(min_length=1)
    fits_source: str
    fits_grade: Literal["published", "recalled", "community", "derived", "assumed"]
    fits_note: str = ""
    launch_interval: PositiveTime
    reload_time: Time

    @model_validator(mode="before")
    @classmethod
    def _source(cls, raw: Any, info: ValidationInfo) -> Any:
        return with_source(raw, info, "fits_")


class CommandPost(Item):
    """A command post: how fast it decides, and the tracker that feeds it."""

    # From order to the first missile of a deployed unit.
    reaction_time: PositiveTime
    cycle: PositiveTime
    # `confirm_hits` detections in `confirm_looks` looks make a track; without an update for `coast_time` it is dropped.
    confirm_hits: Count
    confirm_looks: Count
    coast_time: PositiveTime
    # Acceleration noise of a target that flies quietly and of one that manoeuvres, and how long it does either.
    process_noise: Spectrum
    manoeuvre_noise: Spectrum
    quiet_time: PositiveTime
    manoeuvre_time: PositiveTime
    tracks: Count

    @model_validator(mode="after")
    def _confirm(self) -> Self:
        if not 1 <= self.confirm_hits.value <= self.confirm_looks.value <= 8:
            raise ValueError("confirm_hits and confirm_looks: give 1 <= hits <= looks <= 8")
        return self


class Interrogator(Item):
    """What asks aircraft who they are, beside every radar: identification friend or foe, and secondary radar."""

    # Probability that one look at an aircraft with working equipment brings its reply.
    civil_reply: Probability
    friend_reply: Probability
    # Probability that one look brings such a reply from what does not give it.
    false_civil: Probability
    false_friend: Probability
    # Replies of aircraft nearer to each other than both overlap, and cannot be read then in this share of looks.
    garble_range: Length
    garble_angle: Angle
    garble_chance: Probability
    # Share of airliners and of own aircraft whose equipment is silent, and of hostile ones that answer as airliners.
    civil_silent: Probability
    friend_silent: Probability
    hostile_civil: Probability


class Threat(Item, Homing):
    """What flies: mostly what comes in, but also airliners."""

    threat_class: Literal[
        "fighter",
        "cruise-missile",
        "supersonic-cruise-missile",
        "anti-radiation-missile",
        "ballistic-missile",
        "one-way-drone",
        "jammer",
        "decoy",
        "airliner",
        "helicopter",
    ]
    motion: Literal["cruise", "ballistic"]
    # Fluctuation of the echo: 0 steady; many scatterers, new from scan to scan (1) or pulse to pulse (2); with one that
    # dominates, the same (3, 4).
    swerling: Annotated[Whole, Field(le=4)]
    # Of a ballistic missile: the speed at burn-out and the apogee of its longest flight.
    speed: PositiveSpeed
    height: Length
    # Down at `terminal_height` when this near the target (0: stays up).
    terminal_height: Length
    terminal_range: Length
    # Dives straight at the target from this distance (0: does not).
    dive_range: Length
    # Has struck when it comes this near, and turns away (0: dives in itself).
    release_range: Length
    # From the nose; from the side and from behind, and what all three are multiplied with below 2 GHz.
    rcs: Area
    side_rcs: Area
    tail_rcs: Area
    low_band: Ratio
    # Size across the line of sight, over which its echo wanders.
    span: Length
    # Area that shells and eyes find, from the front.
    presented_area: Area
    # Noise that it sends towards every radar between two frequencies, spread over a bandwidth at each of them.
    jam_power: Power | None = None
    jam_bandwidth: Frequency | None = None
    jam_lowest: Frequency | None = None
    jam_highest: Frequency | None = None
    # Factor on an interceptor's lethal radius; a fighter has 1.
    vulnerability: Ratio
    # Half of them come down within this distance of the aim.
    cep: Length
    # Hits that one scores (0: a decoy).
    warhead_hits: Count
    warhead_mass: Mass
    unit_cost: Money
    maximum_range: PositiveLength
    # What flies like an aircraft only: load factor of its turns and bends, steepest path down and up.
    load_factor: LoadFactor | None = None
    steepest_path: Slope | None = None
    steepest_climb: Slope | None = None
    # Speed at the terminal height (left out: the same everywhere).
    terminal_speed: PositiveSpeed | None = None
    # Climbs to this height from this distance to the target on, and dives from there.
    popup_height: PositiveLength | None = None
    popup_range: PositiveLength | None = None
    # Weaves with this load (g) from this distance on; the first of its two waves has this period.
    weave_load: Ratio | None = None
    weave_period: PositiveTime | None = None
    weave_range: PositiveLength | None = None
    # Error of navigation sideways in the middle of the flight, as a share of its length.
    wander: Ratio | None = None
    # Ballistic missiles only: angle and acceleration of the thrust; the greatest load (g) of a late pull-up and the
    # height below which it begins.
    launch_angle: Angle | None = None
    boost_acceleration: Acceleration | None = None
    ballistic_coefficient: BallisticCoefficient | None = None
    pullup_load: Ratio | None = None
    pullup_height: PositiveLength | None = None

    @model_validator(mode="after")
    def _motion(self) -> Self:
        ballistic = self.motion == "ballistic"
        needed = {True: BALLISTIC_FIELDS, False: CRUISE_FIELDS}
        lacking = [name for name in needed[ballistic] if getattr(self, name) is None]
        others = needed[not ballistic] + (CRUISE_OPTIONS if ballistic else BALLISTIC_OPTIONS)
        foreign = [name for name in others if getattr(self, name) is not None]
        if lacking:
            raise ValueError(f"a threat whose motion is {self.motion} needs {', '.join(lacking)}")
        if foreign:
            raise ValueError(f"a threat whose motion is {self.motion} has no {', '.join(foreign)}")
        for group in TOGETHER:
            given = [name for name in group if getattr(self, name) is not None]
            if given and len(given) < len(group):
                raise ValueError(f"give all of {', '.join(group)}, or none")
        return self


def figures(item: Item) -> list[tuple[str, Figure]]:
    """The figures of an item by field name, in the order of its model; fields that do not apply are left out."""
    fields = ((name, getattr(item, name)) for name in type(item).model_fields)
    return [(name, value) for name, value in fields if isinstance(value, Figure)]


def is_whole(item: Item | None, name: str) -> bool:
    """Whether a figure of an item counts things, so that only whole numbers mean anything.

    >>> from vyuha.catalogue import load
    >>> is_whole(load().find("48N6E3"), "unit_cost"), is_whole(load().find("91N6E"), "pulses")
    (False, True)
    """
    if item is None:
        return False
    field = type(item).model_fields[name]
    optional = (mark for one in get_args(field.annotation) for mark in getattr(one, "__metadata__", ()))
    marks = [*field.metadata, *optional]
    return any(mark in marks for kind in (Count, Pulses) for mark in get_args(kind)[1:])


def with_source(raw: Any, info: ValidationInfo, prefix: str) -> Any:
    """The raw item with the source of its composition written out; the same rules as for a figure."""
    if not isinstance(raw, dict) or info.context is None:
        return raw
    source, grade, note = (str(raw.get(prefix + key, "")) for key in ("source", "grade", "note"))
    if grade not in GRADES:
        raise ValueError(f"{prefix}grade: give one of {', '.join(GRADES)}")
    return raw | {prefix + "source": read_source(source, grade, note, info.context["sources"])}
