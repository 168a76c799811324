"""The record card: figures derived from dated facts.

Expected values: growth, slip and unit-years of S-400, Vikramaditya, Akash and Su-30MKI as derived from the published
record (contracts, parliamentary replies, auditors' reports; the sources stand in the data files), to the digits in
which they are quoted. Controls: the same with a date moved must miss. Unit-years are checked against a sum over days.
"""

import json
import math
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programme.test_check import SOUND, mangle
from vyuha.base.calendar import MONTH, YEAR, Span, parse_date, show_day
from vyuha.programme import built_in, load, parse
from vyuha.programme.balance import delivered_on, lost, planned_on, unit_days, units_on
from vyuha.programme.dated import Dated
from vyuha.programme.load import DATA
from vyuha.programme.model import Programme, Tranche
from vyuha.programme.record import Record, record
from vyuha.programme.record_data import COLUMNS, as_dict, as_rows
from vyuha.programme.record_text import figure_text, sections, title_lines
from vyuha.programme.wording import for_people
from vyuha.reading.problems import InputErrors

NOVEMBER = parse_date("2026-11").middle


def changed(name: str, old: str, new: str) -> Programme:
    """A programme of the package with one piece of its text changed."""
    text = (DATA / f"{name}.yaml").read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{text.count(old)} times: {old}"
    return parse(text.replace(old, new), name)


def came_on(programme: Programme, days: dict[str, float]) -> Programme:
    """The programme as if the deliveries named had come on some days."""

    def moved(tranche: Tranche) -> Tranche:
        if tranche.id not in days:
            return tranche
        day = days[tranche.id]
        come = Dated(show_day(day), Span(day, day), "a report", "published")
        return tranche.model_copy(update={"delivered": come, "begun": None})

    contracts = tuple(
        contract.model_copy(update={"tranches": tuple(moved(one) for one in contract.tranches)})
        for contract in programme.contracts
    )
    return programme.model_copy(update={"contracts": contracts})


def value(card: Record, id: str) -> float:
    return card.figure(id).value


# Programme, figure, value as quoted, half of its last digit.
DERIVED = [
    ("s400-india", "main.growth_first", 1.60, 0.005),
    ("s400-india", "main.growth_last", 1.80, 0.005),
    ("s400-india", "main.growth_far_last", 1.62, 0.005),
    ("s400-india", "main.growth_latest_last", 1.94, 0.005),
    ("s400-india", "main.unit_usd", 1.09e9, 0.005e9),
    ("ins-vikramaditya", "{}.growth", 2.13, 0.005),
    ("ins-vikramaditya", "{}.late", 62.5, 0.05),
    ("ins-vikramaditya", "{}.growth_reset", 1.31, 0.005),
    ("ins-vikramaditya", "{}.cost_growth", 2.36, 0.005),
    ("akash-india", "{}.growth_first", 1.33, 0.005),
    ("akash-india", "{}.growth_last", 1.10, 0.005),
]


@pytest.mark.parametrize(("name", "id", "expected", "within"), DERIVED, ids=str)
def test_derived_figures_come_out_of_the_dated_facts(name: str, id: str, expected: float, within: float) -> None:
    card = record(load(name))
    figure = card.figure(id.format(card.contracts[0].id))
    assert figure.value == pytest.approx(expected, abs=within)


def test_control_a_delivery_two_months_later_misses() -> None:
    february = {"squadron-1": parse_date("2022-02").middle}
    moved = record(came_on(load("s400-india"), february))
    assert value(moved, "main.growth_first") != pytest.approx(1.60, abs=0.005)
    later = record(load("s400-india"), assume={"squadron-5": NOVEMBER + 60.0})
    assert value(later, "main.growth_last") != pytest.approx(1.80, abs=0.005)
    carrier = load("ins-vikramaditya").contracts[0]
    moved = record(came_on(load("ins-vikramaditya"), {carrier.tranches[0].id: parse_date("2014-01-16").middle}))
    assert value(moved, f"{carrier.id}.growth") != pytest.approx(2.13, abs=0.005)
    assert value(moved, f"{carrier.id}.growth_reset") != pytest.approx(1.31, abs=0.005)


def test_su_30_batch_and_the_wait_for_twelve_more() -> None:
    card = record(load("su-30mki-india"))
    growth = next(figure for figure in card.figures if figure.id.endswith("growth_last"))
    assert growth.value == pytest.approx(1.18, abs=0.005)
    waits = {round(figure.value): figure for figure in card.waits if figure.unit == "months"}
    assert 53 in waits
    assert any(figure.value == pytest.approx(1.26, abs=0.005) for figure in card.waits if figure.unit == "1")


