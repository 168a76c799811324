"""The users' questions, answered from futures and a surface in closed form.

Expected values: the formulas of `tests.studies.plan.fakes` and the dates of `tests.studies.plan.plans`, worked out in
each.
"""

from collections.abc import Callable

import numpy as np
import pytest

from tests.studies.plan.fakes import ARMED, FakeSurface
from tests.studies.plan.plans import ALTERNATIVES, PROGRAMME, plan, programme
from vyuha.base.calendar import YEAR
from vyuha.programme.outcome import Answer, Value
from vyuha.studies.plan.answers import answers
from vyuha.studies.plan.answers_courses import delay, later, more, stop
from vyuha.studies.plan.answers_stock import missiles_or_units, stock
from vyuha.studies.plan.answers_surface import exchange, halve
from vyuha.studies.plan.answers_words import NO_DIFFERENCE, change
from vyuha.studies.plan.join import Joined, courses, join
from vyuha.studies.plan.prices import same_money, unit_price
from vyuha.studies.plan.stock import besiege, withstood

LOAD = 40.0
Question = Callable[[Joined], Answer]


def joined(names: list[str] | None = None, surface: FakeSurface | None = None, text: str = PROGRAMME) -> Joined:
    asked, programmes = plan(names), [programme(text)]
    return join(asked, programmes, surface or FakeSurface(), LOAD, courses(asked, programmes, LOAD))


def of(alternatives: list[dict[str, object]], **changes: object) -> Joined:
    """A plan over alternatives of one's own."""
    asked, programmes = plan(alternatives=alternatives, **changes), [programme()]
    return join(asked, programmes, FakeSurface(), LOAD, courses(asked, programmes, LOAD))


def value(answer: Answer, start: str) -> Value:
    found = [one for one in answer.values if one.label.startswith(start)]
    assert found, f"{start}: {[one.label for one in answer.values]}"
    return found[0]


@pytest.fixture(scope="module")
def whole() -> Joined:
    return joined()


def test_every_question_is_answered_with_its_basis(whole: Joined) -> None:
    made = answers(whole)
    assert [one.id for one in made] == ["delay", "later", "more", "halve", "money", "stock", "stop", "exchange"]
    for one in made:
        assert one.verdict.endswith(".")
        assert one.values
        assert one.reasons
        assert "fights" in one.basis


def test_unit_years_lost_are_those_of_the_dates(whole: Joined) -> None:
    """By 15 January 2026 one came a year late, one two years, and two planned for 2022 and 2023 had not come."""
    lost = value(delay(whole), "squadron-years lost by 15 Jan 2026")
    expected = (366 + 730 + 1475 + 1110 + 0.0) / YEAR
    assert lost.value == pytest.approx(expected, abs=0.02)
    assert lost.low == pytest.approx(lost.high)
    # Control: before the first promise nothing is lost.
    early = joined(["planned", "actual"])
    assert value(delay(early), "squadron-years lost by 1 Jun 2022").value < expected


def test_the_delay_costs_leakers_on_a_date(whole: Joined) -> None:
    """On 1 June 2022 the contract had promised three units; one had come."""
    found = value(delay(whole), "armed leakers on 1 Jun 2022")
    assert found.value == pytest.approx(ARMED * (0.7 - 0.7**3))
    assert found.low is not None and found.low > 0.0
    assert "1 squadron was ready instead of 3" in " ".join(delay(whole).reasons)


def test_a_further_delay_costs_and_is_shown_where_it_matters_most(whole: Joined) -> None:
    answer = later(whole)
    # Tranche three moves a year, and four, which waits for it, with it.
    assert value(answer, "squadron-years lost to the end").value == pytest.approx(2.0, abs=0.05)
    assert "more armed threats" in answer.verdict


def test_more_units_are_weighed_with_the_chance_of_a_contract(whole: Joined) -> None:
    answer = more(whole)
    chance = value(answer, "share of futures with a contract (by assumed chances)").value
    assert 0.4 < chance < 0.6
    last = [one for one in answer.values if "given a contract" in one.label][-1]
    overall = [one for one in answer.values if one.label.startswith("armed leakers") and "given" not in one.label][-1]
    assert overall.value == pytest.approx(chance * last.value, rel=1e-6)
    assert last.value < overall.value < 0.0


