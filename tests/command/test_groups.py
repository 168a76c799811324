"""Groups of targets: every type of the catalogue by its flight, and the class where there is one.

Expected values: the catalogue's own classes; the limits as documented.
"""

import pytest

from tests.command.cases import battle, follow
from vyuha.catalogue import load
from vyuha.command.groups import group_of, group_of_class, group_of_flight
from vyuha.state.group import AIRCRAFT, BALLISTIC, CRUISE_MISSILE, DRONE, GROUPS, STANDOFF, SUPERSONIC
from vyuha.state.identity import CLASSES

BY_CLASS = {
    "one-way-drone": DRONE,
    "cruise-missile": CRUISE_MISSILE,
    "fighter": AIRCRAFT,
    "jammer": STANDOFF,
    "supersonic-cruise-missile": SUPERSONIC,
    "ballistic-missile": BALLISTIC,
}


def test_the_names_stand_in_the_order_of_the_codes() -> None:
    assert GROUPS[DRONE] == "drone" and GROUPS[BALLISTIC] == "ballistic"
    assert [GROUPS[code] for code in (CRUISE_MISSILE, AIRCRAFT, STANDOFF, SUPERSONIC)] == list(GROUPS[1:5])


@pytest.mark.parametrize("name", CLASSES)
def test_a_known_class_has_its_group(name: str) -> None:
    """Decoys and airliners fly like many things: their flight has to tell."""
    assert group_of_class(CLASSES.index(name)) == BY_CLASS.get(name, -1)


def test_every_type_of_the_catalogue_by_its_flight() -> None:
    """At its likely speed and height; a stand-off aircraft goes past everything, the others do not."""
    for item in load().threats.values():
        if item.threat_class not in BY_CLASS or item.motion == "ballistic":
            continue
        past = 100e3 if item.threat_class == "jammer" else 0.0
        found = group_of_flight(item.speed.value, item.height.value, past)
        assert found == BY_CLASS[item.threat_class], item.id


def test_the_class_goes_before_the_flight_where_anybody_asks() -> None:
    setup, state = battle()
    state.track[0].class_code = CLASSES.index("jammer")
    assert group_of(setup, state, 0, 0.0) == AIRCRAFT
    from vyuha.base.table import rows
    from vyuha.state.identity import Identification

    asked = setup._replace(identification=rows(Identification, 1))
    assert group_of(asked, state, 0, 0.0) == STANDOFF
    state.track[0].class_code = -1
    assert group_of(asked, state, 0, 0.0) == AIRCRAFT


def test_ballistic_and_passing_tracks() -> None:
    setup, state = battle()
    track = follow(state, 0, 0, (60e3, 100e3, 9e3), (-250.0, 0.0, 0.0))
    assert group_of(setup, state, 0, 0.0) == STANDOFF
    # It turns towards the asset: an aircraft like others.
    track.vx, track.vy = -129.0, -214.0
    assert group_of(setup, state, 0, 0.0) == AIRCRAFT
    track.ballistic = True
    assert group_of(setup, state, 0, 0.0) == BALLISTIC
