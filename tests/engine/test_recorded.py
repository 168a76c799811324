"""Raids along recorded paths: they are flown as they are, hit what they end at, and fight the same fight each time.

Expected values: the closed forms that the files were written from; the bits of the same fight.
"""

import math
from pathlib import Path

import numpy as np
import pytest

from tests.engine.recorded_files import BATTALION, Law, earth_fixed, made, scenario, table
from tests.engine.test_replicates import assert_same, same
from vyuha import api
from vyuha.catalogue import load as load_catalogue
from vyuha.engine.allocate import allocate
from vyuha.engine.assemble import Assembled, assemble
from vyuha.engine.replay import replay
from vyuha.engine.replicates import Engine
from vyuha.reading.problems import InputErrors
from vyuha.results.folder import RunFolder, RunFolderError
from vyuha.scenario import parse
from vyuha.state.mission import SAMPLE_THREAT
from vyuha.state.threat import HIT, KILLED, LEFT
from vyuha.threats.motion import motion
from vyuha.threats.system import draw_raid
from vyuha.world.geodesy import local_to_ecef

TIMES = [5.0 * k for k in range(61)]
# Degrees in a second: some 220 m/s along a meridian.
RATE = 0.002


def along_meridian(time: float) -> tuple[float, float, float]:
    """Northwards in a weave of 500 m to each side, climbing."""
    wave = 0.005 * math.sin(2.0 * math.pi * time / 120.0)
    return 30.4 + RATE * time, 74.9 + wave, 1000.0 + 3.0 * time


def over_the_pole(time: float) -> tuple[float, float, float]:
    """Up one meridian, over the pole, and down the opposite one."""
    latitude = 89.7 + RATE * time
    return (latitude, 20.0, 5e3) if latitude <= 90.0 else (180.0 - latitude, -160.0, 5e3)


def over_the_date_line(time: float) -> tuple[float, float, float]:
    """East along a parallel, from one side to the other."""
    longitude = 179.7 + RATE * time
    return 52.0, longitude if longitude <= 180.0 else longitude - 360.0, 300.0


PLACES: dict[str, tuple[Law, float, float]] = {
    "meridian": (along_meridian, 31.0, 74.9),
    "pole": (over_the_pole, 84.9, 20.0),
    "date line": (over_the_date_line, 52.0, 179.9),
}


def off(assembled: Assembled, law: Law) -> list[float]:
    """How far [m] the threat of a replay is from where the closed form has it, at each of its samples."""
    history = replay(assembled.setup, 3, 0)
    kept = np.flatnonzero(np.asarray(history.samples["kind"]) == SAMPLE_THREAT)
    assert len(kept) > 20
    found = []
    for k in kept:
        time = float(history.samples["time"][k])
        here = earth_fixed(float(history.latitude[k]), float(history.longitude[k]), float(history.height[k]))
        found.append(float(np.linalg.norm(here - earth_fixed(*law(time)))))
    return found


@pytest.mark.parametrize("place", PLACES)
def test_a_replay_is_where_the_file_has_it(place: str, tmp_path: Path) -> None:
    """Within a metre, also between the rows of the file, over the pole and over the date line."""
    law, lat, lon = PLACES[place]
    assembled = made(tmp_path, table({"a": law}, {"a": TIMES}), scenario(lat, lon))
    assert max(off(assembled, law)) < 1.0


def test_at_the_times_of_the_file_it_is_where_the_file_says(tmp_path: Path) -> None:
    """Whatever the path does between: places drawn at random around a course, to the last digit of the file."""
    draws = np.random.default_rng(7)
    shake = {time: draws.normal(0.0, 2e-4, 2) for time in TIMES}

    def law(time: float) -> tuple[float, float, float]:
        latitude, longitude, height = over_the_date_line(time)
        return latitude + shake[time][0], longitude + shake[time][1] * (abs(longitude) < 179.99), height

    setup = made(tmp_path, table({"a": law}, {"a": TIMES}), scenario(52.0, 179.9)).setup
    state = allocate(setup)
    draw_raid(setup, state, 3, 0)
    for time in TIMES:
        place = local_to_ecef(setup.frame[0], *motion(setup, state, 0, time)[:3])
        assert np.linalg.norm(np.array(place) - earth_fixed(*law(time))) < 1e-3


def test_control_a_file_that_is_off_is_seen_to_be(tmp_path: Path) -> None:
    def beside(time: float) -> tuple[float, float, float]:
        return over_the_pole(time)[0], over_the_pole(time)[1], 5002.0

    assembled = made(tmp_path, table({"a": beside}, {"a": TIMES}), scenario(84.9, 20.0))
    assert min(off(assembled, over_the_pole)) > 1.0


