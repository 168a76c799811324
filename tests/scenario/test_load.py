"""The loader: SI values from text, and everything that is refused, in one line with file, line, path and remedy.

Expected values: unit definitions (km/h, degrees, minutes) and the rules of the scenario language.
"""

import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from vyuha.reading.tree import MOST_BYTES
from vyuha.scenario import InputErrors, Place, load, parse, template

Changed = Callable[[str, str], list[str]]


def test_values_are_si(sound: str) -> None:
    scenario = parse(sound)
    raid, alpha = scenario.raids[0], scenario.defences[1]
    assert scenario.duration == 1200.0
    assert scenario.origin.latitude == pytest.approx(math.radians(31.0), rel=1e-15)
    assert raid.speed == pytest.approx(185.0 / 3.6)
    assert (raid.start, raid.spacing, raid.mean_gap) == (90.0, 20.0, 0.0)
    assert raid.origin == Place("polar", math.radians(275.0), 50e3)
    assert raid.route == (Place("offset", -20e3, 5e3),)
    assert raid.target == ("base", "alpha")
    assert alpha.place == Place("polar", math.radians(300.0), 8e3)
    assert alpha.load == {"48N6E3": 24, "9M96E2": 32}
    assert (scenario.doctrines[0].zone_from, scenario.doctrines[0].zone_to) == (5e3, 60e3)


def test_too_many_threats_are_blamed_on_the_raid_that_brings_most_with_its_decoys(sound: str) -> None:
    """30 x 1 and 60 x (1 + 100), where the first raid counts more of its own."""
    lures = (
        "  - {id: lures, type: shahed-136, count: 60, target: base, from: {bearing: 275 deg, range: 50 km}, "
        "decoys: {type: gerbera, each: 100, at: 20 km}}\n"
    )
    text = sound.replace("count: 30", "count: 70").replace("spacing: 20 s", "spacing: 1 s")
    text = text.replace("doctrines:\n", lures + "doctrines:\n")
    with pytest.raises(InputErrors) as caught:
        parse(text, "x.yaml")
    assert str(caught.value) == (
        "x.yaml:26: raids[1].count: 60: the raids have 6130 threats in all; at most 5000 are allowed"
    )


def test_defaults(sound: str) -> None:
    scenario = parse(sound)
    base, post = scenario.assets[0], scenario.defences[0]
    assert base.radius == 500.0
    assert (post.load, post.sector, post.mast, post.value, post.doctrine) == (
        None,
        None,
        None,
        None,
        "shoot-look-shoot",
    )
    assert scenario.environment.refraction == 4.0 / 3.0
    assert scenario.run.fixed_kill_probability is None
    assert scenario.doctrines[0].assessment_delay == 5.0


def test_poisson_spacing(sound: str) -> None:
    raid = parse(sound.replace("spacing: 20 s", "spacing: {mean: 20 s}")).raids[0]
    assert (raid.spacing, raid.mean_gap) == (0.0, 20.0)


def test_yaml_guesses_nothing(sound: str) -> None:
    # YAML 1.1 would read 010 as 8, `no` as false and 12:30 as 750.
    scenario = parse(
        sound.replace("seed: 7", "seed: 010").replace("A test", "no").replace("id: base,", 'id: "base", name: 12:30,')
    )
    assert scenario.run.seed == 10
    assert scenario.title == "no"
    assert scenario.assets[0].name == "12:30"


