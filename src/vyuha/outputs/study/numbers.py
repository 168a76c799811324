"""Numbers in the pictures of studies: as on all axes, and a million is M, since m is the metre."""

from typing import Any

from vyuha.outputs import axes
from vyuha.results.outcomes import MONEY, millions


def number_axis(axis: Any, written: str, most: int = 5) -> None:
    """Ticks in words: counts, per cent or dollars."""
    from matplotlib.ticker import FuncFormatter

    axes.number_axis(axis, written, most)
    if written == MONEY:
        axis.set_major_formatter(FuncFormatter(lambda value, _: millions(axes.tick(value, written))))


def word(value: float, written: str) -> str:
    """A number as the report says it.

    >>> word(1.26e7, "money"), word(-3.2, "count")
    ('USD 12.6 M', '−3.20')
    """
    return millions(axes.word(value, written))


def signed(value: float, written: str) -> str:
    """A difference, its sign always said.

    >>> signed(1.26e7, "money"), signed(0.123, "share")
    ('+USD 12.6 M', '+12.3 points')
    """
    return millions(axes.signed(value, written))


def with_unit(value: object, unit: str = "") -> str:
    """A value of a factor with its unit.

    >>> with_unit(-2.0, "km"), with_unit("airbase"), with_unit(None)
    ('−2 km', 'airbase', 'as it is')
    """
    if value is None:
        return "as it is"
    if not isinstance(value, float | int):
        return str(value)
    return f"{'−' if value < 0.0 else ''}{abs(value):,.4g} {unit}".strip()
