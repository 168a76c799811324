"""A response surface in closed form, in place of thousands of fights."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
ARMED = 40.0


class FakeSurface:
    """Each unit with a full load lets only `through` of the armed threats pass; rounds fired grow with the units.

    Leakers are `ARMED * through ** (units * fill)`, so that everything follows from one formula; `sigma` is the
    standard error of every measure, as a share of its value with one unit and more.
    """

    def __init__(self, through: float = 0.7, sigma: float = 0.02) -> None:
        self.through, self.sigma = through, sigma
        self.asked, self.fights = 0, 1000

    def evaluate(self, units: npt.NDArray[np.int64], fill: Floats, measure: str) -> tuple[Floats, Floats]:
        """Mean and standard error at whole numbers of units."""
        assert units.dtype == np.int64
        self.asked += len(units)
        share = self.through ** (units * fill)
        rounds = 60.0 * (1.0 - share)
        value = {
            "leakers": ARMED * share,
            "leak_share": share,
            "value_protected": 1.0 - 0.8 * share,
            "rounds": rounds,
            "rounds_cost": 1e6 * rounds,
            "raid_cost_lost": 2e6 * ARMED * (1.0 - share),
        }[measure]
        return value, self.sigma * value * (units > 0)

    def links(self, units: int, fill: float) -> dict[str, float]:
        """Mean leakers by first broken link."""
        leakers = ARMED * self.through ** (units * fill)
        return {"not seen": 0.25 * leakers, "no channel free": 0.75 * leakers}

    def difference(
        self, one: tuple[int, float], other: tuple[int, float], measure: str, share: float = 1.0
    ) -> tuple[float, float, float]:
        """On the same raids half of the error of independent points remains."""
        units, fill = np.array([one[0], other[0]]), np.array([one[1], other[1]])
        value, error = self.evaluate(units, fill, measure)
        mean, half = float(value[0] - share * value[1]), 0.5 * 1.96 * float(np.hypot(error[0], share * error[1]))
        return mean, mean - half, mean + half