REFUSED = [
    ("speed: 185 km/h", "speed: 185", 'x.yaml:25: raids[0].speed: 185: give a unit, for example "185 km/h"'),
    ("speed: 185 km/h", "speed: 185 kg", "x.yaml:25: raids[0].speed: 185 kg: unknown unit of speed; allowed: m/s"),
    ("speed: 185 km/h", "speed: 0 km/h", "raids[0].speed: 0 km/h: must be more than 0 m/s and at most 5 km/s"),
    ("speed: 185 km/h", "speed: 6 km/s", "raids[0].speed: 6 km/s: must be more than"),
    ("speed: 185 km/h", "speed: 1e999 km/h", "raids[0].speed: 1e999 km/h: the number is too large"),
    ("speed: 185 km/h", "speed: nan m/s", "raids[0].speed: nan m/s: give a number and a unit of speed"),
    ("speed: 185 km/h", "speed: -.inf", "raids[0].speed: -.inf: give a number and a unit of speed"),
    ("speed: 185 km/h", "speed: 1_000 m/s", "raids[0].speed: 1_000 m/s: give a number and a unit of speed"),
    ("speed: 185 km/h", "speed: \u0661\u0668\u0665 km/h", "give a number and a unit of speed"),
    ("speed: 185 km/h", "speed: " + "9" * 5000 + " m/s", "give a number and a unit of speed"),
    ("speed: 185 km/h", "height: 101 km", "raids[0].height: 101 km: must be more than 0 m and at most 100 km"),
    ("speed: 185 km/h", "sped: 185 km/h", 'raids[0].sped: 185 km/h: unknown key; did you mean "speed"?'),
    ("speed: 185 km/h", "start: 3 s", "x.yaml:25: raids[0].start: duplicate key; it already stands in line 23"),
    ("count: 30", "count: 0", "raids[0].count: 0: must be between 1 and"),
    ("count: 30", "count: -3", "raids[0].count: -3: must be between 1 and"),
    ("count: 30", "count: 3.5", "raids[0].count: 3.5: give a whole number"),
    ("count: 30", "count: true", "raids[0].count: true: give a whole number"),
    ("count: 30", "count: 1000000000", "the raids have 1000000000 threats in all; at most 5000 are allowed"),
    ("duration: 20 min", "duration: 0 min", "x.yaml:3: duration: 0 min: must be more than 0 s and at most 6 h"),
    ("duration: 20 min", "duration: 7 h", "duration: 7 h: must be more than 0 s and at most 6 h"),
    ("duration: 20 min", "duration: -1 s", "duration: -1 s: must be more than"),
    (
        "lat: 31.0 deg",
        "lat: 91 deg",
        "x.yaml:4: origin.lat: 91 deg: must be between -85 deg and 85 deg (sites are notional",
    ),
    ("lat: 31.0 deg", "lat: 86 deg", "stand away from the poles"),
    ("lon: 74.9 deg", "lon: 181 deg", "origin.lon: 181 deg: must be between -180 deg and 180 deg"),
    ("target: [base, alpha]", "target: bse", 'raids[0].target: bse: no such asset or defence; did you mean "base"?'),
    ("target: [base, alpha]", "target: []", "raids[0].target: must not be empty"),
    (
        "type: shahed-136",
        "type: shahed-163",
        'raids[0].type: shahed-163: no such threat in the catalogue; did you mean "sha',
    ),
    (
        "s-400/battalion",
        "s-400/batalion",
        "defences[1].system: s-400/batalion: no such system in the catalogue; did you",
    ),
    ("48N6E3: 24,", "48N6E4: 24,", "defences[1].load.48N6E4: 24: no such missile in the catalogue; did you mean"),
    ("48N6E3: 24,", "48N6E3: 25,", "x.yaml:14: defences[1].load: "),
    ("48N6E3: 24,", "48N6E3: -1,", "defences[1].load.48N6E3: -1: must be between 0 and 10000"),
    ("command: post", "command: alpha", "defences[1].command: alpha: is not a command post; allowed: post"),
    ("command: post", "command: base", "defences[1].command: base: is not a command post"),
    ("command: post", "command: pst", 'defences[1].command: pst: no such asset or defence; did you mean "post"?'),
    ("doctrine: mine", "doctrine: mime", 'defences[1].doctrine: mime: no such doctrine; did you mean "mine"?'),
    ("{id: mine,", "{id: salvo,", "doctrines[0].id: salvo: is built in; choose another id"),
    ("to: 60 km", "to: 4 km", "doctrines[0].zone: a zone must end farther out than it starts"),
    ("id: alpha", "id: base", "defences[1].id: base: is the id of another asset or defence"),
    ("id: alpha", "id: 9alpha", "defences[1].id: 9alpha: must be a letter, then letters"),
    ("range: 50 km", "range: 2001 km", "raids[0].from.range: 2001 km: must be between 0 km and 2000 km"),
    (
        "range: 50 km}",
        "range: 50 km, east: 3 km}",
        "raids[0].from: say where in one way: east and north, lat and lon, or",
    ),
    ("bearing: 300 deg", "place: here", "defences[1].place: here: unknown key; write east and north"),
    ("bearing: 300 deg", "radius: 1 km", "defences[1].bearing: this key is required"),
    ("start: 90 s", "start: 20 min", "raids[0].start: 20 min: is not before the end of the scenario (1200 s)"),
    ("start: 90 s", "start: 11 min", "raids[0].spacing: 20 s: the last of 30 would start at 1240 s"),
    (
        "spacing: 20 s",
        "spacing: {median: 20 s}",
        "raids[0].spacing: give a time, or {mean: 20 s} for exponential spacing",
    ),
    ("title: A test", "title:", "x.yaml:2: title: give a text"),
    ("vyuha: 1", "vyuha: 2", "x.yaml:1: vyuha: 2: must be equal to 1"),
    ("vyuha: 1\n", "", "vyuha: this key is required"),
    ("run: {replicates: 100, seed: 7}", "run:", "run: give a mapping (key: value)"),
    ("replicates: 100", "replicates: 1000000000000", "run.replicates: 1000000000000: must be between 1 and 10000000"),
    ("seed: 7", "seed: 9223372036854775808", "run.seed: 9223372036854775808: must be between 0 and"),
    (
        "doctrine: mine",
        "sector: {centre: 3 deg, width: 0 deg}",
        "defences[1].sector.width: 0 deg: must be more than 0 deg",
    ),
    (
        "title: A test",
        "title: A test\nenvironment: {ground: farmlend}",
        'x.yaml:3: environment.ground: farmlend: no such ground in the catalogue; did you mean "farmland"?',
    ),
    (
        "title: A test",
        "title: A test\nenvironment: {rain: -1 mm/h}",
        "x.yaml:3: environment.rain: -1 mm/h: must be between 0 mm/h and 200 mm/h",
    ),
    ("title: A test", "title: A test\nenvironment: {rain: 10}", "environment.rain: 10: give a unit, for example"),
    ("title: A test", "title: A test\nenvironment: {rain_top: 11 km}", "environment.rain_top: 11 km: must be between"),
    (
        "id: post, system: s-400/command-post,",
        "id: post, system: s-400/command-post, search: true,",
        "x.yaml:8: defences[0].search: true: s-400/command-post has no engagement radar that could search",
    ),
    ("doctrine: mine", "search: perhaps", "defences[1].search: perhaps: must be one of: true, yes, false, no"),
    (
        "speed: 185 km/h",
        "jammer: {power: -1 kW, bandwidth: 200 MHz}",
        "raids[0].jammer.power: -1 kW: must be more",
    ),
    (
        "speed: 185 km/h",
        "jammer: {power: 0 W, bandwidth: 200 MHz}",
        "jammer.power: 0 W: must be more than 0 W",
    ),
    ("speed: 185 km/h", "jammer: {power: 1 kW, bandwidth: 0 Hz}", "raids[0].jammer.bandwidth: 0 Hz: must be between"),
    ("speed: 185 km/h", "jammer: {power: 1 kW}", "raids[0].jammer.bandwidth: this key is required"),
    ("speed: 185 km/h", "jammer: {power: 1 MHz, bandwidth: 1 MHz}", "power: 1 MHz: unknown unit of power"),
    (
        "speed: 185 km/h",
        "jammer: {power: 1 kW, bandwidth: 200 MHz, lowest: 9 GHz, highest: 8 GHz}",
        "x.yaml:25: raids[0].jammer: highest must lie above lowest",
    ),
    ("doctrine: mine", "mast: maybe", "defences[1].mast: maybe: must be one of: true, yes, false, no"),
    ("range: 50 km", "range: 0 km", "two points on the way to base are the same place"),
]