def test_a_stop_costs_what_never_comes(whole: Joined) -> None:
    answer = stop(whole)
    assert "Stop" in answer.verdict
    assert value(answer, "squadron-years lost to the end").value > 5.0


def test_halving_counts_units_on_the_surface(whole: Joined) -> None:
    """Two units are there; a factor of 0.7 a unit halves with two more (0.49), and one more does not (0.7)."""
    answer = halve(joined(surface=FakeSurface(sigma=0.002)))
    assert "With 2 squadrons" in answer.verdict
    assert "4 squadrons in all halve that" in answer.verdict
    assert "2 more squadrons would cost 2 billion dollars" in answer.verdict
    assert "no channel free" in " ".join(answer.reasons)
    # With a wider error four only may.
    assert "5 squadrons in all halve that" in halve(whole).verdict
    assert "4 squadrons may" in halve(whole).verdict


def test_halving_says_none_can_where_the_surface_is_flat() -> None:
    answer = halve(joined(surface=FakeSurface(through=0.95)))
    assert "none can halve that: with all 6 positions" in answer.verdict


def test_halving_that_is_not_proven_is_not_claimed() -> None:
    answer = halve(joined(surface=FakeSurface(sigma=0.5)))
    assert "do not prove it" in answer.verdict


def test_an_interval_that_holds_zero_shows_no_difference() -> None:
    assert change(Value("", 0.5, -0.1, 1.1)).startswith(NO_DIFFERENCE)
    assert change(Value("", 0.0, 0.0, 0.0)).startswith("exactly no difference")
    # Control: an interval that does not is told with its sign.
    assert change(Value("", 0.5, 0.1, 0.9)) == "0.5 (0.1 to 0.9) more armed threats through"
    assert change(Value("", -0.5, -0.9, -0.1)) == "0.5 (0.1 to 0.9) fewer armed threats through"
    noisy = joined(surface=FakeSurface(through=0.98, sigma=0.5))
    assert NO_DIFFERENCE in later(noisy).verdict


def test_the_stock_lasts_as_long_as_arithmetic_says() -> None:
    """One unit, full load 10, 40 rounds in stock, leakage 0.5 a unit: rounds fired are 60 (1 - 0.5 ** fill) a raid."""
    surface = FakeSurface(through=0.5)
    siege = besiege(surface, np.array([1.0]), np.array([40.0]), 10.0, 6)
    left, expected = 40.0, []
    for _ in range(6):
        left = max(left - 60.0 * (1.0 - 0.5 ** min(left / 10.0, 1.0)), 0.0)
        expected.append(left)
    assert siege.stock[:, 0] == pytest.approx(expected)
    # 40, 10, then nothing: two raids are fought as the first one was, the third finds no round.
    assert withstood(siege, siege.leakers[0]).tolist() == [2.0]
    assert withstood(besiege(surface, np.array([1.0]), np.array([4000.0]), 10.0, 6), siege.leakers[0]).tolist() == [6.0]


def test_days_of_stock_follow_the_rate_of_raids(whole: Joined) -> None:
    found = value(stock(whole), "days of stock on 15 Jan 2026")
    assert found.low is not None and found.high is not None
    assert found.low % 7.0 == found.high % 7.0 == 0.0


def test_without_units_the_stock_lasts_no_raid() -> None:
    siege = besiege(FakeSurface(), np.array([0.0]), np.array([0.0]), LOAD, 4)
    assert (siege.leakers == ARMED).all()
    assert withstood(siege, siege.leakers[0])[0] <= 1.0


def test_the_same_money_buys_rounds_or_half_a_unit(whole: Joined) -> None:
    """500 million dollars against 1 billion a unit; in one raid with full loads rounds change nothing."""
    trade = same_money(programme())
    assert trade is not None
    assert trade.units == pytest.approx(0.5)
    assert trade.bounds == pytest.approx((0.5, 0.5))
    price = unit_price(programme())
    assert price is not None
    assert price.text == "1 billion dollars"
    answer = missiles_or_units(whole)
    assert "500 million dollars buys 100 missiles or 0.5 squadrons" in answer.verdict
    assert "With 100 missiles a single raid ends with exactly no difference" in answer.verdict
    units = value(answer, "armed leakers in one raid, 0.5 squadrons")
    assert units.value == pytest.approx(0.5 * ARMED * (0.7**3 - 0.7**2))
    held = {name: value(answer, f"days held, {name}").value for name in ("neither", "100 missiles", "0.5 squadrons")}
    assert held["100 missiles"] > held["neither"]


