"""Threats: what comes in, and what has become of it."""

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
    SquareMetre,
    Watt,
)

# What became of a threat. `results.records` names them for people.
IN_FLIGHT = 0
KILLED = 1
HIT = 2  # came through and hit its target
STRAY = 3  # came through and came down beside its target
LEFT = 4  # went for nothing, and has come to the end of its way

# What stood in the way at its last chance (-1: it never had one). Where two nets see one threat at the same time, the
# greater counts. `results.records` names them for people.
CHANCE_NO_COMMAND = 0
CHANCE_NOT_IDENTIFIED = 1
CHANCE_HELD = 2
CHANCE_JUDGED_DEAD = 3
CHANCE_ON_HOLD = 4
CHANCE_MOST_ROUNDS = 5
CHANCE_NO_ROUNDS = 6
CHANCE_NO_CHANNEL = 7
CHANCE_SILENT = 8
CHANCE_ENGAGED = 9
CHANCE_ORDERED = 10  # nothing: a round was ordered


class Knot:
    """A point of a planned path; paths share one table, each a run of rows with growing time."""

    time: Second
    x: Metre
    y: Metre
    z: Metre
    vx: MetrePerSecond
    vy: MetrePerSecond
    vz: MetrePerSecond


class Threat:
    """One air vehicle of a raid, or a flight that is none, as planned."""

    entity: Entity
    # Whose it is, and what it carries to answer with when it is asked.
    side: Code
    transponder: Code
    raid: Index
    kind: Index
    # Site that it goes for (-1: none; a flight, or a threat that only passes).
    target: Index
    # Rows of its path in the knot table: [first, last].
    first_knot: Index
    last_knot: Index
    start_time: Second
    # Mean of the exponential spacing to its predecessor in a Poisson raid (0: planned times hold), and its number
    # there.
    mean_gap: Second
    ordinal: Count
    # One-sigma of the start time, of the displacement across the axis and in height, and of the aim on the ground
    # (per axis).
    timing_error: Second
    cross_track_error: Metre
    height_error: Metre
    # Lowest displacement in height, so that nothing starts below the ground.
    height_floor: Metre
    aim_error: Metre
    # How long before the end of its flight displacements begin to turn into the aiming error (0: from the start).
    converge: Second
    # Unit vector across the axis, and the displacement in the formation.
    across_x: Scalar
    across_y: Scalar
    across_z: Scalar
    formation_offset: Metre
    # Of a decoy: the threat that releases it (-1: flies on its own), when in that one's flight, and how far across its
    # course it has come at the end.
    carrier: Index
    release: Second
    fan: Metre
    # One-sigma of the error of its navigation in the middle of the flight, across the axis.
    wander: Metre
    # From `weave_begin` of its flight on it weaves along `side`, a unit vector across its last leg: the displacement
    # at which one wave alone would take the whole load, and its angular rate (no amplitude: does not).
    weave_begin: Second
    weave_amplitude: Metre
    weave_rate: RadianPerSecond
    side_x: Scalar
    side_y: Scalar
    side_z: Scalar
    # Cross-section from the nose, the side and the tail in bands above 2 GHz, and the factor on it below.
    rcs: SquareMetre
    side_rcs: SquareMetre
    tail_rcs: SquareMetre
    low_band: Scalar
    # Size across the line of sight, over which its echo wanders.
    span: Metre
    # Area that it presents to what shoots at it, and to the eye.
    presented_area: SquareMetre
    # Of a target that moves: the time whose place its path leads to, and whether it goes for where that one was when it
    # set out (else for where it will be).
    aimed_time: Second
    last_seen: Flag
    # Effective power that its jammer sends towards every radar (0: none), spread over a bandwidth, and between which
    # wavelengths.
    jam_power: Watt
    jam_bandwidth: Hertz
    jam_shortest: Metre
    jam_longest: Metre
    # Swerling's number, 0 (steady) to 4.
    swerling: Code
    # Factor on an interceptor's lethal radius (1: a fighter).
    vulnerability: Scalar
    # Hits that one of these scores on the site where it comes down.
    warhead_hits: Count
    # Ways to the places of a target that moves: rows from the first on, one for each place (0: it stays).
    first_path: Index
    paths: Count
    # Of what homes on radars (no divert: does not): how far from where it flies it can still come down, how long before
    # its end it settles on an emitter, and what its memory loses of one that falls silent: an angle of the distance
    # left, and a speed over the time left.
    divert: Metre
    lock_time: Second
    memory_angle: Radian
    memory_drift: MetrePerSecond


class ThreatState:
    """What has happened to a threat so far; times that never came are NaN."""

    outcome: Code
    # In the air, and located, at the moment of the latest look.
    airborne: Flag
    # Drawn at the start of the replicate.
    begin: Second
    end: Second
    offset_x: Metre
    offset_y: Metre
    offset_z: Metre
    aim_x: Metre
    aim_y: Metre
    aim_z: Metre
    # Where its path begins and ends in the knot table, counted from the planned one, and to which place of its target
    # it leads.
    detour_first: Count
    detour_last: Count
    place: Count
    # Terms of the wander, slowest first, and phases of the weave.
    wander_1: Metre
    wander_2: Metre
    wander_3: Metre
    wander_4: Metre
    weave_phase: Radian
    jink_phase: Radian
    resolved_time: Second
    # The chain, link by link: first time that each link held.
    coverage_time: Second
    horizon_time: Second
    detection_time: Second
    track_time: Second
    feasible_time: Second
    order_time: Second
    launch_time: Second
    detections: Count
    # Slant range of the first detection, and looks in which a radar had no more than its jamming.
    detection_range: Metre
    strobes: Count
    shots: Count
    # Command cycles in which its track was ready to be engaged but this stood in the way.
    cycles_no_command: Count
    cycles_no_unit: Count
    cycles_sector: Count
    cycles_envelope: Count
    cycles_no_channel: Count
    cycles_no_rounds: Count
    cycles_too_late: Count
    # The latest command cycle in which a round, if ordered, could still have met it: when, by which fire unit, and what
    # stood in the way (`CHANCE_*`). For the record only; no decision may read it.
    last_chance_time: Second
    last_chance_unit: Index
    last_chance_reason: Code
    cycles_silent: Count
    # First time that a radar would have had it in view, had it not been silent.
    silent_time: Second
    # Site at which it came down (-1: at none).
    struck: Index
    best_miss: Metre
