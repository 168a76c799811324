"""Identity: who flies, what it answers when a radar asks, and what the defence takes it for."""

from vyuha.base.table import Code, Count, Flag, Index, Metre, Radian, Scalar, Second

# Whose it is.
HOSTILE = 0
NEUTRAL = 1
OWN = 2

# What the defence takes a track for: one of the sides, or this.
UNKNOWN = 3
# What it took a threat for that it never had a track of.
UNTRACKED = -1

# What an aircraft carries to answer with.
SILENT = 0
CIVIL = 1
FRIEND = 2

# What came back when a radar asked about a plot.
NOT_ASKED = 0
NO_REPLY = 1
CIVIL_REPLY = 2
FRIEND_REPLY = 3
GARBLED = 4

# Which tracks may be engaged: all that are not declared neutral or own, or only those declared hostile.
WEAPONS_FREE = 0
WEAPONS_TIGHT = 1
# Only what attacks the unit itself.
WEAPONS_HOLD = 2

# Classes of what flies, by code.
CLASSES = (
    "airliner",
    "ballistic-missile",
    "cruise-missile",
    "decoy",
    "fighter",
    "helicopter",
    "jammer",
    "one-way-drone",
    "supersonic-cruise-missile",
    "anti-radiation-missile",
)


class Identification:
    """How the defence tells friend from foe (one row; no row: nobody asks, and every track counts as hostile)."""

    control: Code
    # A side is declared when its probability reaches this.
    declare_at: Scalar
    # What is expected before anything is known of a track.
    prior_hostile: Scalar
    prior_neutral: Scalar
    prior_own: Scalar
    # Probability that one interrogation of working equipment brings its reply.
    civil_reply: Scalar
    friend_reply: Scalar
    # Probability that one interrogation brings such a reply from what does not give it.
    false_civil: Scalar
    false_friend: Scalar
    # Replies overlap between aircraft nearer to each other than both, seen from the radar, and are then lost so often.
    garble_range: Metre
    garble_angle: Radian
    garble_chance: Scalar
    # Share of neutral and of own aircraft whose equipment is silent all the time, and of hostile ones that answer as
    # civil ones.
    civil_silent: Scalar
    friend_silent: Scalar
    hostile_civil: Scalar
    # Every track is known for what it is (see `engine.perfect`).
    known: Flag


class Kind:
    """A type of the catalogue as it looks to the defence; types of one class follow each other."""

    class_code: Code
    # Share of this type among what flies for each side, as expected.
    hostile: Scalar
    neutral: Scalar
    own: Scalar
    # Mean and deviation of the logarithms of speed [m/s], height above 100 m below the ground [m] and size [m2]; and
    # of the climb.
    speed_mean: Scalar
    speed_deviation: Scalar
    height_mean: Scalar
    height_deviation: Scalar
    size_mean: Scalar
    size_deviation: Scalar
    climb_deviation: Scalar
    # Deviation of the logarithm of the size from look to look.
    flicker: Scalar


class Recognition:
    """What the defence took a threat for: when it was first ordered to be engaged, or last, if it never was."""

    identity: Code
    class_code: Code
    # Probability of hostile at that moment (NaN: never tracked).
    certainty: Scalar
    # Site that it was taken to endanger when it was first ordered to be engaged (-1: none), the probability that it
    # hits it, where and when it was expected to come down, and the one-sigma error of that place (NaN: nowhere).
    endangered: Index
    endangered_chance: Scalar
    impact_x: Metre
    impact_y: Metre
    impact_time: Second
    impact_error: Metre
    # First time that its identity let it be engaged.
    identified_time: Second
    # Command cycles in which its track was ready to be engaged but its identity stood in the way.
    cycles_identity: Count
    # The same, where a rule of engagement or a zone stood in the way.
    cycles_rule: Count