def test_ranges_and_dates_of_prices_are_told() -> None:
    """400 to 600 million dollars for rounds, 1.5 to 2.5 billion for two units: 0.32 to 0.8 units for the same money."""
    wide = PROGRAMME.replace("value: 500 MUSD,", "value: 500 MUSD, low: 400 MUSD, high: 600 MUSD,").replace(
        "price: {usd: {value: 2 BUSD, grade: assumed, note: an example}}",
        "price: {usd: {value: 2 BUSD, low: 1.5 BUSD, high: 2.5 BUSD, source: example.com, grade: published}, "
        "said: {date: 2025-09, source: example.com, grade: published}}",
    )
    trade = same_money(programme(wide))
    assert trade is not None
    assert trade.bounds == pytest.approx((0.4 / 1.25, 0.6 / 0.75))
    answer = missiles_or_units(joined(["actual"], text=wide))
    assert "500 (400 to 600) million dollars buys 100 missiles or 0.5 squadrons (0.32 to 0.8," in answer.verdict
    source = (
        'a squadron of the option "Two more", 1 (0.75 to 1.25) billion dollars of Sep 2025 (published: example.com)'
    )
    assert source in " ".join(answer.reasons)
    # A contract's price is that of the day on which it was signed.
    contract = unit_price(programme(PROGRAMME.replace("value: 2 BUSD", "value: 0 BUSD")), "usd")
    assert contract is not None
    halved = halve(joined(text=wide, surface=FakeSurface(sigma=0.002)))
    assert "At 1 (0.75 to 1.25) billion dollars each (published, Sep 2025)" in halved.verdict


LEAN = PROGRAMME.replace(
    "rounds: {value: 50, low: 40, high: 100, grade", "rounds: {value: 10, low: 10, high: 10, grade"
)


def test_units_are_not_credited_with_what_rounds_do() -> None:
    """Two units with 10 rounds each stand at a quarter of their load of 40: 0.7 ** 0.5 of the threats come through.

    Each further unit brings 10 rounds, so that k units act as k / 4: 0.7 ** (k / 4) is half of that for k above 9.8,
    and there are six positions. Rounds do it: 0.7 ** (2 f) = 0.5 * 0.7 ** 0.5 for f = 1.22, which no load holds, but
    with 0.4 through a unit, f = 0.628: 31 rounds more than 20 (a whole one at 50.3).
    """
    answer = halve(joined(["actual"], text=LEAN, surface=FakeSurface(sigma=1e-6)))
    assert "With 2 squadrons and 20 rounds" in answer.verdict
    assert "none can halve that: with all 6 positions" in answer.verdict
    assert "Rounds alone cannot" in answer.verdict
    strong = halve(joined(["actual"], text=LEAN, surface=FakeSurface(through=0.4, sigma=1e-6)))
    assert "Rounds alone can: 31 more on the same units" in strong.verdict
    # 0.4 ** (k / 4) is half of 0.4 ** 0.5 for k above 5.03: six squadrons, never two.
    assert "6 squadrons in all halve that" in strong.verdict
    # Control: with a surface less sure of itself rounds only may.
    unsure = halve(joined(["actual"], text=LEAN, surface=FakeSurface(through=0.4, sigma=0.3)))
    assert "Rounds alone may, from" in unsure.verdict and "do not prove it" in unsure.verdict
    # Nothing lacks where every launcher is full.
    assert "More rounds change nothing" in halve(joined(["actual"])).verdict