@pytest.mark.parametrize(("old", "new", "expected"), REFUSED, ids=[new[:40] for _, new, _ in REFUSED])
def test_refused(changed: Changed, sound: str, old: str, new: str, expected: str) -> None:
    if expected.startswith("two points"):
        sound = sound.replace("    route: [{east: -20 km, north: 5 km}]\n", "")
        with pytest.raises(InputErrors) as caught:
            parse(sound.replace(old, new), "x.yaml")
        lines = str(caught.value).splitlines()
    else:
        lines = changed(old, new)
    assert any(expected in line for line in lines), lines
    assert len(lines) <= 3, "one mistake, one or two consequences"
    assert all(line.startswith("x.yaml:") and len(line) < 300 for line in lines)


def test_the_unchanged_scenario_is_sound(sound: str) -> None:
    """Negative control of all refusals above."""
    assert parse(sound, "x.yaml").title == "A test"


def test_a_load_says_what_was_asked_and_what_fits(changed: Changed) -> None:
    # 8 launchers of 4 cells are 32 cells; 25 large rounds and 8 packs of 4 need 33.
    (line,) = changed("48N6E3: 24,", "48N6E3: 25,")
    assert "25 x 48N6E3" in line
    assert "33 cells" in line
    assert "32" in line


def test_ballistic_beyond_its_reach(changed: Changed) -> None:
    # The catalogue's Fatah-2 reaches 400 km.
    lines = changed("type: shahed-136", "type: fatah-2")
    assert any("flies a ballistic path and takes no way points" in line for line in lines)
    assert any("its speed follows from the range" in line for line in lines)


