"""What was known on a past day: nothing later may be seen. Expected dates are those of the built-in files."""

import numpy as np
import pytest

from vyuha.base.calendar import MONTH, parse_date, show_day, show_month
from vyuha.programme.known import known_on
from vyuha.programme.load import load
from vyuha.programme.model import Contract, Programme, Tranche
from vyuha.studies.plan.standing import carried_forward, last_promise, observed, official, outstanding, standings


def day(text: str) -> float:
    return parse_date(text).start


def facts(value: object) -> list[float]:
    """Days of all facts in a model, found by walking through it; promises and expectations are no facts."""
    if isinstance(value, Programme | Contract | Tranche):
        skip = {"planned", "planned_first", "as_of", "due"}
        return [found for name in type(value).model_fields if name not in skip for found in facts(getattr(value, name))]
    if isinstance(value, tuple):
        return [found for one in value for found in facts(one)]
    for name in ("announced", "said", "by", "on", "day"):
        if hasattr(value, name):
            own = getattr(value, name)
            return [own if name == "day" else own.day] if not isinstance(own, str) and own is not None else []
    return []


@pytest.fixture(scope="module")
def s400() -> Programme:
    return load("s400-india")


def squadron(programme: Programme, number: int) -> tuple[Contract, Tranche]:
    contract = programme.contracts[0]
    return contract, contract.tranches[number - 1]


@pytest.mark.parametrize("when", ["2019-01-02", "2021-12-31", "2024-04-23", "2026-02-15"])
@pytest.mark.parametrize("name", ["s400-india", "ins-vikramaditya", "akash-india"])
def test_no_later_fact_is_left(name: str, when: str) -> None:
    programme = load(name)
    assert all(found <= day(when) for found in facts(known_on(programme, day(when))))


def test_control_the_whole_file_has_later_facts(s400: Programme) -> None:
    assert any(found > day("2024-04-23") for found in facts(s400))


def test_a_contract_is_unknown_before_it_is_signed(s400: Programme) -> None:
    assert known_on(s400, day("2018-10-01")).contracts == ()
    assert len(known_on(s400, day("2018-10-10")).contracts) == 1


def test_what_has_come_stays(s400: Programme) -> None:
    known = known_on(s400, day("2024-04-23"))
    assert [tranche.id for tranche in outstanding(known.contracts[0])] == ["squadron-4", "squadron-5"]


def test_carried_forward_before_the_first_delivery_is_the_plan_until_it_is_overdue(s400: Programme) -> None:
    """Signed on 5 October 2018, first squadron after 24 months; by hand."""
    early, late = day("2019-01-02"), day("2021-06-05")
    contract, first = squadron(known_on(s400, late), 1)
    planned = contract.signed.day + 24 * MONTH
    assert carried_forward(contract, first, early) == pytest.approx(planned)
    assert carried_forward(contract, first, late) == pytest.approx(late)
    fifth = squadron(known_on(s400, late), 5)[1]
    assert carried_forward(contract, fifth, late) == pytest.approx(planned + 30 * MONTH + (late - planned))


def test_carried_forward_takes_the_slip_of_the_last_that_came(s400: Programme) -> None:
    """The second came in mid-July 2022 against 31.5 months: the fourth, due at 46.5, moves by as much."""
    now = day("2022-09-01")
    contract, fourth = squadron(known_on(s400, now), 4)
    slip = parse_date("2022-07").middle - (contract.signed.day + 31.5 * MONTH)
    assert carried_forward(contract, fourth, now) == pytest.approx(contract.signed.day + 46.5 * MONTH + slip)
    # Never before the day on which one stands.
    assert carried_forward(contract, fourth, day("2025-06-26")) == day("2025-06-26")


def test_the_last_promise_is_the_last_baseline_known(s400: Programme) -> None:
    programme = load("ins-vikramaditya")
    before, after = day("2009-01-01"), day("2010-06-01")
    contract, ship = squadron(known_on(programme, before), 1)
    # August 2008 has passed: any day now.
    assert last_promise(contract, ship, before) == before
    contract, ship = squadron(known_on(programme, after), 1)
    assert show_month(float(last_promise(contract, ship, after) or 0.0) - 1.0) == "Dec 2012"


def stood(programme: Programme, number: int, on: float) -> np.ndarray | None:
    contract, tranche = squadron(known_on(programme, on), number)
    return official(known_on(programme, on), contract, tranche, on)


def test_an_official_span_is_spread_over_its_days(s400: Programme) -> None:
    """October 2024: the chief of the air force said 2025, that is any day from the next on to the end of the year."""
    sample = stood(s400, 4, day("2024-10-05"))
    assert sample is not None
    assert day("2025-01-01") <= sample.min() and sample.max() <= day("2026-01-01")
    assert np.median(sample) == pytest.approx(parse_date("2025").middle, abs=2.0)
    assert stood(s400, 4, day("2024-10-04")) is None


def test_the_press_is_not_official_and_the_last_official_word_is_carried_on(s400: Programme) -> None:
    """June 2025: the press said 2026; the last official word was still that of October 2024. Control: in September
    2025 the Russian embassy said 2025 to 2026.
    """
    press = [one.said.day for one in s400.forecasts if one.official == "press" and one.tranche == "squadron-4"]
    assert day("2025-06-26") + 0.5 in press
    sample, later = stood(s400, 4, day("2025-06-27")), stood(s400, 4, day("2025-09-30"))
    assert sample is not None and later is not None
    assert day("2025-06-27") <= sample.min() and sample.max() <= day("2026-01-01")
    assert later.max() > day("2026-06-01")


def test_a_forecast_whose_days_have_passed_means_any_day_now(s400: Programme) -> None:
    """In November 2021 the word of 2019, April 2021, has passed, and the first squadron has not come."""
    now = day("2021-11-01")
    sample = stood(s400, 1, now)
    assert sample is not None and set(sample) == {now}


def test_what_was_said_before_the_contract_or_the_last_re_set_no_longer_stands(s400: Programme) -> None:
    """In May 2016 a minister said 2017; the contract of 2018 promised otherwise. The baseline was re-set on 3 December
    2021. Control: between the two, the words of 2019 stood.
    """
    assert stood(s400, 1, day("2018-10-10")) is None
    assert stood(s400, 1, day("2021-12-02")) is not None
    assert stood(s400, 1, day("2021-12-04")) is None


def test_one_stands_at_signature_resets_reported_deliveries_and_dated_forecasts(s400: Programme) -> None:
    """By hand from the files: only the first and the last Akash squadron have reported dates."""
    days = standings(s400, s400.contracts[0])
    assert days[0] == s400.contracts[0].signed.day
    assert parse_date("2021-12-03").middle in days
    assert parse_date("2026-06").middle in days
    akash = load("akash-india").contracts[0]
    assert list(observed(akash)) == ["squadron-1", "squadron-6"]
    # Negative control: six have come.
    assert len([tranche for tranche in akash.tranches if tranche.delivered is not None]) == 6
    assert [show_day(found)[:7] for found in standings(load("akash-india"), akash)] == ["2010-12", "2014-04", "2016-06"]
