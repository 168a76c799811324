"""The question in a study file, and its four answers by a known law. Expected: what the law says."""

import numpy as np
import pytest
from pydantic import ValidationError

from tests.studies.matters.fake import FakeFought, FakeWork, factor, study
from vyuha.outputs.study.matters import charts as matters_charts
from vyuha.studies.factors import Factor
from vyuha.studies.matters.ask import Matters, Noted
from vyuha.studies.matters.varied import Varied
from vyuha.studies.point import Setting
from vyuha.studies.study import Alternative

FACTORS = (factor("a"), factor("b"), factor("c"))


def law(places):
    """a alone makes 16 parts of 20 of the variance, b alone 4, c nothing."""
    return 10.0 + 4.0 * places.get("a", 0.5) + 2.0 * places.get("b", 0.5)


def asked(given, fought, **fields):
    question = Matters(ask="matters", **fields).asked(given, FACTORS, FakeWork())
    return question, question.answer(fought)


def problems(given, **fields):
    return list(Matters(ask="matters", **fields).problems(given))


def test_morris():
    question, found = asked(study(), FakeFought(law, shared=1.0, own=0.3), method="morris")
    table = found.tables["morris"]
    assert len(question.at_most()) == 10 * 4
    assert table["factor"].to_list() == ["a", "b", "c"]
    assert table["mu_star"].to_list()[:2] == pytest.approx([4.0, 2.0], abs=0.3)
    assert table["told"].to_list() == [True, True, False]
    assert found.sentences[-1].text == "No more than luck alone would show: 1 of 3 factors."
    assert found.sentences[0].fights == 40 * 20


def test_sobol():
    question, found = asked(study(), FakeFought(law, shared=1.0, own=0.3), method="sobol", points=256)
    table = found.tables["sobol"]
    assert len(question.at_most()) == 256 * 5
    assert table["factor"].to_list() == ["a", "b", "c"]
    assert table["first"].to_list() == pytest.approx([0.8, 0.2, 0.0], abs=0.05)
    assert table["total"].to_list() == pytest.approx([0.8, 0.2, 0.0], abs=0.05)
    assert found.sentences[-1].text == "Not told to make one percent: 1 of 3 factors."


def test_draws_without_alternatives():
    question, found = asked(study(), FakeFought(law, shared=1.0, own=0.5), method="draws", draws=150)
    split = dict(zip(*found.tables["split"].select("part", "value").get_columns(), strict=True))
    # The law's own variance is 20 / 12; chance is that of the luck of these very fights.
    assert split["variance of ignorance"] == pytest.approx(20.0 / 12.0, rel=0.2)
    assert found.tables["worth"]["figure"][0] == "a"
    assert found.sentences[1].text.startswith("Find out a first: to know it would take away")
    assert len(question.at_most()) == 150


def deciding(swing):
    """Two defences: the second is better by 0.4 on average, by so much more or less as b says."""

    def outcome(places):
        second = places.get("second", 0.0)
        return 10.0 + 4.0 * places["a"] - second * (0.4 + swing * (places["b"] - 0.5))

    return outcome


DEFENCES = (
    Alternative("old", "the old defence", (Setting("second", "0"),)),
    Alternative("new", "the new defence", (Setting("second", "1"),)),
)


def test_draws_with_alternatives_name_what_changes_the_choice():
    given = study(alternatives=DEFENCES)
    question, found = asked(given, FakeFought(deciding(3.0), shared=1.0, own=0.3), method="draws", draws=150)
    table = found.tables["worth"]
    # Knowing b gains the mean of max(0, -(0.4 + 3 (b - 0.5))), b even: 1.1 squared over twice 3.
    assert table["figure"][0] == "b"
    assert table["worth_least"][0] <= 1.1**2 / 6.0 <= table["worth_most"][0]
    assert table.filter(figure="a")["worth_least"][0] == 0.0
    # Both defences meet the same luck, so the difference is known far better than either.
    lead = found.sentences[1].text
    assert lead.startswith("Over all draws the new defence has the fewest armed leakers: ")
    assert "; the old defence has 0." in lead
    assert lead.count("(") == 2
    # It is a that makes the outcome swing: the share alone would name the wrong one.
    assert table.filter(figure="a")["share"][0] > table.filter(figure="b")["share"][0]
    assert any(
        sentence.text.startswith("Find out b first: to know it before choosing would spare")
        for sentence in found.sentences
    )
    assert len(question.at_most()) == 300


def test_the_choice_may_be_left_aside():
    given = study(alternatives=DEFENCES)
    question = Matters(ask="matters", method="draws", draws=30, decide="no").asked(given, FACTORS, FakeWork())
    assert len(question.at_most()) == 30
    assert "worth" not in question.answer(FakeFought(law, own=0.1)).tables["worth"].columns