@pytest.mark.parametrize(("reach", "fine"), [("399 km", True), ("450 km", False)])
def test_reach_of_a_ballistic_missile(sound: str, reach: str, fine: bool) -> None:
    text = sound.replace("type: shahed-136", "type: fatah-2").replace("range: 50 km", f"range: {reach}")
    text = text.replace("    route: [{east: -20 km, north: 5 km}]\n", "").replace("    speed: 185 km/h\n", "")
    text = text.replace("[base, alpha]", "base")
    if fine:
        assert parse(text).raids[0].type == "fatah-2"
    else:
        with pytest.raises(InputErrors, match="base is 450 km away; fatah-2 reaches at most 400 km"):
            parse(text)


def test_reach_counts_the_whole_route(sound: str) -> None:
    # Babur reaches 700 km; 50 km straight is fine, but not by way of a point 400 km away and back.
    near = sound.replace("type: shahed-136", "type: babur").replace("    speed: 185 km/h\n", "")
    assert parse(near).raids[0].type == "babur"
    with pytest.raises(InputErrors, match=r"base is \d+ km away; babur reaches at most 700 km"):
        parse(near.replace("east: -20 km", "east: 400 km"))


def test_all_problems_at_once_in_line_order(sound: str, refusals: Callable[[str], list[str]]) -> None:
    bad = sound
    for old, new in (
        ("hits_to_kill: 3", "hits_to_kil: 3"),
        ("command: post", "command: pots"),
        ("type: shahed-136", "type: shaheed"),
        ("speed: 185 km/h", "speed: 185"),
        ("seed: 7", "seed: x"),
        ("salvo: 2", "salvo: 2, salvo: 3"),
    ):
        bad = bad.replace(old, new)
    lines = refusals(bad)
    numbers = [int(line.split(":")[1]) for line in lines]
    assert numbers == [6, 11, 18, 25, 27, 28]


def test_a_regiment_takes_a_load_for_each_battalion(sound: str) -> None:
    text = sound.replace("system: s-400/battalion\n    command: post", "system: s-400/regiment")
    assert parse(text).defences[1].load == {"48N6E3": 24, "9M96E2": 32}
    # It may fight under a post, as its battalions do under its own.
    assert parse(sound.replace("s-400/battalion", "s-400/regiment")).defences[1].command == "post"


PICKETS = """\
  - {id: heli, system: ka-31/picket, command: post, east: 0 km, north: 20 km}
  - {id: tower, system: airport/radar, command: post, east: 0 km, north: -20 km}
  - {id: ship, system: ins-vikramaditya/ship, east: -60 km, north: 0 km}
"""


def test_a_picket_may_send_its_plots_to_a_command_post(sound: str) -> None:
    text = sound.replace("raids:\n", PICKETS + "raids:\n")
    assert [defence.command for defence in parse(text, "x.yaml").defences] == [None, "post", "post", "post", None]
    below = parse(text.replace("system: ins-vikramaditya/ship,", "system: ins-vikramaditya/ship, command: post,"))
    assert below.defences[4].command == "post"
    with pytest.raises(InputErrors, match="defences.3..command: heli: is not a command post; allowed: post, ship"):
        parse(text.replace("system: airport/radar, command: post", "system: airport/radar, command: heli"))


def test_a_raid_cannot_be_aimed_at_what_flies(sound: str, refusals: Callable[[str], list[str]]) -> None:
    text = sound.replace("raids:\n", PICKETS + "raids:\n")
    assert refusals(text.replace("[base, alpha]", "[base, heli, heli]")) == [
        "x.yaml:23: raids[0].target: heli flies; a raid cannot be aimed at it"
    ]
    # Control: a tower and a ship stay within their radius.
    assert parse(text.replace("[base, alpha]", "[ship, tower]")).raids[0].target == ("ship", "tower")


def test_a_jammer_is_read_in_si(sound: str) -> None:
    text = sound.replace("speed: 185 km/h", "jammer: {power: 2 kW, bandwidth: 200 MHz, highest: 4 GHz}")
    jammer = parse(text).raids[0].jammer
    assert jammer is not None
    assert (jammer.power, jammer.bandwidth, jammer.lowest, jammer.highest) == (2e3, 200e6, 1e9, 4e9)
    assert parse(sound).raids[0].jammer is None


def test_weather_and_ground_are_read_in_si(sound: str) -> None:
    text = sound.replace("title: A test", "title: A test\nenvironment: {ground: sea, rain: 36 mm/h, rain_extent: 8 km}")
    around = parse(text).environment
    assert (around.ground, around.rain_top, around.rain_extent) == ("sea", 4e3, 8e3)
    assert around.rain == pytest.approx(1e-5)
    assert (parse(sound).environment.ground, parse(sound).environment.rain) == ("farmland", 0.0)


