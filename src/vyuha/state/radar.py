"""Radars: those that search and those that guide."""

from vyuha.base.table import Code, Entity, Flag, Index, Metre, Radian, Scalar, Second

# Most false plots of one scan; the tables have room for as many.
MOST_FALSE_PLOTS = 64

SEARCH = 0
ENGAGEMENT = 1


class Radar:
    """A radar on its site."""

    entity: Entity
    site: Index
    net: Index
    kind: Code
    x: Metre
    y: Metre
    z: Metre
    # Height of the antenna above the ground.
    antenna_height: Metre
    # Local east and north at the antenna, for azimuth and elevation; up is that of the site.
    east_x: Scalar
    east_y: Scalar
    east_z: Scalar
    north_x: Scalar
    north_y: Scalar
    north_z: Scalar
    up_x: Scalar
    up_y: Scalar
    up_z: Scalar
    # Range at which a target of `reference_rcs` gives `reference_snr`.
    reference_range: Metre
    reference_rcs: Scalar
    reference_snr: Scalar
    false_alarm_probability: Scalar
    minimum_range: Metre
    instrumented_range: Metre
    period: Second
    # Time of the first look after the start.
    phase: Second
    # Azimuth of the sector's centre, clockwise from north, and half its width (pi: all round).
    sector_centre: Radian
    sector_half_width: Radian
    minimum_elevation: Radian
    maximum_elevation: Radian
    # One-sigma errors at `reference_snr`, and the floor that no signal improves on.
    range_error: Metre
    azimuth_error: Radian
    elevation_error: Radian
    range_error_floor: Metre
    angle_error_floor: Radian
    # Mean number of false plots in one scan of the whole coverage.
    false_plots: Scalar


class Plot:
    """A detection, as Cartesian position with its error covariance."""

    x: Metre
    y: Metre
    z: Metre
    xx: Scalar
    xy: Scalar
    xz: Scalar
    yy: Scalar
    yz: Scalar
    zz: Scalar
    snr: Scalar
    # How long before the time of its scan it was measured.
    age: Second
    # Size that its echo seems to have, fluctuation and all [m2].
    apparent_rcs: Scalar
    # What came back when the radar asked who it is.
    reply: Code
    # Direction of a jammer only: along the beam it says nothing. The antenna from which it was seen.
    strobe: Flag
    origin_x: Metre
    origin_y: Metre
    origin_z: Metre
    # The threat it came from, for the record only (-1: a false plot). No decision may read it.
    threat: Index
    used: Flag


class Probe:
    """A target that no raid flies, by which coverage is mapped (one row)."""

    # Above the ground, or above the ellipsoid on a smooth earth.
    height: Metre
    rcs: Scalar
    swerling: Code
