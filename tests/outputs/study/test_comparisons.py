"""Pictures of comparisons and sweeps: they hold what the tables hold, and say it in words."""

import math
import re
from collections import Counter
from dataclasses import replace

import polars as pl
import pytest

from vyuha.outputs.chart import Chart
from vyuha.outputs.study import compare, sweep
from vyuha.results.answers import Answer, Sentence

OUTCOME = "armed_leakers > 0"
ENDS = ("mean", "low", "high")


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
    assert charts[1].title == 'Chance of any armed leakers: difference from "As it is"'


@pytest.mark.parametrize(
    ("factors", "title"),
    [
        ({"drones": [10.0, 20.0, 40.0]}, "by drones"),
        ({"target": ["airbase", "city"]}, "by target"),
        ({"drones": [1.0, 1.0, 2.0, 2.0], "target": ["a", "b", "a", "b"]}, "by drones and target"),
        ({"drones": [1.0, 1.0, 2.0, 2.0], "units": [1.0, 2.0, 1.0, 2.0]}, "by drones and units"),
        ({"one": [1.0, 2.0, 3.0], "two": [3.0, 1.0, 2.0], "three": ["x", "y", "x"]}, "by one, two and three"),
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


def _with_factors(answer: Answer, *factors: tuple[str, str, str]) -> Answer:
    named = pl.DataFrame(list(factors), schema=["column", "name", "unit"], orient="row")
    return replace(answer, tables={**answer.tables, "factors": named})


NORTH, RADIUS = ("north", "Alpha to the north", "km"), ("radius", "lethal radius", "m")


def _texts(picture: str) -> list[str]:
    """What is written in a picture, in its order."""
    return re.findall(r">([^<>]+)</text>", picture)


def test_two_factors_of_numbers_make_a_map_of_cells() -> None:
    factors: dict[str, list[object]] = {"north": [-2.0, -2.0, 0.0, 0.0], "radius": [5.0, 9.0, 5.0, 9.0]}
    (chart,) = sweep.charts(_with_factors(_swept(factors), NORTH, RADIUS))
    assert chart.title == "Chance of any armed leakers by Alpha to the north and lethal radius"
    for narrow in (False, True):
        texts = _texts(chart.draw(narrow))
        # A mean in each cell, its interval below, and the axes with their units.
        assert {"10.0 %", "15.0 %", "20.0 %", "25.0 %"} <= set(texts)
        assert {"5.0 to 20.0 %", "20.0 to 35.0 %", "−2", "Alpha to the north, km", "lethal radius, m"} <= set(texts)
    assert "From 10.0 % with Alpha to the north −2 km and lethal radius 5 m to 25.0 %" in chart.draw(False)
    # Negative control: with a point left out there is no map, and each factor has a panel.
    few = {id: values[:3] for id, values in factors.items()}
    assert "10.0 %" not in _texts(sweep.charts(_with_factors(_swept(few), NORTH, RADIUS))[0].draw(False))


def test_cells_too_narrow_for_numbers_have_a_scale() -> None:
    factors: dict[str, list[object]] = {
        "north": [float(n // 2) for n in range(30)],
        "radius": [float(n % 2) for n in range(30)],
    }
    (chart,) = sweep.charts(_with_factors(_swept(factors, ("shots",)), NORTH, RADIUS))
    wide, narrow = _texts(chart.draw(False)), _texts(chart.draw(True))
    assert len([text for text in wide if re.fullmatch(r"[0-9.]+", text)]) >= 30
    # Means go from 0.1 to 1.55.
    assert narrow[-3:] == ["0.10", "0.83", "1.55"]


def test_one_factor_at_a_time_has_a_panel_for_each_with_its_own_points() -> None:
    factors: dict[str, list[object]] = {"north": [0.0, -2.0, 2.0, 0.0, 0.0], "radius": [7.0, 7.0, 7.0, 5.0, 9.0]}
    answer = _with_factors(_swept(factors), NORTH, RADIUS)
    points = answer.tables["points"].with_columns(point=pl.Series(["as-it-is", "p1", "p2", "p3", "p4"]))
    (chart,) = sweep.charts(replace(answer, tables={**answer.tables, "points": points}))
    assert chart.caption.startswith("Each factor alone")
    wide = chart.draw(False)
    assert {"Alpha to the north, km", "lethal radius, m"} <= set(_texts(wide))
    # Negative control: without the scenario as it is every panel has every point.
    (every,) = sweep.charts(answer)
    assert every.caption.startswith("Every point")
    # Two caps to each interval: three points in each of two panels, not five; the scenario's own mark is hollow.
    assert [max(_marks(chart).values()) for chart in (chart, every)] == [2 * 3 * 2, 2 * 5 * 2]
    assert [chart.draw(False).count("fill: var(--paper)") for chart in (chart, every)] == [2, 0]


def _marks(chart: Chart) -> Counter[str]:
    """How often each mark is drawn."""
    return Counter(re.findall(r'<use [^>]*href="#([^"]+)"', chart.draw(False)))


def test_a_default_has_no_place_among_numbers() -> None:
    factors: dict[str, list[object]] = {"north": [None, 1.0, 2.0, None], "target": ["a", "a", "a", "b"]}
    answer = _swept(factors)
    points = answer.tables["points"].with_columns(point=pl.Series(["as-it-is", "p1", "p2", "p3"]))
    (chart,) = sweep.charts(replace(answer, tables={"points": points}))
    assert "with north as it is and target a" in chart.draw(True)


def test_the_side_of_a_sweep_is_named_in_full() -> None:
    (chart,) = sweep.charts(_swept({"drones": [10.0, 20.0]}, ("rounds_cost",)))
    for narrow in (False, True):
        texts = _texts(chart.draw(narrow))
        said = texts[texts.index("drones") + 1 :]
        assert "cost of the rounds fired per fight, USD" in " ".join(said)
        assert all(len(text) <= (33 if not narrow else 24) for text in texts if "cost" in text)


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


def test_one_row_is_no_rows() -> None:
    (chart,) = sweep.charts(_swept({"drones": [10.0, 20.0]}))
    assert "(2 rows, CSV)" in chart.html
    assert "(1 row, CSV)" in replace(chart, data=chart.data.head(1)).html


def test_a_million_is_no_metre() -> None:
    answer = _compared()
    tables = {
        name: rows.with_columns(pl.lit("rounds_cost").alias("outcome"), *(pl.col(end) * 5e7 for end in ENDS))
        for name, rows in answer.tables.items()
    }
    means, apart = _drawn(compare.charts(replace(answer, tables=tables)))[::2]
    assert "As it is: USD 12.5 M (USD 10 M to USD 15 M)" in means
    assert "Fewer rounds &lt;b&gt;: +USD 12.5 M (+USD 10 M to +USD 15 M)" in apart
    for picture in (means, apart):
        assert any(re.fullmatch(r"[0-9]+ M", text) for text in _texts(picture))
        assert not any(text.endswith(" m") for text in _texts(picture))


def test_nothing_varies() -> None:
    assert sweep.charts(_swept({"drones": [10.0]})) == []
