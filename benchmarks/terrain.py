"""What a radar sees over terrain: one look around, and single lines of sight.

The share of places that agree with a direct line of sight is measured in the same run: speed alone would be cheap.
"""

import math
import time
from collections.abc import Iterator

import numpy as np

from benchmarks.measure import Line, median_cpu, times

REACH, SPACING, MAST = 300e3, 500.0, 24.0
HOME = math.radians(32.0), math.radians(75.0)
EXTENT = (71.0, 29.0, 79.0, 35.0)
GOAL = 2.0
HEIGHT = 500.0
PLACES = 4000


def measure() -> Iterator[Line]:
    from vyuha.world.relief import made_up_terrain
    from vyuha.world.terrain_follow import follow_terrain
    from vyuha.world.terrain_grid import make_terrain
    from vyuha.world.terrain_mask import look_around

    wide = made_up_terrain(EXTENT, step=1.0 / 240.0, seed=1, ridges=400.0)
    # The grid of 3 seconds is the quarter of another one, mirrored: its edges meet.
    quarter = made_up_terrain((71.0, 29.0, 75.0, 32.0), step=1.0 / 1200.0, seed=2, ridges=400.0).height
    half = np.concatenate((quarter, quarter[:, -2::-1]), axis=1)
    fine = make_terrain(np.concatenate((half, half[-2::-1])), EXTENT, "msl")
    for name, terrain in (("15", wide), ("3", fine)):

        def look(terrain=terrain):
            return look_around(terrain, *HOME, MAST, reach=REACH, spacing=SPACING)

        cpu = median_cpu(look, repeats=3)
        yield Line(f"300 km at 500 m, grid of {name} seconds", cpu, "CPU s", "2", times(cpu, GOAL))
        agree, rate = _direct(terrain, look())
        yield Line(f"  agrees with direct lines, target at {HEIGHT:g} m", 100.0 * agree, "%", "99.5")
        yield Line("  direct lines of sight", rate, "lines / CPU s")
    route = [(math.radians(30.0), math.radians(72.0)), (math.radians(34.0), math.radians(77.0))]
    cpu = median_cpu(lambda: follow_terrain(wide, route, clearance=60.0, climb=0.1, dive=0.1), repeats=3)
    yield Line("low path of 650 km over the grid of 15 seconds", cpu, "CPU s")


def _direct(terrain, coverage) -> tuple[float, float]:
    """Share of places where the mask and a direct line of sight agree, and direct lines for each CPU second."""
    from vyuha.world.terrain_grid import height_at
    from vyuha.world.terrain_sight import CLEAR, line_of_sight, place_along

    within = np.argwhere(np.isfinite(coverage.floor))
    drawn = within[np.random.default_rng(1).choice(len(within), PLACES, replace=False)]
    seen, low = coverage.seen(HEIGHT), height_at(terrain, *HOME) + MAST
    targets = []
    for i, j in drawn:
        east, north = coverage.place(int(i), int(j))
        far = place_along(*HOME, math.atan2(east, north), math.hypot(east, north))
        targets.append((*far, height_at(terrain, *far) + HEIGHT))
    line_of_sight(terrain, *HOME, low, *targets[0], 4.0 / 3.0)
    start = time.process_time()
    codes = [line_of_sight(terrain, *HOME, low, *target, 4.0 / 3.0)[0] for target in targets]
    spent = time.process_time() - start
    agree = sum((code == CLEAR) == seen[i, j] for code, (i, j) in zip(codes, drawn, strict=True))
    return float(agree) / PLACES, PLACES / spent
