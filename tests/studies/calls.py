"""Calls of the small study in processes of their own, and what they leave."""

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.studies.local_dask import ROOT, SOURCES


def call(*arguments: object, own_group: bool = False) -> "subprocess.Popen[str]":
    """`tests.studies.fight_small` with arguments, under way."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.studies.fight_small", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": os.pathsep.join([str(SOURCES), str(ROOT)])},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=own_group,
    )


def parts_of(folder: Path) -> int:
    """How many parts are there."""
    return sum(1 for _ in folder.glob("parts/*/*/[0-9]*.parquet"))


def await_parts(folder: Path, count: int, running: "subprocess.Popen[str]", limit: float = 120.0) -> bool:
    """Until so many parts are there; whether they came before the call ended."""
    end = time.monotonic() + limit
    while parts_of(folder) < count:
        if running.poll() is not None:
            return False
        assert time.monotonic() < end, "no more parts come"
        time.sleep(0.01)
    return True


def contents(folder: Path) -> dict[str, bytes]:
    """All whole files of a study, by name."""
    found = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}
