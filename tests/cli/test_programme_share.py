"""`vyuha programme share`: 36 per cent end to end from made-up files, what always stands beside it, how it refuses."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.programme.sipri import made_up
from vyuha.cli.app import app
from vyuha.programme.sipri.wording import CAUTION, CREDIT, DEPENDS, PUBLISHED_INDIA

WINDOW = ("--recipient", "India", "--from", "2020", "--to", "2024")


def share(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["programme", "share", *map(str, arguments)])
    return result.exit_code, result.stdout, " ".join(result.stderr.split())


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "trade-register.csv"
    path.write_text(made_up.long_file())
    return path


def shown(out: str) -> dict[str, list[str]]:
    return {line.split("  ")[0].strip(): line.split() for line in out.splitlines() if " % " in line}


@pytest.mark.parametrize("make", [made_up.long_file, made_up.register_file, made_up.legacy_file, made_up.values_file])
def test_36_per_cent_from_every_shape(make: object, tmp_path: Path) -> None:
    """By construction 360 of 1000 (see `made_up.INDIA`)."""
    path = tmp_path / "file.csv"
    path.write_text(make())  # type: ignore[operator]
    code, out, _ = share(path, *WINDOW)
    assert code == 0
    assert shown(out)["Russia"][1:4] == ["360", "36.0", "%"]
    assert "index) 0.288" in out


def test_window_edition_credit_and_cautions_always_stand_there(register: Path) -> None:
    plain = " ".join(share(register, *WINDOW)[1].split())
    assert "Window: 2020 to 2024. Edition: file made 2026-09-28." in plain
    for sentence in (CREDIT, CAUTION, DEPENDS, PUBLISHED_INDIA):
        assert sentence in plain
    assert "The spread is assumed" in plain
    other = " ".join(share(register, "--recipient", "Pakistan", "--from", 2020, "--to", 2024)[1].split())
    assert CAUTION in other
    assert PUBLISHED_INDIA not in other


def test_controls_another_window_no_flags_and_a_moved_header(register: Path, tmp_path: Path) -> None:
    assert shown(share(register, "--from", 2021, "--to", 2025)[1])["Russia"][1:4] == ["260", "28.9", "%"]
    flagged = shown(share(register, *WINDOW)[1])["Russia"]
    still = shown(share(register, *WINDOW, "--number-spread", 0, "--year-move", 0)[1])["Russia"]
    assert flagged[4:7] == ["33.9", "to", "49.2"]
    assert still[4:7] == ["36.0", "to", "36.0"]
    moved = tmp_path / "moved.csv"
    moved.write_text(made_up.long_file().replace("SIPRI AT Database ID,Supplier", "Supplier,SIPRI AT Database ID"))
    code, out, err = share(moved, *WINDOW)
    assert (code, out) == (2, "")
    assert "moved.csv:12: header:" in err
    assert "was a column moved" in err


def test_json_holds_everything(register: Path) -> None:
    code, out, _ = share(register, *WINDOW, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["suppliers"][0]["share"] == pytest.approx(0.36)
    assert found["editions"] == ["2026-09-28"]
    assert found["files"][0]["shape"] == "long"
    assert sum(row["tiv"] for row in found["kinds"]) == pytest.approx(1000.0)
    assert CREDIT in found["notes"]
    assert "organisation of states" in found["remarks"][0]["message"]


def test_files_are_written_and_kept(register: Path, tmp_path: Path) -> None:
    table, picture, page = tmp_path / "s.csv", tmp_path / "s.svg", tmp_path / "s.html"
    assert share(register, *WINDOW, "--csv", table, "--svg", picture, "--html", page)[0] == 0
    rows = list(csv.DictReader(table.read_text().splitlines()))
    first = rows[0]
    assert (first["supplier"], first["share"], first["first_year"], first["source"]) == (
        "Russia",
        "0.36",
        "2020",
        CREDIT,
    )
    assert {row["last_year"] for row in rows} == {"2021", "2022", "2023", "2024", "2025"}
    assert picture.read_text().startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "Russia" in picture.read_text()
    assert CAUTION in page.read_text()
    assert "http" not in page.read_text().replace("http-equiv", "").replace("http://www.w3.org", "")
    code, _, err = share(register, *WINDOW, "--csv", table)
    assert code == 2
    assert "exists; --force overwrites it" in err
    assert share(register, *WINDOW, "--csv", table, "--force")[0] == 0
    assert "there is no folder" in share(register, *WINDOW, "--svg", tmp_path / "none" / "s.svg")[2]


def test_no_file_says_where_to_get_one(tmp_path: Path) -> None:
    for arguments in ((), (tmp_path / "none.csv",)):
        code, out, err = share(*arguments, *WINDOW)
        assert (code, out) == (2, "")
        assert "ships no SIPRI data and makes no network call" in err
        assert "sipri.org/databases/armstransfers" in err


def test_an_unknown_recipient_gets_a_suggestion(register: Path) -> None:
    code, _, err = share(register, "--recipient", "Indai")
    assert code == 2
    assert 'recipient: Indai: no such recipient in the file; did you mean "India"?' in err


def test_what_was_odd_is_a_note_not_a_refusal(register: Path) -> None:
    register.write_text(made_up.long_file().replace(",New,", ",Newish,", 1))
    code, _, err = share(register, *WINDOW)
    assert code == 0
    assert f"note: {register}:13: Status: Newish: is no status that is known" in err


def test_successors(register: Path) -> None:
    register.write_text(made_up.long_file().replace("Russia,India", "Soviet Union,India"))
    assert "Soviet Union" in shown(share(register, *WINDOW)[1])
    assert shown(share(register, *WINDOW, "--supplier-level", "successor")[1])["Russia"][2] == "36.0"


def test_it_loads_no_compiler_and_no_plots(register: Path) -> None:
    program = (
        "import sys; from typer.testing import CliRunner; from vyuha.cli.app import app\n"
        f"assert CliRunner().invoke(app, ['programme', 'share', {str(register)!r}]).exit_code == 0\n"
        "print([name for name in ('numba', 'matplotlib') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "[]"
