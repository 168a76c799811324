"""The mission: what holds for the whole replicate."""

from vyuha.base.table import Count, Scalar, Second


class Mission:
    """Settings of the fight (one row)."""

    duration: Second
    # Kill probability of every round that reaches its target, in place of the endgame's (negative: the endgame
    # decides).
    fixed_kill: Scalar


class Progress:
    """Counters of one replicate (one row)."""

    shots: Count
    track_number: Count
    # Rows of the track table that have been used; the rest is free and need not be looked at.
    track_rows: Count
    engagement_number: Count
    events: Count
    # Threats whose fate is still open.
    open_threats: Count
    # The number of the replicate when it began: what holds for a whole fight is drawn by it whenever it is looked up,
    # also where a copy of the fight goes on under another number (`engine.splitting`).
    began_as: Count
    # 0 fine, otherwise a `FAILURE_*` code: a table was too small.
    failure: Count


FAILURE_NONE = 0
FAILURE_TRACKS = 1
FAILURE_SHOTS = 2
FAILURE_QUEUE = 3
FAILURE_INTERCEPTORS = 4
FAILURE_HISTORY = 5
FAILURE_DOCTRINE = 6
FAILURE_TEXT = {
    FAILURE_NONE: "fine",
    FAILURE_TRACKS: "the track table was full",
    FAILURE_SHOTS: "the shot table was full",
    FAILURE_QUEUE: "the event queue was full",
    FAILURE_INTERCEPTORS: "the interceptor table was full",
    FAILURE_HISTORY: "the history was full",
    FAILURE_DOCTRINE: "a doctrine's function gave a score or a number of rounds that is not allowed",
}


class Event:
    """Something that will happen; ordered by time, then kind, then subject."""

    time: Second
    kind: Count
    subject: Count


class Sample:
    """One line of the history that a replay records."""

    time: Second
    kind: Count
    subject: Count
    other: Count
    x: Scalar
    y: Scalar
    z: Scalar


# Kinds of history samples. Positions are local east, north, up in metres.
SAMPLE_THREAT = 1  # subject: threat; other: outcome so far
SAMPLE_INTERCEPTOR = 2  # subject: shot
SAMPLE_DETECTION = 3  # subject: radar; other: threat (-1: false)
SAMPLE_TRACK = 4  # subject: track number; other: threat of its latest plot, for the record
SAMPLE_IDENTITY = 5  # subject: track number; other: what it is taken for, where anybody asks
SAMPLE_LAUNCH = 6  # subject: shot; other: threat
SAMPLE_INTERCEPT = 7  # subject: shot; other: threat
SAMPLE_IMPACT = 8  # subject: threat; other: site
SAMPLE_SITE_LOST = 9  # subject: site
SAMPLE_SITE = 12  # subject: site, as it moves
SAMPLE_EMISSION = 13  # subject: radar, at a look; other: 1 when it emits, 0 when it is silent
