"""One offline page on a coverage: the maps, the table, and what to know about them."""

from collections import Counter
from collections.abc import Sequence

from vyuha.outputs import page
from vyuha.outputs.plots_coverage import coverage_svg, grid_step
from vyuha.results.coverage import TABLE, Area, Coverage, show_height

HEADER = ("Radar", "Target at", "Area", "Half of its edge beyond", "Farthest", "What mostly limits it")
NOTES = (
    "A look is one scan of a search radar. A track needs several detections, and the target moves between looks: it is "
    "tracked later, and so nearer, than it is first seen.",
    "Engagement radars look where a track tells them to; they find nothing by themselves, and the area of all search "
    "radars leaves them out.",
    "The cross-section is one number for all sides of the target and all bands.",
    "Losses in air and rain, the scenario's ground and its echo, lobes of reflection and the radars' beams count "
    "as in a fight.",
)
_GRID = (
    "Nodes of the map of all search radars lie up to {step:.2g} km apart. What is narrower is missed or drawn wrong, "
    "and areas of radars, each on a grid of its own, may differ by that from the area of all."
)
_ANY_SPEED = (
    "Cancellers of clutter pass the target as they do on average over all speeds. A slow one, or one that crosses the "
    "line of sight, is weaker by far: ask for its radial speed."
)
_AT_SPEED = "The target closes with {speed:g} m/s, and cancellers of clutter weaken or strengthen it accordingly."
_JAMMED = (
    "Jammers are where they are planned to be at that moment, and are heard through main lobe and side lobes. Several "
    "jammers add up."
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
    if coverage.time is not None:
        said += f" As it stands {coverage.time:.0f} s after the start."
    if coverage.jammers:
        said += f" Once without and once with jamming by {_jammers(coverage)}."
    parts = [f"<header><h1>{page.text(title)}</h1></header>", page.paragraph(said, "lede")]
    header, cells, numbers = columns(coverage)
    places = [", target at ".join(row[:2]) + "".join(f", {cell}" for cell in row[2:-4]) for row in cells]
    alt = "; ".join(f"{place}: {row[-4]}" for place, row in zip(places, cells, strict=True))
    data = page.download("Table (CSV)", TABLE, coverage.table.write_csv().encode())
    caption = "Each map has its own scale. Where no line is drawn, no radar sees the target that surely."
    pictures = coverage_svg(coverage, False, alt), coverage_svg(coverage, True, alt)
    parts.append(page.picture(*pictures, caption, below_html=data))
    parts.append(page.table("Radar by radar", header, cells, numbers))
    speed = _ANY_SPEED if coverage.speed is None else _AT_SPEED.format(speed=coverage.speed)
    grid = _GRID.format(step=grid_step(coverage)[0])
    earth = _SMOOTH if coverage.ground is None else _GROUND
    notes = (earth, *NOTES, grid, speed, *((_JAMMED,) if coverage.jammers else ()))
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


def columns(coverage: Coverage) -> tuple[Sequence[str], list[tuple[str, ...]], tuple[int, ...]]:
    """The table as text: header, rows, and which columns are numbers. With jammers it says whether they are on."""
    rows: list[tuple[str, ...]] = []
    for height in coverage.heights:
        # Off and on below each other.
        for looks in zip(*(coverage.at(height, jammed) for jammed in coverage.looks), strict=True):
            for area in looks:
                jammers = ("on" if area.jammed else "off",) if coverage.jammers else ()
                rows.append((area.radar, show_height(height), *jammers, *_cells(area)))
    if not coverage.jammers:
        return HEADER, rows, (1, 2, 3, 4)
    return (*HEADER[:2], "Jammers", *HEADER[2:]), rows, (1, 3, 4, 5)


def _jammers(coverage: Coverage) -> str:
    """Who jams, raid by raid."""
    counts = Counter(jammer.raid for jammer in coverage.jammers)
    return ", ".join(f"{count} × {raid}" for raid, count in counts.items())


def _cells(area: Area) -> tuple[str, str, str, str]:
    def distance(value: float | None) -> str:
        return "" if value is None else f"{value / 1e3:.1f} km"

    return f"{area.size / 1e6:,.0f} km²", distance(area.middle), distance(area.farthest), area.limit
