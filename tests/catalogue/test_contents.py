"""The catalogue as it comes, and files that must be refused by name."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.catalogue.conftest import Spoil
from vyuha.catalogue import GRADES, CatalogueError, figures, load
from vyuha.catalogue.contents import DATA


def test_everything_of_the_first_slice_is_there() -> None:
    catalogue = load()
    assert set(catalogue.radars) >= {"91N6E", "96L6E", "92N6E"}
    assert set(catalogue.masts) >= {"40V6M", "40V6MD"}
    assert set(catalogue.launchers) >= {"5P85TE2", "5P85SE2"}
    assert set(catalogue.command_posts) >= {"55K6E", "battalion-post"}
    assert set(catalogue.missiles) >= {"40N6E", "48N6E3", "48N6E2", "9M96E2", "9M96E"}
    assert set(catalogue.systems) >= {"s-400/battalion", "s-400/command-post", "s-400/regiment"}
    assert set(catalogue.systems) >= {"ka-31/picket", "ins-vikramaditya/ship", "airport/radar"}
    assert set(catalogue.grounds) >= {"none", "farmland", "desert", "wooded-hills", "sea"}
    classes = {threat.threat_class for threat in catalogue.threats.values()}
    assert classes >= {"fighter", "cruise-missile", "supersonic-cruise-missile", "ballistic-missile"}
    assert classes >= {"one-way-drone", "decoy", "jammer"}


def test_every_figure_has_a_source_a_grade_and_a_range() -> None:
    catalogue = load()
    for id in catalogue.ids():
        item = catalogue.find(id)
        assert item is not None
        assert figures(item), id
        for field, figure in figures(item):
            place = f"{id}.{field}"
            assert figure.grade in GRADES, place
            assert figure.source or figure.grade == "assumed", place
            assert figure.note or figure.grade != "assumed", place
            assert figure.low <= figure.value <= figure.high, place


def test_no_source_holds_the_sign_that_separates_sources() -> None:
    lines = (DATA / "sources.yaml").read_text().splitlines()
    assert [line for line in lines if ";" in line and not line.startswith("#")] == []


def test_ids_are_found_and_half_remembered_ids_too() -> None:
    catalogue = load()
    assert catalogue.find("92N6E") is catalogue.radars["92N6E"]
    assert catalogue.find("92n6e") is None
    assert catalogue.nearest("92n6e")[0] == "92N6E"
    assert catalogue.nearest("shahed") == ["shahed-136"]
    assert catalogue.nearest("s400")[0] == "s-400/battalion"
    assert catalogue.nearest("") == catalogue.nearest("zzzzzz") == []


@pytest.mark.parametrize(
    ("rounds", "fits"),
    [
        # 8 launchers x 4 cells = 32 cells; a large missile takes one, four small ones share one.
        ({}, True),
        ({"48N6E3": 32}, True),
        ({"48N6E3": 33}, False),
        ({"9M96E2": 128}, True),
        ({"9M96E2": 129}, False),
        ({"48N6E3": 24, "9M96E2": 32}, True),
        ({"48N6E3": 24, "9M96E2": 33}, False),
        ({"48N6E3": 20, "40N6E": 4, "9M96E2": 29, "9M96E": 3}, False),
        ({"unknown": 1}, False),
    ],
)
def test_a_load_fits_cell_by_cell(rounds: dict[str, int], fits: bool) -> None:
    catalogue = load()
    assert (catalogue.load_problem(catalogue.systems["s-400/battalion"], rounds) == "") == fits


def test_a_problem_with_a_load_says_what_was_asked_and_what_fits() -> None:
    catalogue = load()
    problem = catalogue.load_problem(catalogue.systems["s-400/battalion"], {"48N6E3": 24, "9M96E2": 33})
    assert problem == "24 x 48N6E3, 33 x 9M96E2: needs 33 cells; 32 can take them"


def test_a_regiment_is_placed_in_metres() -> None:
    regiment = load().systems["s-400/regiment"]
    assert [(unit.id, unit.east, unit.north) for unit in regiment.layout] == [
        ("post", 0.0, 0.0),
        ("alpha", -10e3, 5e3),
        ("bravo", 10e3, 5e3),
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("radars.yaml", "role: search", "role: look", r"radars.yaml:\d+: 91N6E.role: look: Input should be"),
        ("radars.yaml", "{value: 280 km,", "{value: 280,", r"radars.yaml:\d+: 91N6E.reference_range: 280: give a unit"),
        ("radars.yaml", "period: {value: 10 s", "period: {value: -10 s", r"91N6E.period: -10 s: .*between"),
        ("radars.yaml", "value: 10 s, low: 5 s", "value: 10 s, low: 0 s", r"91N6E.period: 10 s: must be positive"),
        ("radars.yaml", "value: 0.5, low: 0.5, high: 0.9", "value: 0.5, low: 0, high: 2", "must be at most 1"),
        ("radars.yaml", "  band: S\n", "", r"radars.yaml:\d+: 91N6E.band: is missing"),
        ("radars.yaml", "  band: S\n", "  band: S\n  colour: green\n", r"91N6E.colour: green: unknown field"),
        ("radars.yaml", "role: engagement", "role: search", "a search radar has none of them"),
        (
            "radars.yaml",
            "target_channels: {value: 10, low: 6",
            "target_channels: {value: 10, low: 6.5",
            "whole numbers",
        ),
        (
            "radars.yaml",
            "azimuth_width: {value: 1.5 deg, low: 1 deg",
            "azimuth_width: {value: 0 deg, low: 0 deg",
            r"radars.yaml:\d+: 91N6E.azimuth_width: 0 deg: must be at least 0.0001",
        ),
        (
            "radars.yaml",
            "elevation_width: {value: 2 deg, low: 1.5 deg, high: 4 deg",
            "elevation_width: {value: 2 deg, low: 1.5 deg, high: 91 deg",
            "91N6E.elevation_width: 2 deg: must be at most 1.5708",
        ),
        (
            "radars.yaml",
            "  peak_power:",
            "  reference_range: {value: 1 km, grade: assumed, note: both}\n  peak_power:",
            "airport-radar: give a reference_range, or all of peak_power, pulse_length, system_loss",
        ),
        ("radars.yaml", "  system_loss:", "  # system_loss:", "airport-radar: give a reference_range, or all of"),
        ("radars.yaml", "  fan_axis:", "  # fan_axis:", "a fan beam has a fan_axis, a steered one has none"),
        ("radars.yaml", "beam: fan", "beam: steered", "a fan beam has a fan_axis, a steered one has none"),
        ("radars.yaml", "polarisation: horizontal", "polarisation: round", "91N6E.polarisation: round: Input should"),
        ("radars.yaml", "pulses: {value: 8", "pulses: {value: 0", "91N6E.pulses: 0: must be at least 1"),
        ("radars.yaml", "stagger: {value: 0.15", "stagger: {value: 1", "91N6E.stagger: 1: must be at most 0.9"),
        ("radars.yaml", "dwell: {value: 20 ms, low: 5 ms", "dwell: {value: 20 ms, low: 0 ms", "dwell: .* positive"),
        ("radars.yaml", "  dwell:", "  # dwell:", "92N6E: an engagement radar has target_channels, missile_channels"),
        ("grounds.yaml", "surface: land", "surface: mud", "none.surface: mud: Input should be"),
        ("grounds.yaml", "{value: 12, low: 4", "{value: 12, low: -4", "farmland.permittivity: 12: must be"),
        (
            "grounds.yaml",
            "gamma: {value: -15 dB",
            "gamma: {value: -15 m",
            "farmland.gamma: -15 m: unknown unit of level",
        ),
        ("threats.yaml", "jam_power: {value: 10 kW, low: 1 kW", "jam_power: {value: 10 kW, low: -1 kW", "jam_power"),
        ("threats.yaml", "  jam_bandwidth:", "  # jam_bandwidth:", "stand-off-jammer: give all of jam_power, jam_band"),
        (
            "threats.yaml",
            "side_rcs: {value: 25 m2, low: 10 m2",
            "side_rcs: {value: 25 m2, low: 0 m2",
            "side_rcs: .*posit",
        ),
        ("masts.yaml", "40V6MD:", "40V6M:", r"masts.yaml:\d+: 40V6M: duplicate key, first given in line \d+"),
        ("masts.yaml", "40V6MD:", "91N6E:", "91N6E: two items have this id"),
        ("masts.yaml", "name: 40V6M mast", 'name: ""', "40V6M.name"),
        ("launchers.yaml", "9M96E: 4", "9M96E: 0", "5P85TE2.fits.9M96E: 0"),
        (
            "launchers.yaml",
            "9M96E: 4",
            "9M96X: 4",
            'launchers.yaml: 5P85TE2.fits: 9M96X: no such item; did you mean "9M96E',
        ),
        ("launchers.yaml", "fits_grade: published", "fits_grade: sure", "fits_grade: give one of"),
        ("command_posts.yaml", "confirm_looks: {value: 5", "confirm_looks: {value: 2", "55K6E: confirm_hits"),
        ("threats.yaml", "swerling: 1", "swerling: 5", "su-30mki.swerling"),
        ("threats.yaml", "  weave_period", "  # weave_period", "brahmos: give all of weave_load, weave_period"),
        ("threats.yaml", "  terminal_speed", "  boost_acceleration", "brahmos.boost_acceleration: .*unit of"),
        ("threats.yaml", "  wander:", "  pullup_load:", "babur: a threat whose motion is cruise has no pullup_load"),
        ("threats.yaml", "  load_factor: {value: 4, low: 2", "  load_factor: {value: 4, low: 1", "at least 1.01"),
        ("threats.yaml", "motion: ballistic", "motion: cruise", "fatah-2: a threat whose motion is cruise needs"),
        ("threats.yaml", "name: BrahMos", "id: x\n  name: BrahMos", "brahmos: give a mapping of fields, without id"),
        (
            "systems.yaml",
            "radar: 92N6E}",
            "radar: 92N6}",
            r'systems.yaml: s-400/battalion.radars: 92N6: .*mean "92N6E"',
        ),
        ("systems.yaml", "48N6E3: 20", "48N6E3: 21", "default_load: .*needs 33 cells; 32"),
        ("systems.yaml", "{radar: 92N6E}", "{radar: 91N6E}", "0 engagement radars"),
        (
            "systems.yaml",
            "count: 8",
            "count: eight",
            r"s-400/battalion.launchers\[0\].count: eight: give a plain number",
        ),
        ("systems.yaml", "count: 8", "count: 0", r"s-400/battalion.launchers\[0\].count: 0"),
        ("systems.yaml", "kind: regiment", "kind: battalion", "s-400/regiment: a unit has command_post"),
        ("systems.yaml", "system: s-400/command-post", "system: s-400/regiment", "a regiment is made of"),
        ("systems.yaml", "north: 0 km", "north: 0", r"layout\[0\].north: 0: give a unit"),
        ("systems.yaml", "source: RIA-56", "source: RIA-57", 's-400/battalion: unknown source key "RIA-57"'),
        ("sources.yaml", "TWZ: twz.com/26540", "TWZ: []", "sources.yaml:.*TWZ: give the source as text"),
    ],
)
def test_bad_files_are_refused_by_name(spoiled: Spoil, file: str, old: str, new: str, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        load(spoiled(file, old, new))


def test_a_copy_that_nobody_spoiled_is_read(spoiled: Spoil) -> None:
    """Negative control of the refusals."""
    assert load(spoiled("radars.yaml", "band: S", "band: S")) == load()


def test_all_problems_of_a_file_are_named_at_once(spoiled: Spoil) -> None:
    folder = spoiled("radars.yaml", "  band: S\n", "")
    text = (folder / "radars.yaml").read_text()
    (folder / "radars.yaml").write_text(text.replace("{value: 280 km,", "{value: 280,"))
    with pytest.raises(CatalogueError) as caught:
        load(folder)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("name", [path.name for path in DATA.glob("*.yaml")])
def test_every_file_must_be_there(spoiled: Spoil, name: str) -> None:
    folder = spoiled("radars.yaml", "band: S", "band: S")
    (folder / name).unlink()
    with pytest.raises(CatalogueError, match=rf"{name}: cannot be read"):
        load(folder)


def test_reading_the_catalogue_does_not_load_the_compiler() -> None:
    code = "import sys, vyuha.catalogue; vyuha.catalogue.load(); sys.exit('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=Path(__file__).parent).returncode == 0
