"""Far out one round for what is worth most; the last third of the rounds only for what has come through.

The numbers are an example, not advice.
"""

import math

# A target nearer to its aim than this has come through the outer defence [s].
CLOSE = 90.0
# Share of the rounds that is kept for such targets.
KEPT = 1.0 / 3.0
LEAST_KILL = 0.3


def pressing(track):
    """Whether the target is close to what it endangers."""
    return track.time_to_go < CLOSE


def choose(track, option):
    """The score of a shot, the highest being fired first, and how many rounds."""
    if option.kill < LEAST_KILL:
        return -math.inf, 0
    if option.rounds <= KEPT * option.loaded and not pressing(track):
        return -math.inf, 0
    rounds = 2 if pressing(track) and option.rounds > 2 else 1
    # Value saved for each second until it is saved.
    return track.value * option.kill / (option.due + 10.0), rounds