def test_a_chance_that_is_assumed_is_told_as_assumed() -> None:
    text = PROGRAMME.replace("probability: {value: 0.5, grade", "probability: {value: 0.5, low: 0.2, high: 0.9, grade")
    answer = more(joined(["actual", "more"], text=text))
    assert "of the futures (assumed: 20 to 90 %)" in answer.verdict
    assert "is assumed, not observed" in " ".join(answer.reasons)
    # Control: the chance of something signed without open stages is nobody's assumption.
    start, end = text.index("    stages:"), text.index("    first: {value: 2 years")
    sure = more(joined(["actual", "more"], text=text[:start] + text[end:]))
    assert "assumed" not in sure.verdict
    assert "100 % of the futures." in sure.verdict


BOTH = {"stops": [{"supplier": "Ruritania", "from": "2026-02"}], "late": [{"tranche": "three", "by": "1 years"}]}


@pytest.mark.parametrize(("answer", "field"), [(later, "late"), (stop, "stops"), (more, "options")])
def test_an_answer_never_rests_on_two_changes_at_once(answer: Question, field: str) -> None:
    """A year late under a stop is no measure of a year; nor is either one of what an option brings."""
    mixed = {"id": "mixed", "name": "Mixed", **BOTH, "options": ["more"]}
    actual = {"id": "actual", "name": "As delivered"}
    made = answer(of([actual, mixed]))
    assert made.values == ()
    assert '"Mixed" also has' in " ".join(made.reasons)
    # Control: with the change alone it is answered, also where the mixed one stands first.
    alone = {"late": ["three"], "stops": BOTH["stops"], "options": ["more"]}
    one = {"id": "one", "name": "Alone", field: BOTH["late"] if field == "late" else alone[field]}
    assert '"Alone"' in answer(of([actual, mixed, one])).verdict


def test_the_contract_against_which_a_delay_is_counted_is_plain() -> None:
    late = {"id": "late", "name": "Planned, late", "deliveries": "planned", "late": BOTH["late"]}
    actual = {"id": "actual", "name": "As delivered"}
    assert delay(of([actual, late])).values == ()
    assert delay(of([actual, late, {"id": "planned", "name": "Planned", "deliveries": "planned"}])).values


def test_options_that_bring_rounds_too_are_not_taken_for_units() -> None:
    both = {"id": "both", "name": "Both", "options": ["more", "rounds"]}
    assert more(of([{"id": "actual", "name": "As delivered"}, both])).values == ()


def test_a_day_that_was_chosen_is_said_to_be_chosen(whole: Joined) -> None:
    for answer in (delay(whole), later(whole), more(whole), stop(whole)):
        assert "the one with the largest difference" in " ".join(answer.reasons), answer.id
    # Control: nothing is chosen among one.
    assert "chosen" not in " ".join(delay(of(list(ALTERNATIVES), dates=["2026-01-15"])).reasons)


def test_cost_and_value_stand_side_by_side(whole: Joined) -> None:
    """The fake spends 60 M dollars of rounds for every 80 M shot down, whatever the units."""
    answer = exchange(whole)
    assert value(answer, "dollars of rounds").value == pytest.approx(0.75)
    kept = value(answer, "share of value protected on 15 Jan 2026")
    assert kept.value == pytest.approx(1.0 - 0.8 * 0.7**2)
    assert "20 %" in answer.verdict
    assert "dollars of rounds for each dollar shot down" in answer.verdict


@pytest.mark.parametrize(("answer", "needs"), [(delay, "planned"), (later, "late"), (more, "options"), (stop, "stops")])
def test_what_a_plan_lacks_is_said(answer: object, needs: str) -> None:
    made = answer(joined(["none"]))  # type: ignore[operator]
    assert made.verdict == "The plan does not have what this question needs."
    assert needs in " ".join(made.reasons)
    assert made.values == ()


def test_without_prices_money_is_not_compared() -> None:
    free = PROGRAMME.replace("    price: {usd: {value: 500 MUSD, grade: assumed, note: an example}}\n", "")
    assert missiles_or_units(joined(["actual"], text=free)).values == ()


def test_claims_are_never_read() -> None:
    """The same answers with and without a claim in the programme."""
    claimed = PROGRAMME + 'claims:\n  - {text: All were shot down, by: Freedonia, source: "example.com"}\n'
    assert answers(joined(["planned", "actual"], text=claimed)) == answers(joined(["planned", "actual"]))
