"""One offline page on an envelope: the table, both pictures, and what was assumed."""

from typing import Any

from vyuha.outputs import page
from vyuha.outputs.plots_envelope import courses, plan_svg, side_svg
from vyuha.results.envelope import EDGES_CSV, Envelope

HEADER = ("Target", "Nearest", "Farthest", "What limits it", "Flight there", "Target at launch")
NOTES = (
    "Each point is a whole flight: launch, midcourse to the meeting point, hand-over to the seeker, homing. A hit "
    "passes within the lethal radius, above the speed at which fins still steer.",
    "The target keeps speed, height and course, and is known without error; the homing signal has no noise. This is "
    "the reach of the flight. A late detection, a late order, or a target that turns makes it smaller.",
    "The published limits of the missile bound the picture as well as the flight does. Where they do, the flight model "
    "says nothing about what lies beyond.",
    "Below the line of the horizon an antenna on smooth ground does not see the target, with refraction as over an "
    "earth of 4/3 of the radius; a missile guided through its radar meets nothing there.",
    "The flight model is fitted to published figures; most of its own figures are assumed (vyuha catalogue).",
)


def envelope_page(envelope: Envelope) -> str:
    """The page as HTML."""
    title = f"Where {envelope.missile} meets {envelope.target}"
    said = (
        f"A target that flies level at {envelope.speed:,.0f} m/s; heights from the ground up, the plan at "
        f"{envelope.height / 1e3:g} km."
    )
    parts = [f"<header><h1>{page.text(title)}</h1></header>", page.paragraph(said, "lede")]
    parts += [page.paragraph(f"{note[:1].upper()}{note[1:]}.") for note in envelope.notes]
    parts.append(page.table(f"At {envelope.height / 1e3:g} km", HEADER, rows(envelope), (1, 2, 4, 5)))
    parts.append(page.paragraph(horizon_line(envelope)))
    alt = "; ".join(f"{row[0]}: {row[1]} to {row[2]}" for row in rows(envelope))
    side = side_svg(envelope, False, alt), side_svg(envelope, True, alt)
    data = page.download("Edges of the zone (CSV)", EDGES_CSV, envelope.edges.write_csv().encode())
    parts.append(
        page.picture(
            *side,
            "Where the target is met, range by height. The shade is for one that comes in. Heights above "
            f"{envelope.ceiling / 1e3:g} km, the most that is known of {envelope.target}, are geometry only.",
            below_html=data,
        )
    )
    plan = plan_svg(envelope, False, alt), plan_svg(envelope, True, alt)
    caption = (
        "From above, the target flying down the page. A course is a vertical line; its distance from the launcher is "
        "the offset. Dashed: where the target is when the missile has to leave to meet it at the farthest point."
    )
    parts.append(page.picture(*plan, caption))
    parts.append(page.section("notes", "What to know about this", page.bullets(NOTES)))
    return page.page(title, "\n".join(parts))


def horizon_line(envelope: Envelope) -> str:
    """Where the radar's horizon is for the target, in a sentence."""
    return (
        f"An antenna {envelope.antenna:g} m up sees {envelope.height / 1e3:g} km from {envelope.sees / 1e3:.0f} km on, "
        "over smooth ground."
    )


def rows(envelope: Envelope) -> list[tuple[str, str, str, str, str, str]]:
    """The table of courses at the target's height as text, in the order of `HEADER`."""
    return [(name, *_cells(row)) for name, row in courses(envelope)]


def _cells(row: dict[str, Any]) -> tuple[str, str, str, str, str]:
    if row["farthest_km"] is None:
        return "never", "never", row["farthest_limit"], "", ""
    return (
        f"{row['nearest_km']:.1f} km",
        f"{row['farthest_km']:.0f} km",
        row["farthest_limit"],
        f"{row['time_s']:.0f} s",
        f"{row['launch_farthest_km']:.0f} km",
    )
