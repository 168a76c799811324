"""Fights a stored run's fights again with one link of the chain made perfect after the other."""

from collections.abc import Callable, Sequence

import numpy as np
import polars as pl

from vyuha.engine.perfect import applicable, perfected
from vyuha.engine.replicates import Engine
from vyuha.results.blame import AS_IT_IS, MEASURES
from vyuha.results.laydown import Laydown
from vyuha.results.manifest import BLOCK
from vyuha.results.records import Block, Roster
from vyuha.results.tables import replicate_frame
from vyuha.state.tables import Setup

# Called with the fights done so far and in all.
Progress = Callable[[int, int], None]


class BlameError(ValueError):
    """There is no such link, or a link cannot be made perfect; the message says which."""


def links_of(setup: Setup, wanted: Sequence[str] | None = None) -> tuple[str, ...]:
    """The links to make perfect, in the order of the chain: those `wanted`, or all that `setup` has."""
    known = applicable(setup)
    if wanted is None:
        return known
    for name in wanted:
        if name not in known:
            raise BlameError(f"no link {name!r} to make perfect; there are {', '.join(known)}")
    return tuple(name for name in known if name in wanted)


def fight_perfected(
    setup: Setup,
    seed: int,
    base: pl.DataFrame,
    links: Sequence[str],
    names: tuple[Roster, Laydown],
    workers: int,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """The table that `results.blame.blame_of` reads: the fights of `base` (the first rows of a run's `replicates`), and
    the same again with each of `links` perfect.
    """
    count, done = base.height, 0

    def one_done() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, count * len(links))

    parts = [_measured(AS_IT_IS, base)]
    for link in links:
        changed = perfected(setup, (link,))
        engine = Engine(changed, seed, workers)
        for first in range(0, count, BLOCK):
            block = engine.fight_block(first, min(BLOCK, count - first), one_done)
            if link == "rounds":
                _check_rounds(changed, block)
            parts.append(_measured(link, replicate_frame(block, *names)))
    return pl.concat(parts)


def _measured(link: str, replicates: pl.DataFrame) -> pl.DataFrame:
    return replicates.select(
        pl.lit(link).alias("link"), "replicate", *MEASURES, pl.col("failure").is_not_null().alias("failed")
    )


def _check_rounds(setup: Setup, block: Block) -> None:
    """Refuse a result in which what stands for no end of rounds came to its end."""
    stock = {(int(row.fire_unit), int(row.missile)): int(row.rounds) for row in setup.magazine}  # type: ignore[attr-defined]
    fired = np.stack([block.shot_replicate, block.shots["fire_unit"], block.shots["missile"]])
    keys, counts = np.unique(fired, axis=1, return_counts=True)
    for (_, unit, missile), number in zip(keys.T.tolist(), counts.tolist(), strict=True):
        if number >= stock[unit, missile]:
            raise BlameError(f"unit {unit} fired all of the {number} rounds that were to stand for no end of them")
