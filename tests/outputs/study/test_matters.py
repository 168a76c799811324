"""Pictures of what matters: they show what the tables say, for desk and phone, and say it in words."""

import re

import polars as pl
import pytest

from vyuha.outputs.study.matters import MOST_ROWS, charts
from vyuha.results.answers import Answer

TORNADO = pl.DataFrame(
    {
        "factor": ["reach <92N6E>", "height"],
        "grade": ["assumed", ""],
        "low": ["160 km", "30 m"],
        "high": ["260 km", "100 m"],
        "outcome": ["armed_leakers"] * 2,
        "change_at_low": [1.5, 0.1],
        "change_at_low_least": [1.0, -0.2],
        "change_at_low_most": [2.0, 0.4],
        "change_at_high": [-0.8, None],
        "change_at_high_least": [-1.0, None],
        "change_at_high_most": [-0.6, None],
        "swing": [2.3, 0.1],
        "told": [True, False],
    },
    strict=False,
).with_columns(pl.col("change_at_high", "change_at_high_least", "change_at_high_most").fill_null(0.0))
MORRIS = pl.DataFrame(
    {
        "factor": ["reach", "height"],
        "grade": ["assumed"] * 2,
        "range": ["160 to 260 km", "30 to 100 m"],
        "outcome": ["armed_leakers"] * 2,
        "mu_star": [2.0, 0.2],
        "mu_star_least": [1.5, 0.0],
        "mu_star_most": [2.5, 0.4],
        "sigma": [0.5, 0.3],
        "sigma_least": [0.2, 0.1],
        "sigma_most": [0.8, 0.5],
        "luck": [0.2, 0.2],
        "told": [True, False],
    }
)
SOBOL = pl.DataFrame(
    {
        "factor": ["reach", "height"],
        "range": ["160 to 260 km", "30 to 100 m"],
        "outcome": ["armed_leakers"] * 2,
        "first": [0.7, 0.1],
        "first_least": [0.6, 0.0],
        "first_most": [0.8, 0.2],
        "total": [0.85, 0.15],
        "total_least": [0.7, 0.1],
        "total_most": [1.0, 0.2],
    }
)
SPLIT = pl.DataFrame(
    {
        "part": ["variance of ignorance", "variance of chance", "share of ignorance"],
        "outcome": ["armed_leakers"] * 3,
        "value": [2.0, 3.0, 0.4],
        "least": [1.0, 2.0, 0.25],
        "most": [4.0, 5.0, 0.6],
    }
)
WORTH = pl.DataFrame(
    {
        "figure": [f"figure {n}" for n in range(MOST_ROWS + 3)],
        "range": ["1 to 2"] * (MOST_ROWS + 3),
        "outcome": ["armed_leakers"] * (MOST_ROWS + 3),
        "share": [0.5 - 0.02 * n for n in range(MOST_ROWS + 3)],
        "share_least": [0.0] * (MOST_ROWS + 3),
        "share_most": [0.8] * (MOST_ROWS + 3),
        "told": [n < 2 for n in range(MOST_ROWS + 3)],
        "worth": [0.01 * n for n in range(MOST_ROWS + 3)],
        "worth_least": [0.0] * (MOST_ROWS + 3),
        "worth_most": [0.3] * (MOST_ROWS + 3),
    }
)
TABLES = {"tornado": TORNADO, "morris": MORRIS, "sobol": SOBOL, "split": SPLIT, "worth": WORTH}


def answer(*tables: str) -> Answer:
    return Answer("matters", "m", "What matters", (), {name: TABLES[name] for name in tables})


def texts(svg: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>(.*?)</text>", svg))


def test_each_table_has_its_pictures():
    made = charts(answer(*TABLES))
    assert [chart.name for chart in made] == ["m-tornado", "m-morris", "m-sobol", "m-split", "m-worth", "m-share"]
    assert charts(Answer("matters", "m", "nothing", (), {})) == []
    # Without alternatives nothing is worth anything for a decision.
    plain = {"worth": WORTH.drop("worth", "worth_least", "worth_most")}
    assert [chart.name for chart in charts(Answer("matters", "m", "t", (), plain))] == ["m-share"]


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("table", TABLES)
def test_pictures_are_drawn_for_desk_and_phone_with_words(table, narrow):
    for chart in charts(answer(table)):
        svg = chart.draw(narrow)
        assert svg == chart.draw(narrow)
        assert re.search(r'aria-label="[^"]{40,}"', svg)
        assert "nan" not in texts(svg)
        assert "95 %" in chart.caption


def test_words_say_what_the_tables_say():
    (tornado,), (split,) = charts(answer("tornado")), charts(answer("split"))
    assert "+1.50 at 160 km, −0.80 at 260 km" in tornado.draw(False)
    assert "40.0 % of the variance is ignorance (25.0 to 60.0 %)" in split.draw(False)
    assert "reach &lt;92N6E&gt;" in tornado.draw(False)


def test_many_rows_are_cut_and_the_caption_says_so():
    worth, share = charts(answer("worth"))
    assert f"{MOST_ROWS} of {MOST_ROWS + 3}; the table has all" in worth.caption
    # Each is sorted by what it shows.
    assert f"figure {MOST_ROWS + 2}" in texts(worth.draw(False))
    assert f"figure {MOST_ROWS + 2}" not in texts(share.draw(False))
    assert worth.data.height == MOST_ROWS + 3


def test_only_factors_that_are_told_are_named_on_the_plane():
    (plane,) = charts(answer("morris"))
    assert "reach" in texts(plane.draw(False))
    assert "height" not in texts(plane.draw(False))
