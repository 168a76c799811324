"""Sites: every place that can be attacked, defended assets and units of the defence alike."""

from vyuha.base.table import Code, Count, Entity, Flag, Index, Metre, Scalar, Second


class Site:
    """A place on the ground."""

    entity: Entity
    x: Metre
    y: Metre
    z: Metre
    # Unit vector of the local vertical.
    up_x: Scalar
    up_y: Scalar
    up_z: Scalar
    value: Scalar
    # A threat that comes down within this distance of the site hits it.
    radius: Metre
    hits_to_kill: Count
    is_asset: Flag
    # Rows of its path in the knot table, of a site that moves: [first, last] (the same row: it stands).
    first_knot: Index
    last_knot: Index
    # It is aboard the site in row `host`, and lost with it.
    aboard: Flag
    host: Index


class SiteState:
    """What a site has suffered so far."""

    hits: Count
    destroyed: Flag
    destroyed_time: Second


class Net:
    """Units that share one air picture and one commander."""

    # Site of the command post; without it no new engagement is ordered.
    site: Code
    cycle: Second
    # M detections in N looks confirm a track.
    confirm_hits: Count
    confirm_looks: Count
    # A track that no radar has updated for this long is dropped.
    coast_time: Second
    # Power spectral density of the acceleration that the filter allows for, of a target that flies quietly and of one
    # that manoeuvres (0: no such model), m2/s3; and how long a target does the one and the other, on average.
    process_noise: Scalar
    manoeuvre_noise: Scalar
    quiet_time: Second
    manoeuvre_time: Second