def test_times_begin_where_the_scenario_says(tmp_path: Path) -> None:
    """Times of the fight count from `start`; of a clock the first row of the file is at `start`."""
    rows = table({"a": along_meridian, "b": along_meridian}, {"a": TIMES[:9], "b": [300.0, 305.0]})
    setup = made(tmp_path, rows, scenario(more=", start: 40 s")).setup
    assert np.asarray(setup.threat)["start_time"].tolist() == [40.0, 340.0]
    clock = (
        rows.replace("time [s]", "time_epoch [s]").replace("\n0.0,", "\n1795341600,").replace("\n5.0,", "\n1795341605,")
    )
    clock = "\n".join(line for line in clock.splitlines() if line[:4] in ("time", "1795")) + "\n"
    setup = made(tmp_path, clock, scenario(more=", start: 40 s")).setup
    assert np.asarray(setup.threat)["start_time"].tolist() == [40.0]


def coming(end_north: float) -> Law:
    """From 60 km in the south over 300 s to a place on the ground so many degrees north of the base."""

    def law(time: float) -> tuple[float, float, float]:
        share = time / 300.0
        return 30.46 + (0.54 + end_north) * share, 74.9, 300.0 * (1.0 - share)

    return law


def test_a_path_hits_what_it_ends_at_and_leaves_elsewhere(tmp_path: Path) -> None:
    """Of two targets, the one that is there; 400 m beside it is within its radius, 700 m is not."""
    laws = {"at": coming(0.0), "near": coming(0.0036), "beside": coming(0.0063), "far": coming(0.36076)}
    times = dict.fromkeys(laws, TIMES)
    assembled = made(tmp_path, table(laws, times), scenario(target="[base, far]", defences=""))
    assert assembled.roster.targets == ("base", "base", "", "far")
    block = Engine(assembled.setup, 3, 1).fight_block(0, 3)
    assert block.threats["outcome"].tolist() == [[HIT, HIT, LEFT, HIT]] * 3
    assert block.sites["hits"].tolist() == [[2, 1]] * 3
    # A fight ends when the last of them has left.
    assert (block.threats["resolved_time"] == 300.0).all()


def test_what_releases_its_weapon_from_afar_hits_from_there(tmp_path: Path) -> None:
    """A Su-30MKI within 50 km, its release range, and the radius; a babur has to come."""
    laws: dict[str, Law] = {"a": coming(-0.4), "b": coming(-0.4)}
    rows = table(laws, dict.fromkeys(laws, TIMES), {"a": "su-30mki"})
    assert made(tmp_path, rows, scenario(defences="")).roster.targets == ("base", "")


def test_the_sums_of_results_hold_what_left(tmp_path: Path, no_report: None) -> None:
    """Every threat is a step of the waterfall: here one hit and one left."""
    laws: dict[str, Law] = {"a": coming(0.0), "b": coming(-0.4)}
    (tmp_path / "paths.csv").write_text(table(laws, dict.fromkeys(laws, TIMES)))
    (tmp_path / "lab.yaml").write_text(scenario())
    done = api.run(tmp_path / "lab.yaml", 5, out=tmp_path / "run")
    steps = {step.step: step.mean for step in done.summary.waterfall}
    assert (steps["all threats"], steps["left"]) == (2.0, 1.0)
    assert sum(steps.values()) == 4.0
    group = done.summary.raids[0]
    assert group.left is not None and group.left.mean == 1.0


def test_targets_that_move_are_hit_where_they_are_then(tmp_path: Path) -> None:
    """A column that drives north at 10 m/s is 3 km on after 300 s."""
    moves = "speed: 10 m/s, route: [{east: 0 km, north: 9 km}]"
    text = scenario(defences="").replace(
        "id: far, east: 0 km, north: 40 km", f"id: far, east: 0 km, north: 0 km, {moves}"
    )
    laws = {"then": coming(0.027055), "now": coming(0.0)}
    assembled = made(tmp_path, table(laws, dict.fromkeys(laws, TIMES)), text.replace("target: base", "target: far"))
    assert assembled.roster.targets == ("far", "")
    assert Engine(assembled.setup, 3, 1).fight_block(0, 2).threats["outcome"].tolist() == [[HIT, LEFT]] * 2


SWARM: dict[str, Law] = {f"a{k}": coming(0.0001 * k) for k in range(8)}


def swarm(folder: Path) -> Assembled:
    times = {name: [10.0 * k + time for time in TIMES] for k, name in enumerate(SWARM)}
    laws: dict[str, Law] = {
        name: (lambda time, k=k, law=law: law(time - 10.0 * k)) for k, (name, law) in enumerate(SWARM.items())
    }
    return made(folder, table(laws, times), scenario(defences=BATTALION))


def test_the_number_of_workers_does_not_matter(tmp_path: Path) -> None:
    setup = swarm(tmp_path).setup
    one, two = (Engine(setup, 3, workers).fight_block(0, 12) for workers in (1, 2))
    assert_same(one, two)
    assert {KILLED, HIT} <= set(one.threats["outcome"].ravel().tolist())
    # Control: another seed is another fight.
    assert not same(one.threats, Engine(setup, 4, 1).fight_block(0, 12).threats)


@pytest.fixture
def stored(tmp_path: Path, no_report: None) -> Path:
    """A run of six fights."""
    swarm(tmp_path)
    (tmp_path / "lab.yaml").write_text(scenario(defences=BATTALION))
    api.run(tmp_path / "lab.yaml", 6, out=tmp_path / "run")
    return tmp_path


