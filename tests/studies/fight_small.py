"""Run by tests in a process of its own, which they kill: the small study into a folder, by a crew.

    python -m tests.studies.fight_small FOLDER threads:2|processes:2|tcp://... [PART_SECONDS TRIALS [FROM TO]]

Writes FROM to TO (counted from 1) of this process find the disk full. Ends with 0, or with the place of its error in
`ENDINGS`, told on the error output.
"""

import errno
import os
import sys
from pathlib import Path

from tests.studies.small import Means, small
from vyuha.engine.run import physics_hash
from vyuha.results import files
from vyuha.results.files import RunFolderError
from vyuha.studies.conduct import conduct
from vyuha.studies.crews.cluster import connected
from vyuha.studies.crews.crew import Crew, CrewError
from vyuha.studies.crews.pool import PoolCrew
from vyuha.studies.folder import opened
from vyuha.studies.manager import StudyError
from vyuha.studies.store import claim

ENDINGS = {CrewError: 3, RunFolderError: 4, StudyError: 5, KeyboardInterrupt: 6}


def main(folder: str, crew: str, seconds: str = "0.02", trials: str = "60", *full: str) -> None:
    if full:
        fill(int(full[0]), int(full[1]))
    try:
        fight(folder, crew, float(seconds), int(trials))
    except tuple(ENDINGS) as error:
        print(error, file=sys.stderr)
        sys.exit(next(code for kind, code in ENDINGS.items() if isinstance(error, kind)))


def fight(where: str, crew: str, seconds: float, trials: int) -> None:
    read = small(seconds, Means(trials=trials))
    with opened(where) as folder:
        claim(folder, read.study, read.text, physics_hash(), afresh=False)
        hired = hire(crew)
        Path(where, ".begun").touch()
        try:
            conduct(read, folder, hired, physics_hash())
        finally:
            hired.close()


def hire(crew: str) -> Crew:
    kind, _, count = crew.partition(":")
    if kind in ("threads", "processes"):
        return PoolCrew(int(count), kind == "processes")
    return connected(crew, physics_hash())


def fill(first: int, last: int) -> None:
    """From one write to another the disk is full."""
    swap, count = os.replace, 0

    def replace(source: str, target: str) -> None:
        nonlocal count
        count += 1
        if first <= count <= last:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        swap(source, target)

    files.os.replace = replace


if __name__ == "__main__":
    main(*sys.argv[1:])
