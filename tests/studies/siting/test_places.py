"""Places and axes: what is set must come out of the scenario again."""

import math
from pathlib import Path

import pytest

from vyuha.catalogue import load as load_catalogue
from vyuha.engine.places import locate
from vyuha.scenario import Scenario, parse
from vyuha.scenario.place import Place
from vyuha.studies.settings import parsed
from vyuha.studies.siting.places import Axis, Candidate, against, axis_settings, east_north, grid, kinds, stand_settings
from vyuha.world.geodesy import geodesic_inverse

TEXT = (Path(__file__).parents[3] / "scenarios" / "hills.yaml").read_text()


def start(scenario: Scenario) -> tuple[float, float]:
    """Distance [m] and bearing [rad] of the raid's start from the air base."""
    origin = (scenario.origin.latitude, scenario.origin.longitude)
    base = locate(scenario.assets[0].place, origin)
    raid = scenario.raids[0]
    at = locate(raid.origin, base if raid.origin.kind == "polar" else origin)
    return geodesic_inverse(*base, *at)[:2]


@pytest.mark.parametrize("bearing", [0.0, 120.0, 271.5])
def test_a_turned_raid_comes_from_there_from_as_far(bearing: float) -> None:
    """Expected: the bearing asked for, and the distance and the number of way points of the scenario."""
    scenario, axis = parse(TEXT), Axis("a", bearing=math.radians(bearing))
    far = start(scenario)[0]
    turned = parsed(TEXT, axis_settings(scenario, axis), load_catalogue())
    distance, azimuth = start(turned)
    assert distance == pytest.approx(far, abs=1e-3)
    assert math.degrees(azimuth) % 360.0 == pytest.approx(bearing, abs=1e-6)
    assert len(turned.raids[0].route) == len(scenario.raids[0].route)


def test_what_is_set_is_what_the_model_sees() -> None:
    """Property: the scenario read again after setting an axis is the one that coverage is found for."""
    scenario, axis = parse(TEXT), Axis("a", bearing=1.0)
    one, other = parsed(TEXT, axis_settings(scenario, axis), load_catalogue()), against(scenario, axis)
    for a, b in zip(
        (one.raids[0].origin, *one.raids[0].route), (other.raids[0].origin, *other.raids[0].route), strict=True
    ):
        assert (a.a, a.b) == pytest.approx((b.a, b.b), rel=1e-11)


def test_an_axis_without_a_bearing_changes_nothing() -> None:
    """Expected: no settings; nor for raids that it does not name."""
    scenario = parse(TEXT)
    assert axis_settings(scenario, Axis("as it is")) == ()
    assert axis_settings(scenario, Axis("a", raids=("other",), bearing=1.0)) == ()


@pytest.mark.parametrize(
    "written",
    ["east: 2 km\n    north: -3 km", "bearing: 146.3 deg\n    range: 3.6 km", "lat: 30.973 deg\n    lon: 74.92 deg"],
)
def test_a_defence_stands_where_it_is_put_however_its_place_is_written(written: str) -> None:
    """Expected: within a centimetre, on its mast or not, looking where it is told; other keys stay."""
    text = TEXT.replace("east: 2 km\n    north: -3 km", written)
    scenario = parse(text)
    candidate = Candidate("hill", Place("offset", -4321.0, 5678.0), mast=False)
    moved = parsed(text, stand_settings(scenario, "alpha", candidate, math.radians(40.0)), load_catalogue()).defences[0]
    assert east_north(moved.place, (scenario.origin.latitude, scenario.origin.longitude)) == pytest.approx(
        (-4321.0, 5678.0), abs=0.01
    )
    assert moved.mast is False
    assert moved.sector is not None
    assert (math.degrees(moved.sector.centre), math.degrees(moved.sector.width)) == pytest.approx((40.0, 120.0))
    assert moved.load == scenario.defences[0].load


def test_a_grid_has_its_corners() -> None:
    """Expected: three to a side, from one corner to the other."""
    found = grid(Place("offset", 0.0, 10.0), Place("offset", 20.0, 30.0), 3, (0.0, 0.0))
    assert len(found) == 9
    assert (found[0].place.a, found[0].place.b, found[-1].place.a, found[-1].place.b) == (0.0, 10.0, 20.0, 30.0)
    assert len({candidate.id for candidate in found}) == 9


def test_alike_are_those_that_differ_in_place_alone() -> None:
    """Expected: another load is another kind; another sector only where sectors are not chosen anyway."""
    one = parse(TEXT).defences[0]
    other = one.model_copy(update={"id": "b", "place": Place("offset", 0.0, 0.0)})
    less = one.model_copy(update={"id": "c", "load": {"48N6E3": 1}})
    wide = one.model_copy(update={"id": "d", "sector": None})
    assert [[d.id for d in own] for own in kinds([one, other, less, wide], True)] == [["alpha", "b", "d"], ["c"]]
    assert [[d.id for d in own] for own in kinds([one, other, less, wide], False)] == [["alpha", "b"], ["c"], ["d"]]
