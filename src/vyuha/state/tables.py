"""All tables together: `Setup`, which the assembler fills once, and `State`, which a replicate changes."""

from typing import Annotated, Any, NamedTuple, TypeVar, get_args, get_origin, get_type_hints

import numpy as np
import numpy.typing as npt

from vyuha.base.table import ByReference, Rows, rows
from vyuha.state.engagement import Order, ZonePart
from vyuha.state.frame import Frame
from vyuha.state.identity import Identification, Kind, Recognition
from vyuha.state.life import Conduct, ConductState, Loading, Path, Place, Supply
from vyuha.state.link import Cut, Link
from vyuha.state.mission import Event, Mission, Progress, Sample
from vyuha.state.radar import Antenna, Background, Jam, Plot, Radar
from vyuha.state.shot import Shot
from vyuha.state.site import Net, Site, SiteState
from vyuha.state.terrain import Grid, Mask
from vyuha.state.threat import Knot, Threat, ThreatState
from vyuha.state.track import Track
from vyuha.state.weapon import (
    Doctrine,
    Engagement,
    FireUnit,
    FireUnitState,
    Interceptor,
    Magazine,
    MagazineState,
    Missile,
    Uplink,
)

Floats = npt.NDArray[np.float64]
Heights = npt.NDArray[np.float32]
# Arrays with so many dimensions: kernels are compiled for a number.
Line = Annotated[Floats, 1]
Plane = Annotated[Floats, 2]
Space = Annotated[Floats, 3]


class _Setup(NamedTuple):
    frame: Rows[Frame]
    mission: Rows[Mission]
    site: Rows[Site]
    net: Rows[Net]
    # Who can talk to whom, and when not.
    link: Rows[Link]
    cut: Rows[Cut]
    radar: Rows[Radar]
    # Where the antenna of each radar is at the start.
    antenna: Rows[Antenna]
    background: Rows[Background]
    # Numbers that radars look up, one table behind the other, in one array since kernels hand on every array of this
    # tuple at each call: chances of detection (see `sensors.chance`) and losses on the way (see `world.attenuation`).
    curve: Line
    threat: Rows[Threat]
    knot: Rows[Knot]
    missile: Rows[Missile]
    magazine: Rows[Magazine]
    fire_unit: Rows[FireUnit]
    doctrine: Rows[Doctrine]
    # How friend is told from foe, and how each type of the catalogue looks; both without rows where nobody asks.
    identification: Rows[Identification]
    kind: Rows[Kind]
    # Rules of engagement of the units, and zones with rules of their own; no rows where the scenario has none.
    order: Rows[Order]
    zone: Rows[ZonePart]
    # Time of flight [s] and speed at arrival [m/s] to a point: (missile, ground range, height); NaN where out of reach.
    flyout_time: Space
    flyout_speed: Space
    # The grid of both: ground ranges [m] of each missile (missile, range) and heights [m] (missile, height).
    flyout_range: Plane
    flyout_height: Plane
    # The ground: its grid and heights [m] (row, column); without terrain no rows.
    grid: Rows[Grid]
    height: Annotated[Heights, 2]
    # What each radar sees over it, and the lowest heights in sight [m], square after square, row by row.
    mask: Rows[Mask]
    floor: Annotated[Heights, 1]
    # What units do beside shooting, where they may stand, the ways of threats there, and what comes to them.
    conduct: Rows[Conduct]
    place: Rows[Place]
    path: Rows[Path]
    supply: Rows[Supply]


class _State(NamedTuple):
    site: Rows[SiteState]
    threat: Rows[ThreatState]
    recognition: Rows[Recognition]
    # Position and velocity of each threat when it was located last, and that time: (threat, 7).
    fix: Plane
    # Where the antenna of each radar is at the latest look.
    antenna: Rows[Antenna]
    # Who jams the radar that looks at present.
    jam: Rows[Jam]
    track: Rows[Track]
    covariance: Space
    # Room for the covariance of a second model while two are merged.
    spare: Plane
    plot: Rows[Plot]
    magazine: Rows[MagazineState]
    fire_unit: Rows[FireUnitState]
    engagement: Rows[Engagement]
    interceptor: Rows[Interceptor]
    uplink: Rows[Uplink]
    conduct: Rows[ConductState]
    loading: Rows[Loading]
    shot: Rows[Shot]
    queue: Rows[Event]
    history: Rows[Sample]
    progress: Rows[Progress]
    # Space in which rounds are shared out; none where every net decides by urgency.
    desk: Line
    # One row: number of events in the queue, of plots, of samples in the history.
    fill: Annotated[npt.NDArray[np.int64], 1]


class Setup(ByReference, _Setup):
    """Fixed while a replicate is fought."""


class State(ByReference, _State):
    """Changes while a replicate is fought; allocated once per worker."""


Tables = TypeVar("Tables", Setup, State)


def blank(kind: type[Tables], /, **sizes: int) -> Tables:
    """Tables of this `kind` with `sizes` rows in the named ones and none in the others, all zero; arrays that are no
    tables have no items.
    """
    tables: dict[str, Any] = {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        if get_origin(hint) is Rows:
            tables[name] = rows(get_args(hint)[0], sizes.get(name, 0))
        else:
            array, dimensions = get_args(hint)
            tables[name] = np.zeros((0,) * dimensions, get_args(get_args(array)[1])[0])
    return kind(**tables)
