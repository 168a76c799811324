"""A run folder survives `kill -9` at any moment: only complete blocks are seen, and going on gives the same bytes."""

import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.results import synthetic
from vyuha.results.folder import BLOCK, RunFolder
from vyuha.results.records import Block
from vyuha.results.tables import TABLES

BATCH = 5
BLOCKS = 60
RESUMED = 3
SAMPLE = synthetic.block(0, BLOCK)
WRITER = """
import sys
from tests.results import test_kill
sys.stdout.write("ready\\n"); sys.stdout.flush()
sys.stdin.readline()
test_kill.write_all(sys.argv[1], test_kill.BLOCKS)
"""


def _block(first: int) -> Block:
    return replace(SAMPLE, first=first, shot_replicate=SAMPLE.shot_replicate + first)


def write_all(path: str | Path, blocks: int) -> None:
    """Write the missing ones of the first `blocks` blocks."""
    with RunFolder.open_or_create(path, synthetic.plan()) as folder:
        for part in folder.missing(blocks * BLOCK):
            folder.write(_block(part.start))


def _bytes(path: Path, first: int) -> list[bytes]:
    return [(path / name / f"{first:08d}.parquet").read_bytes() for name in TABLES]


def _start(path: Path) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": os.getcwd(), "POLARS_MAX_THREADS": "1"}
    pipe = subprocess.PIPE
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)], stdin=pipe, stdout=pipe, text=True, env=environment
    )


def _kill(writer: "subprocess.Popen[str]", run: Path, blocks: int, delay: float) -> None:
    """Let it start, wait until so many blocks are there, then a little longer, then kill it."""
    with writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        writer.stdout.readline()
        writer.stdin.write("go\n")
        writer.stdin.flush()
        while writer.poll() is None and len(list(run.glob("replicates/*.parquet"))) < blocks:
            time.sleep(0.0005)
        time.sleep(delay)
        writer.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("kills", [5, pytest.param(20, marks=pytest.mark.slow)])
def test_kill_and_go_on(kills: int, tmp_path: Path) -> None:
    write_all(tmp_path / "reference", BLOCKS)
    reference = {first: _bytes(tmp_path / "reference", first) for first in range(0, BLOCKS * BLOCK, BLOCK)}
    moments = random.Random(11)
    caught = 0
    for batch in range(kills // BATCH):
        runs = [tmp_path / f"{batch}-{i}" for i in range(BATCH)]
        for run, writer in [(run, _start(run)) for run in runs]:
            # Every third is killed while it starts.
            blocks, delay = (0, 0.1) if moments.random() < 1 / 3 else (moments.randrange(1, 20), 0.02)
            _kill(writer, run, blocks, moments.uniform(0.0, delay))
            caught += _check(run, reference)
    assert caught >= kills // 5, "too few kills came while blocks were being written"


def _check(run: Path, reference: dict[int, list[bytes]]) -> bool:
    """Whether the kill came between the first and the last block; the folder is checked and carried on in any case."""
    complete: list[tuple[int, int]] = []
    if (run / "manifest.json").exists():
        complete = RunFolder.open(run).blocks()
    for first, rows in complete:
        assert rows == BLOCK
        assert _bytes(run, first) == reference[first]
    write_all(run, RESUMED)
    for first in range(0, RESUMED * BLOCK, BLOCK):
        assert _bytes(run, first) == reference[first]
    assert not [file for file in run.rglob("*") if file.name.startswith(".")]
    return 0 < len(complete) < BLOCKS
