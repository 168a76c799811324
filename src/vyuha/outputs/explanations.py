"""The standing text of a report: captions, how to read it, and what this version of the model leaves out."""

MAP = (
    "Left (on a phone: above), the whole raid; right, the defended area. North is up. Coverage rings are drawn for a "
    "target of 1 m² at the height that stands beside them; the same radar sees a low target much later. Each route is "
    "that of a raid's first threat against one of its targets."
)
DISTRIBUTIONS = "How often each number came up, as a share of all fights. Decoys and jammers are not counted as armed."
CLASSES = (
    "What became of the threats of each class (their number in brackets). A stray came through and came down beside "
    "its target. The whisker is the 95 % interval of the share that came through."
)
SURVIVAL = (
    "Probability that a site is still working at the end, with its exact 95 % interval. Circles are defended assets, "
    "squares are units of the defence."
)
CHAIN = (
    "A threat is stopped when every link of a chain holds: it is covered, rises above the horizon, is detected, "
    "tracked, identified where anybody asks, can be reached, finds a free channel and a round, and is hit in time. For "
    "each threat that came through, the ledger names the first link that broke."
)
CONFUSION = (
    "Who was taken for whom: a row for each true side and class (number of aircraft in brackets), shares of each row "
    "in percent. What counts is what the defence held when it first ordered an engagement, or at last if it never did. "
    "The class is the likeliest, without a limit; a side is declared only when its probability reaches the limit of "
    "the scenario."
)
RISK = "Shot at beside the raid (a near miss came to its target and left it flying)"
NOBODY_ELSE = "Nothing flies but the raid."
NOBODY_ASKS = "Nobody asked who is who: every track was taken for hostile."
LEDGER = "Leakers per fight: from all that came through, over the first broken link of each, down to none."
ROUNDS = "Rounds fired per fight by type with 95 % interval, and what they cost."
COSTS = "Cost per fight. Losses of sites and what they were worth are not in it."
RESULTS = (
    "Shares of all rounds fired. Wasted: the target was already gone. No kill: the warhead went off, but the target "
    "flew on."
)
MARKS = (
    "Each line is one threat, from its start to its end, in the colour of its outcome. Marks show when each link of "
    "the chain first held: inside some radar's coverage, above a radar's horizon, detected, tracked, an engagement "
    "ordered, the first round launched. Stars and small crosses are the ends of rounds; those whose target was already "
    "gone are left out."
)

INTERVALS = (
    "Every number in this report comes from a finite number of fights, so each is given with the interval in which "
    "the value of infinitely many fights lies with 95 % confidence. A probability per fight (a site survives, nothing "
    "comes through) has the exact interval of Clopper and Pearson: never seen in n fights still leaves up to about "
    "3.7 / n.",
    "Threats of one fight share its fortunes: one busy channel lets several through. So the share of threats that "
    "came through takes the fight, not the threat, as its unit, and its interval is wider than a naive one. Where "
    "none came through in any fight, one is taken to come at a time. Amounts per fight (rounds, cost) have Student's "
    "t interval; one that was the same in all fights has none, and is no certainty for that.",
    "These intervals hold chance only. They say nothing about whether a figure of the catalogue is right: an error "
    "there moves all results at once, and more fights do not help. The assumed figures above are where to look first.",
)

SMOOTH = "smooth earth, no terrain"

LIMITS = (
    "The earth is smooth unless the scenario has terrain; no buildings. Ground and weather are the same everywhere; "
    "rain takes from a signal but sends nothing back.",
    "Over terrain radars see by a mask of places some hundred metres apart, seekers see through hills, and "
    "interceptors meet the ground only where they get a guidance update. Raids know the ground perfectly.",
    "Jamming is steady noise towards every radar; no deception other than decoys that fly like threats, no chaff, no "
    "answers of radars to jamming.",
    "A target's echo has a nose, a side and a tail; clutter is even, and over terrain it counts as on a level surface "
    "without a reflected ray.",
    "Refraction is that of a standard atmosphere (an earth of 4/3 radius, unless the scenario says otherwise).",
    "Threats fly their planned routes: they do not evade, turn back or change targets.",
    "Aircraft attack what they fly at, at the end of their route; their way home is not flown.",
    "Units move, fall silent and are reloaded only as the scenario says; in the air and at sea what has no route "
    "keeps to a circle. What was sent to a place comes down there, wherever its target has gone since.",
    "An anti-radiation missile flies to where a radar was known to be; which emitter it takes there, and what it has "
    "lost of one that fell silent, counts at its end and is not flown.",
    "The launchers of a unit stand at its centre, and it has one engagement radar.",
    "Guns fire bursts of which direct hits count; fighters on patrol fire from their circle and do not leave it.",
    "Without traffic the defence takes every track for hostile, unless the scenario asks for more. A decoy is always "
    "worth a round: it counts as hostile.",
    "Who is who follows from answers to interrogation, speed, height, climb and size of the echo, and from civil "
    "corridors where the scenario draws them; flight plans and voice are not asked.",
    "Communication between the units is instant and never breaks unless the scenario has a network; then everybody "
    "knows at once what is cut, messages do not share the room of a link, and what a unit sees of its own targets is "
    "common knowledge.",
    "Interceptors are points of mass with thrust, drag and lag; miss distance and type of target decide a kill.",
    "Every figure of the catalogue is taken at its likely value; the range beside it is shown, not sampled.",
)

NOTICE = (
    "This is a simulation of notional sites, made for analysis and teaching. Its figures are public ones, many of them "
    "uncertain or assumed; nothing here states the true performance of any weapon or the outcome of any real event."
)
