"""The columns of the two tables, each declared once: name, kind, SI unit, limits, meaning.

| kind | in memory | in files |
|---|---|---|
| a dimension of `base.units` | 64-bit float in SI, null: not known | `name [unit]`, any unit of the dimension |
| `text` | text, null: not known | `name` |
| `number` | 64-bit integer | `name` |
"""

import math
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Clock: TypeAlias = Literal["midnight", "epoch"]
CLOCKS: Final[tuple[Clock, ...]] = ("midnight", "epoch")
DAY: Final = 86400.0
TEXT, NUMBER = "text", "number"
SI: Final = {"length": "m", "angle": "rad", "time": "s", "speed": "m/s"}
STATUSES: Final = ("tentative", "confirmed", "coasting", "ended")


@dataclass(frozen=True)
class Column:
    """One column; limits are in SI units and belong to what is allowed; `pattern` is for text."""

    name: str
    kind: str
    meaning: str
    low: float = -math.inf
    high: float = math.inf
    required: bool = False
    pattern: str = ""
    # Whether `low` itself is too low.
    above: bool = False
    # What files that are made here have: people read degrees, and CSV is for people.
    csv_unit: str = "m"


@dataclass(frozen=True)
class Kind:
    """A kind of table."""

    name: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)


def _angle(name: str, meaning: str, low: float, high: float, *, required: bool = False) -> Column:
    """An angle whose limits are given in degrees."""
    return Column(name, "angle", meaning, math.radians(low), math.radians(high), required, csv_unit="deg")


def _deviation(name: str, of: str) -> Column:
    kind, unit, high = ("angle", "deg", math.pi) if name in ("azimuth_sd", "elevation_sd") else ("length", "m", 1e6)
    return Column(name, kind, f"standard deviation of {of}", 0.0, high, csv_unit=unit, above=True)


TIME = Column("time", "time", "when it was measured; see `clock`", -DAY, 1e11, required=True, csv_unit="s")
_HEIGHT = Column("height", "length", "geometric height, as the recording has it", -2e3, 1e7)
_PRESSURE = Column("pressure_altitude", "length", "flight level of the transponder, in metres", -2e3, 1e5)
_IDENTITY = (
    Column("mode_3a", TEXT, "mode 3/A code, four octal digits", pattern="[0-7]{4}"),
    Column("mode_s", TEXT, "24-bit aircraft address, six hexadecimal digits", pattern="[0-9A-F]{6}"),
    Column("callsign", TEXT, "aircraft identification, up to eight capitals and digits", pattern="[A-Z0-9 ]{1,8}"),
)
# A name that is written into files and messages; of ASTERIX it is SAC/SIC, such as 25/201.
_SOURCE = "[^\x00-\x1f\x7f]{1,64}"

PLOTS = Kind(
    "plots",
    (
        TIME,
        Column("sensor", TEXT, "which sensor; SAC/SIC where it comes from ASTERIX", required=True, pattern=_SOURCE),
        Column("range", "length", "slant range", 0.0, 1e7),
        _angle("azimuth", "azimuth from true north, clockwise", -180.0, 360.0),
        _angle("elevation", "elevation above the horizontal plane of the sensor", -90.0, 90.0),
        _angle("latitude", "WGS-84", -90.0, 90.0),
        _angle("longitude", "WGS-84", -180.0, 180.0),
        _HEIGHT,
        _PRESSURE,
        _deviation("range_sd", "the range"),
        _deviation("azimuth_sd", "the azimuth"),
        _deviation("elevation_sd", "the elevation"),
        _deviation("height_sd", "the height"),
        _deviation("position_sd", "latitude and longitude, in each direction"),
        _angle("sensor_latitude", "where the sensor stands, WGS-84", -90.0, 90.0),
        _angle("sensor_longitude", "where the sensor stands, WGS-84", -180.0, 180.0),
        Column("sensor_height", "length", "height of the sensor", -2e3, 1e7),
        *_IDENTITY,
    ),
)

TRACKS = Kind(
    "tracks",
    (
        TIME,
        Column("source", TEXT, "which system; SAC/SIC where it comes from ASTERIX", required=True, pattern=_SOURCE),
        Column("track", NUMBER, "track number", 0, 65535, required=True),
        Column("status", TEXT, "tentative, confirmed, coasting or ended", required=True, pattern="|".join(STATUSES)),
        _angle("latitude", "WGS-84", -90.0, 90.0, required=True),
        _angle("longitude", "WGS-84", -180.0, 180.0, required=True),
        _HEIGHT,
        _PRESSURE,
        Column("velocity_east", "speed", "velocity to the east", -2e4, 2e4, csv_unit="m/s"),
        Column("velocity_north", "speed", "velocity to the north", -2e4, 2e4, csv_unit="m/s"),
        Column("climb_rate", "speed", "velocity upwards", -2e4, 2e4, csv_unit="m/s"),
        *_IDENTITY,
    ),
)
