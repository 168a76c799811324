"""The scenario as a checked object: what the user wrote, in SI units, with every default filled in."""

from typing import Annotated, Any, ClassVar

from pydantic import Field, GetJsonSchemaHandler, field_validator, model_validator
from pydantic_core import CoreSchema, core_schema

from vyuha.reading.fields import Number, Quantity, Text, Whole, YesNo, usually
from vyuha.scenario.doctrine import Doctrine, NameOrCode
from vyuha.scenario.engagement import MOST_ZONES, ControlZone, Orders
from vyuha.scenario.identification import Identification
from vyuha.scenario.item import (
    MOST_RAIDS,
    MOST_SITES,
    MOST_WAY_POINTS,
    Azimuth,
    Equipment,
    Hits,
    Item,
    Label,
    LoosePlace,
    Moment,
    Name,
    Placed,
    Probability,
    Radius,
    Rounds,
    Worth,
)
from vyuha.scenario.life import UnitLife
from vyuha.scenario.moving import Pace, Route, Station
from vyuha.scenario.network import Network
from vyuha.scenario.one_or_many import TargetReader
from vyuha.scenario.place import Latitude, Longitude
from vyuha.scenario.recorded import SOMEWHERE, PathFile, Recordable

FORMAT = 1
# Of made-up terrain, to a side.
MOST_NODES = 5000


class Origin(Item):
    """Where east and north are counted from: notional ground."""

    latitude: Latitude = Field(alias="lat")
    longitude: Longitude = Field(alias="lon")


class Environment(Item):
    """The air that the radars look through."""

    refraction: Annotated[float, Number(1, 2)] = usually(
        4.0 / 3.0, description="Factor on the earth's radius that stands for refraction."
    )
    ground: Equipment = usually("farmland", description="Surface under the beams: one of the catalogue's grounds.")
    rain: Annotated[float, Quantity("rain", "0 mm/h", "200 mm/h", "10 mm/h")] = usually(
        "0 mm/h", description="Rate of rain, the same everywhere."
    )
    rain_top: Annotated[float, Quantity("length", "0 km", "10 km", "4 km")] = usually(
        "4 km", description="Height up to which it rains."
    )
    rain_extent: Annotated[float, Quantity("length", "0 km", "1000 km", "20 km")] = usually(
        "20 km", description="Most of a radar's path that lies in rain."
    )


class MadeUp(Item):
    """Ground that a generator makes up: a square around the origin."""

    seed: Annotated[int, Whole(0, 2**63 - 1)] = usually(1, description="Of the generator: the same ground each time.")
    base: Annotated[float, Quantity("length", "0 m", "4 km", "300 m")] = usually("300 m", description="Mean height.")
    hills: Annotated[float, Quantity("length", "0 m", "2 km", "200 m")] = usually(
        "200 m", description="Usual height of hills above and below it."
    )
    ridges: Annotated[float, Quantity("length", "0 m", "2 km", "100 m")] = usually(
        "0 m", description="Usual height of ridges on top."
    )
    size: Annotated[float, Quantity("length", "2 km", "500 km", "40 km")] = usually(
        "40 km", description="Distance of the largest hills."
    )
    grid: Annotated[float, Quantity("length", "50 m", "5 km", "250 m")] = usually(
        "250 m", description="Distance of its nodes."
    )
    reach: Annotated[float, Quantity("length", "10 km", "1000 km", "150 km")] = usually(
        "150 km", description="How far the square reaches to each side of the origin."
    )

    @model_validator(mode="after")
    def _not_too_fine(self) -> "MadeUp":
        if 2.0 * self.reach / self.grid > MOST_NODES:
            raise ValueError(f"the square has more than {MOST_NODES} nodes to a side; a wider grid or less reach")
        return self


class Ground(Item):
    """The terrain of the fight: from a file beside the scenario, or made up."""

    file: PathFile | None = usually(
        None, description="Grid of heights, beside the scenario file or in a folder there.", examples=["hills.npz"]
    )
    reference: Annotated[str, Text(9, "msl|ellipsoid", "msl or ellipsoid")] | None = usually(
        None, description="What the heights of the file are above, where it does not say."
    )
    made_up: MadeUp | None = usually(None, description="In place of a file.")

    @model_validator(mode="after")
    def _one_source(self) -> "Ground":
        if (self.file is None) == (self.made_up is None):
            raise ValueError("give a file, or made_up; one of them")
        if self.reference is not None and self.file is None:
            raise ValueError("made-up ground is above the mean sea level; reference goes with a file")
        return self


