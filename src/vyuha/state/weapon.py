"""Fire units, their missiles, their engagements and the interceptors in flight."""

from vyuha.base.table import (
    Address,
    Code,
    Count,
    Entity,
    Flag,
    Index,
    Kilogram,
    Metre,
    MetrePerSecond,
    Newton,
    Radian,
    Scalar,
    Second,
)

# How a missile finds its target at the end.
ACTIVE = 0
TRACK_VIA_MISSILE = 1
SEMI_ACTIVE = 2

# By which law it steers there.
PROPORTIONAL = 0
AUGMENTED = 1

# Updates that may be on their way to one missile at a time.
UPLINKS = 8


class Missile:
    """A type of interceptor: flight model, envelope and warhead."""

    launch_mass: Kilogram
    # Boost, then sustain; a phase without thrust has zero duration.
    boost_thrust: Newton
    boost_time: Second
    boost_flow: Scalar  # kg/s
    sustain_thrust: Newton
    sustain_time: Second
    sustain_flow: Scalar  # kg/s
    reference_area: Scalar  # m2
    # Zero-lift drag coefficient, subsonic, at Mach 1.2 and at Mach 4 (linear between).
    drag_subsonic: Scalar
    drag_transonic: Scalar
    drag_supersonic: Scalar
    # Induced drag: drag coefficient added per squared lift coefficient.
    induced_drag: Scalar
    # Largest normal force coefficient that fins can command, and the structural limit.
    lift_limit: Scalar
    load_limit: Scalar  # m/s2
    # First-order lag of the autopilot.
    lag: Second
    # Vertical launch: time before turn-over ends.
    turnover_time: Second
    # Loft: the aim point is raised by this share of the ground range to go, but not above the ceiling.
    loft: Scalar
    loft_ceiling: Metre
    # Longest guided flight, then self-destruct; also when slower than the speed at which fins still steer.
    flight_time: Second
    minimum_speed: MetrePerSecond
    navigation: Code
    navigation_gain: Scalar
    guidance: Code
    # From the track's estimate to the missile that has its update.
    uplink_delay: Second
    seeker_range: Metre
    # Half-angle of the seeker's view when it opens: the target must be inside.
    seeker_half_angle: Radian
    # Half-width of its beam: a target farther from where the track says it is goes unseen.
    seeker_basket: Radian
    # One-sigma angular noise of the homing signal.
    homing_noise: Radian
    minimum_range: Metre
    maximum_range: Metre
    minimum_height: Metre
    maximum_height: Metre
    maximum_target_speed: MetrePerSecond
    maximum_ballistic_range: Metre
    # Half of the fighters at this miss distance are killed.
    lethal_radius: Metre
    fuze_radius: Metre
    reliability: Scalar
    # Thrown towards its target, from an aircraft at a height or from a tube: its speed then (0: straight up).
    launch_height: Metre
    launch_speed: MetrePerSecond
    # A burst of a gun, which flies straight and without guidance (muzzle velocity 0: a missile): share of its speed
    # that a shell loses on each metre, shells in a burst, dispersion of each and error of aim of all (one sigma per
    # axis), and the probability that one hit kills.
    muzzle_velocity: MetrePerSecond
    slowing: Scalar  # 1/m
    burst_rounds: Count
    dispersion: Radian
    aim_error: Radian
    hit_kill: Scalar
    # Kill probability expected of the type against a fighter.
    expected_kill: Scalar


class Magazine:
    """The rounds of one missile type at one fire unit; the rows of a unit follow each other."""

    fire_unit: Index
    missile: Index
    # On the launchers, and beside them at the start.
    rounds: Count
    # By the unit's doctrine. Place of the type in the order of preference against each group of targets (see
    # `state.group`), four bits for each; groups at which it is not fired, one bit for each; its last rounds, and the
    # groups at which those are not fired.
    places: Code
    barred: Code
    last_rounds: Count
    last_barred: Code
    reserve: Count
    # A launcher that has fired so many is reloaded, which takes so long (0: never).
    batch: Count
    reload_time: Second


class MagazineState:
    """Rounds left on the launchers and beside them, and cells that are empty and not being loaded."""

    rounds: Count
    reserve: Count
    spent: Count


