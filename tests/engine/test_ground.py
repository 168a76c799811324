"""The ground of a scenario: what is refused and in which words, what stands where, and what a run folder remembers.

Expected values: the heights put into the files, the lines of the scenario as written. Over ground at height 0 the
fight has to come out as over a smooth earth; as control, over hills it does not.
"""

import re
import textwrap
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import vyuha
from tests.engine.builders import BATTALION, Case, build, catalogue, fight, leaked, raid
from vyuha.engine.assemble import Assembled, AssemblyError, assemble
from vyuha.engine.ground import find_ground
from vyuha.reading.problems import InputErrors
from vyuha.results.files import RunFolderError
from vyuha.scenario import parse
from vyuha.world.geodesy import local_to_geodetic

TEXT = textwrap.dedent(
    """\
    vyuha: 1
    title: ground
    duration: 15 min
    origin: {lat: 31.0 deg, lon: 74.9 deg}
    terrain:
      file: hills.npz
    assets:
      - {id: base, east: 0 km, north: 0 km}
    defences:
      - {id: alpha, system: s-400/battalion, east: 3 km, north: 0 km, load: {9M96E2: 4}}
    raids:
      - {id: low, type: babur, count: 2, target: base, from: {bearing: 270 deg, range: 40 km}}
    run: {replicates: 2}
    """
)
EXTENT = {"west": 74.0, "south": 30.5, "east": 75.5, "north": 31.5}


def put(folder: Path, **changes: Any) -> Path:
    """A scenario with a file of heights beside it: a plane that rises to the north by 100 m a degree from 200 m."""
    rise = np.linspace(300.0, 200.0, 41)[:, None] + np.zeros((1, 61))
    arrays: dict[str, Any] = {"heights": rise, "reference": "msl"} | EXTENT | changes
    np.savez(folder / "hills.npz", **arrays)
    path = folder / "fight.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InputErrors) as caught:
        vyuha.check(path)
    return str(caught.value).replace(f"{path.parent}/", "")