def test_where_no_figure_changes_the_choice_none_is_named():
    """Negative control: b moves the difference, but never so far that the other is better."""
    _, found = asked(study(alternatives=DEFENCES), FakeFought(deciding(0.1), shared=1.0), method="draws", draws=60)
    assert found.sentences[-1].text.startswith("No figure could be told to be worth knowing")


def test_more_is_better_where_it_is():
    less, more = Matters(ask="matters", method="draws"), Matters(ask="matters", method="draws", prefer="more")
    assert [less._more(one) for one in ("armed_leakers", "killed", "killed < 3", "armed_leakers == 0")] == [
        False, True, False, True
    ]  # fmt: skip
    assert more._more("armed_leakers")


def test_more_draws_keep_those_that_there_are():
    few, _ = asked(study(), FakeFought(law), method="draws", draws=20)
    many, _ = asked(study(), FakeFought(law), method="draws", draws=40)
    assert [want.point.settings for want in many.at_most()][:20] == [want.point.settings for want in few.at_most()]


@pytest.mark.parametrize("method", ["tornado", "morris", "sobol", "draws"])
def test_nothing_is_wanted_once_all_is_there(method):
    question, found = asked(study(replicates=20), FakeFought(law, own=0.1, count=20), method=method)
    assert not question.wants(FakeFought(law, count=20))
    assert len(question.wants(FakeFought(law, count=19))) == len(question.at_most())
    assert found.ask == "matters"
    assert all(np.isfinite(sentence.fights) for sentence in found.sentences)


def test_failures_are_said():
    fought = FakeFought(law, own=0.1)
    fought.broken = {"matters-00": list(range(1000)), "matters-01": [3]}
    _, found = asked(study(), fought, method="draws", draws=30)
    assert "1 draws of 30 are left out: no fight ended." in found.notes
    assert any("1 of 20 numbered fights failed" in note for note in found.notes)


def test_problems_are_placed_and_say_what_is_allowed():
    given = study(factors=tuple(one.factor for one in FACTORS))
    assert problems(given) == []
    assert problems(given, factors=["d"]) == [(("factors", 0), 'no factor "d"; allowed: a, b, c')]
    assert problems(given, points=64) == [(("points",), "is only for method: sobol")]
    assert problems(given, method="sobol", points=60) == [(("points",), "must be a power of two, for example 32")]
    assert problems(given, method="morris", levels=5) == [(("levels",), "must be even")]
    assert problems(given, method="morris", factors=["a"]) == [(("method",), "morris needs at least two factors")]
    assert problems(given, outcome="armed_leaker")[0][0] == ("outcome",)
    assert problems(given, figures=["9M96E2.nothing"])[0][0] == ("figures", 0)
    assert problems(study()) == [((), "nothing is varied; give the study factors, or figures: assumed")]
    apart = study(factors=given.factors, common=False)
    assert problems(apart) == []
    assert problems(apart, method="draws")[0][0] == ("method",)


def test_an_alternative_may_not_set_what_is_drawn():
    given = study(
        factors=tuple(one.factor for one in FACTORS), alternatives=(Alternative("x", "x", (Setting("a", "1"),)),)
    )
    assert problems(given, method="draws") == [(("factors",), 'alternative "x" sets what factor "a" varies')]
    assert problems(given, method="sobol") == []
    # Nor what lies around it, or in it.
    raid = Varied(Factor("n", "n", "raids.drones.count", (), "0", "1", None)).factor
    without = (Alternative("x", "x", (Setting("raids.drones", None),)),)
    around = study(factors=(raid,), alternatives=without)
    assert problems(around, method="draws") == [(("factors",), 'alternative "x" sets what factor "n" varies')]
    beside = (Alternative("x", "x", (Setting("raids.drones.counter", "1"),)),)
    assert problems(study(factors=(raid,), alternatives=beside), method="draws") == []
    price = (Alternative("x", "x", (Setting("catalogue.9M96E2.fuze_radius", "1 m"),)),)
    assert problems(study(alternatives=price), method="draws", figures=["9M96E2.fuze_radius"]) == [
        (("figures",), 'alternative "x" sets what figure "9M96E2.fuze_radius" varies')
    ]


def test_figures_are_assumed_or_a_list():
    assert Matters(ask="matters", figures="assumed").figures == ("assumed",)
    with pytest.raises(ValidationError, match="give assumed, or a list of figures"):
        Matters(ask="matters", figures="all")


def test_what_could_not_be_varied_is_noted():
    question = Matters(ask="matters").asked(study(replicates=20), FACTORS, FakeWork())
    noted, fought = Noted(question, "Not varied: this."), FakeFought(law)
    assert noted.answer(fought).notes == (*question.answer(fought).notes, "Not varied: this.")
    assert noted.at_most() == question.at_most()
    assert noted.wants(fought) == []


