"""Entity States of another simulator as paths.

Expected values: the states that were written; the capture's own clock.
"""

import math
from collections.abc import Iterable

import numpy as np
import pytest

from vyuha.dis.codec import encode
from vyuha.dis.entity_types import parse_type
from vyuha.dis.pdus import (
    DEACTIVATED,
    DESTROYED,
    FRIENDLY,
    NEUTRAL,
    OPPOSING,
    EntityId,
    EntityState,
    EventId,
    Fire,
    Header,
    Munition,
)
from vyuha.dis.timestamp import timestamp
from vyuha.reading.capture import Datagram, write_capture
from vyuha.reading.problems import InputErrors
from vyuha.recordings.flown import Recording, read_flown

EPOCH = 1_795_341_600.0
FIGHTER = "1.2.222.1.19.3"


def state(
    time: float,
    number: int = 1,
    force: int = OPPOSING,
    type: str = FIGHTER,
    appearance: int = 0,
    absolute: bool = True,
    exercise: int = 1,
) -> bytes:
    """What entity 7:1:`number` says of itself at `time` [s]: it flies along an axis at 250 m/s."""
    return encode(
        EntityState(
            header=Header(exercise, timestamp(EPOCH + time if absolute else 17.0 + time, absolute)),
            entity=EntityId(7, 1, number),
            force=force,
            type=parse_type(type),
            velocity=(250.0, 0.0, 0.0),
            location=(1e6 + 250.0 * time, 5.5e6, 3e6),
            appearance=appearance,
        )
    )


def capture(units: Iterable[tuple[float, bytes]], late: float = 0.02) -> bytes:
    """A capture of datagrams, each so late [s] on its way."""
    return write_capture(Datagram(EPOCH + time + late, data, 3000) for time, data in units)


def read(units: Iterable[tuple[float, bytes]], side: str = "hostile") -> Recording:
    return read_flown(capture(units), "x.pcap", side)


def refused(data: bytes, side: str = "hostile") -> str:
    with pytest.raises(InputErrors) as caught:
        read_flown(data, "x.pcap", side)
    return str(caught.value)


TIMES = [5.0 * k for k in range(13)]


def test_states_become_a_path() -> None:
    made = read((t, state(t)) for t in TIMES)
    (path,) = made.paths
    assert (made.source, made.clock, made.earth_fixed) == ("DIS", True, True)
    assert (path.name, path.type) == ("7:1:1", FIGHTER + ".0")
    # Stamps count in 1.7 microseconds; a double holds some 0.2 of them so long after 1970.
    assert path.time - EPOCH == pytest.approx(TIMES, abs=3e-6)
    assert path.place[:, 0] == pytest.approx([1e6 + 250.0 * t for t in TIMES])
    assert path.line.tolist() == list(range(1, 14))


def test_the_hour_is_found_and_passed() -> None:
    """Twenty minutes before the hour to twenty after it."""
    times = [3600.0 * math.ceil(EPOCH / 3600.0) - EPOCH + t for t in np.arange(-1200.0, 1200.0, 50.0)]
    assert read((t, state(t)) for t in times).paths[0].time - EPOCH == pytest.approx(times, abs=3e-6)


def test_a_clock_of_its_own_counts_from_when_it_was_first_heard() -> None:
    """Datagrams that are late by up to half a second do not disturb it."""
    late = np.random.default_rng(2).uniform(0.0, 0.5, len(TIMES))
    units = [Datagram(EPOCH + t + d, state(t, absolute=False), 3000) for t, d in zip(TIMES, late, strict=True)]
    (path,) = read_flown(write_capture(units), "x.pcap", "hostile").paths
    assert path.time - EPOCH == pytest.approx([t + late[0] for t in TIMES], abs=1e-5)


def test_the_force_goes_with_the_side() -> None:
    units = [(t, state(t, k, force)) for t in TIMES for k, force in ((1, OPPOSING), (2, NEUTRAL), (3, FRIENDLY))]
    names = {side: [path.name for path in read(units, side).paths] for side in ("hostile", "neutral", "own")}
    assert names == {"hostile": ["7:1:1"], "neutral": ["7:1:2"], "own": ["7:1:3"]}


@pytest.mark.parametrize(
    ("type", "taken"),
    [
        (FIGHTER, True),
        ("1.2.0.50", True),
        ("2.9.165.1.1", True),
        ("2.6.99.1", True),
        ("1.1.222.28.24", False),
        ("2.1.222.1.44.3", False),
        ("2.9.222.2", False),
        ("5.1", False),
    ],
)
def test_what_flies_and_strikes_is_taken(type: str, taken: bool) -> None:
    """Aircraft and guided munitions; no vehicles, no rounds against aircraft, no shells, no buildings."""
    units = [(t, state(t)) for t in TIMES] + [(t, state(t, 2, type=type)) for t in TIMES]
    assert ("7:1:2" in [path.name for path in read(units).paths]) == taken


@pytest.mark.parametrize("bit", [DESTROYED, DEACTIVATED])
def test_a_path_ends_with_its_entity(bit: int) -> None:
    made = read((t, state(t, appearance=bit if t >= 30.0 else 0)) for t in TIMES)
    assert made.paths[0].time[-1] - EPOCH == pytest.approx(25.0, abs=1e-5)


def test_what_comes_twice_or_late_is_put_in_order() -> None:
    order = [0, 2, 1, 3, 3, 4, 6, 5, *range(7, 13)]
    units = [Datagram(EPOCH + 5.0 * n, state(TIMES[k]), 3000) for n, k in enumerate(order)]
    made = read_flown(write_capture(units), "x.pcap", "hostile")
    assert made.paths[0].time - EPOCH == pytest.approx(TIMES, abs=3e-6)
    assert "1 states that came twice" in made.notes[0]


def test_what_two_interfaces_heard_is_one_path() -> None:
    """Every datagram twice, two milliseconds apart: the same stamp is the same moment, whenever it was captured."""
    times = [1.37 * k for k in range(400)]
    twice = [Datagram(EPOCH + t + late, state(t), 3000) for t in times for late in (0.02, 0.022)]
    (path,) = read_flown(write_capture(twice), "x.pcap", "hostile").paths
    assert len(path.time) == len(times)
    assert np.diff(path.time).min() > 1.0


def test_everything_else_is_counted() -> None:
    """Garbage, other PDUs and bundles change nothing but the counts."""
    nobody = EntityId()
    fire = encode(Fire(Header(), nobody, nobody, nobody, EventId(), (1.0, 2.0, 3.0), Munition(), (0.0, 0.0, 0.0)))
    units = [(t, state(t) + state(t, 2, FRIENDLY)) for t in TIMES] + [(61.0, b"garbage"), (62.0, fire)]
    made, plain = read(units), read((t, state(t)) for t in TIMES)
    assert np.array_equal(made.paths[0].place, plain.paths[0].place)
    for text in ("13 states of other forces", "1 PDUs that are no Entity State", "1 PDUs shorter than a header"):
        assert text in made.notes[0]
    assert plain.notes == ()


def test_captures_that_are_none_are_refused() -> None:
    whole = capture((t, state(t)) for t in TIMES)
    assert "not a packet capture" in refused(b"time,id\n")
    assert "cut off" in refused(whole[:-10])
    assert "no aircraft or missile of the neutral force moves" in refused(whole, "neutral")
    still = [(t, state(0.0)) for t in TIMES]
    assert "entities that stand still" in refused(capture(still))
    both = [(t, state(t, exercise=1 + k)) for t in TIMES for k in range(2)]
    assert "several exercises (1, 2) in one capture" in refused(capture(both))
