"""Pictures of curves: for the desk and the phone, with what they say in words; every panel draws rows of its table."""

import re
from xml.etree import ElementTree

import polars as pl
import pytest

from vyuha.outputs.chart import Chart
from vyuha.outputs.study.curves import charts
from vyuha.results.answers import Answer, Sentence

PANELS = {"along": "drones", "unit": ""}
MARK = {"before": 0.1, "after": 1.0, "chance": 0.001, "told": True, "fits": True}


def curve(measure: str, places: list[str], means: list[float | None]) -> list[dict[str, object]]:
    return [
        {
            "measure": measure,
            "place": place,
            "x": float(n + 1 if not place[0].isdigit() else place.split()[0]),
            "mean": mean,
            "low": None if mean is None else 0.8 * mean,
            "high": None if mean is None or measure == "time" else 1.2 * mean,
            "fights": 40,
            "failed": 0,
        }
        for n, (place, mean) in enumerate(zip(places, means, strict=True))
    ]


def knees(told: bool = True) -> pl.DataFrame:
    row = {"measure": "leakers", "kind": "knee", "at": 16.2, "low": 15.1, "high": 17.0, "level": 2.0} | MARK
    return pl.DataFrame([row | {"told": told}, row | {"kind": "full", "at": 18.0, "high": float("inf"), "told": told}])


def numbers(told: bool = True) -> Answer:
    """A curve over numbers, one of times and one of shares."""
    places = ["4", "8", "16", "32"]
    rows = curve("leakers", places, [0.0, 1.0, 2.0, 18.0]) + curve("time", places, [None, 300.0, 200.0, 100.0])
    rows += curve("value_protected", places, [0.8, 0.7, 0.5, 0.1])
    kinds = (("leakers", "Leakers", "count"), ("time", "Time (s)", "time"), ("value_protected", "Value", "share"))
    panels = [PANELS | {"measure": m, "title": t, "kind": k, "stepped": False} for m, t, k in kinds]
    tables = {"curve": pl.DataFrame(rows), "panels": pl.DataFrame(panels), "knees": knees(told)}
    return Answer("curve", "full", "Saturation: drones", (Sentence("It is full.", 160),), tables)


def units() -> Answer:
    """Alternatives in steps, whose names begin with digits."""
    places = [f"{n} battalions" for n in range(1, 7)]
    rows = curve("leakers", places, [10.0, 7.0, 4.0, 1.0, 0.0, 0.0])
    panels = [
        PANELS | {"along": "alternatives", "measure": "leakers", "title": "Leakers", "kind": "count", "stepped": True}
    ]
    steps = [
        {"measure": "leakers", "place": place, "before": "", "x": n + 2.0, "mean": -3.0, "low": -4.0, "high": -2.0}
        | {"fights": 40, "told": n < 3}
        for n, place in enumerate(places[1:])
    ]
    tables = {"curve": pl.DataFrame(rows), "panels": pl.DataFrame(panels), "steps": pl.DataFrame(steps)}
    return Answer("curve", "next", "The next one", (), tables | {"knees": knees().filter(pl.col("measure") == "none")})


def words(chart: Chart, narrow: bool) -> tuple[str, str]:
    """What a picture holds as text, and its alternative text."""
    svg = chart.draw(narrow)
    found = ElementTree.fromstring(svg.replace("xlink:", ""))
    return " ".join(" ".join(found.itertext()).split()), found.attrib["aria-label"]


@pytest.mark.parametrize("narrow", [False, True])
def test_a_curve_says_its_titles_marks_and_numbers(narrow: bool) -> None:
    (chart,) = charts(numbers())
    text, alt = words(chart, narrow)
    for said in (
        "Leakers",
        "Time (s)",
        "Value",
        "drones",
        "16.2",
        "18",
        "knee",
        "size from which on the defence is full",
    ):
        assert said in text, said
    assert "Leakers, by drones: 4: 0, 8: 1.00" in alt
    assert "Knee at 16.2." in alt
    assert "8: 300 s" in alt and "4: 80 %" in alt.replace(".0 %", " %")
    assert "meet" in chart.caption


def test_a_knee_that_is_not_told_is_not_drawn() -> None:
    (chart,) = charts(numbers(told=False))
    text, alt = words(chart, False)
    assert "knee" not in text and "16.2" not in text and "Knee" not in alt
    assert "meet" not in chart.caption


@pytest.mark.parametrize("narrow", [False, True])
def test_alternatives_are_named_below_and_steps_have_a_picture_of_their_own(narrow: bool) -> None:
    first, second = charts(units())
    for chart, last in ((first, "6 battalions"), (second, "6 battalions")):
        assert last in words(chart, narrow)[0]
    assert "−3.00" in words(second, narrow)[1]
    assert (first.name, second.name) == ("curve-next", "steps-next")


def test_the_phone_has_one_column_and_no_ids_that_meet() -> None:
    (chart,) = charts(numbers())
    wide, narrow = (chart.draw(one) for one in (False, True))
    box = [float(number) for number in re.search(r'viewBox="([^"]+)"', narrow).group(1).split()]  # type: ignore[union-attr]
    assert box[2] < 300.0 < box[3]
    assert not set(re.findall(r' id="([^"]+)"', wide)) & set(re.findall(r' id="([^"]+)"', narrow))


def test_the_rows_of_a_picture_are_those_of_its_table() -> None:
    (chart,) = charts(numbers())
    assert chart.data.equals(numbers().tables["curve"])
    assert chart.html.count("<svg") == 2
