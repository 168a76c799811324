"""Units at the border. Expected values: the exact definitions (SI brochure, international foot and mile)."""

import math

import pytest

from vyuha.base.units import DIMENSION_OF, UNITS, UnitError, parse_number, parse_quantity, to_unit


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("40 km", "length", 40_000.0),
        ("40km", "length", 40_000.0),
        ("  40   km ", "length", 40_000.0),
        ("-6 km", "length", -6_000.0),
        ("+1 ft", "length", 0.3048),
        ("1 nmi", "length", 1852.0),
        ("1 mi", "length", 1609.344),
        (".5 m", "length", 0.5),
        ("5. m", "length", 5.0),
        ("1e3 m", "length", 1000.0),
        ("20 min", "time", 1200.0),
        ("250 ms", "time", 0.25),
        ("900 km/h", "speed", 250.0),
        ("1 kt", "speed", 1852.0 / 3600.0),
        ("180 deg", "angle", math.pi),
        ("0.1 m2", "area", 0.1),
        ("1 lb", "mass", 0.45359237),
        ("9 g", "acceleration", 9 * 9.80665),
        ("12 rpm", "frequency", 0.2),
        ("85 %", "ratio", 0.85),
        ("0.85 1", "ratio", 0.85),
        ("6 1/min", "rate", 0.1),
        ("2 MUSD", "money", 2e6),
    ],
)
def test_a_quantity_becomes_its_si_value(text: str, dimension: str, value: float) -> None:
    assert parse_quantity(text, dimension) == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("185", "give a unit"),
        ("", "give a number and a unit"),
        ("km", "give a number and a unit"),
        ("40 kg", "unknown unit of length"),
        ("40 KM", "unknown unit of length"),
        ("nan km", "give a number and a unit"),
        ("inf km", "give a number and a unit"),
        ("1e999 km", "too large"),
        ("1e9999 km", "give a number and a unit"),
        ("9e307 km", "too large"),
        ("1_000 km", "give a number and a unit"),
        ("0x10 km", "give a number and a unit"),
        ("1,5 km", "give a number and a unit"),
        ("١٠ km", "give a number and a unit"),
        ("1 km 2 km", "give a number and a unit"),
        ("1\nkm\nkm", "give a number and a unit"),
        ("9" * 100 + " km", "give a number and a unit"),
        ("--5 km", "give a number and a unit"),
    ],
)
def test_what_is_no_length_is_refused_with_a_hint(text: str, message: str) -> None:
    with pytest.raises(UnitError, match=message):
        parse_quantity(text, "length")


def test_the_hint_can_be_the_callers_own() -> None:
    with pytest.raises(UnitError, match="185 km/h"):
        parse_quantity("185", "speed", example="185 km/h")


@pytest.mark.parametrize(("text", "value"), [("3", 3.0), (" -2.5 ", -2.5), ("1e3", 1000.0), ("010", 10.0)])
def test_a_plain_number(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "nan", "inf", "1e999", "1 km", "0x1", "1_0", "true", "1e", "9" * 100])
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(UnitError):
        parse_number(text)


def test_every_unit_belongs_to_one_dimension_and_goes_there_and_back() -> None:
    assert sum(len(units) for units in UNITS.values()) == len(DIMENSION_OF)
    for unit, dimension in DIMENSION_OF.items():
        assert to_unit(parse_quantity(f"7 {unit}", dimension), unit) == pytest.approx(7.0, rel=1e-15)
