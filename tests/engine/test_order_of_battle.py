"""The order of battle: who stands where, under whom, with what.

Expected values: the layout of the catalogue's regiment and the scenario's own words.
"""

import pytest

from tests.engine.layouts import REGIMENT, built, catalogue, changed
from vyuha.engine.order_of_battle import order_of_battle
from vyuha.engine.places import locate
from vyuha.scenario.place import Place
from vyuha.world.geodesy import geodesic_inverse


def test_a_regiment_is_written_out_under_its_post() -> None:
    units = built(REGIMENT).units
    assert [unit.id for unit in units] == ["reg/post", "reg/alpha", "reg/bravo", "charlie"]
    assert [unit.commander for unit in units] == ["reg/post"] * 4
    assert [unit.system.id for unit in units] == ["s-400/command-post"] + ["s-400/battalion"] * 3


def test_a_regiments_load_is_each_battalions_and_the_post_has_none() -> None:
    loads = {unit.id: unit.load for unit in built(REGIMENT).units}
    usual = dict(catalogue().systems["s-400/battalion"].default_load)
    assert loads == {"reg/post": {}, "reg/alpha": {"48N6E3": 6}, "reg/bravo": {"48N6E3": 6}, "charlie": usual}


def test_the_units_of_a_regiment_stand_as_the_catalogue_lays_them_out() -> None:
    units = {unit.id: unit for unit in built(REGIMENT).units}
    centre = units["reg/post"].at
    for part in catalogue().systems["s-400/regiment"].layout:
        distance = geodesic_inverse(*centre, *units[f"reg/{part.id}"].at)[0]
        assert distance == pytest.approx((part.east**2 + part.north**2) ** 0.5, abs=0.01)
        assert units[f"reg/{part.id}"].at == pytest.approx(locate(Place("offset", part.east, part.north), centre))


def test_a_unit_without_command_commands_itself() -> None:
    assert {unit.id: unit.commander for unit in built().units} == {"post": "post", "alpha": "post", "bravo": "bravo"}
    alone = changed("    command: post\n", "").units
    assert {unit.id: unit.commander for unit in alone} == {"post": "post", "alpha": "alpha", "bravo": "bravo"}


def test_each_unit_has_the_command_post_of_its_system() -> None:
    found = built()
    units = order_of_battle(found.scenario, catalogue())
    assert [unit.post.id for unit in units] == ["55K6E", "battalion-post", "battalion-post"]
