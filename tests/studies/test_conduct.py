"""Studies with real fights: who fights, in which pieces and after which interruption changes no byte.

Expected values: the same study fought at once by one thread, and `vyuha run` of a point's scenario with the same seed.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from vyuha import api
from vyuha.engine.run import physics_hash
from vyuha.results.files import RunFolderError
from vyuha.studies.conduct import conduct, cost
from vyuha.studies.crews.pool import PoolCrew
from vyuha.studies.estimates import estimate
from vyuha.studies.fights import Fights
from vyuha.studies.file import Read, load
from vyuha.studies.folder import LocalFolder
from vyuha.studies.manager import StudyError
from vyuha.studies.point import Point, Setting
from vyuha.studies.question import Want
from vyuha.studies.settings import SettingError
from vyuha.studies.store import claim

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = ROOT / "scenarios" / "one-on-one.yaml"
STUDY = f"""vyuha-study: 1
title: Rounds at one fighter
scenario: {SCENARIO.name}
replicates: 30
part: 10 ms
outcomes: [leakers > 0, shots]
factors:
  - {{id: load, path: defences.alpha.load.48N6E3, values: [1, 2]}}
  - {{id: height, path: raids.fighter.height, values: [200 m, 9 km]}}
design: {{kind: grid}}
alternatives:
  - {{id: as-it-is}}
  - {{id: low, set: {{raids.fighter.height: 200 m}}}}
questions:
  - {{ask: sweep}}
  - {{ask: compare, outcome: shots}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / SCENARIO.name).write_bytes(SCENARIO.read_bytes())
    file = tmp_path / "study.yaml"
    file.write_text(STUDY)
    return file


def kept(folder: str) -> dict[str, bytes]:
    """All tables and parts, byte for byte."""
    names = LocalFolder(Path(folder)).names()
    return {name: LocalFolder(Path(folder)).read(name) for name in names if name.endswith((".parquet", ".csv"))}


def test_threads_processes_and_an_interruption_change_no_byte(path: Path, tmp_path: Path) -> None:
    alone = api.study(path, tmp_path / "alone", workers=1, report=False)
    several = api.study(path, tmp_path / "several", workers=3, report=False)
    assert kept(alone.folder) == kept(several.folder)
    assert len([name for name in kept(alone.folder) if name.startswith("parts/")]) > 6, (
        "several parts, or this shows little"
    )

    class Weary(PoolCrew):
        """Gives up after some tasks."""

        told = 0

        def finished(self, wait: float) -> list:  # type: ignore[type-arg]
            found = super().finished(wait)
            self.told += len(found)
            if self.told > 5:
                raise KeyboardInterrupt
            return found

    read, folder = load(path), LocalFolder(tmp_path / "interrupted")
    claim(folder, read.study, read.text, physics_hash(), False)
    crew = Weary(2)
    with pytest.raises(KeyboardInterrupt):
        conduct(read, folder, crew, physics_hash())
    crew.close()
    before = kept(str(folder.path))
    assert 0 < len(before) < len(kept(alone.folder))
    again = api.study(path, folder.path, workers=2, report=False)
    assert kept(again.folder) == kept(alone.folder)
    assert before.items() <= kept(again.folder).items()


def test_a_point_is_what_run_fights(path: Path, tmp_path: Path) -> None:
    found = api.study(path, tmp_path / "out", workers=2, report=False)
    points = found.tables["points"]
    row = points.filter(pl.col("point") == "low").row(0, named=True)
    assert row["settings"] == '{"raids.fighter.height": "200 m"}'
    text = SCENARIO.read_text().replace("height: 9 km", "height: 200 m")
    (tmp_path / "low.yaml").write_text(text)
    run = api.run(tmp_path / "low.yaml", replicates=30, out=tmp_path / "run", report=False)
    assert found.fights("low").equals(run.replicates)
    # The control: the raid as it is comes out otherwise.
    assert not found.fights("as-it-is").equals(run.replicates)
    with pytest.raises(KeyError):
        found.fights("nobody")


def test_intervals_of_the_tables_are_those_of_the_fights(path: Path, tmp_path: Path) -> None:
    found = api.study(path, tmp_path / "out", workers=2, report=False)
    shots = found.fights("low")["shots"].cast(pl.Float64).to_numpy()
    expected = estimate(np.array(shots), "shots")
    table = found.tables["compare-alternatives"].filter(pl.col("alternative") == "low").row(0, named=True)
    assert (table["mean"], table["low"], table["high"]) == (expected.mean, expected.low, expected.high)


def test_a_folder_of_another_study_is_refused_and_left_alone(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    api.study(path, out, workers=1, report=False)
    before = kept(str(out))
    path.write_text(STUDY.replace("replicates: 30", "replicates: 30\nseed: 7"))
    with pytest.raises(RunFolderError, match="a study with another seed"):
        api.study(path, out, workers=1, report=False)
    assert kept(str(out)) == before
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    with pytest.raises(RunFolderError, match=r"holds other files \(letter.txt\)"):
        api.study(path, tmp_path / "full", workers=1, report=False)
    again = api.study(path, out, workers=1, force=True, report=False)
    assert kept(again.folder) != before


def test_more_fights_go_on_from_those_that_are_there(path: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    api.study(path, out, workers=1, report=False)
    before = {name: data for name, data in kept(str(out)).items() if name.startswith("parts/")}
    path.write_text(STUDY.replace("replicates: 30", "replicates: 45"))
    more = api.study(path, out, workers=1, report=False)
    assert before.items() <= kept(more.folder).items()
    at_once = api.study(path, tmp_path / "at-once", workers=1, report=False)
    assert {name: table for name, table in kept(more.folder).items() if name.startswith("tables/")} == {
        name: table for name, table in kept(at_once.folder).items() if name.startswith("tables/")
    }


def test_independent_random_numbers_are_others_at_each_point(path: Path, tmp_path: Path) -> None:
    common = api.study(path, tmp_path / "common", workers=2, report=False)
    path.write_text(STUDY.replace("replicates: 30", "replicates: 30\nrandom-numbers: independent"))
    apart = api.study(path, tmp_path / "apart", workers=2, report=False)
    assert not common.fights("as-it-is").equals(apart.fights("as-it-is"))


@pytest.mark.parametrize(
    ("setting", "raised", "said"),
    [
        (Setting("raids.fighter.from", {"bearing": "275 deg", "range": "1 m"}), SettingError, "the same place"),
        (Setting("defences.alpha.load", {"48N6E3": "500"}), SettingError, "500"),
        (Setting("doctrines", [{"id": "own", "function": "nowhere.py:choose"}]), SettingError, "no such file"),
        (Setting("raids.fighter.arrive", "770 s"), StudyError, "cannot arrive at 770 s"),
    ],
)
def test_a_point_that_cannot_be_fought_is_named(
    setting: Setting, raised: type[Exception], said: str, path: Path, tmp_path: Path
) -> None:
    class Off:
        """Wants what cannot be."""

        def wants(self, fought: object) -> list[Want]:
            return [Want(Point("off", (setting,)), 10, Fights())]

    read, folder, crew = load(path), LocalFolder(tmp_path / "out"), PoolCrew(1)
    asks = (type("Ask", (), {"question": lambda self, study: Off()})(),)
    with pytest.raises(raised, match="point off: ") as error:
        conduct(Read(read.study, asks, read.text), folder, crew, physics_hash())
    crew.close()
    assert said in str(error.value)


def test_the_cost_is_counted_before(path: Path) -> None:
    asked = cost(load(path))
    assert (asked.points, asked.fights) == (6, 180.0)
    assert asked.seconds > 0.0
