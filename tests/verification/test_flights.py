"""The chapter on flights: that its measures see what they are for.

Expected values: the catalogue's own figures, and flights that break them on purpose.
"""

from dataclasses import replace

import pytest

from vyuha.catalogue import load
from vyuha.verification import flights


@pytest.mark.parametrize("kind", ["babur", "su-30mki", "fatah-2"])
def test_the_ground_covered_is_the_range_asked_for(kind: str) -> None:
    for distance in (150e3, 300e3):
        assert flights.covered(kind, distance) == pytest.approx(distance, abs=200.0)


def test_nothing_is_covered_from_beyond_the_greatest_range() -> None:
    item = load().threats["babur"]
    assert flights.covered("babur", item.maximum_range.high) > 0.0
    assert flights.covered("babur", 1.2 * item.maximum_range.high) == 0.0


def test_the_height_is_looked_at_over_the_whole_flight() -> None:
    """A missile that leaves its cruise height far too early is seen, though it began high enough."""
    item = load().threats["brahmos"]
    assert flights.height_case("brahmos", item).error < 0.05
    early = item.model_copy(update={"terminal_range": replace(item.terminal_range, value=1e3)})
    flight = flights.flown("brahmos", 300e3)
    assert float((flights._floor(item, flight) - flight.height).max()) < 0.05
    # Held against a run in of 1 km, the flight that goes down 40 km before the target is too low by far.
    assert float((flights._floor(early, flight) - flight.height).max()) > 5e3


def test_every_type_has_a_speed_a_height_and_a_range() -> None:
    ids = {case.id for case in flights.chapter()}
    for kind in load().threats:
        assert {f"flights-{kind}-{what}" for what in ("speed", "height", "range")} <= ids
