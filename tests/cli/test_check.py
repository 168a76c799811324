"""`vyuha check`: what it prints and how it ends (exit codes 0 and 2)."""

import json
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from vyuha.cli.app import app
from vyuha.cli.check import _duration
from vyuha.scenario import template


def check(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["check", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_a_sound_scenario(tmp_path: Path) -> None:
    file = tmp_path / "raid.yaml"
    file.write_text(template())
    code, out, _ = check(str(file))
    assert code == 0
    assert out.startswith(f"{file}: fine: 18 threats in 2 raids against 2 defences (56 rounds), about ")
    assert "for 1000 replicates" in out
    assert "for 1 replicate " in check(str(file), "-n", "1")[1]


def test_several_files_all_problems_and_exit_code(tmp_path: Path) -> None:
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_text(template())
    bad.write_text(template().replace("60 km}", "60}").replace("babur", "babr"))
    code, out, err = check(str(good), str(bad))
    assert code == 2
    assert "good.yaml: fine" in out
    assert "bad.yaml" not in out
    assert f'{bad}:44: raids[0].from.range: 60: give a unit, for example "250 km"' in err
    assert 'did you mean "babur"?' in err


def test_remarks_are_notes_not_refusals(tmp_path: Path) -> None:
    file = tmp_path / "slow.yaml"
    file.write_text(template().replace("duration: 30 min", "duration: 15 min"))
    code, _, err = check(str(file))
    assert code == 0
    assert f"{file}: note: raid drones: its first shahed-136 would reach airbase after" in err


def test_json(tmp_path: Path) -> None:
    good, none = tmp_path / "good.yaml", tmp_path / "none.yaml"
    good.write_text(template())
    code, out, _ = check(str(good), str(none), "--json")
    assert code == 2
    first, second = json.loads(out)
    assert first["fine"] is True
    assert first["estimate"]["threats"] == 18
    assert second["fine"] is False
    assert second["problems"][0]["message"] == "cannot be read: no such file or directory"


def test_it_needs_no_numba_and_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "raid.yaml"
    file.write_text(template())
    script = """
import sys
from vyuha.cli.check import check
try:
    check([sys.argv[1]])
finally:
    print("numba" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.stdout.splitlines()[-1] == "False"
    assert [path.name for path in tmp_path.iterdir()] == ["raid.yaml"]


def test_rough_durations() -> None:
    assert [_duration(s) for s in (0.01, 12.3, 150.0, 7200.0, 864_000.0)] == ["1 s", "12 s", "2 min", "2 h", "10 days"]
