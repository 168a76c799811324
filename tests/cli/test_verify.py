"""`vyuha verify`: what it prints, which exit code it gives, what it says when data are missing."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from vyuha.cli.app import app
from vyuha.verification import chapters
from vyuha.verification.case import Case
from vyuha.verification.chapters import CHAPTERS, Chapter

REFERENCE = Path(__file__).parents[1] / "reference"


def verify(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["verify", *arguments])
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A chapter with one case, of which a test says how far off it and its control are."""

    def plant(error: float, control_error: float, known_miss: str = "") -> None:
        case = Case(
            "planted", "planted-one", "something", "nobody", error, 1.0, "m", "nothing", control_error, known_miss
        )
        more = CHAPTERS | {"planted": Chapter("A planted one", lambda folder: [case])}
        monkeypatch.setattr(chapters, "CHAPTERS", more)

    return plant


def test_list_and_one_chapter() -> None:
    code, out, _ = verify("--list")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(CHAPTERS)
    code, out, err = verify("random")
    assert code == 0
    assert "random: Random numbers" in out
    assert "known answers of Philox4x32-10" in out and "nine rounds" in out
    assert err == "1 case, 1 met with a control that fails, 0 not\n"


def test_json() -> None:
    code, out, _ = verify("random", "geodesics", "--json")
    told = json.loads(out)
    assert code == 0
    assert [case["chapter"] for case in told["cases"]] == ["random", "geodesics", "geodesics"]
    assert (
        told["cases"][0] | {"error": 0.0, "tolerance": 0.0, "control_error": 12.0, "verdict": "met"} == told["cases"][0]
    )
    assert told["not_run"] == {}


@pytest.mark.parametrize(
    ("error", "control_error", "code", "said"),
    [
        (0.5, 1.5, 0, "1 case, 1 met"),
        (1.5, 2.5, 1, "planted-one: misses its tolerance: 1.5 m, allowed 1"),
        (0.5, 0.9, 1, "planted-one: its control (nothing) stays inside the tolerance, so the check shows nothing"),
        (float("nan"), 2.0, 1, "planted-one: misses its tolerance: nan m"),
    ],
)
def test_the_exit_code_follows_the_cases(
    planted: Any, error: float, control_error: float, code: int, said: str
) -> None:
    planted(error, control_error)
    found, out, err = verify("planted")
    assert found == code
    assert said in err
    assert "something" in out


def test_a_known_miss_is_said_and_ends_well_until_it_is_met(planted: Any) -> None:
    planted(1.5, 2.5, "no clutter")
    code, _, err = verify("planted")
    assert code == 0
    assert err == (
        "planted-one: missed as known: no clutter\n"
        "1 case, 0 met with a control that fails, 1 missed for a reason that is known, 0 not\n"
    )
    planted(0.5, 2.5, "no clutter")
    code, _, err = verify("planted")
    assert code == 1
    assert "planted-one: is met, but says why it is missed; the explanation is out of date" in err


def test_unknown_chapter() -> None:
    code, _, err = verify("nasa")
    assert code == 2
    assert err.startswith("vyuha verify: no chapter is called 'nasa'; there are: nesc, motion, ")
    assert verify("low")[2] == "vyuha verify: no chapter is called 'low'; did you mean low-altitude?\n"
    assert 'did you mean "homing"?' in verify("homng")[2]


def test_a_folder_of_data_that_is_not_there_is_refused(tmp_path: Path) -> None:
    code, _, err = verify("random", "--data", str(tmp_path / "none"))
    assert (code, err) == (2, f"vyuha verify: --data {tmp_path / 'none'}: there is no such folder\n")


def test_without_the_data_closed_forms_run_and_the_rest_is_named(tmp_path: Path, monkeypatch: Any) -> None:
    kept = {name: CHAPTERS[name] for name in ("random", "detection")}
    # Put in its place whole: taking keys out and putting them back would change the order for other tests.
    monkeypatch.setattr(chapters, "CHAPTERS", kept)
    monkeypatch.setattr("vyuha.verification.reference.reference_folder", lambda: None)
    code, out, err = verify("--json")
    told = json.loads(out)
    assert code == 0
    assert {case["chapter"] for case in told["cases"]} == {"detection"}
    assert told["not_run"] == {"random": ["philox4x32.txt"]}
    assert "random is left out: no philox4x32.txt beside the code; the reference data come with the source tree" in err
    assert err.endswith("not run: random\n")
    code, _, err = verify("random", "--data", str(tmp_path))
    assert code == 2
    assert f"random cannot run: no philox4x32.txt in {tmp_path}" in err
    assert verify("random", "--data", str(REFERENCE))[0] == 0


def test_damaged_data_are_named(tmp_path: Path) -> None:
    (tmp_path / "nesc").mkdir()
    (tmp_path / "nesc" / "Atmos_01_sim_04.csv").write_text("time,height\n0,1\n")
    code, _, err = verify("nesc", "--data", str(tmp_path))
    assert code == 2
    assert "Atmos_01_sim_04.csv: has no column latitude_deg" in err


def test_the_page_is_filled_and_a_strange_one_is_left_alone(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(chapters, "CHAPTERS", {name: CHAPTERS[name] for name in ("random", "geodesics")})
    page, strange = tmp_path / "page.md", tmp_path / "strange.md"
    assert verify("--page", str(page))[0] == 0
    first = page.read_text()
    assert "### Random numbers" in first and "| `random-philox` |" in first and "### Geodesic lines" in first
    assert verify("random", "geodesics", "--page", str(page))[0] == 0
    assert page.read_text() == first
    # Some of the chapters, and chapters without their data, would lose the tables of the others.
    code, _, err = verify("random", "--page", str(page))
    assert code == 2
    assert "--page writes all chapters: with some of them the tables of the others would be lost" in err
    code, _, err = verify("--page", str(page), "--data", str(tmp_path))
    assert code == 2
    assert "page.md is left as it was: it would lose the tables of random, geodesics" in err
    assert page.read_text() == first
    strange.write_text("my notes\n")
    code, _, err = verify("--page", str(strange))
    assert code == 2
    assert "strange.md: needs one line <!-- verification: begin -->" in err
    assert strange.read_text() == "my notes\n"
