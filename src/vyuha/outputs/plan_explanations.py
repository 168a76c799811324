"""The standing text of a report on a plan: captions, how to read it, and what it does not say."""

DELIVERIES = (
    "Diamonds are the original promise (the last day that keeps it); hollow circles stand where a contract that is "
    "not signed would put a delivery. Squares are the last re-set baseline, discs what came. The bars are the "
    "forecast made from the facts known on the dotted line: the dark part holds half of all futures, the light part "
    "nine in ten, the stroke is the median. An arrow means that the band runs on. For options all futures are "
    "counted, also those in which no contract comes: given one, the dates are earlier."
)
VINTAGES = (
    "Each point is a forecast: when it was said runs along, the delivery that it expected runs up, with a bar for the "
    "span that was meant (a year, a quarter). A schedule that holds gives a level row; one that slips climbs. Below "
    "the slanted line the expected date would have been past already."
)
READY = (
    "Ready means delivered, crews trained, and neither lost nor out of order. The line is the mean over all futures. "
    "The dark band is the 95 % interval of that mean, the light band holds nine in ten futures. Grey lines are the "
    "other alternatives; triangles stand at the dates that are compared."
)
BRINGS = (
    "What the ready units bring, as the mean over all futures. The dotted line is the day on which the facts end. "
    "Where lines coincide, the wider ones show at the edges of the narrower ones."
)
# Titles for what a unit brings, where the key alone does not say it.
BROUGHT = {"ready-rounds": "Rounds on the launchers", "rounds": "Rounds in all, with those in store"}
ROUNDS = (
    " Rounds on the launchers are ready to fire; rounds in all came with the units or were bought beside them, those "
    "in store included."
)
FORECASTS = (
    "Held against past deliveries, such forecasts were too early and too narrow: fewer arrivals lay inside the bands "
    "than the bands promise. Run “vyuha programme backtest {programme}” for the figures.",
    "What is stretched here is the step from the last delivery. Stretching the whole time since signature gives a "
    "wider band and, for what is outstanding of a contract that has been late all along, a much later date: "
    "“vyuha programme forecast {programme}” tells both.",
)
RAID = (
    "If the raid of the scenario came on that day: the mean over futures and fights. The dark band is its 95 % "
    "interval (chance in the fights, chance in the futures, and the error of the response surface), the light band "
    "holds nine in ten futures."
)
COMPARISON = (
    "The same raid on the same dates under each alternative. Whiskers are 95 % intervals of the mean; they hold each "
    "alternative on its own. For the difference between two, see the next picture: it is sharper, because both are "
    "measured on the same futures."
)
DIFFERENCES = (
    "Each alternative minus the one it is held against, on the same futures and the same raids, with 95 % intervals. "
    "A whisker that crosses the line means: no difference that these fights can show. A mark without a whisker on the "
    "line means: the same units with the same loads."
)
MARGINAL = (
    "What one more ready unit changes, at full load, from paired fights of the same raids, with 95 % intervals. Hollow "
    "points have an interval that holds nought: no gain that these fights can show."
)
SURFACE = (
    "The points that were fought in full, by number of ready units and by load of rounds. All futures are read from "
    "these curves; between the points the values are interpolated, with an error that is part of every interval."
)
LINKS = (
    "For each leaker the ledger names the first link of the chain that broke. A link that stays as units are added is "
    "the limit that more units do not lift."
)
CAMPAIGN = (
    "One raid after the other, with no resupply between them. The stock is spread evenly over the ready units; each "
    "raid starts with what the one before has left."
)
MONEY = (
    "What the defence fires and what the raid loses, beside the share of value that survives. A poor exchange of "
    "cost can still protect what matters, and a good one can fail to."
)

INTERVALS = (
    "An interval of a mean says where the value of infinitely many fights and futures lies with 95 % confidence. It "
    "contains chance in the fights, chance in the futures, and the error of the response surface. The surface's error "
    "is the same in all futures, so more futures do not shrink it.",
    "A band over futures says something else: how far single futures lie apart. Nine in ten of them lie inside the "
    "light band.",
    "Neither of them says whether a figure or a date is right. An error there moves everything at once.",
)
LIMITS = (
    "The raid is one scenario at notional sites. Another raid, other sites or another doctrine give other numbers.",
    "How far deliveries slip is drawn from a class of past programmes. The past of other programmes is a guide, not a "
    "law; wars, sanctions and politics are in it only as far as the plan states them.",
    "All units of a programme are alike and take the positions of the plan in order. Other defences are as the "
    "scenario has them on every date; neither they nor the threats improve with the years.",
    "Units count as ready or not; half-ready units, poor crews and missing spares are not modelled beyond attrition "
    "and availability, where the programme gives them.",
    "Prices are those of the sources, in money of their day, neither indexed nor discounted.",
)
CLAIMS = (
    "These are statements of one side, kept with what the other side says. Nothing in this report was computed from "
    "them."
)
NOTICE = (
    "This is a simulation for analysis and teaching, with notional sites and a notional raid. Its figures are public "
    "ones, many of them uncertain or assumed; nothing here states the true performance of any weapon, the intent of "
    "any party, or the outcome of any real event."
)
