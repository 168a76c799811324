"""Bars of the leakage that goes away with each link made perfect."""

from vyuha.outputs.pictures import BLUE, GREY, INK, MUTED, NARROW, VERMILLION, WIDE, drawing, new_figure, to_svg, wrap
from vyuha.outputs.wording import bounds
from vyuha.results.blame import Blame, by_share
from vyuha.results.blame_text import signed_percent


def blame_svg(blame: Blame, narrow: bool, alt: str) -> str:
    """One bar per link, the most to blame first, with its 95 % interval; grey where that holds zero, red where more
    comes through.
    """
    links = [link for link in by_share(blame) if link.share is not None]
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 70 + (40 if narrow else 30) * max(len(links), 1))
        axes = figure.subplots()
        rightmost = 0.05
        for row, link in enumerate(links):
            assert link.share is not None
            low, high = bounds(link.share)
            mean = link.share.mean
            colour = GREY if low <= 0.0 <= high else BLUE if mean > 0.0 else VERMILLION
            error = [[max(0.0, mean - low)], [max(0.0, high - mean)]]
            hair = {"ecolor": INK, "elinewidth": 1.3, "capsize": 3.0, "capthick": 1.3}
            axes.barh(row, mean, 0.62, xerr=error, color=colour, error_kw=hair)
            axes.text(max(high, 0.0), row, f"  {signed_percent(mean)}", va="center", fontsize=9)
            rightmost = max(rightmost, high)
        axes.axvline(0.0, color=MUTED, linewidth=0.8)
        axes.set_xlim(right=rightmost * (1.45 if narrow else 1.15))
        axes.xaxis.set_major_formatter(lambda share, _: f"{100.0 * share:.4g} %")
        axes.set_xlabel("share of the leakage that goes away")
        axes.set_yticks(range(len(links)), [wrap(link.link, 14) if narrow else link.link for link in links])
        axes.set_ylim(max(len(links), 1) - 0.4, -0.6)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        return to_svg(figure, "blame-narrow" if narrow else "blame-wide", alt)
