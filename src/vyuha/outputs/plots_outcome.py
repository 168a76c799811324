"""Pictures of what came out over all replicates: distributions, outcomes by class, survival, rounds and cost."""

from typing import Any

from vyuha.outputs.pictures import (
    BLUE,
    GREEN,
    GREY,
    INK,
    MUTED,
    NARROW,
    ORANGE,
    OUTCOME_COLOURS,
    PAPER,
    PURPLE,
    SKY,
    VERMILLION,
    WIDE,
    drawing,
    new_figure,
    to_svg,
    wrap,
)
from vyuha.outputs.wording import amount, bounds, money, percent, percent_span, span
from vyuha.results.records import SHOT_RESULTS
from vyuha.results.summary import Distribution, Group, MissileResult, SiteResult, Summary

_RESULT_COLOURS = dict(zip(SHOT_RESULTS.values(), (GREY, BLUE, SKY, ORANGE, VERMILLION, PURPLE, GREY), strict=True))
_MOST_BARS = 60
_HAIR = {"ecolor": INK, "elinewidth": 1.3, "capsize": 3.0, "capthick": 1.3}


def distributions_svg(summary: Summary, narrow: bool, alt: str) -> str:
    """How many armed threats came through, and how many rounds were fired, per replicate."""
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 460 if narrow else 260)
        axes = figure.subplots(2, 1) if narrow else figure.subplots(1, 2)
        _histogram(axes[0], summary.armed_leakers, summary.replicates, VERMILLION, narrow)
        _histogram(axes[1], summary.rounds, summary.replicates, BLUE, narrow)
        for axis, title in zip(axes, ("Armed threats that came through", "Rounds fired"), strict=True):
            axis.set_title(title + ("\n\n" if narrow else "\n"), fontsize=9.5)
        if not narrow:
            axes[0].set_ylabel("share of fights")
        return to_svg(figure, _name("distributions", narrow), alt)


def classes_svg(groups: tuple[Group, ...], narrow: bool, alt: str) -> str:
    """What became of each class of threat: stacked shares, with the interval of the share that came through."""
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 70 + (46 if narrow else 34) * len(groups))
        axes = figure.subplots()
        named: set[str] = set()
        for row, group in enumerate(groups):
            parts = {"killed": group.killed, "in flight": group.in_flight, "stray": group.stray, "hit": group.hit}
            parts |= {"left": group.left} if group.left else {}
            left = 0.0
            for outcome, estimate in parts.items():
                share, label = estimate.mean / group.threats, None if outcome in named else outcome
                axes.barh(row, share, 0.62, left=left, color=OUTCOME_COLOURS[outcome], label=label)
                left += share
                named.add(outcome)
            _leak_interval(axes, row, group)
        _percent_axis(axes.xaxis)
        axes.set_xlim(0.0, 1.0)
        labels = [f"{wrap(group.name, 17) if narrow else group.name}  ({group.threats})" for group in groups]
        _categories(axes, labels)
        figure.legend(loc="outside lower center", ncols=4, handlelength=1.0, columnspacing=1.2)
        return to_svg(figure, _name("classes", narrow), alt)


def survival_svg(sites: tuple[SiteResult, ...], narrow: bool, alt: str) -> str:
    """Probability that each site survives, with its exact interval."""
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 50 + 34 * len(sites))
        axes = figure.subplots()
        for row, site in enumerate(sites):
            low, high = bounds(site.survival)
            style = {"fmt": "o", "color": GREEN} if site.kind == "asset" else {"fmt": "s", "color": BLUE}
            error = [[max(0.0, site.survival.mean - low)], [max(0.0, high - site.survival.mean)]]
            axes.errorbar(site.survival.mean, row, xerr=error, **style, **_HAIR)
            axes.annotate(
                percent(site.survival.mean) if narrow else percent_span(site.survival),
                (1.03, row),
                xycoords=("axes fraction", "data"),
                va="center",
                fontsize=9,
                annotation_clip=False,
            )
        _percent_axis(axes.xaxis)
        axes.set_xlim(-0.01, 1.01)
        axes.grid(axis="x")
        _categories(axes, [wrap(site.id, 15 if narrow else 40) for site in sites])
        return to_svg(figure, _name("survival", narrow), alt)


def rounds_svg(missiles: tuple[MissileResult, ...], narrow: bool, alt: str) -> str:
    """Rounds fired by type per replicate, with interval and cost."""
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 60 + 40 * len(missiles))
        axes = figure.subplots()
        widest = max([bounds(missile.rounds)[1] for missile in missiles] + [1e-9])
        for row, missile in enumerate(missiles):
            low, high = bounds(missile.rounds)
            error = [[max(0.0, missile.rounds.mean - low)], [max(0.0, high - missile.rounds.mean)]]
            axes.barh(row, missile.rounds.mean, 0.6, xerr=error, color=BLUE, error_kw=_HAIR)
            text = f"  {amount(missile.rounds.mean)}, {money(missile.spent.mean)}"
            axes.text(high + 0.01 * widest, row, text, va="center", fontsize=9)
        axes.set_xlim(0.0, widest * (1.75 if narrow else 1.3))
        axes.set_xlabel("rounds per fight")
        _categories(axes, [missile.id for missile in missiles])
        return to_svg(figure, _name("rounds", narrow), alt)


