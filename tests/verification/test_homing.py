"""Linear homing: the engagement kernel and the adjoint against SciPy's integration of the same equations.

Expected values: y' = v, v' = n - a, T a' = N' (y + v to go) / (to go)^2 - a, written here for SciPy; linearity; and the
closed forms of P. Zarchan, "Tactical and Strategic Missile Guidance".
"""

import math

import pytest
from scipy.integrate import solve_ivp

from vyuha.verification import homing
from vyuha.verification.homing import CLOSING, END, LAG, SMALL, adjoint_variance
from vyuha.verification.linear_homing import NOISE_END, home, noisy_power


def by_scipy(gain: float, time: float, turn: float, end: float) -> float:
    """Zero-effort miss (m) over the target's acceleration, `end` (s) before the end."""

    def rate(t: float, s: list[float]) -> list[float]:
        left = time - t
        return [s[1], turn - s[2], (gain * (s[0] + s[1] * left) / left**2 - s[2]) / LAG]

    found = solve_ivp(rate, (0.0, time - end), [0.0, 0.0, 0.0], "DOP853", rtol=1e-11, atol=1e-14)
    return float(found.y[0, -1] + found.y[1, -1] * end)


@pytest.mark.parametrize("gain", [2.5, 3.5, 6.0])
def test_the_engagement_is_that_of_the_linear_equations(gain: float) -> None:
    # Gains for which no closed form is printed; half of the flight is still to come.
    ours, _ = home(gain, LAG, CLOSING, 2.0, 0.0, SMALL, 0.5)
    assert ours / SMALL == pytest.approx(by_scipy(gain, 2.0, 1.0, 0.5), rel=1e-7)
    assert ours / SMALL != pytest.approx(by_scipy(gain + 0.1, 2.0, 1.0, 0.5), rel=1e-3)


def test_the_miss_is_linear_in_its_causes() -> None:
    both, _ = home(4.0, LAG, CLOSING, 2.0, SMALL, SMALL, END)
    sideways, _ = home(4.0, LAG, CLOSING, 2.0, SMALL, 0.0, END)
    turn, _ = home(4.0, LAG, CLOSING, 2.0, 0.0, SMALL, END)
    assert both / (sideways + turn) == pytest.approx(1.0, rel=1e-6)
    twice, _ = home(4.0, LAG, CLOSING, 2.0, 2.0 * SMALL, 0.0, END)
    assert twice / sideways == pytest.approx(2.0, rel=1e-6)


@pytest.mark.parametrize("gain", homing.GAINS)
def test_closed_forms_to_a_ten_thousandth(gain: int) -> None:
    rows = homing.closed_forms(gain)
    assert [row.id for row in rows if not row.fine] == []
    assert max(row.error for row in rows) < 2e-6
    # Another gain's formula is told apart.
    x = 1.0
    miss, _ = home(float(gain), LAG, CLOSING, x * LAG, SMALL, 0.0, END)
    other = homing.from_heading(3 if gain == 5 else gain + 1, x)
    assert abs(miss / (SMALL * x * LAG * math.exp(-x)) - other) > 0.1


@pytest.mark.parametrize(("angle", "glint"), [(1e-8, 0.0), (0.0, 1e-8)])
def test_the_adjoint_is_the_variance_for_other_times_and_seeds(angle: float, glint: float) -> None:
    # 8,000 runs: one deviation of a chi-square variance is 1.6 %; five of them, chance 6e-7.
    for seed, x in ((3, 2.0), (4, 6.0)):
        expected = adjoint_variance(3, x * LAG, angle, glint)
        ours, wrong = (noisy_power(gain, LAG, CLOSING, x * LAG, angle, glint, seed, 8000) for gain in (3.0, 5.0))
        assert abs(ours / expected - 1.0) < 0.08
        assert abs(wrong / expected - 1.0) > 0.25


def test_variances_of_independent_noises_add() -> None:
    angle, glint = adjoint_variance(3, 2.0, 1e-8, 0.0), adjoint_variance(3, 2.0, 0.0, 1e-6)
    assert adjoint_variance(3, 2.0, 1e-8, 1e-6) / (angle + glint) == pytest.approx(1.0)
    assert adjoint_variance(3, 2.0, 2e-8, 0.0) / angle == pytest.approx(4.0)
    assert 0.0 < NOISE_END < 0.01
