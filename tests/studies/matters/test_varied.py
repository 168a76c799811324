"""Laws of what is varied. Expected: mean and variance of the triangular law; ranges of the catalogue itself."""

import numpy as np
import pytest

from tests.studies.matters.fake import factor, study
from vyuha.catalogue import load
from vyuha.studies.factors import Factor
from vyuha.studies.matters.varied import ASSUMED, Varied, figure_factor, peak_of, problem_of, triangular, varied, worded
from vyuha.studies.settings import SettingError

FIGURE = "9M96E2.fuze_radius"


@pytest.mark.parametrize("peak", [0.0, 0.3, 1.0])
def test_triangular_has_its_moments(peak):
    parts = (np.arange(100_000) + 0.5) / 100_000
    drawn = np.array([triangular(float(part), peak) for part in parts])
    assert drawn.mean() == pytest.approx((1.0 + peak) / 3.0, abs=1e-4)
    assert drawn.var() == pytest.approx((1.0 + peak**2 - peak) / 18.0, abs=1e-4)
    # Negative control: the even law has a variance of 1/12.
    assert abs(drawn.var() - 1.0 / 12.0) > 0.02


def test_a_figure_brings_its_range_and_its_likely_value():
    one = figure_factor(study(), f"catalogue.{FIGURE}")
    figure = load().find("9M96E2").fuze_radius
    assert peak_of(one) == pytest.approx((figure.value - figure.low) / (figure.high - figure.low))
    drawn = Varied(one, peak_of(one))
    assert (drawn.label, drawn.law, drawn.grade) == ("9M96E2 fuze radius", "triangular", figure.grade)
    assert drawn.setting(0.0).path == f"catalogue.{FIGURE}"


def test_a_range_of_its_own_moves_the_peak_or_takes_it_away():
    one = figure_factor(study(), f"catalogue.{FIGURE}")
    value = float(one.base.split()[0])
    unit = one.base.split()[1]
    changed = {**one.__dict__, "low": f"{value} {unit}", "high": f"{2 * value} {unit}"}
    assert peak_of(Factor(**changed)) == 0.0
    changed["low"] = f"{1.5 * value} {unit}"
    assert peak_of(Factor(**changed)) is None


def test_fields_of_the_scenario_are_even_and_lists_are_lists():
    assert factor("a").law == "even"
    assert factor("a").drawn(0.3) == 0.3
    listed = Varied(Factor("d", "d", "d", ("x", "y"), "x", "y", None))
    assert (listed.law, listed.levels) == ("list", 2)
    assert [listed.setting(part).value for part in (0.0, 0.49, 0.51, 1.0)] == ["x", "x", "y", "y"]


def test_factors_of_the_study_unless_others_are_named():
    a, b = factor("a").factor, factor("b").factor
    given = study(factors=(a, b))
    assert [one.factor.id for one in varied(given, (), ()).factors] == ["a", "b"]
    assert [one.factor.id for one in varied(given, ("b",), (FIGURE,)).factors] == ["b", FIGURE]
    assert [one.factor.id for one in varied(given, (), (FIGURE,)).factors] == [FIGURE]


def test_all_assumed_figures_of_the_fight():
    found, refused = varied(study(), (), (ASSUMED,))
    assert refused == ()
    assert len(found) > 50
    assert {one.grade for one in found} == {"assumed"}
    labels = {one.label.split()[0] for one in found}
    assert "92N6E" in labels
    # Nothing of what is not there: the scenario has no drones.
    assert "shahed-136" not in labels


def test_a_figure_at_which_the_scenario_cannot_stand_is_left_out_and_told(monkeypatch):
    """With fewer cells the guns of this scenario could not take their load."""
    monkeypatch.setattr("vyuha.studies.matters.varied._paths", lambda study, figures: ["catalogue.L-70-gun.cells"])
    assert varied(study(), (), (ASSUMED,)) == ((), ("L-70-gun.cells",))
    with pytest.raises(SettingError, match="cells"):
        varied(study(), (), ("L-70-gun.cells",))


def test_names_of_figures_are_checked():
    assert problem_of(FIGURE) == ""
    assert 'did you mean "fuze_radius"' in problem_of("9M96E2.fuze_radiu")
    assert "nothing called" in problem_of("nonsense.fuze_radius")


def test_values_for_people():
    assert worded("12000.0000001 m") == "12,000 m"
    assert worded(["a"]) == "['a']"
