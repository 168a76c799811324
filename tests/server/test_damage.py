"""Damaged and hostile results (S13) and large ones (S17): a child may end over them, the server does not.

Expected values: an answer or a refusal, never a lie about what is whole; the checklist of docs/security.md.
"""

import json
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.results import synthetic
from tests.server.client import SOURCES
from tests.server.conftest import copied
from vyuha.results.folder import RunFolder
from vyuha.server.folder import Folder

# Positions at which a bit is flipped: a thousand in all, more where an answer is quick.
FLIPS = {
    "replicates/00000000.parquet": 700,
    "threats/00000000.parquet": 60,
    "shots/00000000.parquet": 60,
    "sites/00000000.parquet": 60,
    "manifest.json": 60,
    "summary.json": 60,
}


class Worker:
    """A child of the server, asked as the server asks it; started again when it ends."""

    def __init__(self, root: Path) -> None:
        self.root, self.ended = root, -1
        self._start()

    def _start(self) -> None:
        self.ended += 1
        self.process = subprocess.Popen(
            [sys.executable, "-m", "vyuha.server.worker", "answers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": str(SOURCES)},
            start_new_session=True,
        )
        self._write({"root": str(self.root), "edit": False})

    def _write(self, what: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what).encode() + b"\n")
        self.process.stdin.flush()

    def ask(self, name: str, **asked: Any) -> int:
        """The status of the answer; 0 if the child ended over it."""
        assert self.process.stdout is not None
        self._write({"name": name, "asked": asked})
        line = self.process.stdout.readline()
        if not line:
            self.end()
            self._start()
            return 0
        about = json.loads(line)
        self.process.stdout.read(about["length"])
        return int(about["status"])

    def end(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(20)

    def megabytes(self) -> float:
        """The most memory that it ever had."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(text.partition("VmHWM:")[2].split()[0]) / 1024.0


@pytest.fixture(scope="module")
def worker(results: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = Worker(copied(results, tmp_path_factory.mktemp("damage") / "results"))
    yield made
    made.end()


def run_id(root: Path, name: str) -> str:
    return next(id for id, at in Folder(root).found.runs.items() if at == f"runs/{name}")


@pytest.mark.parametrize("share", [pytest.param(1, marks=pytest.mark.slow), 6])
@pytest.mark.parametrize("place", FLIPS)
def test_flipped_bits_are_answered_or_refused(worker: Worker, place: str, share: int) -> None:
    folder = worker.root / "runs" / "other"
    id, file = run_id(worker.root, "other"), folder / place
    true, summary = file.read_bytes(), (folder / "summary.json").read_bytes()
    if place.endswith("parquet"):
        (folder / "summary.json").unlink()  # so that the tables are read
    asked: dict[str, Any] = {"name": "run", "id": id}
    if place.startswith("replicates"):
        asked = {"name": "replicates", "id": id, "offset": 0, "limit": 5, "sort": "replicate", "order": "up"}

    def status(data: bytes) -> int:
        file.write_bytes(data)
        return worker.ask(**asked)

    places = [n * len(true) // FLIPS[place] for n in range(0, FLIPS[place], share)]
    found = {status(true[:at] + bytes([true[at] ^ (1 << at % 8)]) + true[at + 1 :]) for at in places}
    cut = status(true[: len(true) // 2])
    whole = status(true)
    (folder / "summary.json").write_bytes(summary)
    assert found <= {0, 200, 404, 409, 422}
    assert whole == 200
    # The control: damage is noticed. A summary is made again from the tables.
    assert cut == (200 if place == "summary.json" else 422)


def test_nothing_that_is_put_in_a_results_folder_is_run(worker: Worker, tmp_path: Path) -> None:
    folder, canary = worker.root / "runs" / "other", tmp_path / "canary"
    file = folder / "replicates" / "00000000.parquet"
    true, id = file.read_bytes(), run_id(worker.root, "other")

    class Bomb:
        def __reduce__(self) -> tuple[Any, ...]:
            return os.system, (f"touch {canary}",)

    table = pl.DataFrame({"replicate": [1]})
    wrong = [pickle.dumps(Bomb()), b"\x93NUMPY" + pickle.dumps(Bomb()), b"", true[:-8] + b"\xff\xff\xff\x7fPAR1"]
    for data in wrong:
        file.write_bytes(data)
        assert worker.ask("replicates", id=id, offset=0, limit=5, sort="replicate", order="up") in (0, 422)
    table.write_parquet(file)
    assert worker.ask("replicates", id=id, offset=0, limit=5, sort="replicate", order="up") in (0, 422)
    file.write_bytes(true)
    for name in ("scenario.yaml", "manifest.json", "summary.json", "blame.json"):
        kept = (folder / name).read_bytes() if (folder / name).exists() else None
        (folder / name).write_bytes(pickle.dumps(Bomb()))
        worker.ask("run", id=id)
        (folder / name).unlink() if kept is None else (folder / name).write_bytes(kept)
    assert not canary.exists()
    os.system(f"touch {canary}")
    assert canary.exists()  # the control: it would have been seen


def test_a_bomb_ends_at_most_the_child(worker: Worker) -> None:
    """Two thousand million rows in some kilobytes."""
    file = worker.root / "runs" / "other" / "replicates" / "00000000.parquet"
    true, id = file.read_bytes(), run_id(worker.root, "other")
    table = pl.read_parquet(true)
    wide = pl.concat([table.with_columns(pl.lit("x" * 1000).alias("failure"))] * 2000)
    wide.write_parquet(file, compression="zstd")
    assert file.stat().st_size < 1_000_000
    status = worker.ask("replicates", id=id, offset=0, limit=5, sort="replicate", order="up")
    file.write_bytes(true)
    assert status in (0, 200, 422)
    assert worker.ask("run", id=id) == 200


@pytest.mark.parametrize("blocks", [pytest.param(10_000, marks=pytest.mark.slow), 500])
def test_a_large_run_is_paged(tmp_path: Path, blocks: int) -> None:
    """A million fights; their blocks are one file under many names."""
    path = tmp_path / "large"
    with RunFolder.open_or_create(path, synthetic.plan()) as folder:
        folder.write(synthetic.block(0, 100))
        summary = folder.finish(100)
    for table in ("replicates", "threats", "shots", "sites"):
        for n in range(1, blocks if table == "replicates" else 2):
            os.link(path / table / "00000000.parquet", path / table / f"{100 * n:08d}.parquet")
    manifest = json.loads((path / "manifest.json").read_bytes())
    (path / "manifest.json").write_text(json.dumps(manifest | {"replicates_done": 100 * blocks}))
    stored = json.loads((path / "summary.json").read_bytes()) | {"replicates": 100 * blocks - summary.failed}
    (path / "summary.json").write_text(json.dumps(stored))
    worker = Worker(tmp_path)
    try:
        id = next(iter(Folder(tmp_path).found.runs))
        assert worker.ask("index") == 200
        assert worker.ask("run", id=id) == 200
        assert (
            worker.ask("replicates", id=id, offset=100 * blocks - 100, limit=100, sort="leakers", order="down") == 200
        )
        assert worker.ended == 0
        assert worker.megabytes() < 1000.0
    finally:
        worker.end()


@pytest.mark.parametrize(("call", "ended"), [("_limit_memory()", True), ("None", False)], ids=["bounded", "control"])
def test_memory_of_a_child_is_bounded(call: str, ended: bool) -> None:
    program = f"import mmap, vyuha.server.worker as w; w.MOST_MEMORY = 1 << 30; w.{call}; mmap.mmap(-1, 1 << 31)"
    program = program.replace("w.None", "None")
    done = subprocess.run(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": str(SOURCES)}, capture_output=True, check=False
    )
    assert (b"Cannot allocate memory" in done.stderr) == ended