def test_a_battalion_may_fight_under_a_regiment(sound: str) -> None:
    assert parse(sound.replace("s-400/command-post", "s-400/regiment")).defences[1].command == "post"


def test_too_many_sites(sound: str, refusals: Callable[[str], list[str]]) -> None:
    many = "".join(f"  - {{id: a{i}, east: {i} m, north: 1 km}}\n" for i in range(501))
    assert "x.yaml:5: assets: 502 assets; at most 500 are allowed" in refusals(
        sound.replace("assets:\n", "assets:\n" + many)
    )
    fewer = "".join(f"  - {{id: a{i}, east: {i} m, north: 1 km}}\n" for i in range(498))
    assert any(
        "501 sites in all; at most 500" in line for line in refusals(sound.replace("assets:\n", "assets:\n" + fewer))
    )


def test_the_template_is_sound_and_shows_most_keys() -> None:
    scenario = parse(template(), "my-raid.yaml")
    assert len(scenario.raids) == 2
    assert template().startswith("#")


def test_files_that_are_no_scenario(tmp_path: Path) -> None:
    def refused(path: Path) -> str:
        with pytest.raises(InputErrors) as caught:
            load(path)
        (line,) = str(caught.value).splitlines()
        return line.removeprefix(str(path))

    cases = {
        "empty.yaml": (b"", ": the file is empty"),
        "comment.yaml": (b"# nothing\n", ": the file is empty"),
        "binary.yaml": (b"\x7fELF\0\0\1", ": is a binary file"),
        "latin.yaml": (b"vyuha: 1\ntitle: caf\xe9\n", ":2: is not UTF-8 text"),
        "bell.yaml": (b"vyuha: 1\ntitle: a\x07b\n", ":2: control characters"),
        "large.yaml": (b"#" * (MOST_BYTES + 1), ": the file is larger than 1 MB"),
        "list.yaml": (b"- 1\n", ":1: a scenario is a mapping"),
    }
    for name, (data, expected) in cases.items():
        (tmp_path / name).write_bytes(data)
        assert refused(tmp_path / name).startswith(expected), name
    assert refused(tmp_path) == ": is a folder, not a file"
    assert refused(tmp_path / "none.yaml") == ": cannot be read: no such file or directory"
    os.mkfifo(tmp_path / "pipe")
    assert refused(tmp_path / "pipe") == ": is not a regular file"


def test_a_ground_that_nobody_knows_is_refused(sound: str) -> None:
    text = sound.replace("\nassets:", "\nenvironment: {ground: wooded}\nassets:")
    with pytest.raises(InputErrors, match="environment.ground: wooded: no such ground in the catalogue; did you mean"):
        parse(text)
    assert parse(text.replace("wooded", "wooded-hills")).environment.ground == "wooded-hills"


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path, sound: str) -> None:
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + sound.replace("\n", "\r\n").encode())
    assert load(file) == parse(sound)


HEAVY = {
    "a billion drones": "type: shahed-136, count: 1000000000, target: base, from: {east: 1 km, north: 1 km}",
    "targets": "type: shahed-136, count: 1, from: {east: 1 km, north: 1 km}, target: [" + "zz," * 90_000 + "]",
    "depth": "type: " + "[" * 900_000,
    "keys": "".join(f"k{i}: 1, " for i in range(45_000)),
}


@pytest.mark.parametrize("case", HEAVY)
def test_heavy_input_is_refused_in_little_memory(tmp_path: Path, case: str) -> None:
    file = tmp_path / "heavy.yaml"
    file.write_text(
        "vyuha: 1\ntitle: t\nduration: 20 min\norigin: {lat: 0 deg, lon: 0 deg}\n"
        "assets: [{id: base, east: 0 km, north: 0 km}]\nraids:\n  - {id: r, " + HEAVY[case] + "}\n"
    )
    # VmHWM, not ru_maxrss: the latter starts from what the parent process had.
    script = """
import re, sys
from vyuha.scenario import InputErrors, load
try:
    load(sys.argv[1])
except InputErrors as errors:
    lines = str(errors).splitlines()
peak = re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())
print(len(lines), max(map(len, lines)), peak[1], "numba" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], capture_output=True, text=True, timeout=60, check=True
    )
    lines, longest, kilobytes, numba = done.stdout.split()
    assert int(lines) <= 201
    assert int(longest) < 400
    assert int(kilobytes) < 200 * 1024
    assert numba == "False"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["heavy.yaml"]