@pytest.mark.parametrize("method", ["tornado", "morris", "sobol", "draws"])
def test_where_all_fights_fail_it_says_so(method):
    given = study(replicates=20)
    question = Matters(ask="matters", method=method).asked(given, FACTORS, FakeWork())
    fought = FakeFought(law)
    fought.broken = {want.point.name: list(range(1000)) for want in question.at_most()}
    found = Noted(question, "").answer(fought)
    assert found.sentences and matters_charts(found) is not None
    if method != "tornado":
        assert found.sentences[0].text == ("What matters is not known: so many fights failed that nothing can be said.")
        assert found.sentences[0].fights == sum(want.count for want in question.at_most())


def test_one_fight_that_is_left_does_not_tell_chance_from_ignorance():
    question = Matters(ask="matters", method="draws", draws=30).asked(study(), FACTORS, FakeWork())
    fought = FakeFought(law, own=0.1)
    fought.broken = {"matters-01": list(range(1, 1000))}
    assert "not known" in Noted(question, "").answer(fought).sentences[0].text


def test_a_real_study_finds_its_figures():
    question = Matters(ask="matters", figures=["9M96E2.fuze_radius"]).question(study())
    assert [want.point.settings[0].path for want in question.at_most()[1:]] == ["catalogue.9M96E2.fuze_radius"] * 2


def test_where_no_figure_changes_a_fight_no_interval_is_given():
    """Fights that are the same at all points say nothing of shares: a width of nought would be a lie."""
    still = FakeFought(lambda places: 10.0, shared=1.0)
    _, sobol = asked(study(), still, method="sobol", points=16)
    assert sobol.tables["sobol"].select("first_least", "first_most", "total_least", "total_most").null_count().row(
        0
    ) == (3, 3, 3, 3)
    assert "every numbered fight came out the same at all points" in sobol.sentences[0].text
    _, draws = asked(study(), still, method="draws", draws=20)
    split = draws.tables["split"]
    assert split["most"].is_null().to_list() == [True, False, True]
    assert "all that was seen is chance" in draws.sentences[0].text
    assert draws.tables["worth"]["share_most"].null_count() == 3
    _, morris = asked(study(), still, method="morris")
    assert morris.tables["morris"]["mu_star_most"].null_count() == 3
    _, dead = asked(study(), FakeFought(lambda places: 10.0), method="draws", draws=20)
    assert dead.tables["split"]["most"].null_count() == 3
    assert dead.sentences[0].text.startswith("Nothing can be told of chance and ignorance")
    for one in (sobol, draws, morris, dead):
        assert all(chart.draw(narrow) for chart in matters_charts(one) for narrow in (False, True))


def test_where_luck_is_all_any_share_is_possible():
    _, found = asked(study(), FakeFought(lambda places: 10.0, own=1.0), method="sobol", points=16, fights=5)
    assert found.tables["sobol"]["total_most"].to_list() == [1.0] * 3
    assert found.tables["sobol"]["total_least"].to_list() == [0.0] * 3
    assert found.sentences[0].text == (
        "No share of the armed leakers could be told: the points differ by no more than the luck of 5 fights each. "
        "More fights a point may tell them."
    )
    assert matters_charts(found) == []
    # Negative control: a factor that moves it more than luck does is told.
    assert (
        "could be told" not in asked(study(), FakeFought(law, own=0.1), method="sobol", points=16)[1].sentences[0].text
    )


def test_a_gain_that_no_draw_shows_has_no_interval():
    ahead = FakeFought(lambda places: 10.0 + places.get("second", 0.0), shared=1.0)
    _, found = asked(study(alternatives=DEFENCES), ahead, method="draws", draws=20)
    assert found.tables["worth"]["worth_most"].null_count() == 3
    assert all(chart.draw(False) for chart in matters_charts(found))


def test_figures_are_spelled_as_factors_are():
    both = [Matters(ask="matters", figures=[f"{start}9M96E2.lethal_radius"]).figures for start in ("", "catalogue.")]
    assert both[0] == both[1] == ("9M96E2.lethal_radius",)
    with pytest.raises(ValidationError):
        Matters(ask="matters", better="more")
    assert all(field.description for name, field in Matters.model_fields.items() if name not in ("ask", "name"))


def test_figures_that_enter_no_fight_are_named():
    """The smallest scenario has one fire unit and one fighter (its file), and no BrahMos."""
    given = Matters(ask="matters", figures=["9M96E2.lethal_radius", "brahmos.rcs"])
    question = given.question(study())
    assert question.idle == "Varied, but not in the fights: brahmos.rcs; the scenario as it is has no brahmos."
    assert (
        Noted(Matters(ask="matters").asked(study(replicates=20), FACTORS, FakeWork()), "", idle=question.idle)
        .answer(FakeFought(law))
        .sentences[-1]
        .text
        == question.idle
    )
    # Negative control: what the fire unit fires is in use.
    assert Matters(ask="matters", figures=["48N6E3.lethal_radius"]).question(study()).idle == ""
