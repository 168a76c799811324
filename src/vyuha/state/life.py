"""The life of a unit between shots: when it emits, when and where it moves, and what its launchers are loaded with."""

from vyuha.base.table import Count, Flag, Index, Metre, MetrePerSecond, Scalar, Second


class Conduct:
    """How the unit at a site behaves (one row for each site, of an asset too; no rows where no unit does any of it)."""

    # Its radars, as rows [first, last], and which of them the plan of emission is for: one bit for each, the first
    # lowest.
    first_radar: Index
    last_radar: Index
    planned: Count
    # They are silent until then, or until the net cues them.
    silent_until: Second
    cued: Flag
    # From then on they are on and off in turn (no time off: all the time on); a turn begins at the phase.
    blink_on: Second
    blink_off: Second
    blink_phase: Second
    # When a missile that homes on radars is this near in time, they are switched off for so long (0: never).
    shut_within: Second
    shut_stay: Second
    # Probabilities that a track is taken for such a missile: of one that is, and of one that is not.
    recognised: Scalar
    mistaken: Scalar
    # Where it may stand, as rows of the places: the first is where it begins (0: it stays).
    first_place: Index
    places: Count
    # Rounds after which it leaves for the next place (0: when that place says).
    after_rounds: Count
    # To close down and to open again; speed on the way, or how long the way takes (0: by speed).
    stow_time: Second
    open_time: Second
    speed: MetrePerSecond
    march_time: Second
    # Power of its decoy emitter, a radar's being 1 (0: is none).
    decoy_power: Scalar


class ConductState:
    """What the unit at a site is doing."""

    # Its radars are off for fear of a missile from when until when.
    shut_from: Second
    shut_until: Second
    # The net has cued it since then (not a number: not yet).
    cued_time: Second
    # It is to leave as soon as its last round is down.
    leaves: Flag
    # It has left, or begun to close down, and will be open again (not a number: it stands).
    left_time: Second
    back_time: Second
    # How many places it has left behind, and the rounds that it had fired when it came to this one.
    place: Count
    fired_before: Count


class Place:
    """Where a unit may stand, with local axes to the east, to the north and up."""

    x: Metre
    y: Metre
    z: Metre
    east_x: Scalar
    east_y: Scalar
    east_z: Scalar
    north_x: Scalar
    north_y: Scalar
    north_z: Scalar
    up_x: Scalar
    up_y: Scalar
    up_z: Scalar
    # When it leaves for here (not a number: after so many rounds).
    departure: Second


class Path:
    """The way of a threat to one of the places of its target: rows of the knot table, [first, last]."""

    first_knot: Index
    last_knot: Index


class Supply:
    """Rounds that come to the unit of a magazine."""

    time: Second
    magazine: Index
    rounds: Count


class Loading:
    """A launcher that is being reloaded (rows are reused)."""

    busy: Flag
    magazine: Index
    rounds: Count
