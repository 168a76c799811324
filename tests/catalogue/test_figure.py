"""Figures: expected values are unit conversions by definition (1 deg = pi/180 rad, 1 g = 9.80665 m/s2)."""

import math

import pytest

from vyuha.catalogue.figure import Figure, read_figure

SOURCES = {"KEY": "A. Writer, Some Journal, 2015", "OTHER": "a brochure"}
GIVEN = {"value": "280 km", "low": "224 km", "high": "336 km", "grade": "derived", "source": "KEY"}


def test_a_figure_is_si_inside_and_readable_outside() -> None:
    figure = read_figure(GIVEN, "length", SOURCES)
    assert (figure.value, figure.low, figure.high) == (280e3, 224e3, 336e3)
    assert (figure.text, figure.unit, figure.si_unit) == ("280 km (224 to 336)", "km", "m")
    assert (figure.source, figure.grade) == (SOURCES["KEY"], "derived")


def test_a_figure_without_a_range_is_its_own_range() -> None:
    figure = read_figure({"value": "-1 deg", "grade": "assumed", "note": "a guess"}, "angle", SOURCES)
    assert figure.value == figure.low == figure.high == pytest.approx(-math.pi / 180.0)
    assert figure.text == "-1 deg"


@pytest.mark.parametrize(
    ("text", "dimension", "value", "shown"),
    [
        ("25 g", "acceleration", 25.0 * 9.80665, "25 g"),
        ("50 m2/s3", "acceleration spectrum", 50.0, "50 m2/s3"),
        ("12.5 kg/s", "mass flow", 12.5, "12.5 kg/s"),
        ("10000 kg/m2", "ballistic coefficient", 1e4, "10,000 kg/m2"),
        ("0.5", "ratio", 0.5, "0.5"),
        ("0.5 1", "ratio", 0.5, "0.5"),
        ("80 %", "ratio", 0.8, "80 %"),
        ("8", "count", 8.0, "8"),
        ("1e-6", "ratio", 1e-6, "1e-06"),
    ],
)
def test_units(text: str, dimension: str, value: float, shown: str) -> None:
    figure = read_figure({"likely": text, "grade": "published", "source": "KEY"}, dimension, SOURCES)
    assert figure.value == pytest.approx(value, rel=1e-15)
    assert figure.text == shown


def test_several_sources_are_written_out_and_free_text_stays() -> None:
    given = GIVEN | {"source": "KEY; OTHER; example.org, page 3"}
    assert read_figure(given, "length", SOURCES).source == f"{SOURCES['KEY']}; {SOURCES['OTHER']}; example.org, page 3"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": "280"}, "give a unit"),
        ({"value": "280 kg"}, "unknown unit of length"),
        ({"value": "nan km"}, "give a number"),
        ({"value": "1e999 km"}, "1e999 km|number"),
        ({"low": "300 km"}, "between low and high"),
        ({"high": "200 km"}, "between low and high"),
        ({"likely": "280 km"}, '"value" or "likely"'),
        ({"grade": "certain"}, 'grade "certain": allowed: published'),
        ({"grade": ""}, "allowed: published"),
        ({"source": ""}, "a derived figure needs a source"),
        ({"source": "KEI"}, 'unknown source key "KEI"; did you mean "KEY"'),
        ({"grade": "assumed"}, "needs a note"),
        ({"sauce": "KEY"}, 'unknown key "sauce"'),
        ({"note": ["a", "b"]}, "plain text"),
    ],
)
def test_what_a_figure_refuses(change: dict[str, object], message: str) -> None:
    # Negative control: without the change it is read (test_a_figure_is_si_inside_and_readable_outside).
    with pytest.raises(ValueError, match=message):
        read_figure(GIVEN | change, "length", SOURCES)


@pytest.mark.parametrize("raw", ["280 km", [], {}, None])
def test_something_else_than_a_figure_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="give a figure"):
        read_figure(raw, "length", SOURCES)


def test_low_without_high_is_refused() -> None:
    with pytest.raises(ValueError, match="both"):
        read_figure({key: text for key, text in GIVEN.items() if key != "high"}, "length", SOURCES)


def test_a_figure_cannot_be_changed() -> None:
    figure = Figure(1.0, 1.0, 1.0, "m", "", "assumed")
    with pytest.raises(AttributeError):
        figure.value = 2.0  # type: ignore[misc]
