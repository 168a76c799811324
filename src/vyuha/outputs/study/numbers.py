"""Values of factors as sentences and pictures of studies say them."""


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