def test_squadron_years_lost_by_november_2026() -> None:
    programme = load("s400-india")
    card = record(programme, assume={"squadron-5": NOVEMBER}, on=NOVEMBER)
    assert value(card, "lost") == pytest.approx(10.9, abs=0.05)
    # Nothing further is lost once all have come; without the fifth, a month more costs a twelfth of a squadron-year.
    later, last = (
        record(programme, assume={"squadron-5": NOVEMBER}, on=NOVEMBER + years * YEAR) for years in (1.0, 2.0)
    )
    assert value(later, "lost") == pytest.approx(value(last, "lost"), abs=1e-9)
    without = [value(record(programme, on=NOVEMBER - days), "lost") for days in (MONTH, 0.0)]
    assert without[1] - without[0] == pytest.approx(1.0 / 12.0, abs=1e-9)
    # Control: had the fourth come a year earlier, one squadron-year less.
    come = came_on(programme, {"squadron-4": parse_date("2025-06").middle})
    early = record(come, assume={"squadron-5": NOVEMBER}, on=NOVEMBER)
    assert value(card, "lost") - value(early, "lost") == pytest.approx(1.0, abs=0.01)


def test_a_card_of_the_future_is_refused_unless_what_is_open_is_assumed() -> None:
    programme = load("s400-india")
    day = parse_date("2035-01-01").middle
    with pytest.raises(ValueError, match=r"after the date of the file \(2026-11-22\).*these come: squadron-5"):
        record(programme, on=day)
    # All of it has come: nothing can be assumed, and nothing is known either.
    with pytest.raises(ValueError, match="nothing is known after it; give an earlier day$"):
        record(load("ins-vikramaditya"), on=day)
    for assumed in ("2034-06-01", "2035-02-01"):
        card = record(programme, {"squadron-5": parse_date(assumed).middle}, day)
        told = f"if Fifth squadron comes on {for_people(assumed)}, as assumed"
        assert card.figure("delivered").note == told
        assert card.figure("lost").note.endswith(told)
        assert [told in line for line in card.headline] == [True, False, True, False]
        assert "as assumed" in card.headline[1]
        assert card.contracts[0].deliveries[-1].when.endswith(", as assumed")
    # Control: nothing is assumed, nothing is said of it.
    assert not any("as assumed" in line for line in record(programme).headline)


@pytest.mark.parametrize(
    ("tranche", "day", "told"),
    [
        ("squadron-4", "2027-01-01", "squadron-4 came in 2026-06; only what has not come can be assumed"),
        (
            "squadron-5",
            "2026-10",
            "by the date of the file .2026-11-22. it had not come: give a later day",
        ),
    ],
)
def test_what_is_known_cannot_be_assumed_otherwise(tranche: str, day: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        record(load("s400-india"), {tranche: parse_date(day).middle})


def test_the_month_in_which_a_file_ends_may_be_assumed() -> None:
    """A month is given by its middle; what remains of it begins with the date of the file."""
    card = record(load("s400-india"), {"squadron-5": parse_date("2026-11").middle})
    assert card.contracts[0].deliveries[-1].expected == card.as_of
    assert value(card, "delivered") == 5.0


def test_a_card_of_a_past_day_shows_nothing_of_later_days() -> None:
    """In May 2025 three had come, the last word was that of October 2024, and nothing was asked for."""
    card = record(load("s400-india"), on=parse_date("2025-05-07").middle)
    assert len(card.delays) == 4
    assert "if it comes in 2025, the latest official forecast (Chief of the Air Staff" in card.headline[1]
    assert card.options == ()
    assert [step.on.text for step in card.meanwhile if step.on is not None] == ["2022-04", "2023-09"]
    assert (card.claims, card.trials, card.penalty) == ((), None, None)
    facts = [fact for figure in card.figures for fact in figure.facts]
    dates = [fact.text for fact in facts if fact.text[:4].isdigit() and "-" in fact.text]
    assert max(dates) < "2025-05-08"
    assert title_lines(card)[1].endswith("as known on 7 May 2025 (file of 22 Nov 2026)")
    assert card.remarks[0].startswith("the card shows what was known on 7 May 2025")
    # Later, the first stage of an option has been passed; before the contract there is nothing.
    asked = record(load("s400-india"), on=parse_date("2025-12-01").middle).options
    assert [(option.id, option.status) for option in asked] == [
        ("five-more", "not contracted: 1 of 5 stages passed; next: Defence Procurement Board")
    ]
    early = record(load("s400-india"), on=parse_date("2015-01-01").middle)
    assert early.headline == ("No contract has been signed.",)
    # Control: the card of today has a fifth delay.
    today = record(load("s400-india"))
    assert (len(today.delays), today.cut) == (5, False)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.sampled_from(built_in()), st.floats(parse_date("1995").start, parse_date("2026").end))