def results_svg(missiles: tuple[MissileResult, ...], narrow: bool, alt: str) -> str:
    """What became of the rounds of each type, as shares of all that were fired."""
    fired = [missile for missile in missiles if sum(missile.results.values()) > 0]
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, (120 if narrow else 70) + 38 * len(fired))
        axes = figure.subplots()
        shown: set[str] = set()
        for row, missile in enumerate(fired):
            left, total = 0.0, sum(missile.results.values())
            for result, count in missile.results.items():
                if count == 0:
                    continue
                label = None if result in shown else result
                shown.add(result)
                colour = _RESULT_COLOURS[result]
                axes.barh(row, count / total, 0.6, left=left, color=colour, label=label, edgecolor=PAPER, linewidth=0.8)
                if count / total > (0.14 if narrow else 0.06):
                    ink = "#ffffff" if result == "kill" else "#111111"
                    middle = left + count / total / 2
                    axes.text(middle, row, percent(count / total), ha="center", va="center", color=ink)
                left += count / total
        _percent_axis(axes.xaxis)
        axes.set_xlim(0.0, 1.0)
        _categories(axes, [missile.id for missile in fired])
        figure.legend(loc="outside lower center", ncols=3 if narrow else 7, handlelength=1.0, columnspacing=1.2)
        return to_svg(figure, _name("results", narrow), alt)


def costs_svg(summary: Summary, narrow: bool, alt: str) -> str:
    """What both sides spent and lost per replicate."""
    costs = summary.costs
    bars = (
        ("defence: rounds fired", costs.rounds.mean, bounds(costs.rounds), BLUE),
        ("raid: lost to the defence", costs.raid_lost.mean, bounds(costs.raid_lost), VERMILLION),
        ("raid: all that was sent", costs.raid_sent, (costs.raid_sent, costs.raid_sent), ORANGE),
    )
    widest = max(high for *_, (_, high), _ in bars) or 1.0
    with drawing():
        figure = new_figure(NARROW if narrow else WIDE, 150)
        axes = figure.subplots()
        for row, (_, mean, (low, high), colour) in enumerate(bars):
            error = [[max(0.0, mean - low)], [max(0.0, high - mean)]]
            hair = _HAIR if high > low else _HAIR | {"elinewidth": 0.0, "capthick": 0.0}
            axes.barh(row, mean, 0.6, xerr=error, color=colour, error_kw=hair)
            axes.text(high + 0.02 * widest, row, money(mean), va="center", fontsize=9)
        axes.set_xlim(0.0, widest * (1.45 if narrow else 1.2))
        axes.set_xticks([])
        axes.spines["bottom"].set_visible(False)
        _categories(axes, [wrap(name, 14) if narrow else name for name, *_ in bars])
        return to_svg(figure, _name("costs", narrow), alt)


def _name(picture: str, narrow: bool) -> str:
    return f"{picture}-{'narrow' if narrow else 'wide'}"


def _histogram(axes: Any, distribution: Distribution, replicates: int, colour: str, narrow: bool) -> None:
    """Shares of replicates; wide ranges are gathered into bins of equal width."""
    first, last = distribution.values[0], distribution.values[-1]
    step = max(1, -(-(last - first + 1) // _MOST_BARS))
    bins: dict[int, int] = {}
    for value, count in zip(distribution.values, distribution.counts, strict=True):
        start = first + (value - first) // step * step
        bins[start] = bins.get(start, 0) + count
    middle = [start + (step - 1) / 2 for start in bins]
    axes.bar(middle, [count / replicates for count in bins.values()], 0.86 * step, color=colour)
    note = f"mean {span(distribution.mean)};{chr(10) if narrow else ' '}"
    note += f"nine in ten fights within {distribution.low} to {distribution.high}"
    axes.text(0.0, 1.03, note, transform=axes.transAxes, fontsize=8.5, color=MUTED)
    axes.set_xlim(first - 0.8 * step, max(last, first + 4) + 0.8 * step)
    from matplotlib.ticker import MaxNLocator

    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=5 if narrow else 8))
    _percent_axis(axes.yaxis)
    axes.grid(axis="y")
    axes.tick_params(labelcolor=MUTED)


def _leak_interval(axes: Any, row: int, group: Group) -> None:
    """The share that came through lies at the right end of the bar, so its interval is drawn from there."""
    low, high = bounds(group.leaked_share)
    mean = group.leaked_share.mean
    error = [[max(0.0, high - mean)], [max(0.0, mean - low)]]
    axes.errorbar(1.0 - mean, row, xerr=error, fmt="none", **_HAIR)
    text = f"{percent(mean)} through"
    axes.annotate(text, (1.02, row), xycoords=("axes fraction", "data"), va="center", fontsize=9, annotation_clip=False)


def _categories(axes: Any, labels: list[str]) -> None:
    axes.set_yticks(range(len(labels)), labels)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def _percent_axis(axis: Any) -> None:
    axis.set_major_formatter(lambda share, _: f"{100.0 * share:.4g} %")