class FireUnit:
    """A battery or battalion: one engagement radar and the launchers that it guides for."""

    entity: Entity
    site: Index
    # Net at the start.
    net: Index
    radar: Index
    # Rows of its own in the other tables: [first, last].
    first_magazine: Index
    last_magazine: Index
    first_engagement: Index
    last_engagement: Index
    first_interceptor: Index
    last_interceptor: Index
    target_channels: Count
    missile_channels: Count
    # From order to the first missile, when the radar already holds the target.
    reaction_time: Second
    launch_interval: Second
    # How far its launchers are below its antenna, of a unit that moves (what stands launches at its site).
    drop: Metre
    doctrine: Index
    # The seekers of its rounds find what they were sent at (see `engine.perfect`).
    sure_seekers: Flag


class FireUnitState:
    """What a fire unit is doing."""

    targets_engaged: Count
    missiles_in_flight: Count
    next_launch: Second
    # Verdicts given so far: the index of the next one's draw.
    verdicts: Count
    # Rounds fired so far.
    fired: Count


class Doctrine:
    """How a fire unit shoots."""

    # Rounds launched at a target before looking: in the first salvo, the second, the third and all later ones (0: as
    # in the first).
    salvo: Count
    second: Count
    third: Count
    later: Count
    # Least time between rounds of a salvo; above zero each is judged by itself.
    interval: Second
    # Most rounds at one track (0: no limit).
    most_rounds: Count
    assessment_delay: Second
    # Probabilities of judging wrongly: a dead target called alive, a live one called dead.
    false_alive: Scalar
    false_dead: Scalar
    # A target judged dead that is still tracked this long after the verdict is engaged again (0: never).
    reopen_time: Second
    # Engage only where the predicted intercept lies between these ground ranges from the unit.
    zone_from: Metre
    zone_to: Metre
    # Least kill probability that a round must be expected to have.
    least_kill: Scalar
    # How a commander shares out targets, and the value that a round must save for that.
    allocation: Code
    round_price: Scalar
    # Where in memory the compiled functions stand that score an option and say how many rounds are fired (0: none).
    score: Address
    count: Address
    # Units with it look at more than reach, channels and rounds: preferences, reserves, a floor or a function.
    particular: Flag
    # May launch at what only another radar of its picture sees, where the round finds its target itself.
    remote: Flag
    # Tracks slower than this are left to other units until so little time is left to them (speed 0: none are).
    spare_speed: MetrePerSecond
    spare_time: Second


# How a commander shares out targets.
BY_URGENCY = 0
BY_RETURN = 1
BY_ASSIGNMENT = 2

# Phases of an engagement.
IDLE = 0
ACQUIRING = 1  # waiting for the engagement radar to hold the track
FIRING = 2  # held; rounds of the salvo are leaving
GUIDING = 3  # all rounds of the salvo are in flight
ASSESSING = 4  # last intercept over; waiting for the verdict


class Engagement:
    """One target channel at work: a fire unit against a track (rows are reused)."""

    phase: Code
    track: Index
    track_number: Count
    fire_unit: Index
    magazine: Index
    order_time: Second
    # Looks of the engagement radar in a row that saw the target.
    holds: Count
    last_hold: Second
    rounds_to_fire: Count
    rounds_in_flight: Count
    # Salvos begun, and rounds that the commander still grants it (0: as many as it likes, negative: none).
    salvos: Count
    granted: Count
    # Of a ripple: not before this leaves the next round, and when a verdict is due (infinite: none is).
    next_round: Second
    due: Second
    # A round of this engagement killed its target (truth, read only by the assessor's draw).
    killed: Flag
    # Identifies it in the shots, as rows are reused.
    number: Count


class Interceptor:
    """A missile in flight (rows are reused)."""

    active: Flag
    # Its next event is in the queue.
    scheduled: Flag
    missile: Index
    fire_unit: Index
    engagement: Index
    engagement_number: Count
    shot: Index
    launch_time: Second
    time: Second
    x: Metre
    y: Metre
    z: Metre
    vx: MetrePerSecond
    vy: MetrePerSecond
    vz: MetrePerSecond
    # Acceleration that the airframe has reached after its lag.
    ax: Scalar
    ay: Scalar
    az: Scalar
    # Where it flies to: the update that reached it last.
    aim_x: Metre
    aim_y: Metre
    aim_z: Metre
    # Updates since launch, and how many of them have reached it.
    uplinks_sent: Count
    uplinks_received: Count
    # Threat that the seeker holds (-1: none).
    target: Index
    miss: Metre


class Uplink:
    """A guidance update on its way: update n of interceptor k stands in row `UPLINKS` k + (n mod `UPLINKS`)."""

    # When it reaches the missile, and where it tells it to fly to.
    arrival: Second
    x: Metre
    y: Metre
    z: Metre
