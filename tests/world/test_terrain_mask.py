"""What a radar sees over terrain.

Expected values: direct lines of sight to places drawn at random; the horizon of `world.propagation` over level ground;
more height is never less seen. Controls: a mask of another mast, and one with the ground mirrored, must disagree.
"""

import math

import numpy as np
import pytest
from matplotlib import cbook

from vyuha.state.terrain import Terrain
from vyuha.world.geodesy import geodesic_direct
from vyuha.world.propagation import horizon_range
from vyuha.world.relief import made_up_terrain
from vyuha.world.terrain_grid import height_at, make_terrain
from vyuha.world.terrain_mask import Coverage, look_around
from vyuha.world.terrain_sight import CLEAR, line_of_sight, skyline

HOME = math.radians(31.5), math.radians(74.5)
MAST, REACH, SPACING = 24.0, 60e3, 500.0
STANDARD = 4.0 / 3.0
TOGETHER = 0.995


@pytest.fixture(scope="module")
def hills() -> Terrain:
    # Hills about as high as the targets fly, so that the edges of shadows are long.
    return made_up_terrain((73.5, 30.5, 75.5, 32.5), step=0.005, seed=9, base=500.0, hills=120.0, size=0.2)


@pytest.fixture(scope="module")
def coverage(hills: Terrain) -> Coverage:
    return look_around(hills, *HOME, MAST, reach=REACH, spacing=SPACING)


def direct(terrain: Terrain, coverage: Coverage, place: tuple[int, int], agl: float) -> bool:
    """Whether a target over a place is in sight along its own line."""
    east, north = coverage.place(*place)
    far = geodesic_direct(*HOME, math.atan2(east, north), math.hypot(east, north))[:2]
    low = height_at(terrain, *HOME) + MAST
    return line_of_sight(terrain, *HOME, low, *far, height_at(terrain, *far) + agl, STANDARD)[0] == CLEAR


def drawn(coverage: Coverage, count: int) -> list[tuple[int, int]]:
    """Places within the reach."""
    random = np.random.default_rng(2)
    within = np.argwhere(np.isfinite(coverage.floor))
    return [(int(i), int(j)) for i, j in within[random.choice(len(within), count, replace=False)]]


@pytest.mark.parametrize("agl", [15.0, 50.0, 150.0])
def test_masks_agree_with_direct_lines_of_sight(hills: Terrain, coverage: Coverage, agl: float) -> None:
    seen, places = coverage.seen(agl), drawn(coverage, 3000)
    wrong = [place for place in places if direct(hills, coverage, place, agl) != seen[place]]
    share = float(seen[np.isfinite(coverage.floor)].mean())
    print(f"at {agl:g} m above ground {share:.2f} in sight; {1.0 - len(wrong) / len(places):.4f} agree")
    assert len(wrong) <= (1.0 - TOGETHER) * len(places)
    for i, j in wrong:
        around = {direct(hills, coverage, (i + a, j + b), agl) for a in (-1, 0, 1) for b in (-1, 0, 1)}
        assert around == {False, True}, f"{i}, {j} lies at no edge of a shadow"
    # Controls: a higher mast sees more, and turned round the mask fits worse, by far.
    higher = look_around(hills, *HOME, MAST + 40.0, reach=REACH, spacing=SPACING).seen(agl)
    for other in (higher, seen[::-1]):
        assert sum(other[place] != seen[place] for place in places) > (1.0 - TOGETHER) * len(places)


def test_more_height_is_never_less_seen(coverage: Coverage) -> None:
    heights = (0.0, 10.0, 50.0, 100.0, 300.0, 1000.0, 5000.0)
    for above in ("ground", "reference"):
        masks = [coverage.seen(height, above) for height in heights]
        for low, high in zip(masks, masks[1:], strict=False):
            assert not (low & ~high).any()
            assert low.sum() <= high.sum()
        assert masks[-1].sum() > masks[0].sum()


def test_over_level_ground_the_mask_is_the_disc_of_the_horizon() -> None:
    terrain = make_terrain(np.full((301, 301), 150.0), (73.0, 30.0, 76.0, 33.0), "ellipsoid")
    around = look_around(terrain, *HOME, MAST, reach=80e3, spacing=SPACING)
    half = len(around.floor) // 2
    axis = SPACING * (np.arange(2 * half + 1) - half)
    distance = np.hypot(axis[:, None], axis[None, :])
    for height in (30.0, 100.0, 200.0):
        edge = horizon_range(MAST, height, STANDARD)
        assert edge < 80e3
        for seen in (around.seen(height), around.seen(150.0 + height, "reference")):
            assert seen[distance < edge - 10.0].all()
            assert not seen[distance > edge + 10.0].any()
        # Control: the horizon of straight rays is another.
        straight = horizon_range(MAST, height, 1.0)
        assert seen[(distance > straight + 10.0) & (distance < edge - 10.0)].all()
    assert np.nanmin(around.floor - around.ground) == 0.0


