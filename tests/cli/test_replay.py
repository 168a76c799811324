"""`vyuha replay`: writes one replicate for a viewer, and refuses what would show another fight.

Expected values: the formats' own first words, and refusals after one change of a stored run each.
"""

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import vyuha
from tests.cli.test_run import SCENARIO
from vyuha.cli.app import app
from vyuha.exports.formats import FORMATS

COUNT = 3


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run made once; tests that change it work on a copy."""
    folder = tmp_path_factory.mktemp("replay")
    (folder / "quick.yaml").write_text(SCENARIO)
    vyuha.run(folder / "quick.yaml", COUNT, out=folder / "run")
    return folder / "run"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "run"))


def replay(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["replay", *map(str, arguments)])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def edit(folder: Path, change: Any) -> None:
    path = folder / "manifest.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def test_acmi_and_czml_are_written_beside_the_tables(folder: Path) -> None:
    code, out, err = replay(folder, "-r", 1)
    assert (code, out) == (0, f"{folder}/replicate-1.acmi\n")
    assert "fighting replicate 1 again" in err
    assert Path(out.strip()).read_text(encoding="utf-8-sig").startswith("FileType=text/acmi/tacview")
    code, out, _ = replay(folder, "-r", 1, "--to", "czml")
    assert code == 0
    assert json.loads(Path(out.strip()).read_text())[0]["id"] == "document"


def test_the_ending_says_the_format(folder: Path, tmp_path: Path) -> None:
    for name, first in (("a.kml", "<?xml"), ("a.geojson", '{"type":"FeatureCollection"'), ("a.csv", "time_s,what")):
        code, out, _ = replay(folder, "-r", 1, "-o", tmp_path / name)
        assert (code, out) == (0, f"{tmp_path / name}\n")
        assert (tmp_path / name).read_text().startswith(first)
    # What is asked for goes before what the name says.
    assert replay(folder, "-r", 1, "--to", "czml", "-o", tmp_path / "b.kml")[0] == 0
    assert (tmp_path / "b.kml").read_text().startswith('[{"id":"document"')


def test_what_a_format_cannot_hold_is_said(folder: Path, tmp_path: Path) -> None:
    """A ballistic missile flies higher than CAT062 can say: a line on standard error, the name on standard output."""
    high = tmp_path / "high.yaml"
    high.write_text(SCENARIO.replace("shahed-136", "fatah-2").replace("range: 20 km", "range: 280 km"))
    run = vyuha.run(high, 1, out=tmp_path / "high")
    code, out, err = replay(run.folder.path, "-r", 0, "-o", tmp_path / "high.ast")
    assert (code, out) == (0, f"{tmp_path}/high.ast\n")
    assert re.search(
        r"^\S+/high\.ast: \d+ track reports without their height: .* between -2 and 62.4 km$", err, flags=re.M
    )
    assert "without" not in replay(folder, "-r", 0, "-o", tmp_path / "low.ast")[2]


def test_help_says_what_each_format_is_for() -> None:
    text = " ".join(CliRunner().invoke(app, ["replay", "--help"]).stdout.split())
    for one in FORMATS:
        assert f"{one.name} for " in text
    assert "Google Earth" in text and "Tacview" in text and "Wireshark" in text


def test_without_a_number_the_typical_replicate(folder: Path) -> None:
    typical = json.loads((folder / "summary.json").read_text())["typical"]
    assert replay(folder)[1] == f"{folder}/replicate-{typical}.acmi\n"


def test_a_file_is_not_overwritten_unless_forced(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.acmi"
    file.write_text("precious")
    code, out, err = replay(folder, "-r", 0, "-o", file)
    assert (code, out, err) == (2, "", f"vyuha: {file}: exists; --force overwrites it\n")
    assert file.read_text() == "precious"
    assert replay(folder, "-r", 0, "-o", file, "--force")[0] == 0
    assert file.read_text() != "precious"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["-r", COUNT], f"--replicate {COUNT}: the run has replicates 0 to {COUNT - 1}"),
        (["-r", 0, "-o", "none/such/x.acmi"], "there is no folder none/such"),
        (["-r", 0, "--threat", "drones/99"], "no such threat; there are drones/1 to 2"),
        (["-r", 0, "--to", "vhs"], "--to 'vhs': no such format; there are acmi (Tacview"),
        (["-r", 0, "-o", "fight.vhs"], "fight.vhs: its ending says no format; there are .acmi, .zip.acmi"),
        (["-r", -1], "Invalid value"),
    ],
)
def test_what_cannot_be_had_is_refused(folder: Path, arguments: list[object], says: str) -> None:
    code, out, err = replay(folder, *arguments)
    assert (code, out) == (2, "")
    assert says in err


def test_what_is_no_run_folder(tmp_path: Path) -> None:
    assert replay(tmp_path / "none")[::2] == (2, f"vyuha: {tmp_path}/none: no such folder\n")
    assert "not a run folder" in replay(tmp_path)[2]


def newer(content: dict[str, Any]) -> None:
    content["versions"]["vyuha"] = "99.0"


def cheaper(content: dict[str, Any]) -> None:
    content["roster"]["missiles"][0]["cost"] = 1.0


def reseeded(content: dict[str, Any]) -> None:
    content["seed"] = 2


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (newer, "it holds a run of version 99.0 of vyuha, not"),
        (cheaper, "it holds a run of another catalogue"),
        (reseeded, "came out otherwise than it is stored"),
    ],
)
def test_another_fight_than_the_stored_one_is_never_shown(folder: Path, change: Any, says: str) -> None:
    edit(folder, change)
    code, out, err = replay(folder, "-r", 0)
    assert (code, out) == (2, "")
    assert says in err.splitlines()[-1]
    assert not list(folder.glob("*.acmi"))


def test_an_edited_scenario_is_noticed(folder: Path) -> None:
    path = folder / "scenario.yaml"
    path.write_text(path.read_text().replace("9M96E2: 4", "9M96E2: 3"))
    code, _, err = replay(folder, "-r", 0)
    assert code == 2
    assert "it holds a run of another scenario" in err
    path.write_text("nonsense")
    code, _, err = replay(folder, "-r", 0)
    assert code == 2
    assert "its scenario cannot be fought by this version" in err


def test_an_edited_figure_of_the_catalogue_is_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slower cruise keeps every name and price; the outcome tells."""
    from vyuha import catalogue

    contents = catalogue.load()
    drone = contents.threats["shahed-136"]
    slower = drone.model_copy(update={"speed": replace(drone.speed, value=30.0)})
    changed = replace(contents, threats={**contents.threats, "shahed-136": slower})
    monkeypatch.setattr(catalogue, "load", lambda: changed)
    code, _, err = replay(folder, "-r", 0)
    assert code == 2
    assert "replicate 0 came out otherwise than it is stored" in err