def test_every_past_day_has_a_card_of_what_was_known(name: str, day: float) -> None:
    programme = load(name)
    if day >= programme.as_of.range.start:
        return
    card = record(programme, on=day)
    assert sections(card)[0]
    assert all(delay.said <= day for delay in card.delays)
    assert all(row.delivered is None or row.delivered <= day for one in card.contracts for row in one.deliveries)


def test_units_that_have_begun_to_come_are_not_counted_as_none() -> None:
    """On the last day of 2014 one tranche is being handed over; no count says how far. Control: later all have come."""
    part = record(parse_without_tallies(), on=parse_date("2014-12-31").middle)
    assert part.figure("delivered").label.endswith("at least")
    assert "lost" not in {figure.id for figure in part.figures}
    whole = record(parse_without_tallies(), on=parse_date("2015-12-31").middle)
    assert not whole.figure("delivered").label.endswith("at least")
    assert value(whole, "delivered") == 3.0


def test_a_baseline_announced_when_it_ran_out_is_said_to_be_one() -> None:
    """Announced on 3 December 2021 for that December. Control: announced two years before."""
    assert "announced only 28 days before it ran out" in record(load("s400-india")).figure("main.late_reset_first").note
    early = changed("s400-india", "announced: {date: 2021-12-03", "announced: {date: 2019-12-03")
    assert record(early).figure("main.late_reset_first").note == ""


def test_all_tables_give_one_promise_for_the_whole() -> None:
    """128 months after the signature of December 2021; December 2032 is also given."""
    card = record(load("ak-203-india"))
    found = {section.title: section.rows for section in sections(card)[0]}
    assert found["Contracts"][1][2] == "Aug 2032" == found["Deliveries (601,427 made at Korwa)"][0][2]
    assert any("Dec 2032 is given for the whole too; counted is Aug 2032" in remark for remark in card.remarks)
    # Control: where a delivery has no promise of its own, that for the whole is shown, and nothing disagrees.
    bare = record(changed("ak-203-india", "        planned: {after: 128 months", "        # {"))
    found = {section.title: section.rows for section in sections(bare)[0]}
    assert found["Contracts"][1][2] == "Dec 2032"
    assert not any("is given for the whole too" in remark for remark in bare.remarks)


def test_squadrons_promised_and_there_on_7_may_2025() -> None:
    card = record(load("s400-india"), on=parse_date("2025-05-07").middle)
    assert (value(card, "planned"), value(card, "delivered")) == (5.0, 3.0)
    assert card.headline[0].startswith("3 of 5 squadrons delivered by 7 May 2025")
    # Control: half a year before the third squadron the answer was another.
    before = record(load("s400-india"), on=parse_date("2022-08-15").middle)
    assert (value(before, "planned"), value(before, "delivered")) == (3.0, 2.0)


def test_what_has_not_come_is_said_to_rest_on_a_forecast() -> None:
    figure = record(load("s400-india")).figure("main.growth_last")
    assert "if it comes in Nov 2026, the latest official forecast" in figure.note
    assert any(fact.what.startswith("forecast of") for fact in figure.facts)
    # Without any forecast the figure is a least.
    text = (DATA / "s400-india.yaml").read_text(encoding="utf-8")
    bare = parse(re.sub(r"(?ms)^forecasts:\n.*?(?=^\S)", "", text))
    least = record(bare).figure("main.growth_last")
    assert least.note.startswith("at least: it had not come by 2026-11-22")
    assert "main.growth_latest_last" not in {figure.id for figure in record(bare).figures}


