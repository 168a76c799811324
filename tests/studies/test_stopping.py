"""The stop rule: it reaches its width, says so where it does not, and 1,000 studies that stop by it cover the truth."""

import math
from collections.abc import Callable

import numpy as np
import pytest
from pydantic import ValidationError
from scipy import stats

from vyuha.studies.estimates import estimate
from vyuha.studies.question import Floats
from vyuha.studies.stopping import BLOCK, Look, Stop

STUDIES = 1000
# Three standard errors of 1,000 studies that cover with 93 % and 97 %: 2.4 and 1.6 points.
LEAST, MOST = 0.93 - 0.024, 0.97 + 0.016
Draw = Callable[[np.random.Generator, int], Floats]

LAWS: list[tuple[str, str, str, Draw, float]] = [
    ("even chance", "leakers > 0", "0.1", lambda rng, n: rng.random(n) < 0.5, 0.5),
    ("small chance", "leakers > 0", "0.02", lambda rng, n: rng.random(n) < 0.02, 0.02),
    ("small chance, by share", "leakers > 0", "60 %", lambda rng, n: rng.random(n) < 0.02, 0.02),
    ("high chance", "leakers > 0", "0.03", lambda rng, n: rng.random(n) < 0.95, 0.95),
    ("many leak", "leakers", "0.8", lambda rng, n: rng.binomial(40, 0.5, n), 20.0),
    ("few leak", "leakers", "0.1", lambda rng, n: rng.poisson(0.2, n), 0.2),
    ("few leak, by share", "leakers", "40 %", lambda rng, n: rng.poisson(0.2, n), 0.2),
    ("now and then three", "leakers", "0.15", lambda rng, n: rng.binomial(1, 0.1, n) * rng.poisson(3, n), 0.3),
    ("cost", "rounds_cost", "10 %", lambda rng, n: rng.exponential(1.0, n), 1.0),
    ("log-normal cost", "rounds_cost", "0.4", lambda rng, n: rng.lognormal(0.0, 1.0, n), math.exp(0.5)),
]


@pytest.mark.parametrize(("of", "width", "draw", "truth"), [law[1:] for law in LAWS], ids=[name for name, *_ in LAWS])
def test_stopping_does_not_spoil_the_coverage(of: str, width: str, draw: Draw, truth: float) -> None:
    rng, stop = np.random.default_rng(4), Stop(width=width, of=of)
    covered, looks = 0, []
    for _ in range(STUDIES):
        values = draw(rng, stop.most).astype(float)
        look = stop.look(values)
        found = estimate(values[: look.trials], of)
        assert look.enough and look.narrow and found.low is not None and found.high is not None
        assert found.high - found.low <= stop.width.size * (found.mean if stop.width.relative else 1.0)
        covered += found.low <= truth <= found.high
        looks.append(look.trials)
    assert LEAST <= covered / STUDIES <= MOST
    # It was the rule that stopped them, neither the least nor the most.
    assert np.median(looks) not in (stop.at_least, stop.most)


def test_coverage_of_studies_of_all_kinds() -> None:
    # 1,000 studies of laws drawn from all of the above: 93 to 97 %, with nothing added for chance.
    rng, covered = np.random.default_rng(13), 0
    for _ in range(STUDIES):
        _, of, width, draw, truth = LAWS[rng.integers(len(LAWS))]
        stop = Stop(width=width, of=of)
        values = draw(rng, stop.most).astype(float)
        found = estimate(values[: stop.look(values).trials], of)
        assert found.low is not None and found.high is not None
        covered += found.low <= truth <= found.high
    assert 0.93 <= covered / STUDIES <= 0.97


def test_looking_after_every_few_trials_spoils_it() -> None:
    # Negative control: Student's t, looked at after every ten trials from ten on, stops when the variance looks small.
    rng, covered = np.random.default_rng(4), 0
    for _ in range(STUDIES):
        values, count = rng.lognormal(0.0, 1.0, 2000), 10
        while count < 2000:
            half = stats.t.ppf(0.975, count - 1) * values[:count].std(ddof=1) / math.sqrt(count)
            if 2.0 * half <= 0.8:
                break
            count += 10
        covered += abs(values[:count].mean() - math.exp(0.5)) <= half
    assert covered / STUDIES < 0.88


def test_looks_do_not_depend_on_the_pieces() -> None:
    # A property: whatever is there beyond the last step asked for changes nothing.
    rng, stop = np.random.default_rng(9), Stop(width=0.05, of="leakers > 0")
    values = (rng.random(stop.most) < 0.3).astype(float)
    last = stop.look(values)
    asked, steps = stop.look(values[:0]), 0
    while not asked.enough:
        # An interruption in the middle of a step asks for the same step.
        assert stop.look(values[: asked.trials - 1]) == asked
        asked, steps = stop.look(values[: asked.trials]), steps + 1
    assert asked == last
    assert steps <= 5
    assert last.trials % BLOCK == 0


def test_it_says_that_the_most_came_first() -> None:
    values = np.random.default_rng(1).normal(10.0, 5.0, 1000)
    assert Stop(width=0.01, most=1000, of="rounds_cost").look(values) == Look(1000, True, False)
    # A share of a mean of nought is never reached.
    assert Stop(width="10 %", most=1000, of="leakers").look(np.zeros(1000)) == Look(1000, True, False)
    # Negative control: a width that is reached.
    assert Stop(width=2.0, most=1000, of="rounds_cost").look(values).narrow


def test_the_least_is_fought_first() -> None:
    assert Stop(width=0.1, at_least=300).look(np.zeros(0)) == Look(300, False, False)
    assert Stop(width=0.1, at_least=300).look(np.zeros(300)) == Look(300, True, True)


def test_failed_trials_keep_an_interval_wide() -> None:
    # One in ten fails: the interval stays wider than 0.1 whatever the number, and the rule says so.
    values = np.zeros(2000)
    values[::10] = math.nan
    assert Stop(width=0.08, of="leakers > 0", most=2000).look(values) == Look(2000, True, False)


def test_a_rule_is_read() -> None:
    stop = Stop.model_validate({"width": "10 %", "of": "shots > 3", "at-least": "200", "most": "5000"})
    assert (stop.width, stop.of, stop.at_least, stop.most) == ((0.1, True), "shots > 3", 200, 5000)
    assert str(stop.width) == "10 % of the mean"
    assert Stop.model_validate({"width": "0.2"}).width == (0.2, False)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"width": "0"},
        {"width": "wide"},
        {"width": "nan"},
        {"width": "1", "of": "shots +"},
        {"width": "1", "most": "50"},
        {"width": "1", "until": "2"},
    ],
)
def test_bad_rules_are_refused(raw: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        Stop.model_validate(raw)
