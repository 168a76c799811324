"""Cost exchange: what the rounds cost for each dollar of the raid that they bring down, beside the value protected."""

import math

from vyuha.outputs.wording import percent_span, span
from vyuha.results.statistics import NOTHING, Estimate, ratio_of
from vyuha.studies.curves.found import HOW, Found
from vyuha.studies.curves.measures import EXCHANGE, Asked, Rows, add_outcome, add_value_protected, ended, matrix
from vyuha.studies.phrases import capital
from vyuha.studies.question import Floats, Fought

_HOW_EXCHANGE = (
    "The exchange is the cost of all rounds fired over the cost of all threats shot down, both summed over the fights; "
    "its interval is the linearised one of a ratio. Below one the raid loses more than the rounds cost. It says "
    "nothing of what was protected, which is why the share of the value stands beside it. Best and worst are by the "
    "means; others may be as good, or as bad, where intervals meet."
)
SPENT, DESTROYED = "rounds_cost", "raid_cost_lost"


def exchange(asked: Asked, fought: Fought) -> Found:
    """The ratio and the share protected at every point, and the costs that the ratio is made of."""
    found, rows = Found(notes=[HOW, _HOW_EXCHANGE]), Rows(asked.axis)
    spent, destroyed = (matrix(asked, fought, name) for name in (SPENT, DESTROYED))
    ratios = [_ratio(a, b) for a, b in zip(spent.T, destroyed.T, strict=True)]
    for k, ratio in enumerate(ratios):
        rows.add(EXCHANGE, k, ratio, spent[:, k] + destroyed[:, k])
    rows.panel(EXCHANGE, "Cost of rounds for each USD of raid shot down", "ratio")
    kept = add_value_protected(rows, asked, fought)
    for outcome in (SPENT, DESTROYED):
        add_outcome(rows, asked, fought, outcome)
    for k, what in _shown(ratios).items():
        if not ended([spent[:, k], destroyed[:, k]]).any():
            found.say(f"{capital(_with(asked, k))} no fight came to its end.", asked.trials)
            continue
        found.say(_text(asked, k, what, ratios[k], kept[k] if kept else None), asked.trials)
    return found.close(rows.tables())


def _ratio(spent: Floats, destroyed: Floats) -> Estimate:
    good = ended([spent, destroyed])
    found = ratio_of(spent[good].tolist(), destroyed[good].tolist()) if good.any() else None
    return found or Estimate(math.nan, None, None, NOTHING)


def _shown(ratios: list[Estimate]) -> dict[int, str]:
    """Points that are worth a sentence, and what they are: the best and the worst first, then both ends."""
    known = [k for k, one in enumerate(ratios) if math.isfinite(one.mean)]
    shown: dict[int, str] = {}
    if len({ratios[k].mean for k in known}) > 1:
        shown[min(known, key=lambda k: ratios[k].mean)] = "best"
        shown[max(known, key=lambda k: ratios[k].mean)] = "worst"
    return shown | {k: "" for k in (0, len(ratios) - 1) if k not in shown}


def _with(asked: Asked, k: int) -> str:
    axis = asked.axis
    return f"with {axis.places[k]}" if axis.stepped else f"at {axis.places[k]} ({axis.name})"


def _text(asked: Asked, k: int, what: str, ratio: Estimate, kept: Estimate | None) -> str:
    start = f"The exchange is {what} {_with(asked, k)}:" if what else capital(_with(asked, k))
    if math.isfinite(ratio.mean):
        text = f"{start} the rounds cost USD {span(ratio)} for each USD of raid shot down"
    else:
        text = f"{start} nothing that costs anything is shot down"
    return f"{text}, and {percent_span(kept)} of the value is protected." if kept else f"{text}."