class Asset(Placed):
    """Something worth defending."""

    name: Label | None = None
    value: Worth = usually(100, description="What its loss costs, on a scale of your own.")
    hits_to_kill: Hits = usually(
        1, description="Hits that destroy it; a ballistic or supersonic missile and a fighter count two."
    )
    radius: Radius = usually("500 m", description="A threat that comes down within this distance hits it.")
    vehicle: Equipment | None = usually(
        None,
        description="Catalogue id of vehicles that it consists of; each brings its value, and a hit ends one of them.",
        examples=["t-90"],
    )
    count: Annotated[int, Whole(1, 1000)] = usually(1, description="How many vehicles.")
    route: Route = usually((), description="Way points, where it moves; bearing and range count from the origin.")
    speed: Pace | None = usually(None, description="Of what moves; that of the vehicle unless given.")


class Sector(Item):
    """Where the engagement radar looks."""

    centre: Azimuth
    width: Annotated[float, Quantity("angle", "0 deg", "360 deg", "120 deg", above=True)]


class Defence(Placed, UnitLife):
    """A unit of the defence, or a whole regiment of them, as the catalogue has it."""

    system: Equipment = Field(description="Catalogue id, see `vyuha catalogue`.", examples=["s-400/battalion"])
    command: Name | None = usually(
        None, description="Id of the command post, or the regiment, that this unit fights under."
    )
    autonomous: Annotated[bool, YesNo()] = usually(
        True,
        description="Whether it commands itself when it has lost its commander; false: it is silent then. Of a "
        "regiment, each of its units.",
    )
    load: dict[Equipment, Rounds] | None = usually(
        None, description="Rounds by missile type; of a regiment, in each of its battalions.", examples=[{"48N6E3": 24}]
    )
    doctrine: NameOrCode = usually(
        "shoot-look-shoot", description="A built-in doctrine, one of `doctrines`, or a function: `mine.py:choose`."
    )
    roe: Orders | None = usually(
        None, description="Rules of engagement of this unit, in place of the scenario's: a rule, or a list with times."
    )
    sector: Sector | None = None
    mast: Annotated[bool, YesNo()] | None = usually(
        None, description="false: radars stand on the ground, not on masts."
    )
    search: Annotated[bool, YesNo()] | None = usually(
        None,
        description="Whether the engagement radar searches its sector in the time that its targets leave it; unless "
        "told only if the unit has no other search radar.",
    )
    value: Worth | None = None
    hits_to_kill: Hits | None = None
    radius: Radius | None = None
    route: Route = usually((), description="Way points of what can move; bearing and range count from the origin.")
    speed: Pace | None = usually(None, description="Along the route; the catalogue's unless given.")
    station: Station | None = usually(None, description="When an aircraft comes on station, and how long it stays.")

    @field_validator("load", mode="before")
    @classmethod
    def _a_mapping(cls, given: Any) -> Any:
        if given is not None and not isinstance(given, dict):
            raise ValueError("give rounds by missile type, for example {48N6E3: 24}")
        return given


class Dispersion(Item):
    """One-sigma deviations from the plan, drawn for each threat."""

    time: Moment = usually("0 s")
    cross_track: Annotated[float, Quantity("length", "0 m", "100 km", "500 m")] = usually("0 m")
    height: Annotated[float, Quantity("length", "0 m", "10 km", "50 m")] = usually("0 m")


class Gap(Item):
    """Spacing of the threats of a raid: fixed, or exponential with a mean."""

    fixed: Moment = usually("0 s")
    mean: Moment = usually("0 s")


