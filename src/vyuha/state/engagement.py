"""Rules of engagement and control zones: which tracks may be engaged, when and where."""

from vyuha.base.table import Code, Flag, Index, Metre, MetrePerSecond, Radian, Scalar, Second

# What a zone asks for, in order of strictness (0: no zone).
ZONE_FREE = 1
ZONE_TIGHT = 2
ZONE_CORRIDOR = 3
ZONE_HOLD = 4
ZONE_NO_FIRE = 5

# What a part of a zone is.
LEG = 0  # all that lies within the half-width of a leg; a circle is a leg without length
EDGE = 1  # an edge of a polygon


class Order:
    """A rule of engagement of one fire unit; each unit has as many rows, those of unit u from u times that number on,
    in order of time. No rows at all: the control of `Identification` holds for everybody.
    """

    # From when on (infinite: a row that is not used).
    start: Second
    control: Code
    # Least probability of hostile (negative: as declared).
    certainty: Scalar
    # With hold: what comes down or passes this near, and this soon, attacks the unit.
    reach: Metre
    within: Second


class ZonePart:
    """A piece of a control zone, on the ground; the rows of a zone follow each other."""

    zone: Index
    rule: Code
    form: Code
    # Ends of the leg or edge: where the ellipsoid below them is, in the local frame.
    x_1: Metre
    y_1: Metre
    x_2: Metre
    y_2: Metre
    half_width: Metre
    lowest: Metre
    highest: Metre
    start: Second
    end: Second
    # Of a corridor: what flies this fast, and within this angle of the leg's direction, is taken for civil.
    slowest: MetrePerSecond
    fastest: MetrePerSecond
    heading: Radian
    one_way: Flag
    # Logarithm of how much likelier a neutral aircraft is there.
    log_odds: Scalar