def test_a_run_that_goes_on_is_the_same_run(stored: Path) -> None:
    api.run(stored / "lab.yaml", 130, out=stored / "run", workers=2)
    api.run(stored / "lab.yaml", 130, out=stored / "whole", workers=1)
    for table_ in ("threats", "shots", "sites", "replicates"):
        parts = [RunFolder.open(stored / name).table(table_).collect() for name in ("run", "whole")]
        assert parts[0].equals(parts[1])


def test_a_run_is_replayed_and_blamed(stored: Path) -> None:
    assert len(api.replay(stored / "run", 5).samples) > 100
    assert api.blame(stored / "run", 4, report=False).replicates == 4


def test_a_changed_file_is_another_run(stored: Path) -> None:
    """One digit of one height: refused for going on and for a replay; put back, both work again."""
    path = stored / "paths.csv"
    before = path.read_text()
    path.write_text(before.replace("300.0000", "300.0001", 1))
    with pytest.raises(RunFolderError, match="a file of recorded paths has changed since"):
        api.replay(stored / "run", 0)
    with pytest.raises(RunFolderError, match="other recorded paths"):
        api.run(stored / "lab.yaml", 8, out=stored / "run")
    path.write_text(before)
    api.replay(stored / "run", 0)
    path.unlink()
    with pytest.raises(RunFolderError, match="there is no such file"):
        api.replay(stored / "run", 0)


def refused(folder: Path, paths: str, text: str) -> str:
    with pytest.raises(InputErrors) as caught:
        made(folder, paths, text)
    return str(caught.value)


def fast(time: float) -> tuple[float, float, float]:
    return 30.0 + 0.05 * time, 74.9, 1e3


BAD = [
    ({"a": fast}, {"a": TIMES}, {}, "paths.csv:3: id: a: too fast: 5,5"),
    ({"a": along_meridian}, {"a": [0.0, 5.0, 66.0, 70.0]}, {}, "paths.csv:4: id: a: too long a gap: 61 s"),
    ({"a": along_meridian}, {"a": [1300.0, 1310.0]}, {}, "paths.csv:2: id: a: begins after the end of the scenario"),
    ({"a": lambda t: (10.0 + RATE * t, 74.9, 0.0)}, {"a": TIMES}, {}, "paths.csv:2: id: a: too far: 2,3"),
    ({"a": lambda t: (31.0 + RATE * t, 74.9, 5e3 * (t == 5.0))}, {"a": TIMES}, {}, "id: a: turns too hard"),
    ({"a": along_meridian}, {"a": TIMES}, {"a": "mig-99"}, "no such threat in the catalogue: mig-99"),
    ({"a": along_meridian}, {"a": TIMES}, {"a": "airliner"}, "airliner flies in traffic; it attacks nothing"),
]


@pytest.mark.parametrize(("laws", "times", "types", "complaint"), BAD)
def test_what_nothing_flies_is_refused(
    laws: dict[str, Law], times: dict[str, list[float]], types: dict[str, str], complaint: str, tmp_path: Path
) -> None:
    assert complaint in refused(tmp_path, table(laws, times, types), scenario(defences=""))


def test_types_are_called_what_the_scenario_says(tmp_path: Path) -> None:
    rows = table({"a": coming(0.0), "b": coming(0.0)}, {"a": TIMES, "b": TIMES}, {"a": "FLANKER"})
    assembled = made(tmp_path, rows, scenario(defences="", more=", types: {FLANKER: su-30mki}"))
    assert [row.kind for row in assembled.roster.threats] == ["su-30mki", "babur"]
    assert [row.id for row in assembled.roster.threats] == ["red/a", "red/b"]


def test_what_a_type_is_not_known_for_is_said(tmp_path: Path) -> None:
    def swift(time: float) -> tuple[float, float, float]:
        return 30.0 + 0.004 * time, 74.9, 1e3

    (tmp_path / "paths.csv").write_text(table({"a": swift, "b": coming(0.0)}, {"a": TIMES, "b": TIMES}))
    (tmp_path / "lab.yaml").write_text(scenario())
    said = api.checked(tmp_path / "lab.yaml").remarks
    assert any("a flies at up to 444 m/s; babur is known for 222 to 264 m/s" in line for line in said), said
    assert any("of its paths end 1 at base, 1 elsewhere, where they leave" in line for line in said), said
    assert api.checked(tmp_path / "lab.yaml").scenario.raids[0].count == 2


def test_too_many_aircraft_are_refused(tmp_path: Path) -> None:
    rows = "".join(f"{t},a{k},31,74,{100 + t}\n" for k in range(5001) for t in (0, 5))
    complaint = refused(
        tmp_path, "time [s],id,latitude [deg],longitude [deg],height [m]\n" + rows, scenario(defences="")
    )
    assert "raids[0].paths: paths.csv: raids and traffic are 5,001 aircraft in all; at most 5000" in complaint


def test_a_raid_without_its_paths_is_not_fought() -> None:
    """As the stand-in for it, one threat from nowhere."""
    with pytest.raises(ValueError, match="paths of the scenario are not given"):
        assemble(parse(scenario()), load_catalogue())
