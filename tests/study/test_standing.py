"""What was known on a past day: nothing later may be seen. Expected dates are those of the built-in files."""

import numpy as np
import pytest

from vyuha.base.calendar import MONTH, parse_date, show_day, show_month
from vyuha.programme.load import load
from vyuha.programme.model import Contract, Programme, Tranche
from vyuha.study.standing import announced, carried_forward, known_on, last_promise, observed, outstanding, standings


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


def test_an_announced_span_is_spread_over_its_days(s400: Programme) -> None:
    said = next(one for one in s400.forecasts if one.tranche == "squadron-4")
    now = said.said.day
    sample = announced(known_on(s400, now), "squadron-4", now)
    assert sample is not None
    assert sample.min() >= now
    assert announced(known_on(s400, now), "squadron-4", now - 1.0) is None
    assert np.median(sample) == pytest.approx(np.mean(sample), abs=200.0)


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
