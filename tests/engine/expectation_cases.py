"""Rounds fired one at each target, with what was expected of them beside what came of them.

`python -m tests.engine.expectation_cases` prints the table of docs/doctrine.md.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tests.engine.builders import Case, build, fight, raid
from vyuha.state.shot import KILL, WASTED


@dataclass(frozen=True)
class Pair:
    """A missile against a type of threat, from where it can be seen in time."""

    missile: str
    threat: str
    distance: float
    more: str

    @property
    def case(self) -> Case:
        """Eight threats well apart, one round at each, which leaves if anything at all is expected of it."""
        unit = (
            "  - {id: alpha, system: s-400/battalion, east: 0 km, north: 0 km, doctrine: lab, "
            f"load: {{{self.missile}: 16}}}}\n"
        )
        come = raid(count=8, distance=self.distance, type=self.threat, spacing="25 s", more=self.more)
        return Case(come, unit, "salvo: 1, most_rounds: 1, least_kill: 0.0001", kill=None)


PAIRS = (
    Pair("48N6E3", "su-30mki", 200.0, "height: 9 km"),
    Pair("48N6E3", "babur", 120.0, "height: 60 m"),
    Pair("48N6E3", "brahmos", 200.0, "height: 14 km"),
    Pair("48N6E3", "fatah-2", 300.0, "lateral: 500 m"),
    Pair("9M96E2", "su-30mki", 150.0, "height: 9 km"),
    Pair("9M96E2", "babur", 120.0, "height: 60 m"),
    Pair("9M96E2", "shahed-136", 60.0, "height: 2 km"),
    Pair("9M96E2", "brahmos", 200.0, "height: 14 km"),
    Pair("40N6E", "su-30mki", 300.0, "height: 9 km"),
)


def outcomes(pair: Pair, replicates: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.bool_], int]:
    """Of every round that was fired at a living target: what was expected, and whether it killed; and how many rounds
    met nothing that lived.
    """
    shots = fight(build(pair.case).setup, replicates).shots
    real = shots["result"] != WASTED
    return shots["expected_kill"][real], shots["result"][real] == KILL, int((~real).sum())


def main(replicates: int = 40) -> None:
    print("| missile | threat | rounds | expected | fought | standard error |\n|---|---|---|---|---|---|")
    for pair in PAIRS:
        expected, killed, _ = outcomes(pair, replicates)
        if not len(killed):
            print(f"| {pair.missile} | {pair.threat} | 0 | - | - | - |")
            continue
        share = killed.mean()
        error = float(np.sqrt(share * (1.0 - share) / len(killed)))
        print(f"| {pair.missile} | {pair.threat} | {len(killed)} | {expected.mean():.2f} | {share:.2f} | {error:.2f} |")


if __name__ == "__main__":
    main()
