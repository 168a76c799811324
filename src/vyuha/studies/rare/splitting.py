"""Runs of splitting as work of a study: each trial is one whole run and one unbiased estimate of the chance.

A trial has random numbers of its own, which depend on the study's seed and the number of the trial and on nothing else.
The pilot, which looks for the levels, has others: so what it finds does not lean on the estimate.
"""

import functools
import hashlib
import math
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

import vyuha.engine
from vyuha.base.stamp import closure_stamp
from vyuha.studies.halting import check
from vyuha.studies.rare.event import Event

if TYPE_CHECKING:
    from vyuha.engine.assemble import Assembled
    from vyuha.engine.splitting import Split, Splitter
    from vyuha.results.laydown import Laydown

MOST_LEVELS = 40
# Which random numbers.
_TRIAL, _PILOT = 0, 1


@dataclass(frozen=True)
class Splitting:
    """Splitting towards an `event` through `levels` [share of the way], with `size` [count] fights side by side; `cost`
    is that of a run in whole fights.
    """

    event: Event
    size: int
    levels: tuple[float, ...]
    cost: float = 0.0

    @property
    def name(self) -> str:
        """Tells it from splitting towards something else, or by other levels."""
        return f"splitting-{_digest(self.event.text, self.size, self.levels)}"

    @property
    def fights(self) -> float:
        """About as many whole fights as one run costs."""
        return self.cost or float(self.size)

    def do(self, assembled: "Assembled", seed: int, first: int, count: int, workers: int) -> pl.DataFrame:
        """Runs `first` to `first + count - 1`: `chance`, what they cost, and the share that reached each level."""
        from vyuha.base.random import SPLITTING, seed_of

        def one(splitter: "Splitter", number: int) -> "Split":
            return splitter.run(seed_of(seed, SPLITTING, number, _TRIAL), self.levels)

        return _table(_run(self, assembled, one, range(first, first + count), workers), len(self.levels))


@dataclass(frozen=True)
class Pilot:
    """A run that looks for levels on the way to an `event`, with `size` [count] fights side by side."""

    event: Event
    size: int

    @property
    def name(self) -> str:
        """Tells it from the pilot of something else."""
        return f"pilot-{_digest(self.event.text, self.size)}"

    @property
    def fights(self) -> float:
        """About as many whole fights as one run costs."""
        return 2.0 * self.size

    def do(self, assembled: "Assembled", seed: int, first: int, count: int, workers: int) -> pl.DataFrame:
        """Runs `first` to `first + count - 1`, each with the `level_1` ... that it found (0: there is none)."""
        from vyuha.base.random import SPLITTING, seed_of

        def one(splitter: "Splitter", number: int) -> "Split":
            return splitter.pilot(seed_of(seed, SPLITTING, number, _PILOT), MOST_LEVELS)

        return _table(_run(self, assembled, one, range(first, first + count), workers), MOST_LEVELS)


def _digest(*parts: object) -> str:
    return hashlib.sha256(repr((*parts, _code())).encode()).hexdigest()[:16]


@functools.cache
def _code() -> str:
    """What splits, which is no part of what fights: after an edit nothing that is kept is taken for its own."""
    splits = Path(vyuha.engine.__file__).with_name("splitting.py")
    return closure_stamp(splits, "Splitter") + closure_stamp(Path(__file__), "_run")


def _run(
    work: Splitting | Pilot,
    assembled: "Assembled",
    one: "Callable[[Splitter, int], Split]",
    numbers: range,
    workers: int,
) -> list[dict[str, Any]]:
    """A row of each of these runs, which threads share out among themselves."""
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.picture import picture
    from vyuha.engine.splitting import Splitter

    look = check()
    goal, laydown = work.event.goal(assembled), picture(assembled, load_catalogue(), False)
    rows: dict[int, dict[str, Any]] = {}
    left: Iterator[int] = iter(numbers)

    def fight() -> None:
        splitter = Splitter(assembled.setup, goal, work.size)
        for number in left:
            look()
            rows[number] = _row(number, one(splitter, number), work.event, assembled, laydown)

    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(fight) for _ in range(max(1, min(workers, len(numbers))))]
        try:
            for future in futures:
                future.result()
        except BaseException:
            # The others find nothing more to take up.
            for _ in left:
                pass
            raise
    return [rows[number] for number in numbers]


def _row(number: int, split: "Split", event: Event, assembled: "Assembled", laydown: "Laydown") -> dict[str, Any]:
    """What came of a run."""
    from vyuha.results.tables import replicate_frame
    from vyuha.state.mission import FAILURE_NONE, FAILURE_TEXT

    ends = replicate_frame(split.ends, assembled.roster, laydown)
    last = float(event.holds(ends[event.column].to_numpy()).mean()) if ends.height else 0.0
    failed = split.failure != FAILURE_NONE
    row = {
        "trial": number,
        "chance": math.nan if failed else math.prod(split.shares) * last,
        "last": last,
        "events": float(split.events),
        "failure": FAILURE_TEXT[split.failure] if failed else None,
    }
    shares = {f"share_{k + 1}": share for k, share in enumerate(split.shares)}
    return row | shares | {f"level_{k + 1}": level for k, level in enumerate(split.levels)}


def _table(rows: list[dict[str, Any]], levels: int) -> pl.DataFrame:
    """The rows of runs, with places for so many levels; 0 where a level was not reached, or there is none."""
    numbered = [f"{name}_{k + 1}" for name in ("level", "share") for k in range(levels)]
    floats = dict.fromkeys(("chance", "last", "events", *numbered), pl.Float64())
    schema: dict[str, Any] = {"trial": pl.Int32()} | floats | {"failure": pl.String()}
    whole = [dict.fromkeys(numbered, 0.0) | row for row in rows]
    return pl.DataFrame(whole, schema=schema)
