"""Numbers, money and dates of programmes as people read them."""

from vyuha.base.calendar import parse_date, show_day, show_month


def plural(unit: str) -> str:
    """More than one of what is counted.

    >>> plural("squadron"), plural("aircraft"), plural("battery"), plural("convoy")
    ('squadrons', 'aircraft', 'batteries', 'convoys')
    """
    if unit.endswith(("craft", "s")):
        return unit
    return unit[:-1] + "ies" if unit.endswith("y") and unit[-2:-1] not in "aeou" else unit + "s"


def counted(number: float, unit: str) -> str:
    """So many of what is counted.

    >>> counted(1.0, "squadron"), counted(2500.0, "rifle")
    ('1 squadron', '2,500 rifles')
    """
    text = f"{number:,.0f}" if float(number).is_integer() or abs(number) >= 100.0 else f"{number:.1f}"
    return f"{text} {unit if text == '1' else plural(unit)}"


def money(value: float, unit: str) -> str:
    """An amount of "USD" or "INR" in words.

    >>> money(5.43e9, "USD"), money(974.28e6, "USD"), money(36192500000.0, "INR")
    ('USD 5.43 billion', 'USD 974.28 million', 'Rs 3,619.25 crore')
    """
    if unit == "INR":
        return f"Rs {_short(value / 1e7)} crore"
    for size, word in ((1e9, " billion"), (1e6, " million")):
        if value >= size:
            return f"USD {_short(value / size)}{word}"
    return f"USD {value:,.0f}"


def _short(value: float) -> str:
    text = f"{value:,.2f}"
    return text.rstrip("0").rstrip(".")


def for_people(text: str) -> str:
    """A date as it is written in files, as one reads it.

    >>> for_people("2026-11"), for_people("2026-H1"), for_people("2030"), for_people("2025-05-07")
    ('Nov 2026', 'half 1 of 2026', '2030', '7 May 2025')
    """
    parts = text.split("-")
    if len(parts) == 2 and parts[1][0] in "QH":
        return f"{'quarter' if parts[1][0] == 'Q' else 'half'} {parts[1][1]} of {parts[0]}"
    if len(parts) < 2:
        return text
    month = show_month(parse_date(text).middle)
    return month if len(parts) == 2 else f"{int(parts[2])} {month}"


def for_day(day: float) -> str:
    """A day as one reads it.

    >>> for_day(739743.5)
    '7 May 2026'
    """
    return for_people(show_day(day))
