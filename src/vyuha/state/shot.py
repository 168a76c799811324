"""Shots: the record of every round fired."""

from vyuha.base.table import Code, Count, Index, Metre, MetrePerSecond, Scalar, Second

# Result of a round. `results.records` names them for people.
FLYING = 0
KILL = 1
NO_KILL = 2  # fuzed, target survived
MISS = 3  # passed outside the fuze's reach
NOT_ACQUIRED = 4  # the seeker did not find the target, or the radar no longer lit it
SELF_DESTRUCT = 5  # out of speed or time before reaching it
WASTED = 6  # the target was already gone

# What a round had lost that would have led it to its target (0: nothing).
LOST_UNIT = 1  # the unit that guided it was destroyed
LOST_TRACK = 2  # the track that it flew to was gone
LOST_LIGHT = 3  # its radar no longer held or lit the target, for those that home by that


class Shot:
    """One round fired."""

    threat: Index
    fire_unit: Index
    missile: Index
    # Site of the post by whose picture it was fired.
    post: Index
    # Which of its unit's rounds at this threat it was, from 1 (0: its seeker never held one).
    ordinal: Count
    # Rounds of one engagement share its number.
    engagement: Count
    order_time: Second
    launch_time: Second
    end_time: Second
    # When the target channel that guided it became free again.
    release_time: Second
    # Ground range from the fire unit and height at the end.
    end_range: Metre
    end_height: Metre
    end_speed: MetrePerSecond
    predicted_time: Second
    expected_kill: Scalar
    miss_distance: Metre
    kill_probability: Scalar
    result: Code
    # What the defence took the target for when the round left (-1: nobody asked), the probability of hostile behind it
    # (NaN likewise), and the rule of engagement by which it was fired (-1: none).
    believed: Code
    certainty: Scalar
    rule: Code
    # Of a round that did not find its target or ran out of flight: what it had lost by then (`LOST_*`).
    guidance_lost: Code