class GapReader:
    """Reads `20 s` (fixed) or `{mean: 20 s}` (Poisson arrivals)."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_before_validator_function(self.read, handler(source))

    def read(self, given: Any) -> Any:
        """The mapping that `Gap` reads."""
        if isinstance(given, Gap):
            return given
        if not isinstance(given, dict):
            return {"fixed": given}
        if set(given) != {"mean"}:
            raise ValueError("give a time, or {mean: 20 s} for exponential spacing")
        return given

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        time = Quantity("time", "0 s", "6 h", "20 s").schema()
        mean = {"type": "object", "properties": {"mean": time}, "required": ["mean"], "additionalProperties": False}
        return {"anyOf": [time, mean]}


class PopUp(Item):
    """A climb towards the end, from which what flies low sees its target and dives."""

    height: Annotated[float, Quantity("length", "0 m", "20 km", "2 km", above=True)] = Field(
        description="Height that it climbs to."
    )
    distance: Annotated[float, Quantity("length", "0 m", "200 km", "12 km", above=True)] = Field(
        alias="range", description="Distance to the target at which the climb begins."
    )


class Decoys(Item):
    """What each threat of a raid releases on its way."""

    type: Equipment = Field(description="Catalogue id of a decoy, see `vyuha catalogue`.", examples=["replica-decoy"])
    each: Annotated[int, Whole(1, 100)] = usually(1, description="How many each releases.")
    at: Annotated[float, Quantity("length", "0 m", "2000 km", "100 km", above=True)] = Field(
        description="Distance to the target at which it does."
    )
    spread: Annotated[float, Quantity("length", "0 m", "100 km", "4 km")] = usually(
        "2 km", description="From the first to the last of them at the end, across the course."
    )


class Jammer(Item):
    """Noise that each threat of a raid sends towards every radar."""

    power: Annotated[float, Quantity("power", "0 W", "100 MW", "1 kW", above=True)] = Field(
        description="Effective, with the gain of its antenna."
    )
    bandwidth: Annotated[float, Quantity("frequency", "1 kHz", "100 GHz", "200 MHz")] = Field(
        description="Over which the power is spread, around the frequency of each radar that it jams."
    )
    lowest: Annotated[float, Quantity("frequency", "1 MHz", "1000 GHz", "2 GHz")] = usually(
        "1 GHz", description="Radars below this frequency are not jammed."
    )
    highest: Annotated[float, Quantity("frequency", "1 MHz", "1000 GHz", "12 GHz")] = usually(
        "18 GHz", description="Radars above this frequency are not jammed."
    )

    @model_validator(mode="after")
    def _ordered(self) -> "Jammer":
        if self.lowest >= self.highest:
            raise ValueError("highest must lie above lowest")
        return self


class Raid(Recordable):
    """Threats of one type that come together, or along recorded paths."""

    STAND_INS: ClassVar = {"count": 1, "from": SOMEWHERE}
    BESIDE_PATHS: ClassVar = frozenset({"id", "type", "target", "paths", "types", "start", "transponder", "jammer"})

    type: Equipment = Field(description="Catalogue id, see `vyuha catalogue`.", examples=["shahed-136"])
    count: Annotated[int, Whole(1, 10**18)] = Field(description="How many of them.")
    target: Annotated[tuple[Name, ...], Field(min_length=1, max_length=MOST_SITES), TargetReader()] = Field(
        description="Id of an asset or defence, or a list that the threats take in turn."
    )
    origin: LoosePlace = Field(
        alias="from", description="Where they start; bearing and range count from the (first) target."
    )
    route: Annotated[tuple[LoosePlace, ...], Field(max_length=MOST_WAY_POINTS)] = usually(
        (), description="Way points; bearing and range count from the (first) target."
    )
    start: Moment = usually("0 s", description="When the first one sets out.")
    arrive: Moment | None = usually(
        None, description="When the first one comes down, or releases its weapon, in place of `start`."
    )
    loiter: Moment = usually("0 s", description="Time that each circles at the last way point.")
    gap: Annotated[Gap, GapReader()] = usually(Gap(), alias="spacing", description="Time between one and the next.")
    lateral: Annotated[float, Quantity("length", "0 m", "100 km", "500 m")] = usually(
        "0 m", description="Distance between neighbours who fly abreast."
    )
    formation: Annotated[str, Text(5, "line|wedge|ranks", "line, wedge or ranks")] = usually(
        "line", description="How `spacing` and `lateral` go together, see above."
    )
    abreast: Annotated[int, Whole(1, 1000)] = usually(1, description="With `formation: ranks`: how many in a rank.")
    height: Annotated[float, Quantity("length", "0 m", "100 km", "100 m", above=True)] | None = usually(
        None,
        description="Cruise height above ground, in place of the catalogue's; above the sea without `follow_terrain`.",
    )
    speed: Annotated[float, Quantity("speed", "0 m/s", "5 km/s", "185 km/h", above=True)] | None = usually(
        None, description="In place of the catalogue's."
    )
    follow_terrain: Annotated[bool, YesNo()] | None = usually(
        None, description="Height is kept above the ground under it; what cruises below 1 km does so unless told."
    )
    pop_up: PopUp | None = usually(None, description="A climb before the dive, in place of the catalogue's.")
    decoys: Decoys | None = usually(None, description="What each of them releases on its way.")
    jammer: Jammer | None = usually(None, description="Noise jammer that each carries, in place of the catalogue's.")
    transponder: Annotated[bool, YesNo()] = usually(
        False, description="true: answers as civil traffic does when it is asked."
    )
    aims_at: Annotated[str, Text(9, "meeting|last-seen", "meeting or last-seen")] = usually(
        "meeting",
        description="Of a target that moves: where it will be by then, or where it was when the threat set out.",
    )
    dispersion: Dispersion = usually(Dispersion())

    @property
    def threats(self) -> int:
        """How many threats it brings, decoys that they release included."""
        return self.count * (1 + (self.decoys.each if self.decoys else 0))

    @property
    def spacing(self) -> float:
        """Fixed time between one and the next [s]."""
        return self.gap.fixed

    @property
    def mean_gap(self) -> float:
        """Mean of the exponential time between one and the next [s] (0: spacing is fixed)."""
        return self.gap.mean


class Flight(Recordable):
    """Aircraft that fly in the same sky and are no raid: of one type, or along recorded paths."""

    STAND_INS: ClassVar = {"side": "neutral", "from": SOMEWHERE, "to": SOMEWHERE, "height": 1e4}
    BESIDE_PATHS: ClassVar = frozenset({"id", "type", "side", "paths", "types", "start", "transponder"})

    type: Equipment = Field(
        description="Catalogue id: an airliner if neutral, a fighter or helicopter if own.", examples=["airliner"]
    )
    side: Annotated[str, Text(7, "neutral|own", "neutral or own")] = Field(description="Whose they are.")
    count: Annotated[int, Whole(1, 5000)] = usually(1, description="How many of them.")
    origin: LoosePlace = Field(
        alias="from", description="Where they come into the sky; bearing and range count from the origin."
    )
    destination: LoosePlace = Field(
        alias="to", description="Where they leave it, or land; bearing and range count from the origin."
    )
    route: Annotated[tuple[LoosePlace, ...], Field(max_length=MOST_WAY_POINTS)] = usually(
        (), description="Way points; bearing and range count from the origin."
    )
    height: Annotated[float, Quantity("length", "0 m", "30 km", "10.7 km", above=True)] = Field(
        description="Height above the sea that they keep."
    )
    end_height: Annotated[float, Quantity("length", "0 m", "30 km", "500 m", above=True)] | None = usually(
        None, description="Height to which they go down at the end, as for a landing."
    )
    speed: Annotated[float, Quantity("speed", "0 m/s", "5 km/s", "230 m/s", above=True)] | None = usually(
        None, description="In place of the catalogue's."
    )
    start: Moment = usually("0 s", description="When the first one comes into the sky.")
    gap: Annotated[Gap, GapReader()] = usually(Gap(), alias="spacing", description="Time between one and the next.")
    lateral: Annotated[float, Quantity("length", "0 m", "100 km", "500 m")] = usually(
        "0 m", description="Distance between neighbours who fly abreast."
    )
    transponder: Annotated[bool, YesNo()] = usually(
        True, description="false: does not answer when asked, whether neutral or own."
    )
    dispersion: Dispersion = usually(Dispersion())


class Run(Item):
    """How often to fight, and with which random numbers."""

    replicates: Annotated[int, Whole(1, 10_000_000)] = 1000
    seed: Annotated[int, Whole(0, 2**63 - 1)] = 1
    fixed_kill_probability: Probability | None = usually(
        None, description="Kill probability of every round that reaches its target, in place of the endgame's."
    )


class Scenario(Item):
    """A raid on a defence: who stands where, who comes when, and how often it is fought."""

    vyuha: Annotated[int, Whole(FORMAT, FORMAT)] = Field(description="Version of the scenario format: 1.")
    title: Label
    notice: Annotated[str, Text(2000)] | None = usually(None, description="A remark that the report repeats.")
    duration: Annotated[float, Quantity("time", "0 s", "6 h", "20 min", above=True)]
    origin: Origin
    environment: Environment = usually(Environment())
    terrain: Ground | None = usually(None, description="The ground; without it the earth is smooth.")
    assets: Annotated[tuple[Asset, ...], Field(max_length=MOST_SITES)] = ()
    defences: Annotated[tuple[Defence, ...], Field(max_length=MOST_SITES)] = ()
    raids: Annotated[tuple[Raid, ...], Field(min_length=1, max_length=MOST_RAIDS)]
    traffic: Annotated[tuple[Flight, ...], Field(max_length=MOST_RAIDS)] = usually(
        (), description="Neutral and own aircraft in the same sky."
    )
    identification: Identification | None = usually(
        None, description="How friend is told from foe; with traffic its defaults hold, without it nobody asks."
    )
    roe: Orders | None = usually(
        None,
        description="Rules of engagement of all units: a rule, or a list with times; unless given those of "
        "`identification.control`.",
    )
    zones: Annotated[tuple[ControlZone, ...], Field(max_length=MOST_ZONES)] = usually(
        (), description="Parts of the air with rules of their own."
    )
    network: Network = usually(Network(), description="How orders and plots travel between the units.")
    doctrines: Annotated[tuple[Doctrine, ...], Field(max_length=MOST_SITES)] = ()
    run: Run = usually(Run())

    @property
    def asks(self) -> Identification | None:
        """How friend is told from foe; None where nobody asks."""
        wanted = self.identification or (Identification() if self.traffic else None)
        return None if wanted is None or wanted.control == "none" else wanted
