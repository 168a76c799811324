"""The run folder: what it refuses, what it keeps, and that its bytes depend on nothing but the rows."""

import errno
import json
import math
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.results import synthetic
from vyuha.results import files
from vyuha.results.folder import RunFolder, RunFolderError
from vyuha.results.manifest import new_manifest, read_manifest, to_json
from vyuha.results.records import Block
from vyuha.results.tables import TABLES

WHOLE = synthetic.block(0, 250)


@cache
def _part(first: int, stop: int) -> Block:
    return synthetic.block(first, stop - first)


def _tables(path: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(path)): file.read_bytes() for name in TABLES for file in sorted((path / name).iterdir())
    }


def _run(path: Path, *blocks: Block, finish: int = 0) -> Path:
    with RunFolder.open_or_create(path, synthetic.plan()) as folder:
        for block in blocks:
            folder.write(block)
        if finish:
            folder.finish(finish)
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _run(tmp_path_factory.mktemp("whole") / "run", WHOLE, finish=250)


def test_layout(whole: Path) -> None:
    names = {str(file.relative_to(whole)) for file in whole.rglob("*") if file.is_file()}
    blocks = {f"{table}/{first:08d}.parquet" for table in TABLES for first in (0, 100, 200)}
    assert names == blocks | {"manifest.json", "scenario.yaml", "summary.json"}
    assert (whole / "scenario.yaml").read_bytes() == synthetic.plan().scenario_text


def test_parts_in_any_order_leave_the_same_bytes(whole: Path, tmp_path: Path) -> None:
    run = _run(tmp_path / "run", _part(200, 250), _part(100, 200))
    _run(run, _part(0, 100), finish=250)
    assert _tables(run) == _tables(whole)
    assert (run / "summary.json").read_bytes() == (whole / "summary.json").read_bytes()


def test_a_short_last_block_is_fought_again_and_replaced(whole: Path, tmp_path: Path) -> None:
    run = _run(tmp_path / "run", _part(0, 100), _part(100, 130), finish=130)
    with RunFolder.open_or_create(run, synthetic.plan()) as folder:
        assert folder.missing(130) == []
        assert folder.missing(120) == []
        assert folder.missing(250) == [range(100, 200), range(200, 250)]
        folder.write(_part(100, 200))
        folder.write(_part(200, 250))
        folder.finish(250)
    assert _tables(run) == _tables(whole)


def test_control_other_rows_have_other_bytes(whole: Path, tmp_path: Path) -> None:
    run = _run(tmp_path / "run", synthetic.block(0, 250, seed=8))
    assert all(data != _tables(whole)[name] for name, data in _tables(run).items())


def test_bytes_do_not_depend_on_the_number_of_threads(whole: Path, tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tests.results import test_folder as t; "
        "t._run(Path(sys.argv[1]), t.WHOLE)"
    )
    environment = os.environ | {"POLARS_MAX_THREADS": "1", "PYTHONPATH": os.getcwd()}
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "run")], check=True, env=environment, timeout=120)
    assert _tables(tmp_path / "run") == _tables(whole)


def test_reading(whole: Path) -> None:
    run = RunFolder.open(whole)
    assert (run.replicates, run.blocks()) == (250, [(0, 100), (100, 100), (200, 50)])
    threats = run.table("threats").collect()
    assert threats["replicate"].to_list() == [k for k in range(250) for _ in range(8)]
    assert run.manifest.replicates_wanted == run.manifest.replicates_done == 250
    assert run.manifest.failures == {"the shot table was full": 3}  # replicates 5, 102, 199 of the made-up data
    assert run.scenario_text == synthetic.plan().scenario_text
    with pytest.raises(RunFolderError, match="reading only"):
        run.write(WHOLE)
    with pytest.raises(ValueError, match="no table"):
        run.table("threat")


