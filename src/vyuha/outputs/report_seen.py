"""The part of a report on its radars: what they can see, what they had of each raid, and where jamming is burnt
through.
"""

import math

from vyuha.outputs.page import heading, paragraph, picture, section, table
from vyuha.outputs.plots_coverage import coverage_svg
from vyuha.outputs.plots_seen import ranges_svg
from vyuha.outputs.wording import amount, percent_span
from vyuha.results.coverage import ALL, Coverage, show_height
from vyuha.results.seen import BurnThrough, RaidSeen, Seen
from vyuha.results.summary import Summary

_MAPS = (
    "Lines hold for a target of 1 m² that fluctuates from scan to scan, and for one look: inside, a radar detects it "
    "with 50 % or more. Each map has its own scale. Where no line is drawn, no radar sees the target that surely."
)
_RANGES = (
    "Slant range from the radar that detected a threat first: the line in the bar is the median, the bar holds eight "
    "in ten. Threats that no radar ever detected are not in it; their share, where there were any, stands beside it."
)
_HAD = (
    "What all radars together had of each threat, in the fights themselves. A strobe is a look in which a radar had no "
    "more of a threat than the direction of its jamming."
)
_BURNT = (
    "Two closed forms beside what was measured. A jammer is burnt through, from the nose, where its own echo is as "
    "strong over its jamming as the radar needs for an even chance in one look. What it hides, here a target of 1 m², "
    "is seen as far as the jammer, which stays where it is, leaves over: in its direction, and through side lobes. All "
    "this is free space and the peak of the beam: clutter, lobes, air and horizon shorten it. A fight detects farther "
    "out: it looks many times, with several radars, and cancellers favour some speeds over the mean."
)


def seen_html(summary: Summary, seen: Seen | None) -> str:
    """The section; without maps if there are none."""
    parts = [*_maps(seen.coverage if seen else None), *_had(summary.seen)]
    if seen and seen.burns:
        parts += _burns(seen.burns, summary.seen)
    return section("seen", "Who sees what", *parts)


def _maps(coverage: Coverage | None) -> tuple[str, ...]:
    if coverage is None:
        return (paragraph("There is no map of the radars' coverage: no radar stands there, or no map can be laid."),)
    heights = ", ".join(show_height(height) for height in coverage.heights)
    said = f"Where the radars see targets at the heights of the raids ({heights})"
    if coverage.time is not None:
        raids = ", ".join(dict.fromkeys(jammer.raid for jammer in coverage.jammers))
        said += f", {coverage.time:.0f} s after the start: without jamming, and with that of {raids or 'nobody'}"
    net = [area for area in coverage.areas if area.kind == ALL]
    alt = "All search radars together: " + "; ".join(
        f"target at {show_height(area.height)}{', jammed' if area.jammed else ''}: {area.size / 1e6:,.0f} km²"
        for area in net
    )
    both = coverage_svg(coverage, False, alt), coverage_svg(coverage, True, alt)
    return paragraph(said + "."), picture(*both, f"{_MAPS} {alt}.", tall=len(coverage.areas) > 12)


def _had(raids: tuple[RaidSeen, ...]) -> tuple[str, ...]:
    header = ("Raid", "Threats", "First detected at", "Eight in ten", "Detections", "Strobes", "Never")
    rows = [
        (
            raid.raid,
            str(raid.threats),
            distance(raid.median) or "never",
            "" if raid.near is None else f"{distance(raid.near)} to {distance(raid.far)}",
            amount(raid.detections.mean),
            amount(raid.strobes.mean),
            percent_span(raid.unseen),
        )
        for raid in raids
    ]
    shown = tuple(raid for raid in raids if raid.median is not None)
    parts = [heading("What the radars had"), paragraph(_HAD), table("Raid by raid", header, rows, (1, 2, 3, 4, 5, 6))]
    if shown:
        alt = "Range of first detection: " + "; ".join(f"{raid.raid} {distance(raid.median)}" for raid in shown)
        parts.append(picture(ranges_svg(shown, False, alt), ranges_svg(shown, True, alt), _RANGES))
    return tuple(parts)


def _burns(burns: tuple[BurnThrough, ...], raids: tuple[RaidSeen, ...]) -> list[str]:
    measured = {raid.raid: distance(raid.median) or "never" for raid in raids}
    by = ("Radar", "Jammers")
    own = (*by, "Away", "Jamming over noise", "Even chance within", "First detected at")
    hidden = (*by, "Not jammed", "In their direction", "Beside them")
    rows, others = [], []
    for burn in burns:
        who = burn.radar, f"{burn.jammers} × {burn.raid}"
        away = distance(burn.distance), decibels(burn.jam), distance(burn.own), measured.get(burn.raid, "")
        rows.append((*who, *away))
        others.append((*who, *(distance(value) for value in (burn.clear, burn.main, burn.side))))
    return [
        heading("Burn-through"),
        paragraph(_BURNT),
        table("The jammers themselves", own, rows, (2, 3, 4, 5)),
        table("A target of 1 m² is seen within", hidden, others, (2, 3, 4)),
    ]


def distance(value: float | None) -> str:
    """A range in kilometres.

    >>> distance(12_340.0), distance(123_400.0), distance(None)
    ('12.3 km', '123 km', '')
    """
    if value is None:
        return ""
    return f"{value / 1e3:.1f} km" if value < 99_950.0 else f"{value / 1e3:.0f} km"


def decibels(ratio: float) -> str:
    """A ratio of powers.

    >>> decibels(1000.0)
    '30 dB'
    """
    return f"{10.0 * math.log10(ratio):.0f} dB" if ratio > 0.0 else "none"
