"""When a tranche comes that has not come yet: its promised time since the one before, stretched by schedule growth.

Assumes   what matters is the time promised between one tranche and the next (from signature for the first), each
          stretched by a growth of its own from the same class. At the date of the forecast it is known only that the
          tranche has not come, so its growth is drawn given that.
Holds     for tranches that follow each other; those promised for one day start from the same point and are drawn
          separately. A delay of one moves all that follow it.
Source    reference-class forecasting: B. Flyvbjerg, "From Nobel Prize to project management", Project Management
          Journal 37(3), 2006; the conditional draw is the definition of conditional probability.
Checked   tests/schedule/test_arrival.py
"""

from vyuha.base.compile import kernel


@kernel
def elapsed_share(as_of: float, start: float, step: float) -> float:
    """Growth that has passed already on day `as_of` [d] of a `step` [d] that began on day `start` [d].

    >>> elapsed_share(50.0, 0.0, 100.0), elapsed_share(50.0, 60.0, 100.0)
    (0.5, 0.0)
    """
    return max(0.0, as_of - start) / step


@kernel
def handing_over(start: float, lead: float, spread: float, growth: float) -> tuple[float, float]:
    """First and last day [d] of a tranche handed over from `lead` [d] after day `start` [d] for `spread` [d], both
    stretched by `growth` [1].

    >>> handing_over(1000.0, 100.0, 0.0, 1.5)
    (1150.0, 1150.0)
    """
    begun = start + lead * growth
    return begun, begun + spread * growth