def test_delays_are_counted_as_the_card_says() -> None:
    forecast = """\
  - said: {{date: {}, source: a report, grade: published}}
    by: Ministry
    tranche: rest
    official: {}
    when: {{date: {}, source: a report, grade: published}}
"""
    said = [
        ("2009-06", "official", "2014"),  # before signature: no delay
        ("2011-03", "official", "2013-01"),  # the promise itself: no delay
        ("2012-03", "press", "2016"),  # press: not counted
        ("2012-06", "official", "2014"),  # counted
        ("2013-02", "official", "2013-12"),  # earlier: not counted
        ("2014-01", "official", "2015-02"),  # counted
    ]
    more = "".join(forecast.format(*one) for one in said)
    card = record(parse(SOUND.replace("trials:", more + "trials:").replace("forecasts:\n", "forecasts:\n")))
    counted = [(delay.said_text, delay.kind) for delay in card.delays]
    assert counted == [
        # Promised for January 2012, forecast in January 2011 for June 2012.
        ("2011-01", "official forecast"),
        ("2011-06", "re-set baseline"),
        ("2012-06", "official forecast"),
        ("2013-06", "re-set baseline"),
        ("2014-01", "official forecast"),
    ]
    assert card.delays[2].moved == (("rest", "Jan 2013", "2014"),)


def test_an_announcement_about_two_deliveries_counts_once() -> None:
    card = record(load("s400-india"))
    occasions = [(delay.said_text, delay.by, delay.kind) for delay in card.delays]
    assert len(occasions) == len(set(occasions))
    assert max(len(delay.moved) for delay in card.delays) == 2


def test_a_forecast_that_may_mean_the_date_that_stood_is_no_delay() -> None:
    """In October 2024 the fourth squadron was expected in 2025; in August 2025 for "2025-26" by one report and 2026 by
    another: no later date for sure. Control: without the first of the two it is.
    """
    s400 = load("s400-india")

    def moved(programme: Programme) -> list[str]:
        delays = [delay for delay in record(programme).delays if "Babushkin" in delay.by]
        return [name for delay in delays for name, *_ in delay.moved]

    assert moved(s400) == ["Fifth squadron"]
    sure = tuple(
        one.model_copy(update={"when": replace(one.when, bounds=None)}) if "Babushkin" in one.by else one
        for one in s400.forecasts
    )
    assert moved(s400.model_copy(update={"forecasts": sure})) == ["Fourth squadron", "Fifth squadron"]


@given(
    units=st.floats(0.1, 1e4),
    first=st.floats(0.0, 900.0),
    length=st.floats(0.0, 900.0),
    day=st.floats(-100.0, 2000.0),
)
@settings(max_examples=100, deadline=None, derandomize=True)
def test_unit_days_are_the_integral_of_units(units: float, first: float, length: float, day: float) -> None:
    window = (first, first + length)
    count = 4000
    step = (day + 100.0) / count
    total = math.fsum(units_on(units, window, -100.0 + (k + 0.5) * step) for k in range(count)) * step
    assert unit_days(units, window, day) == pytest.approx(total, rel=1e-3, abs=1.1 * units * step)


@given(days=st.lists(st.floats(0.0, 4000.0), min_size=2, max_size=2), horizon=st.floats(1.0, 6000.0))
@settings(max_examples=50, deadline=None, derandomize=True)
def test_lost_is_the_sum_over_days_of_promised_minus_there(days: list[float], horizon: float) -> None:
    contract = parse(SOUND.replace(SOUND[SOUND.index("    tallies:") : SOUND.index("    line:")], "")).contracts[0]
    signed = contract.signed.day
    assume = dict(zip(("first", "rest"), (signed + day for day in days), strict=True))
    gaps = []
    for k in range(1200):
        day = signed + (k + 0.5) * horizon / 1200.0
        planned = planned_on(contract, day)
        assert planned is not None
        gaps.append(planned - delivered_on(contract, day, assume))
    total = math.fsum(gaps) * horizon / 1200.0 / YEAR
    assert lost(contract, signed + horizon, assume) == pytest.approx(total, abs=4.0 * horizon / 1200.0 / YEAR)


def parse_without_tallies() -> Programme:
    return parse(SOUND.replace(SOUND[SOUND.index("    tallies:") : SOUND.index("    line:")], ""))


def test_no_delay_no_loss() -> None:
    programme = load("s400-india")
    contract = programme.contracts[0]
    dues = {
        tranche.id: tranche.planned.day(contract.signed.day)
        for tranche in contract.tranches
        if tranche.planned is not None
    }
    card = record(came_on(programme, dues))
    assert value(card, "lost") == pytest.approx(0.0, abs=1e-9)
    assert value(card, "main.growth_first") == value(card, "main.growth_last") == 1.0
    # Control: one of them a day late.
    late = record(came_on(programme, dues | {"squadron-3": dues["squadron-3"] + 1.0}))
    assert value(late, "lost") == pytest.approx(1.0 / YEAR, abs=1e-9)


