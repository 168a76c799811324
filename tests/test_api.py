"""The calls from Python: ten lines as in the README, and what they raise.

Expected values: the run's own tables, the same call twice, and the documented exceptions.
"""

from pathlib import Path

import polars as pl
import pytest

import vyuha
from tests.cli.test_run import SCENARIO
from vyuha import api
from vyuha.engine.assemble import AssemblyError
from vyuha.results.folder import RunFolderError
from vyuha.scenario import InputErrors, Scenario


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("api") / "quick.yaml"
    path.write_text(SCENARIO)
    return path


@pytest.fixture(scope="module")
def done(file: Path) -> vyuha.Run:
    return vyuha.run(file, replicates=4, out=file.parent / "run")


def test_ten_lines(file: Path, done: vyuha.Run) -> None:
    run = done
    assert 0.0 <= run.summary.no_armed_leaker.mean <= 1.0
    assert run.replicates.height == run.summary.replicates == 4
    assert run.threats.height == 4 * 2
    assert run.sites.height == 4 * 2
    assert set(run.threats["outcome"].cast(pl.String)) <= {"killed", "hit", "stray", "in flight"}
    assert run.shots.height == run.replicates["shots"].sum()
    assert run.report.read_text().startswith("<!doctype html")
    history = vyuha.replay(run.folder.path, 2)
    assert len(history.samples) > 0
    assert len(history.block.shots) == run.shots.filter(pl.col("replicate") == 2).height


@pytest.mark.usefixtures("no_report")
def test_arguments_overrule_the_scenario(file: Path, tmp_path: Path) -> None:
    """Three replicates and seed 1 stand in the file."""
    plain = vyuha.run(file, out=tmp_path / "plain")
    assert (plain.replicates.height, plain.folder.manifest.seed) == (3, 1)
    other = vyuha.run(str(file), 2, seed=5, workers=1, out=str(tmp_path / "other"))
    assert (other.replicates.height, other.folder.manifest.seed) == (2, 5)
    assert not other.shots["miss_distance"].equals(plain.shots.filter(pl.col("replicate") < 2)["miss_distance"])


@pytest.mark.usefixtures("no_report")
def test_the_same_call_is_the_same_run(file: Path, done: vyuha.Run, tmp_path: Path) -> None:
    again = vyuha.run(file, 4, workers=1, out=tmp_path / "again")
    for name in ("replicates", "threats", "shots", "sites"):
        assert getattr(again, name).equals(getattr(done, name))


@pytest.mark.usefixtures("no_report")
def test_progress_counts_to_the_end(file: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    vyuha.run(file, 3, out=tmp_path / "run", progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_check(file: Path, tmp_path: Path) -> None:
    scenario = vyuha.check(file)
    assert isinstance(scenario, Scenario)
    assert scenario.title == "Quick"
    bad = tmp_path / "bad.yaml"
    bad.write_text(SCENARIO.replace("count: 2", "count: none").replace("20 km", "20"))
    with pytest.raises(InputErrors) as caught:
        vyuha.check(bad)
    assert len(caught.value.problems) == 2


def test_what_a_run_raises(file: Path, done: vyuha.Run, tmp_path: Path) -> None:
    with pytest.raises(RunFolderError, match="holds a run of seed 1, not 2"):
        vyuha.run(file, seed=2, out=done.folder.path)
    with pytest.raises(InputErrors):
        vyuha.run(tmp_path / "none.yaml")
    far = tmp_path / "short.yaml"
    far.write_text(SCENARIO.replace("shahed-136", "fatah-2").replace("range: 20 km", "range: 1900 km"))
    with pytest.raises((AssemblyError, InputErrors)):
        vyuha.run(far, 1, out=tmp_path / "far")
    assert not (tmp_path / "far").exists()


def test_a_replicate_is_exported(done: vyuha.Run, tmp_path: Path) -> None:
    """The ending says the format; without a number it is the typical replicate; the bytes are those of the file."""
    path = vyuha.export(done.folder.path, tmp_path / "fight.kmz")
    assert path.read_bytes() == api.export_bytes(done.folder.path, "kml", done.summary.typical, "fight.kmz").data
    with pytest.raises(ValueError, match="its ending says no format"):
        vyuha.export(done.folder.path, tmp_path / "fight.txt")
    with pytest.raises(ValueError, match="'vhs': no such format"):
        vyuha.export(done.folder.path, tmp_path / "fight.kmz", format="vhs")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fight.kmz"]


@pytest.mark.parametrize("replicate", [-1, 4])
def test_a_replay_of_what_is_not_stored(done: vyuha.Run, replicate: int) -> None:
    with pytest.raises(RunFolderError, match="the run has replicates 0 to 3"):
        vyuha.replay(done.folder.path, replicate)


def test_only_what_is_promised() -> None:
    assert all(hasattr(vyuha, name) for name in vyuha.__all__)
    with pytest.raises(AttributeError, match="no attribute 'fly'"):
        vyuha.fly  # noqa: B018
