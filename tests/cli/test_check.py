"""`vyuha check`: what it prints and how it ends (exit codes 0 and 2)."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import vyuha
from vyuha.base.units import rough_time
from vyuha.cli.app import app
from vyuha.scenario import InputErrors, template

BARE = """\
vyuha: 1
title: Bare
duration: 30 min
origin: {lat: 31.0 deg, lon: 74.9 deg}
assets:
  - {id: base, east: 0 km, north: 0 km}
raids:
"""
FROM = "from: {bearing: 280 deg, range: 50 km}}\n"


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


def test_speeds_and_heights_beyond_the_catalogue_are_notes(tmp_path: Path) -> None:
    file = tmp_path / "odd.yaml"
    # 150 to 200 km/h and 50 m to 5 km are published.
    file.write_text(
        BARE + "  - {id: odd, type: shahed-136, count: 1, target: base, height: 11 km, speed: 80 m/s, " + FROM
    )
    code, _, err = check(str(file))
    assert code == 0
    assert "note: raid odd: flies at 80 m/s; shahed-136 is known for 42 to 56 m/s" in err
    assert "note: raid odd: flies at 11000 m; shahed-136 is known for 50 to 5000 m" in err
    # Control: within a fifth and a factor of two.
    file.write_text(file.read_text().replace("11 km", "9 km").replace("80 m/s", "66 m/s"))
    assert "raid odd" not in check(str(file))[2]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            "id: r, type: brahmos, count: 1, target: base, route: [{bearing: 0 deg, range: 4 km}]",
            "raids[0]: raid r on its",
        ),
        ("id: r, type: fatah-2, count: 1, target: base, arrive: 20 s", "raids[0].arrive: 20 s: base is 50 km"),
        (
            "id: r, type: fatah-2, count: 1, target: base, arrive: 40 s",
            "raids[0]: raid r: number 1 cannot arrive at 40 s",
        ),
    ],
)
def test_what_running_would_refuse_is_refused_here_at_its_line(tmp_path: Path, more: str, said: str) -> None:
    file = tmp_path / "far.yaml"
    file.write_text(BARE + f"  - {{{more}, {FROM}")
    code, _, err = check(str(file))
    assert code == 2
    assert f"{file}:8: {said}" in err
    with pytest.raises(InputErrors) as caught:
        vyuha.run(file, out=tmp_path / "run", replicates=1, workers=1, report=False)
    assert f"far.yaml:8: {said}" in str(caught.value)


def test_a_defence_between_two_raids_is_refused_at_its_line(tmp_path: Path) -> None:
    west = "  - {id: west, type: babur, count: 4, target: base, from: {bearing: 270 deg, range: 90 km}}\n"
    east = west.replace("west", "east").replace("270", "90")
    unit = "defences:\n  - {id: alpha, system: s-400/battalion, east: 0 km, north: 1 km}\n"
    file = tmp_path / "between.yaml"
    file.write_text(BARE.replace("raids:\n", unit + "raids:\n") + west + east)
    code, _, err = check(str(file))
    assert code == 2
    assert f"{file}:8: defences[0]: alpha: the raids come from opposite sides" in err
    file.write_text(BARE.replace("raids:\n", unit + "raids:\n") + west)
    assert check(str(file))[0] == 0


def test_the_ground_is_said_in_a_line(tmp_path: Path) -> None:
    file = tmp_path / "hills.yaml"
    low = f"  - {{id: r, type: babur, count: 1, target: base, {FROM}"
    file.write_text(BARE.replace("assets:\n", "terrain: {file: hills.npz}\nassets:\n") + low)
    for nodes, note in ((16, True), (61, False)):
        heights = np.full((nodes, nodes), 200.0)
        heights[0, 0] = 300.0
        # 1.5 degrees from end to end; the longitudes are the shorter: 1.5 deg x 111 km x cos 31.75 deg / 15 = 9.5 km.
        np.savez(
            tmp_path / "hills.npz", heights=heights, reference="msl", west=74.0, south=30.25, east=75.5, north=31.75
        )
        code, out, err = check(str(file))
        assert code == 0
        line = r"hills.yaml: ground: hills.npz; 200 to 300 m above the mean sea level, nodes \d+ m apart\n"
        assert re.search(line, out)
        assert ("note: terrain: its nodes are 9 km apart" in err) == note


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
    assert [rough_time(s) for s in (0.01, 12.3, 150.0, 7200.0, 864_000.0)] == ["1 s", "12 s", "2 min", "2 h", "10 days"]