def test_the_floor_far_out_is_the_skyline(hills: Terrain, coverage: Coverage) -> None:
    """On the axes places lie on lines of the sweep: the skyline, asked more finely, gives the same floor."""
    half = len(coverage.floor) // 2
    antenna = height_at(hills, *HOME) + MAST
    for row, column, azimuth in ((0, half, 0.0), (half, 2 * half, 0.5 * math.pi), (2 * half, half, math.pi)):
        elevation, _ = skyline(hills, *HOME, antenna, azimuth, REACH, STANDARD)
        floor = antenna + REACH * (math.tan(elevation) + 0.5 * REACH / (STANDARD * 6371008.8))
        assert float(coverage.floor[row, column]) == pytest.approx(floor, abs=20.0)


def test_places_and_ground(hills: Terrain, coverage: Coverage) -> None:
    half = len(coverage.floor) // 2
    assert coverage.place(half, half) == (0.0, 0.0)
    assert coverage.place(0, 2 * half) == (REACH, REACH)
    assert float(coverage.ground[half, half]) == pytest.approx(height_at(hills, *HOME), abs=1e-3)
    far = geodesic_direct(*HOME, 0.5 * math.pi, 20 * SPACING)[:2]
    assert float(coverage.ground[half, half + 20]) == pytest.approx(height_at(hills, *far), abs=0.1)
    assert np.isnan(coverage.floor[0, 0]) and not coverage.seen(9e3)[0, 0]
    assert float(coverage.floor[half, half]) == float(coverage.ground[half, half])


def test_the_same_bits_twice(hills: Terrain, coverage: Coverage) -> None:
    again = look_around(hills, *HOME, MAST, reach=REACH, spacing=SPACING)
    assert again.floor.tobytes() == coverage.floor.tobytes()


def test_a_real_valley() -> None:
    """Around a low place between the ridges near Jacksboro less is seen than from their top."""
    with cbook.get_sample_data("jacksboro_fault_dem.npz") as sample:
        heights = sample["elevation"]
    terrain = make_terrain(heights, (-84.4133, 36.4467, -84.0783, 36.7325), "msl")
    inner = heights[120:-120, 120:-120]
    seen = []
    for spot in (inner.argmin(), inner.argmax()):
        i, j = np.unravel_index(spot, inner.shape)
        latitude = 36.7325 - (120 + i) * (36.7325 - 36.4467) / 343
        longitude = -84.4133 + (120 + j) * (84.4133 - 84.0783) / 402
        around = look_around(terrain, math.radians(latitude), math.radians(longitude), 10.0, reach=8e3, spacing=100.0)
        seen.append(float(around.seen(30.0)[np.isfinite(around.floor)].mean()))
    assert seen[0] < 0.5 * seen[1]


def test_what_cannot_be_is_refused(hills: Terrain) -> None:
    with pytest.raises(ValueError, match="^spacing: 500 m for a reach of 400 m"):
        look_around(hills, *HOME, MAST, reach=400.0, spacing=500.0)
    with pytest.raises(ValueError, match="^spacing: 1 m for a reach of 60000 m"):
        look_around(hills, *HOME, MAST, reach=60e3, spacing=1.0)
    with pytest.raises(ValueError, match="^spacing: 500 m for a reach of inf m"):
        look_around(hills, *HOME, MAST, reach=math.inf, spacing=500.0)
    with pytest.raises(ValueError, match="^refraction: 0: "):
        look_around(hills, *HOME, MAST, reach=REACH, spacing=SPACING, refraction=0.0)
    with pytest.raises(ValueError, match="^mast: -1 m"):
        look_around(hills, *HOME, -1.0, reach=REACH, spacing=SPACING)
    with pytest.raises(ValueError, match="^terrain: it ends less than 150 km from the antenna, at azimuth 0 deg"):
        look_around(hills, *HOME, MAST, reach=150e3, spacing=SPACING)
    with pytest.raises(ValueError, match="^above: msl"):
        look_around(hills, *HOME, MAST, reach=5e3, spacing=SPACING).seen(100.0, "msl")
