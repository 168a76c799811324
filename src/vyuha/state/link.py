"""The network: who can talk to whom, and when not."""

from vyuha.base.table import Count, Index, Scalar, Second


class Link:
    """A way for messages between two sites, to and fro alike. It is gone when either site is."""

    one: Index
    other: Index
    latency: Second
    # Probability that a message is lost.
    loss: Scalar
    # Most plots in one message (0: no limit).
    capacity: Count
    # Rows in the table of cuts: [first, last].
    first_cut: Index
    last_cut: Index


class Cut:
    """A span of time in which a link carries nothing; the end belongs to it no more."""

    start: Second
    end: Second