def test_only_complete_blocks_are_seen(tmp_path: Path) -> None:
    run = _run(tmp_path / "run", WHOLE)
    (run / "replicates" / "00000100.parquet").unlink()
    (run / "replicates" / "00000200.parquet").write_bytes(b"PAR1 torn")
    folder = RunFolder.open(run)
    assert folder.blocks() == [(0, 100)]
    assert folder.table("threats").collect()["replicate"].max() == 99
    assert folder.missing(250) == [range(100, 200), range(200, 250)]


def test_an_empty_run_has_empty_tables(tmp_path: Path) -> None:
    folder = RunFolder.open(_run(tmp_path / "run"))
    assert folder.replicates == 0
    for name in TABLES:
        assert folder.table(name).collect().height == 0


def test_fewer_than_stored_keeps_what_is_there(tmp_path: Path) -> None:
    run = _run(tmp_path / "run", WHOLE, finish=250)
    with RunFolder.open_or_create(run, synthetic.plan()) as folder:
        assert folder.missing(10) == []
        summary = folder.finish(10)
    assert summary.replicates + summary.failed == 250
    assert (folder.manifest.replicates_wanted, folder.manifest.replicates_done) == (10, 250)


def test_names_with_stars_and_brackets(tmp_path: Path) -> None:
    run = _run(tmp_path / "run [1] a=b * é", WHOLE, finish=250)
    assert RunFolder.open(run).table("shots").collect().columns[0] == "replicate"
    assert "a" not in RunFolder.open(run).table("threats").collect().columns
    assert RunFolder.open(run).replicates == 250


REFUSED = [
    (synthetic.plan(scenario_text=b"vyuha: 1\n"), "another scenario"),
    (synthetic.plan(seed=8), "seed 7, not 8"),
    (synthetic.plan(versions={"vyuha": "0.2.0"}), r"version 0\.1\.0 of vyuha, not 0\.2\.0"),
    (synthetic.plan(fixed_kill=0.7), "fixed kill probability of -1, not 0.7"),
    (synthetic.plan(roster=synthetic.roster(9)), "another catalogue"),
]


@pytest.mark.parametrize(("plan", "message"), REFUSED)
def test_another_run_is_refused_and_force_replaces_it(tmp_path: Path, plan: synthetic.RunPlan, message: str) -> None:
    run = _run(tmp_path / "run", WHOLE, finish=250)
    (run / "notes.txt").write_text("mine")
    (run / "threats" / "mine.parquet").write_text("mine")
    (run / "report.html").write_text("old")
    before = {file: file.read_bytes() for file in run.rglob("*") if file.is_file()}
    with pytest.raises(RunFolderError, match=message) as refusal:
        RunFolder.open_or_create(run, plan)
    assert "\n" not in str(refusal.value)
    assert {file: file.read_bytes() for file in run.rglob("*") if file.is_file()} == before
    with RunFolder.open_or_create(run, plan, force=True) as folder:
        assert folder.missing(250) == [range(100), range(100, 200), range(200, 250)]
    assert {file.name for file in run.rglob("*") if file.is_file()} == {
        "manifest.json",
        "scenario.yaml",
        "notes.txt",
        "mine.parquet",
    }
    assert (run / "scenario.yaml").read_bytes() == plan.scenario_text
    assert RunFolder.open(run).manifest.seed == plan.seed


def test_places_that_are_no_run_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "cat.png").write_text("x")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "manifest.json").write_text('{"name": "some web page"}')
    (tmp_path / "torn").mkdir()
    (tmp_path / "torn" / "manifest.json").write_text("{")
    for name, message in (
        ("file", "not a folder"),
        ("file/below", "not a directory"),
        ("photos", "not empty and not a run folder"),
        ("site", "not the manifest of a run folder"),
        ("torn", "not a readable manifest"),
    ):
        for force in (False, True):
            with pytest.raises(RunFolderError, match=message) as refusal:
                RunFolder.open_or_create(tmp_path / name, synthetic.plan(), force)
            assert "\n" not in str(refusal.value)
    with pytest.raises(RunFolderError, match="cannot write here"):
        RunFolder.open_or_create("/proc/run", synthetic.plan())
    assert [entry.name for entry in (tmp_path / "photos").iterdir()] == ["cat.png"]
    assert [entry.name for entry in (tmp_path / "site").iterdir()] == ["manifest.json"]
    for name in ("file", "photos", "absent", "site"):
        with pytest.raises(RunFolderError):
            RunFolder.open(tmp_path / name)


