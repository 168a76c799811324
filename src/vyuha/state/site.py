"""Sites: every place that can be attacked, defended assets and units of the defence alike. Units are also the nodes of
the command network: a site holds whom it fights under, and how far away that is.
"""

from vyuha.base.table import Code, Count, Entity, Flag, Index, Metre, Scalar, Second

# Rankings of tracks, see `command.evaluation`.
URGENCY = 0
VALUE = 1


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
    # Site of the unit that commands it (itself: nobody does).
    commander: Index
    # Net that it keeps when it commands itself (-1: it never does).
    own_net: Index
    # Without its commander it commands itself, after so long.
    autonomous: Flag
    switch_over: Second
    # Rows of its path in the knot table, of a site that moves: [first, last] (the same row: it stands).
    first_knot: Index
    last_knot: Index
    # It is aboard the site in row `host`, and lost with it.
    aboard: Flag
    host: Index


class SiteState:
    """What a site has suffered so far, and its place in the network."""

    hits: Count
    destroyed: Flag
    destroyed_time: Second
    # The threat that gave the last hit it needed (-1: it stands).
    destroyed_by: Index
    # When a unit here first had nothing left that it could fire (NaN: never; 0: from the start).
    emptied: Second
    # How far it has moved from where it began.
    shift_x: Metre
    shift_y: Metre
    shift_z: Metre
    # Net whose picture it shares at present, and the way to that net's post: its latency (infinite: cut off, and it
    # fights on with what it was told), the probability that a message is lost, and the most plots in one message (0: no
    # limit).
    net: Code
    latency: Second
    loss: Scalar
    capacity: Count
    # Its own command and picture do not work before this.
    ready: Second
    # The next cycle of its own net is in the queue.
    awake: Flag
    # Since when nobody commands it but itself (NaN: somebody does), and how long that was, all together.
    alone_since: Second
    without_command: Second
    # Messages: orders sent to it, how many of them and of its scans were lost, and how many of its plots did not fit.
    orders: Count
    orders_lost: Count
    scans_lost: Count
    plots_dropped: Count
    # Of the latest search for ways: latency from where it began, links on the way, and the last of them (-1: none).
    reach: Second
    hops: Count
    via: Index


class Net:
    """Units that share one air picture and one commander."""

    # Site of the command post; without it no new engagement is ordered.
    site: Code
    cycle: Second
    # Doctrine by which it shares out its targets.
    doctrine: Index
    # How it ranks its tracks: by urgency or by value at risk.
    ranking: Code
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
    # Its tracks stand where their targets are (see `engine.perfect`).
    true_tracks: Flag
