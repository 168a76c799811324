"""The leaker ledger as a waterfall: from all that came through, link by link, down to nothing.

Threats that were killed are told in the title: beside sixty of them, bars of a few leakers could not be read.
"""

from vyuha.outputs.pictures import MUTED, NARROW, ORANGE, VERMILLION, WIDE, drawing, new_figure, to_svg, wrap
from vyuha.outputs.wording import amount
from vyuha.results.ledger import ALL, IN_FLIGHT, KILLED, LEFT
from vyuha.results.summary import Step, Summary

_FIRST = "came through"
_NO_LINKS = (ALL, IN_FLIGHT, KILLED, LEFT)


def ledger_svg(summary: Summary, narrow: bool, alt: str) -> str:
    """One bar per broken link; each starts where the one before it ended. Links that took nothing are absent."""
    links = broken_links(summary)
    total = max(sum(step.mean for step in links), 1e-9)
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 60 + (40 if narrow else 32) * (len(links) + 1))
        axes = figure.subplots()
        axes.barh(0, total if links else 0.0, 0.68, color=ORANGE)
        axes.text(0.012 * total, 0, amount(total if links else 0.0), va="center", color="#111111", fontweight="bold")
        right = total
        for row, step in enumerate(links, 1):
            left = right - step.mean
            axes.plot([right, right], [row - 1.34, row + 0.34], color=MUTED, linewidth=0.7, linestyle=":")
            axes.barh(row, step.mean, 0.68, left=left, color=VERMILLION)
            text = f"{amount(step.mean)}  ({100 * step.mean / total:.3g} %)"
            # Where there is no room before the bar, behind it: on a telephone a number is nearly half as wide as all.
            inside = left < (0.5 if narrow else 0.3) * total
            spot = right + 0.012 * total if inside else left - 0.012 * total
            axes.text(spot, row, text, va="center", ha="left" if inside else "right")
            right = left
        axes.set_xlim(0.0, (1.4 if narrow else 1.16) * total)
        names = [_FIRST, *(step.step for step in links)]
        axes.set_yticks(range(len(names)), [wrap(name, 14) if narrow else name for name in names])
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_title(_title(summary), loc="left", fontsize="medium")
        axes.set_xticks([])
        axes.tick_params(axis="y", length=0)
        for side in ("left", "bottom"):
            axes.spines[side].set_visible(False)
        return to_svg(figure, "ledger-narrow" if narrow else "ledger-wide", alt)


def broken_links(summary: Summary) -> tuple[Step, ...]:
    """The steps of the waterfall that are links and took something."""
    return tuple(step for step in summary.waterfall if step.mean > 0.0 and step.step not in _NO_LINKS)


def _title(summary: Summary) -> str:
    means = {step.step: step.mean for step in summary.waterfall}
    text = f"{amount(means[ALL])} sent, {amount(means[KILLED])} killed"
    text += f", {amount(means[IN_FLIGHT])} still in flight" if means[IN_FLIGHT] > 0.0 else ""
    return text + (f", {amount(means[LEFT])} left" if LEFT in means else "")
