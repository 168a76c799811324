"""The story of one threat in one fight, in words: when each link of the chain held, the last chance, its rounds and
their fates, the end, and the first broken link.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import polars as pl

from vyuha.results.ledger import LINKS, obstacles, with_links
from vyuha.results.records import SHOT_RESULTS
from vyuha.results.rounds import with_fates
from vyuha.results.store import StoredRun

# In the order of the chain; the engine's own names of times, and how a person says them.
_TIMES = (
    ("coverage_time", "in coverage", "never inside the coverage of any radar"),
    ("horizon_time", "above a radar's horizon", "never above a radar's horizon"),
    ("detection_time", "first detected", "never detected"),
    ("track_time", "track confirmed", "never a confirmed track"),
    ("identified_time", "identity lets it be engaged", ""),
    ("feasible_time", "an intercept is possible", "an intercept was never possible"),
    ("order_time", "engagement ordered", "never ordered to be engaged"),
    ("launch_time", "first round launched", "never shot at"),
)
_ENDS = {
    "killed": "killed",
    "hit": "hits {target}",
    "stray": "comes down beside {target}",
    "in flight": "still in the air at the end of the fight",
    "left": "leaves",
}
_SHOT = {name: name for name in SHOT_RESULTS.values()} | {"flying": "still flying at the end of the fight"}


@dataclass(frozen=True)
class Line:
    """One line of a story: at a time (s), of something that never came to be (`timed`, without a time), or a remark."""

    said: str
    time: float | None = None
    timed: bool = True

    def __str__(self) -> str:
        if not self.timed:
            return self.said
        return f"{'':>9}  {self.said}" if self.time is None else f"{self.time:7.1f} s  {self.said}"


def story(run: StoredRun, replicate: int, threat: str) -> list[Line]:
    """The lines: what has a time in its order, then what never came to be, and the end. KeyError if the fight has no
    such threat.
    """
    return stories(run, replicate, (threat,))[threat]


def stories(run: StoredRun, replicate: int, wanted: Collection[str] | None = None) -> dict[str, list[Line]]:
    """The story of each threat, or of those `wanted`, in the order of the tables. KeyError for one that is unknown."""
    of_it = pl.col("replicate") == replicate
    threats = with_links(run.table("threats").filter(of_it), run.manifest.response_time).collect()
    known = {row["threat"]: row for row in threats.to_dicts()}
    shots = with_fates(run.table("shots").filter(of_it).collect(), threats).sort("launch_time", maintain_order=True)
    fired: dict[str, list[dict[str, Any]]] = {}
    for shot in shots.to_dicts():
        fired.setdefault(shot["threat"], []).append(shot)
    lost = pl.col("destroyed_time").is_not_null() & (pl.col("kind") != "asset")
    gone = run.table("sites").filter(of_it & lost).select("site", "destroyed_time").collect()
    losses = [_at(time, f"{site} is out of action") for site, time in gone.iter_rows()]
    return {name: _told(known[name], fired.get(name, []), losses, replicate) for name in wanted or known}


def _told(row: dict[str, Any], shots: list[dict[str, Any]], losses: list[Line], replicate: int) -> list[Line]:
    title = f"{row['threat']}, {row['type']} ({row['class']}), replicate {replicate}"
    goal = f", flies for {row['target']}" if row["target"] else ""
    lines = [*_chain(row), *_chance(row), *(_round(shot) for shot in shots)]
    if row["link"] is not None:
        # What might have stopped it, and was gone by then.
        lines += [line for line in losses if _moment(line) <= row["resolved_time"]]
    timed = sorted((line for line in lines if line.time is not None), key=_moment)
    never = [line for line in lines if line.time is None]
    return [Line(title + goal, timed=False), *timed, *never, *_end(row)]


def _moment(line: Line) -> float:
    return line.time or 0.0


def _chain(row: dict[str, Any]) -> list[Line]:
    lines, missing = [_at(row["begin"], "starts")], False
    for name, said, never in _TIMES:
        if row[name] is not None:
            lines.append(_at(row[name], said))
            lines += _taken(row) if name == "order_time" else []
        elif name == "order_time" and row["launch_time"] is not None:
            lines.append(Line("never ordered to be engaged itself: what was fired at it had been sent at another"))
        elif never and not missing:
            # What comes after the first link that never held never held either.
            missing = True
            lines.append(Line(never))
    return lines


def _taken(row: dict[str, Any]) -> list[Line]:
    """What it was taken to endanger when it was first ordered to be engaged."""
    if row["endangered"] is None:
        return [_at(row["order_time"], "taken to endanger nothing")]
    said = f"taken to endanger {row['endangered']}, with probability {row['endangered_chance']:.2f}, at "
    return [_at(row["order_time"], f"{said}{row['impact_time']:.0f} s, to within {row['impact_error'] / 1e3:.1f} km")]


def _chance(row: dict[str, Any]) -> list[Line]:
    if row["last_chance_time"] is None:
        return []
    said = f"last chance to meet it: {row['last_chance_unit']}; in the way: {row['last_chance_reason']}"
    return [_at(row["last_chance_time"], said)]


def _round(shot: dict[str, Any]) -> Line:
    said = f"{shot['missile']} from {shot['fire_unit']}"
    if shot["end_time"] is not None:
        said += f", ends at {shot['end_time']:.1f} s, {shot['end_range'] / 1e3:.1f} km away"
    said += f": {_SHOT[shot['result']]}"
    if shot["miss_distance"] is not None:
        said += f", passes at {shot['miss_distance']:.1f} m"
    if shot["guidance_lost"]:
        said += f", has lost {shot['guidance_lost']}"
    return _at(shot["launch_time"], said + (", a double shot" if shot["double"] else ""))


def _end(row: dict[str, Any]) -> list[Line]:
    said = _ENDS[row["outcome"]].format(target=row["struck"] or row["target"])
    lines = [Line(said, row["resolved_time"])]
    if row["link"] is not None:
        meaning = next(link.meaning for link in LINKS if link.name == row["link"])
        lines.append(Line(f"First broken link: {row['link']}. {meaning}", timed=False))
        stood = obstacles(row)
        if not row["shots"] and len(stood) > 1:
            counted = ", ".join(f"{name} {count}" for name, count in stood.items())
            lines.append(Line(f"Stood in the way, in how many cycles of command: {counted}.", timed=False))
    return lines


def _at(time: float, said: str) -> Line:
    return Line(said, time)
