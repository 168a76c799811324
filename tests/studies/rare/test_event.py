"""What may be asked for, by the rule that it must come about and then stay, and need threats that come through."""

import numpy as np
import pytest

from vyuha.studies.rare.event import Event, EventError, read_event
from vyuha.studies.rare.splitting import Splitting


@pytest.mark.parametrize(
    ("text", "event", "need"),
    [
        ("armed_leakers > 0", Event("armed_leakers", 0.0), 1),
        (" armed_leakers>2 ", Event("armed_leakers", 2.0), 3),
        ("leakers >= 2", Event("leakers", 2.0, False), 2),
        ("hit > 1.5", Event("hit", 1.5), 2),
        # One that comes through can be enough for these.
        ("assets_lost >= 3", Event("assets_lost", 3.0, False), 1),
        ("value_lost > 1e2", Event("value_lost", 100.0), 1),
    ],
)
def test_events(text: str, event: Event, need: int) -> None:
    assert read_event(text) == event and event.need == need
    assert read_event(event.text) == event


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("armed_leakers", "give an outcome"),
        ("armed_leakers > many", "give an outcome"),
        ("armed_leakers > 0 or shots > 9", "give an outcome"),
        ("armed_leakers == 0", "only grows"),
        ("leakers < 1", "only grows"),
        ("shots > 20", "does not count them"),
        ("armed_leaker > 0", 'did you mean "armed_leakers"'),
        ("leakers >= 0", "holds in every fight"),
        ("leakers > -1", "holds in every fight"),
        ("leakers > 1e999", "a finite number"),
    ],
)
def test_what_cannot_be_asked(text: str, message: str) -> None:
    with pytest.raises(EventError, match=message):
        read_event(text)


def test_events_that_differ_have_different_texts() -> None:
    """By their texts plain fights are counted and runs are kept."""
    one, other = read_event("value_lost > 1234567"), read_event("value_lost > 1234568")
    assert one.text == "value_lost > 1234567" and other.text == "value_lost > 1234568"
    assert Splitting(one, 20, ()).name != Splitting(other, 20, ()).name
    assert read_event("value_lost > 0.1").text == "value_lost > 0.1"


def test_where_it_holds() -> None:
    values = np.array([0.0, 1.0, 2.0, 3.0])
    assert read_event("leakers > 1").holds(values).tolist() == [False, False, True, True]
    assert read_event("leakers >= 1").holds(values).tolist() == [False, True, True, True]


def test_words() -> None:
    assert read_event("assets_lost > 0").words == "an asset is lost"
    assert read_event("armed_leakers > 2").words == "at least 3 armed threats come through"
    assert read_event("value_lost >= 50").words == "value lost is at least 50"
