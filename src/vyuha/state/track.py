"""Tracks: what the defence believes is in the air. The covariance of track i is `State.covariance[i]`, 6 x 6, in the
order x, y, z, vx, vy, vz.
"""

from vyuha.base.table import Code, Count, Flag, Index, Metre, MetrePerSecond, Scalar, Second

FREE = 0
TENTATIVE = 1
CONFIRMED = 2

# How a track is taken to go on.
LEVEL = 0  # on its course, until it comes down on what it passes
DIVING = 1  # straight to the ground
FALLING = 2  # along a parabola


class Track:
    """One track of one net; rows of status FREE may be reused."""

    status: Code
    # Never used twice in a replicate.
    number: Count
    net: Index
    # When its newest plot was measured: the estimate is of this time, and whoever wants a later one carries it on.
    time: Second
    x: Metre
    y: Metre
    z: Metre
    vx: MetrePerSecond
    vy: MetrePerSecond
    vz: MetrePerSecond
    last_update: Second
    # Last eight looks, newest in the lowest bit, and how many looks there were. A look is a hit by any radar, or a miss
    # by the radar that began the track: others may be too weak for this target.
    history: Code
    looks: Count
    # Hit or not in the last sixteen scans of the net, whatever the radar, newest in the lowest bit.
    scans: Code
    # The latest scan of its net may have looked at it.
    expected: Flag
    # Radar that began it.
    radar: Index
    updates: Count
    # Probability that it was manoeuvring at `time`.
    manoeuvre: Scalar
    # Above the ceiling of any aircraft: predicted as a ballistic body.
    ballistic: Flag
    # Answers to interrogations, by kind; those that came back garbled say nothing.
    silences: Scalar
    civil_replies: Scalar
    friend_replies: Scalar
    # Mean logarithm of the apparent size [m2] of its plots, and of how many.
    echo: Scalar
    echoes: Scalar
    # What the defence takes it for, of what class, and the probability of hostile behind it.
    identity: Code
    class_code: Code
    hostile: Scalar
    # The strictest zone that it is in (0: none), and the logarithm of how much likelier a civil corridor makes it
    # neutral.
    zone_rule: Code
    corridor: Scalar
    # Site that it endangers most (-1: none), how it gets there, where and when it would come down, the one-sigma error
    # of that place on its worst axis, the probability that it hits the site, and the value expected to be lost, at all
    # sites. Without a site place and time are NaN.
    endangered: Index
    profile: Code
    impact_x: Metre
    impact_y: Metre
    impact_z: Metre
    impact_time: Second
    impact_error: Metre
    confidence: Scalar
    value_at_risk: Scalar
    # Threat of the latest plot (-1: none). No decision may read it, but for what stands for a signal that is not
    # modelled (the fright of `command.conduct`) and for links made perfect (`engine.perfect`).
    truth: Index
    # Engagement row that works on it (-1: none), and rounds sent at it so far.
    engagement: Index
    shots: Count
    # Rank in the present command cycle (negative: not considered).
    priority: Scalar
    # How far an allocation of rounds got with it, see `command.options`.
    obstacle: Code
    # Until it reaches what it threatens.
    time_to_go: Second
    # No new engagement before this time (kill assessment under way).
    hold_until: Second
    # Judged destroyed: not engaged again, dropped when it fades.
    judged_dead: Flag
    verdict_time: Second
    # Fire unit that judged it.
    judge: Index
