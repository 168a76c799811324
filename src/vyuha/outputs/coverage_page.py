"""One offline page on a coverage: the maps, the table, and what to know about them."""

from vyuha.outputs import page
from vyuha.outputs.plots_coverage import coverage_svg
from vyuha.results.coverage import TABLE, Area, Coverage, show_height

HEADER = ("Radar", "Target at", "Area", "Half of its edge beyond", "Farthest", "What mostly limits it")
NOTES = (
    "A look is one scan of a search radar. A track needs several detections, and the target moves between looks: it is "
    "tracked later, and so nearer, than it is first seen.",
    "Engagement radars look where a track tells them to; they find nothing by themselves, and the area of all search "
    "radars leaves them out.",
    "The cross-section is one number for all sides of the target. Free space: no clutter, no interference from the "
    "ground, no rain, no jamming.",
)
_SMOOTH = (
    "The earth is smooth here: heights are above the ellipsoid, and only its curve hides anything. Rays bend as over "
    "an earth with a larger radius, by the scenario's factor."
)
_GROUND = (
    "Heights are above the ground, as a low flyer's are. Each radar looked over the terrain once, at places some "
    "hundred metres apart; shadows are right to about that distance. Beyond the terrain nothing is known."
)


def coverage_page(coverage: Coverage) -> str:
    """The page as HTML."""
    title = f"Who sees {described(coverage)}"
    said = (
        f"{coverage.title}: where one look of a radar detects the target with a probability of at least "
        f"{share(coverage.probability)}."
    )
    parts = [f"<header><h1>{page.text(title)}</h1></header>", page.paragraph(said, "lede")]
    alt = "; ".join(f"{row[0]}, target at {row[1]}: {row[2]}" for row in rows(coverage))
    data = page.download("Table (CSV)", TABLE, coverage.table.write_csv().encode())
    caption = "Each map has its own scale. Where no line is drawn, no radar sees the target that surely."
    pictures = coverage_svg(coverage, False, alt), coverage_svg(coverage, True, alt)
    parts.append(page.picture(*pictures, caption, below_html=data))
    parts.append(page.table("Radar by radar", HEADER, rows(coverage), (2, 3, 4)))
    notes = (_SMOOTH if coverage.ground is None else _GROUND, *NOTES)
    parts.append(page.section("notes", "What to know about this", page.bullets(notes)))
    return page.page(title, "\n".join(parts))


def described(coverage: Coverage) -> str:
    """The target in words."""
    echo = f"{coverage.rcs:g} m2"
    return f"{coverage.target} ({echo})" if coverage.target else f"a target of {echo}"


def share(probability: float) -> str:
    """A probability as it was asked for.

    >>> share(0.5), share(0.995)
    ('50 %', '99.5 %')
    """
    return f"{100.0 * probability:.4g} %"


def rows(coverage: Coverage) -> list[tuple[str, str, str, str, str, str]]:
    """The table as text, in the order of `HEADER`."""
    return [(area.radar, show_height(area.height), *_cells(area)) for area in coverage.areas]


def _cells(area: Area) -> tuple[str, str, str, str]:
    def distance(value: float | None) -> str:
        return "" if value is None or not area.polygons else f"{value / 1e3:.1f} km"

    return f"{area.size / 1e6:,.0f} km2", distance(area.middle), distance(area.farthest), area.limit
