"""The leaker ledger as a waterfall: from all threats, over the links that broke first, to those killed."""

from vyuha.outputs.pictures import (
    BLUE,
    GREY,
    MUTED,
    NARROW,
    ORANGE,
    VERMILLION,
    WIDE,
    drawing,
    new_figure,
    to_svg,
    wrap,
)
from vyuha.outputs.wording import amount
from vyuha.results.ledger import ALL, IN_FLIGHT, KILLED
from vyuha.results.summary import Step, Summary

_COLOURS = {ALL: ORANGE, IN_FLIGHT: GREY, KILLED: BLUE}


def ledger_svg(summary: Summary, narrow: bool, alt: str) -> str:
    """One bar per step; the bar of a link starts where the one before it ended. Steps that took nothing are absent."""
    steps = shown_steps(summary)
    total = max(steps[0].mean, 1e-9)
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 30 + (40 if narrow else 32) * len(steps))
        axes = figure.subplots()
        left = total
        for row, step in enumerate(steps):
            colour = _COLOURS.get(step.step, VERMILLION)
            start = 0.0 if step.step == ALL else left - step.mean
            axes.barh(row, step.mean, 0.68, left=start, color=colour)
            if row and step.step != KILLED:
                axes.plot([start, start], [row - 0.34, row + 1.34], color=MUTED, linewidth=0.7, linestyle=":")
            if step.step != ALL:
                left = start
            text = amount(step.mean) if step.step == ALL else f"{amount(step.mean)}  ({100 * step.mean / total:.2g} %)"
            end = start + step.mean
            inside = end > 0.8 * total
            spot = (start if inside and start > 0.0 else end) + (-0.012 if inside and start > 0.0 else 0.012) * total
            if inside and start == 0.0:
                ink = "#111111" if step.step == ALL else "#ffffff"
                axes.text(end - 0.012 * total, row, text, va="center", ha="right", color=ink, fontweight="bold")
            else:
                axes.text(spot, row, text, va="center", ha="right" if inside else "left")
        axes.set_xlim(0.0, 1.01 * total)
        axes.set_yticks(range(len(steps)), [wrap(step.step, 14) if narrow else step.step for step in steps])
        axes.set_ylim(len(steps) - 0.4, -0.6)
        axes.set_xticks([])
        axes.tick_params(axis="y", length=0)
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
        return to_svg(figure, "ledger-narrow" if narrow else "ledger-wide", alt)


def shown_steps(summary: Summary) -> tuple[Step, ...]:
    """The steps of the waterfall that took something, with the first and the last."""
    return tuple(step for step in summary.waterfall if step.mean > 0.0 or step.step in (ALL, KILLED))
