"""The network in a scenario: values in SI, and everything that is refused, with the line. Expected values: by hand."""

from collections.abc import Callable

import jsonschema
import pytest

from vyuha.scenario import InputErrors, json_schema, parse
from vyuha.scenario.network import Window

Refusals = Callable[[str], list[str]]
LINK = (
    "  links:\n"
    "    - {between: [alpha, post], latency: 500 ms, loss: 0.05, tracks: 40, cut: {from: 5 min, to: 12 min}}\n"
)


def linked(sound: str, links: str = LINK) -> str:
    return sound + "network:\n" + links


def test_values_are_si(sound: str) -> None:
    network = parse(linked(sound, "  switch_over: 1 min\n" + LINK)).network
    link = network.links[0]
    assert (network.switch_over, link.between, link.latency, link.loss) == (60.0, ("alpha", "post"), 0.5, 0.05)
    assert (link.tracks, link.cut) == (40, (Window(**{"from": "5 min", "to": "12 min"}),))
    assert [link.carries(time) for time in (0.0, 299.0, 300.0, 719.0, 720.0)] == [True, True, False, False, True]


def test_without_a_network_every_link_is_perfect_and_every_unit_autonomous(sound: str) -> None:
    scenario = parse(sound)
    assert (scenario.network.links, scenario.network.switch_over) == ((), 30.0)
    assert [defence.autonomous for defence in scenario.defences] == [True, True]
    assert scenario.doctrines[0].remote is False


def test_cuts_may_be_a_list_and_need_no_end(sound: str) -> None:
    text = linked(sound, LINK.replace("{from: 5 min, to: 12 min}", "[{from: 1 min, to: 2 min}, {from: 10 min}]"))
    assert [(cut.start, cut.end) for cut in parse(text).network.links[0].cut] == [(60.0, 120.0), (600.0, 21600.0)]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[alpha, post]", "[alhpa, post]", "x.yaml:31: network.links[0].between[0]: alhpa: no such unit; did you mean"),
        ("[alpha, post]", "[alpha, base]", "network.links[0].between[1]: base: no such unit"),
        ("[alpha, post]", "[alpha, alpha]", "both ends are the same unit"),
        ("[alpha, post]", "[alpha]", "network.links[0].between"),
        ("500 ms", "500", "latency: 500: give a unit"),
        ("loss: 0.05", "loss: 1.5", "loss"),
        ("tracks: 40", "tracks: 0", "tracks"),
        ("from: 5 min", "from: 13 min", "a cut must end after it begins"),
        ("from: 5 min, to: 12 min", "from: 20 min, to: 30 min", "is not before the end of the scenario (1200 s)"),
        ("from: 5 min", "from: 0 s", "network.links[0].cut: no path from alpha to post at the start"),
        ("latency", "delay", "delay"),
    ],
)
def test_what_is_refused(sound: str, refusals: Refusals, old: str, new: str, said: str) -> None:
    assert any(said in line for line in refusals(linked(sound, LINK.replace(old, new))))
    parse(linked(sound))


def test_one_pair_has_one_link(sound: str, refusals: Refusals) -> None:
    twice = LINK + "    - {between: [post, alpha]}\n"
    assert refusals(linked(sound, twice)) == [
        "x.yaml:32: network.links[1].between: links two units that another link joins already"
    ]


def test_a_detour_makes_a_path(sound: str) -> None:
    second = "  - {id: bravo, system: s-400/battalion, command: post, east: 9 km, north: 0 km}\n"
    text = linked(sound.replace("raids:\n", second + "raids:\n"), LINK.replace("from: 5 min", "from: 0 s"))
    with pytest.raises(InputErrors, match="no path from alpha to post at the start"):
        parse(text)
    assert len(parse(text + "    - {between: [alpha, bravo]}\n").network.links) == 2


def test_units_of_a_regiment_are_nodes_and_its_id_is_its_post(sound: str, refusals: Refusals) -> None:
    text = sound.replace("system: s-400/battalion\n    command: post", "system: s-400/regiment")
    assert parse(linked(text, LINK.replace("[alpha, post]", "[alpha/bravo, post]")))
    same = LINK + "    - {between: [alpha/post, post]}\n"
    assert "joins already" in refusals(linked(text, same))[0]


def test_posts_may_stand_under_posts_but_not_in_a_circle(sound: str, refusals: Refusals) -> None:
    over = sound.replace("raids:\n", "  - {id: sector, system: s-400/command-post, east: 0 km, north: -9 km}\nraids:\n")
    below = over.replace(
        "{id: post, system: s-400/command-post,", "{id: post, system: s-400/command-post, command: sector,"
    )
    assert parse(below).defences[0].command == "sector"
    circle = below.replace(
        "{id: sector, system: s-400/command-post,", "{id: sector, system: s-400/command-post, command: post,"
    )
    assert [line.split(": ", 2)[2] for line in refusals(circle)] == [
        "sector: commands itself in the end: the chain of command is a circle",
        "post: commands itself in the end: the chain of command is a circle",
    ]


def test_the_schema_knows_it(sound: str) -> None:
    schema = json_schema()["properties"]["network"]
    assert schema
    validator = jsonschema.Draft202012Validator(json_schema())
    link = {"between": ["alpha", "post"], "cut": {"from": "5 min"}}
    base = {"vyuha": 1, "title": "t", "duration": "20 min", "origin": {"lat": "1 deg", "lon": "1 deg"}}
    raid = {"id": "a", "type": "babur", "count": 1, "target": "b", "from": {"bearing": "1 deg", "range": "9 km"}}
    assert validator.is_valid(base | {"raids": [raid], "network": {"links": [link]}})
    assert validator.is_valid(base | {"raids": [raid], "network": {"links": [link | {"cut": [{"from": "5 min"}]}]}})
    assert not validator.is_valid(base | {"raids": [raid], "network": {"links": [{"between": "alpha"}]}})
    assert not validator.is_valid(base | {"raids": [raid], "network": {"links": [link | {"lag": "1 s"}]}})


def test_a_link_that_loses_everything_is_no_way(sound: str) -> None:
    assert parse(linked(sound, LINK.replace("loss: 0.05", "loss: 0.99"))).network.links[0].loss == 0.99
    with pytest.raises(InputErrors, match="loss: .*no path from alpha to post at the start"):
        parse(linked(sound, LINK.replace("loss: 0.05", "loss: 1")))


def test_of_a_unit_that_is_not_sound_a_link_says_nothing(sound: str, refusals: Refusals) -> None:
    broken = sound.replace("command: post", "command: post\n    mast: 3")
    assert broken != sound
    assert [line.split(": ")[1] for line in refusals(linked(broken))] == ["defences[1].mast"]