def test_tallies_count_what_is_not_told_by_tranches() -> None:
    contract = parse(SOUND).contracts[0]
    # Two by the end of 2014, three by the end of 2016, evenly between.
    assert delivered_on(contract, parse_date("2014-12-31").middle) == 2.0
    assert delivered_on(contract, parse_date("2015-12-31").middle) == pytest.approx(2.5, abs=0.01)
    assert delivered_on(contract, parse_date("2019").middle) == 3.0


def test_units_lost_are_not_given_where_promises_are_not_known() -> None:
    ids = {figure.id for figure in record(load("kamov-india")).figures}
    assert "lost" not in ids
    assert "delivered" in ids
    assert any("what came of it is not known" in remark for remark in record(load("kamov-india")).remarks)


@pytest.mark.parametrize("name", built_in())
def test_every_figure_says_how_it_was_made_and_from_what(name: str) -> None:
    programme = load(name)
    card = record(programme)
    assert len({figure.id for figure in card.figures}) == len(card.figures)
    for figure in card.figures:
        assert figure.formula
        assert figure.label
        assert math.isfinite(figure.value)
        if figure.value != 0.0:
            assert figure.facts, figure.id
            assert figure.grade
        if figure.low is not None and figure.high is not None:
            assert (
                figure.low <= figure.value * (1 + 1e-12)
                and figure.value <= figure.high * (1 + 1e-12)
                or not figure.value
            )
    # Claims stay apart.
    claimed = {claim.text for claim in programme.claims}
    assert claimed.isdisjoint(fact.text for figure in card.figures for fact in figure.facts)


def test_the_worst_grade_is_that_of_the_weakest_fact() -> None:
    card = record(load("s400-india"))
    assert card.figure("main.growth_first").grade == "published"
    assert card.figure("main.lost").grade == "derived"
    assumed = record(load("s400-india"), assume={"squadron-5": NOVEMBER})
    assert assumed.figure("main.growth_last").grade == "assumed"


def test_an_unknown_delivery_is_refused() -> None:
    with pytest.raises(ValueError, match='no contract has a tranche "squadron-6"; there are: squadron-1'):
        record(load("s400-india"), assume={"squadron-6": NOVEMBER})


@pytest.mark.parametrize("name", built_in())
def test_the_text_cites_every_source_by_a_note(name: str) -> None:
    card = record(load(name))
    found, notes = sections(card)
    assert all(len(row) == len(section.header or ("",)) for section in found for row in section.rows)
    cited = {mark for section in found for row in section.rows for mark in re.findall(r"\[\d+\]", row[-1])}
    assert cited == {number for number, _ in notes.lines}
    written = {source for _, source in notes.lines}
    assert {source for figure in card.figures for source in figure.sources} <= written
    assert title_lines(card)[0] == f"Record card: {card.title}"


@pytest.mark.parametrize("name", built_in())
def test_the_card_goes_to_json_and_csv(name: str) -> None:
    card = record(load(name))
    told = json.loads(json.dumps(as_dict(card)))
    assert told["id"] == name
    assert [contract["id"] for contract in told["contracts"]] == [contract.id for contract in card.contracts]
    rows = as_rows(card)
    assert len(rows) == len(card.figures)
    assert all(len(row) == len(COLUMNS) for row in rows)


def test_figures_read_as_people_write_them() -> None:
    card = record(load("s400-india"))
    assert figure_text(card.figure("main.growth_last")) == "1.80 times (1.79 to 1.81)"
    assert figure_text(card.figure("main.price_usd")) == "USD 5.43 billion"
    assert figure_text(card.figure("lost")) == "10.9 squadron-years"


def test_a_programme_without_a_contract_has_a_card() -> None:
    text = SOUND[: SOUND.index("contracts:")].replace(", contract: main", "") + SOUND[SOUND.index("options:") :]
    text = text[: text.index("forecasts:")]
    card = record(parse(text))
    assert card.headline == ("No contract has been signed: 1 proposal on record.",)
    assert card.totals == ()
    assert sections(card)[0]


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 2**32 - 1))
def test_whatever_is_read_has_a_card(seed: int) -> None:
    try:
        programme = parse(mangle(SOUND, seed, 1), "x")
    except InputErrors:
        return
    card = record(programme)
    assert sections(card)[0]
    assert as_dict(card)["id"] == programme.id
