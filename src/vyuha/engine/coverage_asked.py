"""What is asked of a coverage: target, heights, probability and fineness, checked."""

import math
from collections.abc import Sequence
from typing import Any

from vyuha.base.table import rows
from vyuha.catalogue import Catalogue
from vyuha.engine.coverage_grid import AskedError, CoverageError
from vyuha.sensors.detection import SWERLING_1
from vyuha.state.radar import Probe

# A low flyer, a drone's cruise, and an aircraft: those of the report's map.
HEIGHTS = (100.0, 1000.0, 10000.0)
RCS = 1.0
PROBABILITY = 0.5
NODES = 400
FASTEST = 5e3
# The least probability that a map has use for.
FAINT = 0.01
FEWEST, MOST = 20, 4000
MOST_HEIGHTS = 20
HIGHEST = 100e3


def find_echo(catalogue: Catalogue, target: str | None, rcs: float | None) -> tuple[float, int]:
    """Cross-section (m2) and fluctuation (0 or 1) of a `target` of the catalogue, or of a bare `rcs`, which overrules
    it; 1 m2 that fluctuates from scan to scan without either. Raises `CoverageError` for what is no threat.
    """
    swerling, area = SWERLING_1, RCS
    if target is not None:
        if target not in catalogue.threats:
            raise CoverageError(catalogue.refusal(target, "a target is a threat", list(catalogue.threats)))
        threat = catalogue.threats[target]
        swerling, area = threat.swerling, threat.rcs.value
    area = area if rcs is None else rcs
    if not 1e-6 <= area <= 1e6:
        raise AskedError("rcs", f"{area:g} m2", "give at least 1e-6 and at most 1e6 m2")
    return area, swerling


def find_heights(catalogue: Catalogue, target: str | None, heights: Sequence[float] | None) -> tuple[float, ...]:
    """The heights (m) asked for, from low to high; else that at which a level `target` flies, else `HEIGHTS`. Raises
    `CoverageError` for heights that cannot be.
    """
    if heights is None:
        threat = catalogue.threats.get(target or "")
        level = threat is not None and threat.motion == "cruise" and threat.height.value > 0.0
        return (threat.height.value,) if level and threat is not None else HEIGHTS
    for height in heights:
        if not 0.0 < height <= HIGHEST:
            allowed = f"give more than 0 and at most {HIGHEST / 1e3:g} km above ground"
            raise AskedError("height", f"{height:g} m", allowed)
    if not 1 <= len(set(heights)) <= MOST_HEIGHTS:
        raise CoverageError(f"height: {len(set(heights))} heights: give 1 to {MOST_HEIGHTS}")
    return tuple(sorted(set(heights)))


def check_asked(
    catalogue: Catalogue,
    heights: Sequence[float] | None,
    target: str | None,
    rcs: float | None,
    probability: float,
    nodes: int,
    speed: float | None = None,
) -> tuple[tuple[float, ...], float, int]:
    """Heights (m), cross-section (m2) and fluctuation that are meant; `CoverageError` for what is not allowed."""
    area, swerling = find_echo(catalogue, target, rcs)
    levels = find_heights(catalogue, target, heights)
    if not FAINT <= probability <= 1.0 - FAINT:
        raise AskedError("probability", f"{probability:g}", "give at least 1 % and at most 99 %")
    if not FEWEST <= nodes <= MOST:
        raise AskedError("nodes", f"{nodes}", f"give at least {FEWEST} and at most {MOST:,} to the longer side")
    if speed is not None and not 0.0 <= speed <= FASTEST:
        raise AskedError("radial speed", f"{speed:g} m/s", f"give at least 0 and at most {FASTEST:,.0f} m/s")
    return levels, area, swerling


def probes(height: float, area: float, swerling: int, speed: float | None) -> Any:
    """The target at a `height` (m), of `area` (m2), `swerling` and `speed` (m/s towards the radar), as a table."""
    table = rows(Probe, 1)
    table[0].height, table[0].rcs, table[0].swerling = height, area, swerling
    table[0].speed = math.nan if speed is None else speed
    return table
