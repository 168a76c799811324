"""Estimates, remarks and built-in doctrines.

Expected values: counts by hand from the sound scenario (30 threats, 24 + 32 rounds, one battalion);
scaling is a property.
"""

import pytest

from vyuha.scenario import BUILT_IN, DOCTRINE_ASSUMPTIONS, estimate, parse, remarks
from vyuha.scenario.model import Doctrine


def test_counts(sound: str) -> None:
    cost = estimate(parse(sound))
    assert (cost.threats, cost.fire_units, cost.rounds) == (30, 1, 56)
    regiment = sound.replace("system: s-400/battalion\n    command: post", "system: s-400/regiment")
    cost = estimate(parse(regiment))
    assert (cost.fire_units, cost.rounds) == (2, 112)


def test_time_grows_with_replicates_and_threats(sound: str) -> None:
    scenario = parse(sound)
    assert estimate(scenario, 2000).seconds == pytest.approx(2.0 * estimate(scenario, 1000).seconds)
    assert estimate(scenario).seconds == pytest.approx(estimate(scenario, 100).seconds)
    more = parse(sound.replace("count: 30", "count: 40"))
    assert estimate(more, 1000).seconds > estimate(scenario, 1000).seconds
    assert estimate(more, 1000).megabytes > estimate(scenario, 1000).megabytes


def test_remarks(sound: str) -> None:
    # 50 km at 185 km/h take about 16 min, within the 20 min; 90 km by the same way point do not.
    assert remarks(parse(sound)) == ()
    (remark,) = remarks(parse(sound.replace("range: 50 km", "range: 90 km")))
    assert remark.startswith("raid drones: its first shahed-136 would reach base after ")


PICKET = """
  - {id: eye, system: ka-31/picket, east: 0 km, north: 5 km}
raids:
"""


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "raids:\n",
            "raids:\n  - {id: loud, type: su-30mki, count: 1, target: base, from: {bearing: 0 deg, range: 90 km},\n"
            "     jammer: {power: 1 kW, bandwidth: 1 MHz, lowest: 12 GHz, highest: 18 GHz}}\n",
            "raid loud: jams 12 to 18 GHz, where no radar of the defence works (91N6E 3 GHz, ",
        ),
        ("\nraids:\n", PICKET, "defence eye: a picket without command helps nobody"),
        (
            "\nassets:",
            "\nenvironment: {rain: 5 mm/h, rain_extent: 200 km}\nassets:",
            "environment: 200 km of every path",
        ),
    ],
)
def test_what_radars_will_not_notice_is_remarked_on(sound: str, old: str, new: str, said: str) -> None:
    assert sound.count(old) == 1
    (remark,) = remarks(parse(sound.replace(old, new)))
    assert remark.startswith(said)


def test_what_is_usual_is_not_remarked_on(sound: str) -> None:
    """Controls: a jammer in the band of one radar, a picket that reports, a shower, a jammer that stays away."""
    loud = (
        "raids:\n  - {id: loud, type: su-30mki, count: 1, target: base, from: {bearing: 0 deg, range: 90 km},\n"
        "     jammer: {power: 1 kW, bandwidth: 1 MHz, lowest: 8 GHz, highest: 18 GHz}}\n"
        "  - {id: far, type: stand-off-jammer, count: 1, target: base, from: {bearing: 0 deg, range: 250 km},\n"
        "     route: [{bearing: 0 deg, range: 240 km}], loiter: 30 min}\n"
    )
    post = """
  - {id: eye, system: ka-31/picket, command: post, east: 0 km, north: 5 km}
"""
    text = sound.replace("\nassets:", "\nenvironment: {rain: 5 mm/h}\nassets:").replace("\nraids:\n", post + loud)
    assert remarks(parse(text)) == ()


def test_without_defences_everything_gets_through(sound: str) -> None:
    start, end = sound.index("defences:"), sound.index("raids:")
    text = (sound[:start] + sound[end:]).replace("[base, alpha]", "base")
    assert remarks(parse(text)) == ("there are no defences: everything will get through",)
    assert estimate(parse(text)).rounds == 0


def test_built_in_doctrines() -> None:
    assert (BUILT_IN["shoot-look-shoot"].salvo, BUILT_IN["salvo"].salvo) == (1, 2)
    assert (BUILT_IN["shoot-once"].salvo, BUILT_IN["shoot-once"].most_rounds) == (1, 1)
    assert all(doctrine.id == name for name, doctrine in BUILT_IN.items())


def test_assumed_figures_are_those_of_the_doctrines() -> None:
    usual = Doctrine(id="usual")
    stated = {figure: text for figure, text, _ in DOCTRINE_ASSUMPTIONS}
    assert stated == {
        "assessment_delay": f"{usual.assessment_delay:g} s",
        "false_alive": f"{usual.false_alive:g}",
        "false_dead": f"{usual.false_dead:g}",
        "reopen_time": f"{usual.reopen_time:g} s",
    }
    assert all(why for _, _, why in DOCTRINE_ASSUMPTIONS)
