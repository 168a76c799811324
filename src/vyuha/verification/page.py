"""The verification as a page: one Markdown table for each chapter, between two marks."""

import math
from collections.abc import Sequence

from vyuha.verification.case import Case
from vyuha.verification.chapters import CHAPTERS

BEGIN, END = "<!-- verification: begin -->", "<!-- verification: end -->"
_HEAD = "| case | what is compared | source | error | tolerance | error of the control | unit | control | verdict |"
_RULE = "|---|---|---|--:|--:|--:|---|---|---|"


def short(value: float) -> str:
    """A number with two digits, for tables.

    >>> short(8.26e-06), short(0.0014), short(7.124), short(2763.4), short(0.0)
    ('8.3e-6', '0.0014', '7.1', '2800', '0')
    """
    if value == 0.0 or not math.isfinite(value):
        return f"{value:g}"
    if 1e-3 <= abs(value) < 1e5:
        return f"{float(f'{value:.1e}'):.12g}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent)}"


def _row(case: Case) -> str:
    numbers = (short(value) for value in (case.error, case.tolerance, case.control_error))
    cells = (f"`{case.id}`", case.what, case.source, *numbers, case.unit, case.control, case.verdict)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def tables(cases: Sequence[Case]) -> str:
    """A heading and a table for each chapter, in the order in which they appear; below it why some cases are missed."""
    parts = []
    for name in dict.fromkeys(case.chapter for case in cases):
        own = [case for case in cases if case.chapter == name]
        parts.append("\n".join([f"### {CHAPTERS[name].title}", "", _HEAD, _RULE, *map(_row, own)]))
        reasons = [f"- Why `{case.id}` is missed: {case.known_miss}." for case in own if case.explained]
        if reasons:
            parts.append("\n".join(reasons))
    return "\n\n".join(parts) + "\n"


def filled(page: str, cases: Sequence[Case]) -> str:
    """The page with what stands between its marks replaced. Raises `ValueError` when it does not have both, once."""
    if page.count(BEGIN) != 1 or page.count(END) != 1 or page.index(BEGIN) > page.index(END):
        raise ValueError(f"needs one line {BEGIN} and after it one line {END}")
    before, after = page.split(BEGIN, maxsplit=1)[0], page.split(END)[1]
    return f"{before}{BEGIN}\n\n{tables(cases)}\n{END}{after}"


def blank() -> str:
    """A page that holds nothing but the marks."""
    return f"# Verification\n\n{BEGIN}\n{END}\n"
