"""What the engine hands over after a block of replicates, and the names behind its codes."""

from dataclasses import dataclass
from typing import Any

from vyuha.state import shot, threat

OUTCOMES = {
    threat.IN_FLIGHT: "in flight",
    threat.KILLED: "killed",
    threat.HIT: "hit",
    threat.STRAY: "stray",
}
SHOT_RESULTS = {
    shot.FLYING: "flying",
    shot.KILL: "kill",
    shot.NO_KILL: "no kill",
    shot.MISS: "miss",
    shot.NOT_ACQUIRED: "not acquired",
    shot.SELF_DESTRUCT: "self-destruct",
    shot.WASTED: "wasted",
}
LEAKS = ("hit", "stray")


@dataclass(frozen=True)
class Block:
    """Outcomes of consecutive replicates, as the engine's own record arrays.

    `threats` has shape (replicates, threats) of `ThreatState`, `sites` (replicates, sites) of `SiteState`; `shots` is
    one row per round of `Shot` in replicate order and `shot_replicate` the replicate number of each. `failures`
    holds, per replicate, 0 or a `state.mission.FAILURE_*` code.
    """

    first: int
    threats: Any
    sites: Any
    shots: Any
    shot_replicate: Any
    failures: Any
    events: Any


@dataclass(frozen=True)
class Named:
    """One row of a scenario table as people know it."""

    id: str
    kind: str = ""
    name: str = ""
    group: str = ""
    cost: float = 0.0


@dataclass(frozen=True)
class Roster:
    """The names behind the row numbers of the tables, stored in the manifest.

    threats: id `drones/1`, kind `shahed-136`, group = raid id `drones`, name = class `one-way-drone`, cost in USD.
    sites: id, kind = `asset` or system id, name.
    missiles: id `48N6E3`, cost in USD each.  fire_units: id, kind = system id.  radars: id `alpha/92N6E`, kind `92N6E`.
    targets: for each threat the id of the site it goes for.
    """

    threats: tuple[Named, ...]
    sites: tuple[Named, ...]
    missiles: tuple[Named, ...]
    fire_units: tuple[Named, ...]
    radars: tuple[Named, ...]
    targets: tuple[str, ...]
