"""The laydown for maps: coverage rings, reach, routes and the list of assumed figures.

Expected values: the instrumented range and the horizon of the 4/3 earth as limits, closed form of the horizon where it
binds, the scenario's own places, and the catalogue's grades counted here.
"""

import math
from functools import cache

import numpy as np
import pytest

from tests.engine.layouts import TEXT, built, catalogue
from vyuha.catalogue.items import figures
from vyuha.engine.picture import RING_HEIGHTS, picture
from vyuha.results.laydown import Laydown, Ring
from vyuha.world.geodesy import local_to_geodetic

BARE = TEXT.replace("assets:", "environment: {ground: none}\nassets:", 1)


@cache
def laydown(text: str = TEXT) -> Laydown:
    return picture(built(text), catalogue())


def radius(ring: Ring) -> np.ndarray:
    """Distances of the ring's points from its site [m]."""
    site = next(place for place in laydown().places if place.id == ring.site)
    return np.hypot(np.array(ring.east) - site.east, np.array(ring.north) - site.north)


def rings(kind: str, text: str = TEXT) -> list[Ring]:
    return [ring for ring in laydown(text).rings if ring.kind == kind]


def test_every_radar_has_a_ring_for_every_height() -> None:
    found = rings("search radar") + rings("engagement radar")
    assert len(found) == len(built().setup.radar) * len(RING_HEIGHTS)
    assert {ring.target_height for ring in found} == set(RING_HEIGHTS)
    assert len(rings("missile")) == len(built().setup.magazine)


def test_rings_stay_within_instrumented_range_and_horizon() -> None:
    for ring in rings("search radar") + rings("engagement radar"):
        names = [row.id for row in built().roster.radars]
        r = names.index(f"{ring.site}/{ring.label}")
        radar, antenna = built().setup.radar[r], built().setup.antenna[r]
        horizon = sum(math.sqrt(2 * 8.495e6 * h) for h in (float(antenna.height), ring.target_height))
        assert radius(ring).max() <= min(float(radar.instrumented_range), horizon * 1.002)


def test_a_low_ring_is_the_horizon() -> None:
    """96L6E on its mast of 24 m and a target at 100 m: 4.12 km (4.90 + 10) = 61 km all round without a ground; the ring
    is drawn in a quarter of a per cent of the local frame's own distance. Diffraction at the ground's edge takes some
    kilometres of it.
    """
    ring, over_land = (
        next(r for r in rings("search radar", text) if r.site == "alpha" and r.target_height == 100.0)
        for text in (BARE, TEXT)
    )
    expected = math.sqrt(2.0 * 8.495e6) * (math.sqrt(24.0) + 10.0)
    assert radius(ring) == pytest.approx(np.full(73, expected), rel=0.01)
    # Control: not what a flat earth or the true radius without refraction would give.
    assert radius(ring) != pytest.approx(np.full(73, expected * math.sqrt(0.75)), rel=0.01)
    assert 0.9 * expected < radius(over_land).min() <= radius(over_land).max() < 0.97 * expected


def test_an_engagement_radars_ring_collapses_outside_its_sector() -> None:
    """Sector 300 +- 45 degrees: the point at 300 is far out, the one at 120 at the radar."""
    ring = next(r for r in rings("engagement radar") if r.site == "alpha" and r.target_height == 1e4)
    assert radius(ring)[60] > 100e3
    assert radius(ring)[24] < 100.0


def test_a_missiles_ring_is_its_range() -> None:
    for ring in rings("missile"):
        assert radius(ring) == pytest.approx(np.full(73, catalogue().missiles[ring.label].maximum_range.value))


def test_places_are_those_of_the_scenario() -> None:
    places = {place.id: place for place in laydown().places}
    assert list(places) == ["base", "town", "post", "alpha", "bravo"]
    assert (places["base"].east, places["base"].north) == pytest.approx((1e3, 2e3), abs=1.0)
    assert (places["base"].kind, places["base"].name, places["base"].value) == ("asset", "Air base", 70.0)
    assert places["alpha"].kind == "s-400/battalion"
    # A minute of latitude is 1,848 m there.
    assert places["town"].latitude == pytest.approx(31.0 - 9e3 / 1848.0 / 60.0, abs=1e-3)
    assert places["town"].height == pytest.approx(0.0, abs=1e-3)


def test_routes_end_at_their_targets_and_count_their_threats() -> None:
    found = {(route.raid, n): route for n, route in enumerate(laydown().routes)}
    assert [(route.raid, route.count) for route in laydown().routes] == [("drones", 3), ("drones", 2), ("missiles", 2)]
    places = {place.id: place for place in laydown().places}
    for route, target in zip(found.values(), ("base", "alpha", "base"), strict=True):
        end = places[target]
        assert (route.east[-1], route.north[-1]) == pytest.approx((end.east, end.north), abs=1.0)
        assert route.height[-1] == pytest.approx(0.0, abs=2.0)
        assert list(route.time) == sorted(route.time)
        assert len(route.time) <= 120
    assert max(found["drones", 0].height) == pytest.approx(300.0, abs=1.0)
    assert max(found["missiles", 2].height) > 20e3


def test_heights_of_a_route_are_above_the_ellipsoid() -> None:
    route = laydown().routes[0]
    knots = built().courses["drones", "base"].knots
    first = local_to_geodetic(built().setup.frame[0], *(float(v) for v in knots[0, 1:4]))[2]
    assert route.height[0] == pytest.approx(first)


def test_every_assumed_figure_in_use_is_listed_and_no_other() -> None:
    items = {
        **{id: catalogue().missiles[id] for id in ("48N6E3", "9M96E2", "40N6E")},
        **{id: catalogue().radars[id] for id in ("91N6E", "92N6E", "96L6E")},
        **{id: catalogue().systems[id] for id in ("s-400/battalion", "s-400/command-post")},
        **{id: catalogue().command_posts[id] for id in ("55K6E", "battalion-post")},
        **{id: catalogue().threats[id] for id in ("shahed-136", "fatah-2")},
        "5P85TE2": catalogue().launchers["5P85TE2"],
        "40V6M": catalogue().masts["40V6M"],
        # Under the beams, although the scenario does not name it.
        "farmland": catalogue().grounds["farmland"],
    }
    # What describes an item but reaches no table of the engine is not in use.
    unused = {
        "expected_kill",
        "warhead_mass",
        "mean_speed",
        "maximum_speed",
        "tracks",
        "reload_time",
        "emplacement_time",
        "stow_time",
        "march_speed",
    }
    found = [(id, name, figure) for id, item in items.items() for name, figure in figures(item)]
    expected = {(id, name) for id, name, figure in found if figure.grade == "assumed" and name not in unused}
    listed = {(row.item, row.figure) for row in laydown().assumed if row.item not in ("doctrine", "engine", "network")}
    assert listed == expected
    assert {row.item for row in laydown().assumed} >= {"doctrine", "engine"}
    assert all(row.text and row.why for row in laydown().assumed if row.item in ("doctrine", "engine"))
