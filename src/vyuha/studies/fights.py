"""Whole fights, the ordinary work of a study: one row of the table `replicates` each."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import polars as pl

from vyuha.results.laydown import Laydown
from vyuha.results.records import Roster
from vyuha.results.tables import empty_frames
from vyuha.studies.halting import check

if TYPE_CHECKING:
    from vyuha.engine.assemble import Assembled


@dataclass(frozen=True)
class Fights:
    """Trial k is replicate k, as `vyuha run` fights it with the same seed."""

    @property
    def name(self) -> str:
        """Its part of a file's name."""
        return "fights"

    @property
    def fights(self) -> float:
        """A trial is a fight."""
        return 1.0

    def do(self, assembled: "Assembled", seed: int, first: int, count: int, workers: int) -> pl.DataFrame:
        """The fights `first` to `first + count - 1`."""
        from vyuha.catalogue import load
        from vyuha.engine.picture import picture
        from vyuha.engine.replicates import Engine
        from vyuha.results.tables import replicate_frame

        block = Engine(assembled.setup, seed, workers).fight_block(first, count, check())
        return replicate_frame(block, assembled.roster, picture(assembled, load(), rings=False))


@cache
def columns() -> tuple[str, ...]:
    """The columns that may be outcomes: all numbers of the table but the replicate's own."""
    nobody = Roster((), (), (), (), (), ())
    nowhere = Laydown("", 0.0, 0.0, 0.0, (), (), (), ())
    table = empty_frames(nobody, nowhere)["replicates"]
    return tuple(name for name, kind in table.schema.items() if kind.is_numeric() and name != "replicate")
