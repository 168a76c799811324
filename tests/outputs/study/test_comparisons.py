"""Pictures of comparisons and sweeps: they hold what the tables hold, and say it in words."""

import math
import re

import polars as pl
import pytest

from vyuha.outputs.chart import Chart
from vyuha.outputs.study import compare, sweep
from vyuha.results.answers import Answer, Sentence

OUTCOME = "armed_leakers > 0"


def _compared() -> Answer:
    means = pl.DataFrame(
        {
            "alternative": ["base", "fewer", "failed"],
            "name": ["As it is", "Fewer rounds <b>", "Nothing ends"],
            "outcome": [OUTCOME] * 3,
            "mean": [0.25, 0.5, math.nan],
            "low": [0.2, 0.4, None],
            "high": [0.3, 0.6, None],
            "best": [True, False, False],
        }
    )
    apart = pl.DataFrame(
        {
            "alternative": ["fewer", "failed"],
            "name": ["Fewer rounds <b>", "Nothing ends"],
            "against": ["base", "base"],
            "against_name": ["As it is", "As it is"],
            "outcome": [OUTCOME] * 2,
            "mean": [0.25, math.nan],
            "low": [0.2, None],
            "high": [0.3, None],
        }
    )
    tables = {"alternatives": means, "differences": apart}
    return Answer("compare", "which", "Which", (Sentence("Said.", 10),), tables)


def _swept(factors: dict[str, list[object]], outcomes: tuple[str, ...] = (OUTCOME,)) -> Answer:
    count = len(next(iter(factors.values())))
    points = pl.DataFrame({"point": [f"p{n}" for n in range(count)], **factors})
    parts = [
        points.with_columns(
            outcome=pl.lit(outcome),
            mean=pl.Series([0.1 + 0.05 * n for n in range(count)]),
            low=pl.Series([0.05 + 0.05 * n for n in range(count)]),
            high=pl.Series([0.2 + 0.05 * n for n in range(count)]),
            fights=pl.lit(100),
        )
        for outcome in outcomes
    ]
    return Answer("sweep", "all", "All", (), {"points": pl.concat(parts)})


def _drawn(charts: list[Chart]) -> list[str]:
    assert len({chart.name for chart in charts}) == len(charts)
    pictures = [chart.draw(narrow) for chart in charts for narrow in (False, True)]
    assert all(picture.startswith("<svg") and 'role="img" aria-label="' in picture for picture in pictures)
    return pictures


def test_a_comparison_in_pictures() -> None:
    charts = compare.charts(_compared())
    means, apart = _drawn(charts)[::2]
    # The words carry what the picture shows; names are escaped.
    assert "As it is: 25.0 % (20.0 % to 30.0 %)" in means
    assert "Fewer rounds &lt;b&gt;: +25.0 points (+20.0 points to +30.0 points)" in apart
    assert "no fight came to its end" in means
    assert "<b>" not in means
    assert charts[1].title == "Chance of any armed leakers: difference from As it is"


@pytest.mark.parametrize(
    ("factors", "title"),
    [
        ({"drones": [10.0, 20.0, 40.0]}, "by drones"),
        ({"target": ["airbase", "city"]}, "by target"),
        ({"drones": [1.0, 1.0, 2.0, 2.0], "target": ["a", "b", "a", "b"]}, "by drones and target"),
        ({"drones": [1.0, 1.0, 2.0, 2.0], "units": [1.0, 2.0, 1.0, 2.0]}, "by drones and units"),
        ({"one": [1.0, 2.0, 3.0], "two": [3.0, 1.0, 2.0], "three": ["x", "y", "x"]}, "by one and two"),
    ],
)
def test_sweeps_in_pictures(factors: dict[str, list[object]], title: str) -> None:
    charts = sweep.charts(_swept(factors, (OUTCOME, "shots")))
    assert [chart.title for chart in charts] == [f"Chance of any armed leakers {title}", f"Rounds fired {title}"]
    _drawn(charts)
    assert charts[0].data.height == len(next(iter(factors.values())))


def test_curves_have_a_colour_for_each_value_of_the_other_factor() -> None:
    factors: dict[str, list[object]] = {"drones": [1.0, 2.0, 1.0, 2.0], "target": ["a", "a", "b", "b"]}
    wide = sweep.charts(_swept(factors))[0].draw(False)
    assert re.findall(r">target (\w)<", wide) == ["a", "b"]
    # Negative control: a single factor needs no legend.
    assert re.findall(r">target (\w)<", sweep.charts(_swept({"drones": [1.0, 2.0]}))[0].draw(False)) == []


def test_of_very_many_points_some_are_drawn() -> None:
    """A mark is a <use> of its own: of 5,000 points in three panels one in ten is drawn; the table has all."""
    factors: dict[str, list[object]] = {
        id: [float((k * n) % 4999) for k in range(5000)] for n, id in enumerate("abc", 1)
    }
    (chart,) = sweep.charts(_swept(factors))
    assert "Of 5,000 points one in 10 is drawn." in chart.caption
    assert chart.data.height == 5000
    few = sweep.charts(_swept({id: values[:5] for id, values in factors.items()}))[0]
    assert "is drawn" not in few.caption
    assert 1000 < chart.draw(False).count("<use") - few.draw(False).count("<use") < 6000


def test_nothing_varies() -> None:
    assert sweep.charts(_swept({"drones": [10.0]})) == []
