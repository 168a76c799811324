"""What the engine hands over after a block of replicates, and the names behind its codes."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from vyuha.base.table import dtype_of
from vyuha.state import identity, shot, threat

OUTCOMES = {
    threat.IN_FLIGHT: "in flight",
    threat.KILLED: "killed",
    threat.HIT: "hit",
    threat.STRAY: "stray",
    threat.LEFT: "left",
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
# What a round had lost that would have led it to its target.
GUIDANCE_LOST = {shot.LOST_UNIT: "its unit", shot.LOST_TRACK: "its track", shot.LOST_LIGHT: "its light"}
# What stood in the way at the last chance to meet a threat.
CHANCES = {
    threat.CHANCE_NO_COMMAND: "no command",
    threat.CHANCE_NOT_IDENTIFIED: "not identified",
    threat.CHANCE_HELD: "held by rule",
    threat.CHANCE_JUDGED_DEAD: "judged dead",
    threat.CHANCE_ON_HOLD: "on hold",
    threat.CHANCE_MOST_ROUNDS: "no more rounds allowed",
    threat.CHANCE_NO_ROUNDS: "out of rounds",
    threat.CHANCE_NO_CHANNEL: "no free channel",
    threat.CHANCE_SILENT: "radar silent",
    threat.CHANCE_ENGAGED: "already engaged",
    threat.CHANCE_ORDERED: "nothing: a round was ordered",
}
LEAKS = ("hit", "stray")
SIDES = {identity.HOSTILE: "hostile", identity.NEUTRAL: "neutral", identity.OWN: "own"}
CONTROLS = {identity.WEAPONS_FREE: "free", identity.WEAPONS_TIGHT: "tight", identity.WEAPONS_HOLD: "hold"}
# Results of a round that came to its target and left it flying.
NEAR_MISSES = (shot.NO_KILL, shot.MISS)
IDENTITIES = SIDES | {identity.UNKNOWN: "unknown"}


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
    # What the defence took each threat for: (replicates, threats) of `Recognition`; None where nobody asked.
    recognitions: Any = None

    def __post_init__(self) -> None:
        if self.recognitions is None:
            object.__setattr__(self, "recognitions", nobody_asked(self.threats.shape))


def nobody_asked(shape: tuple[int, ...]) -> Any:
    """Recognitions of threats that nobody asked about."""
    table = np.zeros(shape, dtype_of(identity.Recognition))
    table["identity"] = table["class_code"] = identity.UNTRACKED
    table["endangered"] = -1
    for name in ("certainty", "endangered_chance", "impact_x", "impact_y", "impact_time", "impact_error"):
        table[name] = np.nan
    table["identified_time"] = np.nan
    return table


@dataclass(frozen=True)
class Named:
    """One row of a scenario table as people know it."""

    id: str
    kind: str = ""
    name: str = ""
    group: str = ""
    cost: float = 0.0
    # Of a threat: whose it is ("" and "hostile" both: the raid's).
    side: str = ""

    @property
    def of_raid(self) -> bool:
        """Whether it belongs to a raid."""
        return self.side in ("", "hostile")


@dataclass(frozen=True)
class Roster:
    """The names behind the row numbers of the tables, stored in the manifest.

    threats: id `drones/1`, kind `shahed-136`, group = raid id `drones`, name = class `one-way-drone`, cost in USD,
    side. Flights that are no raid stand behind the raids.
    sites: id, kind = `asset` or system id, name.
    missiles: id `48N6E3`, cost in USD each.  fire_units: id, kind = system id.  radars: id `alpha/92N6E`, kind `92N6E`.
    targets: for each threat the id of the site it goes for ("": none).
    """

    threats: tuple[Named, ...]
    sites: tuple[Named, ...]
    missiles: tuple[Named, ...]
    fire_units: tuple[Named, ...]
    radars: tuple[Named, ...]
    targets: tuple[str, ...]

    def site_of_radar(self, radar: int) -> int:
        """The row of the site at which a radar stands, -1: none. `alpha/east/92N6E` stands at `alpha/east`, and not at
        `alpha`.
        """
        name = self.radars[radar].id
        homes = [row for row, site in enumerate(self.sites) if name.startswith(f"{site.id}/")]
        return max(homes, key=lambda row: len(self.sites[row].id), default=-1)