def test_another_format_is_refused_and_may_be_replaced(tmp_path: Path) -> None:
    run = _run(tmp_path / "run", WHOLE)
    content = json.loads((run / "manifest.json").read_bytes())
    (run / "manifest.json").write_text(json.dumps(content | {"format_version": 99}))
    with pytest.raises(RunFolderError, match="format version 99; this version of vyuha reads 2"):
        RunFolder.open_or_create(run, synthetic.plan())
    RunFolder.open_or_create(run, synthetic.plan(), force=True).close()
    assert RunFolder.open(run).replicates == 0
    (run / "manifest.json").write_text(json.dumps({k: v for k, v in content.items() if k != "roster"}))
    with pytest.raises(RunFolderError, match="damaged"):
        RunFolder.open(run)


def test_the_manifest_comes_back_as_it_was(tmp_path: Path) -> None:
    for response in (20.0, math.inf):
        manifest = replace(new_manifest(synthetic.plan(response_time=response, command="vyuha run ü")), seed=2**63 - 1)
        (tmp_path / "manifest.json").write_bytes(to_json(manifest))
        assert read_manifest(tmp_path / "manifest.json") == manifest
    assert json.loads((tmp_path / "manifest.json").read_text())["response_time"] is None


def test_another_machine_is_noted(tmp_path: Path) -> None:
    run = _run(tmp_path / "run")
    elsewhere = synthetic.plan(versions={"vyuha": "0.1.0", "numba": "0.99"})
    for _ in range(2):
        RunFolder.open_or_create(run, elsewhere).close()
    manifest = RunFolder.open(run).manifest
    assert [machine["numba"] for machine in (manifest.platform, *manifest.other_platforms)] == ["0.68.1", "0.99"]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    first = RunFolder.open_or_create(tmp_path / "run", synthetic.plan())
    with pytest.raises(RunFolderError, match=f"process {os.getpid()}"):
        RunFolder.open_or_create(tmp_path / "run", synthetic.plan())
    RunFolder.open(tmp_path / "run")  # reading is always possible
    first.close()
    assert not (tmp_path / "run" / files.LOCK_NAME).exists()
    (tmp_path / "run" / files.LOCK_NAME).write_text("999999\n")  # what a killed process leaves
    RunFolder.open_or_create(tmp_path / "run", synthetic.plan()).close()


def test_a_refusal_gives_the_lock_back(tmp_path: Path) -> None:
    run = _run(tmp_path / "run")
    with pytest.raises(RunFolderError, match="seed"):
        RunFolder.open_or_create(run, synthetic.plan(seed=8))
    RunFolder.open_or_create(run, synthetic.plan()).close()


