"""Radars: those that search and those that guide, where their antennas stand, and what they look through."""

from vyuha.base.table import (
    Code,
    Count,
    Entity,
    Flag,
    Hertz,
    Index,
    Metre,
    MetrePerSecond,
    Radian,
    RadianPerSecond,
    Scalar,
    Second,
    SiemensPerMetre,
    SquareMetre,
    WattPerHertz,
)

# Most false plots of one scan; the tables have room for as many.
MOST_FALSE_PLOTS = 64

SEARCH = 0
ENGAGEMENT = 1

# How a beam covers elevation: steered to each target, or one fan over all of it.
STEERED = 0
FAN = 1


class Radar:
    """A radar: what does not change while it fights."""

    entity: Entity
    site: Index
    # Net at the start.
    net: Index
    kind: Code
    wavelength: Metre
    # Range at which a target of `reference_rcs` gives `reference_snr` in each of its `pulses`; a clear, quiet sky.
    reference_range: Metre
    reference_rcs: SquareMetre
    reference_snr: Scalar
    # Pulses that are added for one decision, and where in `Setup.curve` its table of chances begins.
    pulses: Count
    chances: Index
    false_alarm_probability: Scalar
    # What is detected stands out from the noise by no less than this in each pulse.
    least_signal: Scalar
    minimum_range: Metre
    instrumented_range: Metre
    period: Second
    # Time of the first look after the start.
    phase: Second
    # An antenna that turns hands over its plots in so many parts of a turn (1: all at once).
    parts: Count
    # From the measurement to the tracker.
    latency: Second
    # Azimuth of the sector's centre, clockwise from north, and half its width (pi: all round).
    sector_centre: Radian
    sector_half_width: Radian
    minimum_elevation: Radian
    maximum_elevation: Radian
    # Half-power widths of the beam, how it covers elevation, and the axis of a fan.
    azimuth_width: Radian
    elevation_width: Radian
    elevation_shape: Code
    fan_axis: Radian
    # Gain over an isotropic antenna, and lobes relative to it.
    gain: Scalar
    first_sidelobe: Scalar
    average_sidelobe: Scalar
    back_lobe: Scalar
    # Loss of a beam steered off the middle of its sector: this power of the cosine (0: none).
    scan_exponent: Scalar
    polarisation: Code
    # Depth of one range cell.
    range_resolution: Metre
    # Density of its own noise, and its jammed bandwidth.
    noise: WattPerHertz
    bandwidth: Hertz
    # Moving target indicator: pulses of the canceller (0: none), how much less clutter it leaves for each signal, and
    # the repetition frequencies that take turns: one in the middle and one `stagger` [share] to either side.
    canceller: Count
    improvement: Scalar
    repetition: Hertz
    stagger: Scalar
    # One-sigma errors at `reference_snr`, and the floor that no signal improves on.
    range_error: Metre
    azimuth_error: Radian
    elevation_error: Radian
    range_error_floor: Metre
    angle_error_floor: Radian
    # One-sigma of what is wrong in all its plots of a replicate.
    range_bias: Metre
    azimuth_bias: Radian
    elevation_bias: Radian
    # Mean number of false plots in one scan of the whole coverage.
    false_plots: Scalar
    # Engagement radars: time of one look at one target, and of one search of the whole sector (0: does not search).
    dwell: Second
    search_frame: Second
    # Where in `Setup.curve` its table of losses begins, and what of them [dB, one way] its reference range contains.
    losses: Index
    reference_loss: Scalar
    # Of what carries its antenna round a circle: radius, angular rate (0: stands still), and angle at time 0.
    orbit_radius: Metre
    orbit_rate: RadianPerSecond
    orbit_phase: Radian
    # Made perfect (see `engine.perfect`): it sees through the ground; it detects whatever it could see at all.
    transparent: Flag
    certain: Flag
    # It moves with its site.
    moves: Flag
    # Eyes in place of an antenna: what counts is the area that a target presents.
    optical: Flag


class Antenna:
    """Where the antenna of a radar is at present, which way it faces, and what is wrong with it in this replicate."""

    x: Metre
    y: Metre
    z: Metre
    vx: MetrePerSecond
    vy: MetrePerSecond
    vz: MetrePerSecond
    # Above the surface around it.
    height: Metre
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
    # Errors of all its plots in this replicate.
    range_bias: Metre
    azimuth_bias: Radian
    elevation_bias: Radian
    # What its next scan will be on the way to the tracker of its net, beside the radar's own latency.
    delay: Second
    # Its latest look: when it ended, its number, which part of the turn it was, and how many jammers disturbed it.
    time: Second
    look: Count
    part: Count
    jammers: Count
    # Searches of its sector by an engagement radar so far.
    searches: Count
    # Its unit has moved: it stands where no mask was made for it.
    moved: Flag
    # When what carries it comes on station, and how long it stays (0: all the time).
    on_from: Second
    on_for: Second


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
    # Range, azimuth and elevation as measured.
    slant: Metre
    azimuth: Radian
    elevation: Radian
    # How long before the time of its scan it was measured.
    age: Second
    # Size that its echo seems to have, fluctuation and all.
    apparent_rcs: SquareMetre
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


class Background:
    """What is under and between radar and target (one row)."""

    # Surface: relative permittivity, conductivity, standard deviation of its heights, and whether it is water.
    permittivity: Scalar
    conductivity: SiemensPerMetre
    roughness: Metre
    water: Flag
    # Its echo: constant gamma, and the spread of its velocities.
    gamma: Scalar
    velocity_spread: MetrePerSecond
    # It rains up to this height, along no more than this of a path.
    rain_top: Metre
    rain_extent: Metre


class Jam:
    """A jammer as one radar feels it at present."""

    radar: Index
    # The threat that carries it.
    threat: Index
    # Over the radar's noise, received at the peak of its main lobe.
    strength: Scalar
    azimuth: Radian
    elevation: Radian
    slant: Metre


class Probe:
    """A target that no raid flies, by which coverage is mapped (one row)."""

    # Above the ground, or above the ellipsoid on a smooth earth.
    height: Metre
    rcs: SquareMetre
    swerling: Code
    # Towards the radar (not a number: any, the mean over all).
    speed: MetrePerSecond