def test_sites_and_radars_stand_on_the_ground(tmp_path: Path) -> None:
    path = put(tmp_path)
    scenario = vyuha.check(path)
    setup = assemble(scenario, catalogue(), find_ground(scenario, tmp_path)).setup
    place = setup.site[0]
    assert local_to_geodetic(setup.frame[0], place.x, place.y, place.z)[2] == pytest.approx(250.0, abs=0.01)
    antennas: Any = setup.antenna
    for antenna in antennas:
        height = local_to_geodetic(setup.frame[0], antenna.x, antenna.y, antenna.z)[2]
        assert height == pytest.approx(250.0 + antenna.height, abs=0.05)


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"datum": "NAD27"}, "fight.yaml:6: terrain.file: hills.npz: datum: NAD27: places are read on WGS-84 only"),
        (
            {"heights": np.full((41, 61), np.nan)},
            "fight.yaml:6: terrain.file: hills.npz: heights: 2,501 of 2,501 nodes",
        ),
        (
            {"heights": np.full((41, 61), -9999.0)},
            "fight.yaml:6: terrain.file: hills.npz: heights: 2,501 of 2,501 nodes",
        ),
        ({"west": 74.8}, "fight.yaml:12: raids[0].from: the terrain does not cover 30.9"),
        ({"south": 31.2}, "fight.yaml:8: assets[0]: the terrain does not cover 31.0000 deg, 74.9000 deg"),
    ],
)
def test_bad_terrain_is_refused_with_file_line_and_field(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    assert said in refusal(put(tmp_path, **changes))


def test_what_is_said_to_a_scenario_does_not_speak_of_python(tmp_path: Path) -> None:
    """Neither holes nor places can be mended by keys of a scenario."""
    path = put(tmp_path, heights=np.full((41, 61), np.nan))
    assert refusal(path).endswith("nodes are holes; mend them in the file")
    np.save(tmp_path / "bare.npy", np.zeros((41, 61)))
    path.write_text(TEXT.replace("hills.npz", "bare.npy\n  reference: msl"))
    assert "terrain.file: bare.npy: extent: the file does not say where its outermost nodes lie; an .npz has" in (
        said := refusal(path)
    )
    assert "extent=" not in said


def test_a_missing_tile_of_a_folder_is_named(tmp_path: Path) -> None:
    path = put(tmp_path)
    (tmp_path / "tiles").mkdir()
    for name in ("N30E074", "N31E075"):
        np.zeros((1201, 1201), ">i2").tofile(tmp_path / "tiles" / f"{name}.hgt")
    path.write_text(TEXT.replace("hills.npz", "tiles"))
    said = "folder: N30E075.hgt, N31E074.hgt: there is no such tile, so the grid has holes; add it"
    assert refusal(path) == f"fight.yaml:6: terrain.file: tiles: {said}"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    path = put(tmp_path)
    (tmp_path / "hills.npz").unlink()
    assert "fight.yaml:6: terrain.file: hills.npz: there is no such file" in refusal(path)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = put(tmp_path / "in")
    (tmp_path / "in" / "hills.npz").rename(tmp_path / "hills.npz")
    (tmp_path / "in" / "hills.npz").symlink_to(tmp_path / "hills.npz")
    assert "leads out of the scenario's folder" in refusal(path)


@pytest.mark.parametrize(
    "line", ["/etc/hills.npz", "../hills.npz", "a/../../b.npz", "~/hills.npz", "C:hills.npz", "..\\hills.npz"]
)
def test_a_path_out_of_the_folder_is_refused(line: str) -> None:
    with pytest.raises(InputErrors, match=r"x.yaml:6: terrain\.file: .*must be a file in the scenario's folder"):
        parse(TEXT.replace("hills.npz", f"'{line}'"), "x.yaml")


@pytest.mark.parametrize(
    "keys, said",
    [
        ("{}", "give a file, or made_up; one of them"),
        ("{file: a.npz, made_up: {seed: 1}}", "give a file, or made_up; one of them"),
        ("{made_up: {seed: 1}, reference: msl}", "reference goes with a file"),
        ("{file: a.npz, reference: geoid}", "must be msl or ellipsoid"),
        ("{made_up: {grid: 50 m, reach: 500 km}}", "more than 5000 nodes"),
        ("{made_up: {hill: 50 m}}", 'unknown key; did you mean "hills"?'),
    ],
)
def test_keys_that_do_not_fit_are_refused(keys: str, said: str) -> None:
    text = re.sub(r"terrain:\n  file: hills.npz", f"terrain: {keys}", TEXT)
    with pytest.raises(InputErrors) as caught:
        parse(text, "x.yaml")
    assert said in str(caught.value)


def test_a_course_that_leaves_the_terrain_is_refused() -> None:
    far = raid(type="babur", count=1, distance=60.0, more="route: [{east: -90 km, north: 0 km}]")
    text = Case(far).text.replace("environment:", "terrain: {made_up: {reach: 80 km}}\nenvironment:")
    with pytest.raises(InputErrors, match=r"raids\[0\]\.route: the terrain does not cover"):
        find_ground(parse(text))
    with pytest.raises((AssemblyError, InputErrors)):
        assemble(parse(text), catalogue())


def test_a_replay_refuses_terrain_that_has_changed(tmp_path: Path) -> None:
    path = put(tmp_path)
    done = vyuha.run(path, out=tmp_path / "run", workers=1, report=False)
    manifest = done.folder.manifest
    assert len(manifest.terrain) == 64 and manifest.laydown.ground is not None
    assert manifest.laydown.ground.text.startswith("hills.npz; 200 to 300 m above the mean sea level")
    assert vyuha.replay(tmp_path / "run", 0).replicate == 0
    put(tmp_path, heights=np.full((41, 61), 250.0))
    with pytest.raises(RunFolderError, match="another terrain"):
        vyuha.replay(tmp_path / "run", 0)
    with pytest.raises(RunFolderError, match="another terrain"):
        vyuha.run(path, out=tmp_path / "run", workers=1, report=False)
    # The file as it was, put into the run folder, goes before the one beside the scenario.
    put(tmp_path / "run")
    assert vyuha.replay(tmp_path / "run", 1).replicate == 1


def over(ground: str) -> Assembled:
    case = Case(
        raid(type="babur", count=6, distance=60.0, spacing="15 s", more="dispersion: {time: 3 s}"),
        defences=BATTALION.replace("48N6E3: 32", "9M96E2: 16"),
        kill=None,
    )
    if not ground:
        return build(case)
    text = case.text.replace("environment:", f"terrain: {{made_up: {ground}}}\nenvironment:")
    return assemble(parse(text, "lab.yaml"), catalogue())


def test_over_ground_at_height_nothing_the_fight_is_that_over_a_smooth_earth() -> None:
    """A difference of 3.5 standard errors: a false alarm in 2,000 seeds; the seed is fixed."""
    shares = {}
    for name, ground in (
        ("smooth", ""),
        ("flat", "{base: 0 m, hills: 0 m}"),
        ("hills", "{base: 400 m, ridges: 300 m}"),
    ):
        block = fight(over(ground).setup, 120)
        shares[name] = leaked(block).mean(axis=1)
    error = float(np.hypot(shares["smooth"].std(), shares["flat"].std()) / np.sqrt(120)) + 1e-9
    difference = abs(float(shares["smooth"].mean() - shares["flat"].mean()))
    assert difference < 3.5 * error + 0.01
    # Control: hills change it.
    assert abs(float(shares["smooth"].mean() - shares["hills"].mean())) > 0.2


def test_without_terrain_there_are_no_rows_for_it() -> None:
    setup = build(Case(raid())).setup
    assert [len(table) for table in (setup.grid, setup.height, setup.mask, setup.floor)] == [0, 0, 0, 0]


def test_the_same_seed_makes_the_same_ground_and_another_one_another() -> None:
    found = [over(f"{{seed: {seed}}}").ground for seed in (4, 4, 5)]
    digests = [ground.digest for ground in found if ground is not None]
    assert digests[0] == digests[1] != digests[2]


def test_radars_of_one_mast_share_a_square() -> None:
    setup = over("{seed: 4}").setup
    table, radars, heights = np.asarray(setup.mask), np.asarray(setup.radar), np.asarray(setup.antenna)["height"]
    squares = {int(first) for first in table["first"]}
    masts = {(float(h), min(float(r["instrumented_range"]), 75e3)) for r, h in zip(radars, heights, strict=True)}
    assert len(squares) == len(masts)


def test_a_ballistic_raid_follows_no_terrain() -> None:
    arc = raid(type="fatah-2", count=1, more="follow_terrain: true")
    with pytest.raises(InputErrors, match="follows no terrain"):
        parse(Case(arc).text, "x.yaml")
