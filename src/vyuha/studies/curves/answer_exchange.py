"""Cost exchange: what the rounds cost for each dollar of the raid that they bring down, beside the value protected."""

import math

import numpy as np

from vyuha.outputs.wording import percent_span, span
from vyuha.results.statistics import NOTHING, Estimate, ratio_of
from vyuha.studies.curves.found import HOW, Found
from vyuha.studies.curves.measures import EXCHANGE, Asked, Rows, add_outcome, add_value_protected, ended, matrix
from vyuha.studies.question import Floats, Fought

_HOW_EXCHANGE = (
    "The exchange is the cost of all rounds fired over the cost of all threats shot down, both summed over the fights; "
    "its interval is the linearised one of a ratio. Below one the raid loses more than the rounds cost. It says "
    "nothing of what was protected, which is why the share of the value stands beside it."
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
    shown = {0, len(ratios) - 1} | ({int(np.nanargmin([one.mean for one in ratios]))} if _any(ratios) else set())
    for k in sorted(shown):
        if not ended([spent[:, k], destroyed[:, k]]).any():
            found.say(_none(asked, k), asked.trials)
            continue
        found.say(_text(asked, k, ratios[k], kept[k] if kept else None), asked.trials)
    return found.close(rows.tables())


def _ratio(spent: Floats, destroyed: Floats) -> Estimate:
    good = ended([spent, destroyed])
    found = ratio_of(spent[good].tolist(), destroyed[good].tolist()) if good.any() else None
    return found or Estimate(math.nan, None, None, NOTHING)


def _any(ratios: list[Estimate]) -> bool:
    return any(math.isfinite(one.mean) for one in ratios)


def _with(asked: Asked, k: int) -> str:
    axis = asked.axis
    return f"With {axis.places[k]}" if axis.stepped else f"With {axis.name} at {axis.places[k]}"


def _none(asked: Asked, k: int) -> str:
    return f"{_with(asked, k)} no fight came to its end."


def _text(asked: Asked, k: int, ratio: Estimate, kept: Estimate | None) -> str:
    start = _with(asked, k)
    if math.isfinite(ratio.mean):
        text = f"{start} the rounds cost USD {span(ratio)} for each USD of raid shot down"
    else:
        text = f"{start} nothing that costs anything is shot down"
    return f"{text}, and {percent_span(kept)} of the value is protected." if kept else f"{text}."
