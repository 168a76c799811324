"""Peak memory of long runs, each in a process of its own, and whether it grows with the number of fights."""

import sys
import tempfile
from collections.abc import Iterator

from benchmarks.measure import SCENARIOS, Line, peak_megabytes, python, spend, times

GOAL = 500.0
RUNS = (
    ("one-on-one.yaml", 1000),
    ("one-on-one.yaml", 10_000),
    ("first-raid.yaml", 1000),
    ("first-raid.yaml", 2000),
    ("first-raid.yaml", 4000),
)


def measure() -> Iterator[Line]:
    spend(python("-m", "benchmarks.memory", "one-on-one.yaml", "1"))
    for scenario, count in RUNS:
        megabytes = float(spend(python("-m", "benchmarks.memory", scenario, str(count))).output)
        yield Line(f"{count} fights of {scenario}", megabytes, "MB", f"{GOAL:g}", times(megabytes, GOAL))


def main(scenario: str, count: str) -> None:
    from vyuha import api

    with tempfile.TemporaryDirectory() as folder:
        api.run(SCENARIOS / scenario, replicates=int(count), out=f"{folder}/run")
    print(peak_megabytes())


if __name__ == "__main__":
    main(*sys.argv[1:])
