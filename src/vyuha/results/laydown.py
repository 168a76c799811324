"""The laydown: what was fought where, in plain numbers, so that maps and replays need nothing but the run folder."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A site on the map. East and north in metres from the origin; latitude, longitude in degrees; height above the
    ellipsoid in metres.
    """

    id: str
    kind: str
    name: str
    east: float
    north: float
    latitude: float
    longitude: float
    height: float
    value: float


@dataclass(frozen=True)
class Ring:
    """A closed or open line on the map, as east and north in metres: radar coverage or the reach of a missile."""

    site: str
    label: str
    kind: str  # "search radar", "engagement radar", "missile"
    target_height: float  # metres, for which the line was drawn
    east: tuple[float, ...]
    north: tuple[float, ...]


@dataclass(frozen=True)
class Route:
    """The planned path of a raid's first threat: times in seconds, east, north and height in metres."""

    raid: str
    kind: str
    count: int
    time: tuple[float, ...]
    east: tuple[float, ...]
    north: tuple[float, ...]
    height: tuple[float, ...]
    # Id of the site that it goes for; a path may end before it, where the weapons are released.
    target: str = ""
    # Whose it is: hostile, neutral or own.
    side: str = "hostile"


@dataclass(frozen=True)
class AssumedFigure:
    """A catalogue figure in use that nobody sourced."""

    item: str
    figure: str
    text: str
    why: str


@dataclass(frozen=True)
class Relief:
    """The ground in words, and coarse heights of it (m, None beyond the terrain) for a map: `count` rows from north to
    south of `count` columns from west to east, between edges in metres from the origin.
    """

    text: str
    west: float
    east: float
    south: float
    north: float
    count: int
    heights: tuple[int | None, ...]


@dataclass(frozen=True)
class Area:
    """A control zone: its rule, between which heights (m) and times (s; None: to the end) it holds, and a closed line
    around it, as east and north in metres.
    """

    id: str
    rule: str
    lowest: float
    highest: float
    start: float
    end: float | None
    east: tuple[float, ...]
    north: tuple[float, ...]


@dataclass(frozen=True)
class Span:
    """A span of time, in seconds from the start."""

    start: float
    end: float


@dataclass(frozen=True)
class Wire:
    """A link of the command network between two sites, by their ids: when it is cut, and the share of messages that it
    loses.
    """

    one: str
    other: str
    cuts: tuple[Span, ...]
    loss: float


@dataclass(frozen=True)
class Laydown:
    """Everything a map of the scenario needs; `assumed` lists the unsourced figures in use, `ground` is None on a
    smooth earth.
    """

    title: str
    latitude: float
    longitude: float
    duration: float
    places: tuple[Place, ...]
    rings: tuple[Ring, ...]
    routes: tuple[Route, ...]
    assumed: tuple[AssumedFigure, ...]
    ground: Relief | None = None
    zones: tuple[Area, ...] = ()
