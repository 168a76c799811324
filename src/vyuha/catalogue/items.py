"""What the catalogue holds: one model per kind of item, each field a figure of a stated dimension.

Plain text and whole numbers (names, roles, the fluctuation model, composition) are choices of the model, not
measurements; a composition carries its own source and grade.
"""

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo, model_validator

from vyuha.base.units import UnitError, parse_number, parse_quantity
from vyuha.catalogue.figure import (
    GRADES,
    Acceleration,
    Angle,
    Area,
    BallisticCoefficient,
    Count,
    Elevation,
    Figure,
    Flow,
    Force,
    Length,
    LoadFactor,
    Mass,
    Mean,
    Money,
    PositiveLength,
    PositiveMass,
    PositiveSpeed,
    PositiveTime,
    Probability,
    Ratio,
    Slope,
    Spectrum,
    Speed,
    Time,
    read_source,
)

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
    band: str
    # It detects a target of `reference_rcs` at `reference_range` with probability `reference_pd`.
    reference_range: PositiveLength
    reference_rcs: Area
    reference_pd: Probability
    false_alarm_probability: Probability
    minimum_range: Length
    instrumented_range: PositiveLength
    period: PositiveTime
    # 360 deg: all round.
    sector_width: Angle
    minimum_elevation: Elevation
    maximum_elevation: Elevation
    antenna_height: Length
    # One sigma at the reference signal, and the floor that no signal improves on.
    range_error: PositiveLength
    azimuth_error: Angle
    elevation_error: Angle
    range_error_floor: PositiveLength
    angle_error_floor: Angle
    # Mean number per scan.
    false_plots: Mean
    # Engagement radars only.
    target_channels: Count | None = None
    missile_channels: Count | None = None

    @model_validator(mode="after")
    def _channels(self) -> Self:
        guides = self.role == "engagement"
        if guides != (self.target_channels is not None) or guides != (self.missile_channels is not None):
            raise ValueError("an engagement radar has target_channels and missile_channels, a search radar has neither")
        if self.minimum_elevation.value >= self.maximum_elevation.value:
            raise ValueError("minimum_elevation must lie below maximum_elevation")
        return self


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
    # Share of the kill probability on which the commander counts.
    expected_kill: Probability


class Launcher(Item):
    """A launcher: cells, and what a cell takes."""

    cells: Count
    # Missile id -> rounds of it in one cell.
    fits: dict[str, Annotated[Whole, Field(ge=1)]] = Field(min_length=1)
    fits_source: str
    fits_grade: Literal["published", "recalled", "community", "derived", "assumed"]
    fits_note: str = ""
    launch_interval: PositiveTime
    reload_time: Time

    @model_validator(mode="before")
    @classmethod
    def _source(cls, raw: Any, info: ValidationInfo) -> Any:
        return _with_source(raw, info, "fits_")


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


class Threat(Item):
    """What comes in."""

    threat_class: Literal[
        "fighter", "cruise-missile", "supersonic-cruise-missile", "ballistic-missile", "one-way-drone", "decoy"
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
    rcs: Area
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


class MountedRadar(Part):
    """A radar of a system, on its vehicle or on a mast."""

    radar: str
    mast: str | None = None


class LauncherGroup(Part):
    """Launchers of one type."""

    launcher: str
    count: Annotated[Whole, Field(ge=1, le=100)]


class Placed(Part):
    """A unit of a regiment, relative to the regiment's place [m]."""

    id: str
    system: str
    east: Offset
    north: Offset


class System(Item):
    """What a scenario places: a battalion, a command post, or a regiment made of them."""

    kind: Literal["battalion", "command-post", "regiment"]
    command_post: str | None = None
    radars: tuple[MountedRadar, ...] = ()
    launchers: tuple[LauncherGroup, ...] = ()
    default_load: dict[str, Whole] = Field(default_factory=dict)
    layout: tuple[Placed, ...] = ()
    # As a target: what it is worth, and what it takes to end it. A regiment is struck unit by unit.
    value: Ratio | None = None
    hits_to_kill: Count | None = None
    radius: PositiveLength | None = None
    unit_cost: Money
    # Of the composition.
    source: str
    grade: Literal["published", "recalled", "community", "derived", "assumed"]
    note: str = ""

    @model_validator(mode="before")
    @classmethod
    def _source(cls, raw: Any, info: ValidationInfo) -> Any:
        return _with_source(raw, info, "")

    @model_validator(mode="after")
    def _parts(self) -> Self:
        group = self.kind == "regiment"
        worth = (self.command_post, self.value, self.hits_to_kill, self.radius)
        equipped = bool(self.radars or self.launchers)
        if group and (any(part is not None for part in worth) or equipped or not self.layout):
            raise ValueError("a regiment has a layout of units, and no equipment or worth of its own")
        if not group and (any(part is None for part in worth) or not self.radars or self.layout):
            raise ValueError("a unit has command_post, radars, value, hits_to_kill and radius, and no layout")
        if (self.kind == "battalion") != bool(self.launchers):
            raise ValueError("a battalion has launchers, nothing else has")
        return self


def figures(item: Item) -> list[tuple[str, Figure]]:
    """The figures of an item by field name, in the order of its model; fields that do not apply are left out."""
    fields = ((name, getattr(item, name)) for name in type(item).model_fields)
    return [(name, value) for name, value in fields if isinstance(value, Figure)]


def _with_source(raw: Any, info: ValidationInfo, prefix: str) -> Any:
    """The raw item with the source of its composition written out; the same rules as for a figure."""
    if not isinstance(raw, dict) or info.context is None:
        return raw
    source, grade, note = (str(raw.get(prefix + key, "")) for key in ("source", "grade", "note"))
    if grade not in GRADES:
        raise ValueError(f"{prefix}grade: give one of {', '.join(GRADES)}")
    return raw | {prefix + "source": read_source(source, grade, note, info.context["sources"])}