def test_leftovers_of_a_killed_start_do_not_make_a_folder_foreign(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("999999\n")
    (tmp_path / ".manifest.json.vyuha-tmp").write_text("{")
    _run(tmp_path, WHOLE)
    assert not list(tmp_path.rglob("*.vyuha-tmp"))


def test_a_full_disk_is_one_line_and_no_block(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with RunFolder.open_or_create(tmp_path / "run", synthetic.plan()) as folder:
        with monkeypatch.context() as patch:
            patch.setattr(files.os, "fsync", full)
            with pytest.raises(RunFolderError, match="cannot write: no space left on device"):
                folder.write(WHOLE)
        assert folder.missing(250)[0] == range(100)
        assert not list((tmp_path / "run").rglob("*.vyuha-tmp"))


def test_misaligned_blocks_are_a_mistake(tmp_path: Path) -> None:
    with (
        RunFolder.open_or_create(tmp_path / "run", synthetic.plan()) as folder,
        pytest.raises(ValueError, match="multiple"),
    ):
        folder.write(_part(50, 60))


class Crash(BaseException):
    """The process ends here."""


def _crash_after(calls: int, monkeypatch: pytest.MonkeyPatch) -> None:
    left = [calls]
    replace_file = os.replace

    def failing(source: Path, target: Path) -> None:
        if left[0] == 0:
            raise Crash
        left[0] -= 1
        replace_file(source, target)

    monkeypatch.setattr(files.os, "replace", failing)


@pytest.mark.parametrize("calls", range(22))
def test_a_crash_before_any_rename_is_survived(
    calls: int, whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Renames of a run: manifest, scenario, a short block of four files, then three blocks, summary, manifest."""
    folder = None
    with monkeypatch.context() as patch:
        _crash_after(calls, patch)
        try:
            folder = RunFolder.open_or_create(tmp_path / "run", synthetic.plan())
            folder.write(_part(0, 30))
            folder.write(WHOLE)
            folder.finish(250)
        except Crash:
            pass
    if folder is not None:
        folder.close()
    if (tmp_path / "run" / "manifest.json").exists():
        seen = RunFolder.open(tmp_path / "run")
        for first, rows in seen.blocks():
            expected = _tables(whole) if rows > 30 else None
            for name in TABLES:
                frame = seen.block_table(name, first)
                assert set(frame["replicate"].unique().to_list()) <= set(range(first, first + rows))
                if expected:
                    file = f"{name}/{first:08d}.parquet"
                    assert (tmp_path / "run" / file).read_bytes() == expected[file]
    with RunFolder.open_or_create(tmp_path / "run", synthetic.plan()) as again:
        for part in again.missing(250):
            again.write(_part(part.start, part.stop))
        again.finish(250)
    assert _tables(tmp_path / "run") == _tables(whole)
    assert not list((tmp_path / "run").rglob("*.vyuha-tmp"))


def test_control_without_the_mark_order_a_crash_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the mark of a complete block were written first, a crash would leave a block that looks whole and is not."""
    from vyuha.results import folder as module

    monkeypatch.setattr(module, "LAST_TABLE", "threats")
    folder = RunFolder.open_or_create(tmp_path / "run", synthetic.plan())
    _crash_after(1, monkeypatch)
    with pytest.raises(Crash):
        folder.write(_part(0, 100))
    folder.close()
    assert RunFolder.open(tmp_path / "run").blocks() == [(0, 100)]
    assert not (tmp_path / "run" / "threats" / "00000000.parquet").exists()


def test_splitting_keeps_every_round(whole: Path) -> None:
    shots = RunFolder.open(whole).table("shots").collect()
    assert np.array_equal(shots["replicate"].to_numpy(), WHOLE.shot_replicate)


@pytest.mark.parametrize("older", [0, 100])
def test_blocks_of_an_older_version_are_read_with_those_of_this_one(tmp_path: Path, older: int) -> None:
    """An older version wrote no `emptied` and no `first_empty`: the columns of the first block are what there is."""
    run = _run(tmp_path / "run", WHOLE, finish=250)
    for name, column in (("sites", "emptied"), ("replicates", "first_empty")):
        path = run / name / f"{older:08d}.parquet"
        files.write_whole(path, files.parquet(pl.read_parquet(path).drop(column)))
        table = RunFolder.open(run).table(name).collect()
        assert (column in table.columns) == (older != 0)
        assert table["replicate"].max() == 249
        if older:
            assert table.filter(pl.col("replicate").is_between(100, 199))[column].null_count() == 100 * (
                3 if name == "sites" else 1
            )
    # Control: with what this version writes alone there are times.
    assert RunFolder.open(run).table("replicates").collect()["all_empty"].null_count() < 250
