"""The earth as a planet: shape, gravity and spin, and the winds above it."""

from typing import Annotated

from vyuha.base.table import Metre, MetrePerSecond, RadianPerSecond, Scalar

CubicMetrePerSecond2 = Annotated[float, "m3/s2"]


class Earth:
    """An ellipsoid of revolution that attracts and turns (one row)."""

    semi_major: Metre
    flattening: Scalar
    mu: CubicMetrePerSecond2
    # Oblateness term of the gravity field (0: attracts like a point).
    j2: Scalar
    rate: RadianPerSecond


class WindLevel:
    """The wind at a height above the ellipsoid: where it blows to, towards east and north."""

    height: Metre
    east: MetrePerSecond
    north: MetrePerSecond
