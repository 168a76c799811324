"""Visitors: what others fly is detected, tracked and engaged; all else that comes changes nothing but counters.

Expected values: the fight without what must not matter, to the last bit; straight lines; the standard's time-outs.
"""

import math
import random
from typing import Any

import numpy as np
import pytest

from tests.engine.bits import bits
from tests.live.builders import FRAME, HEARTBEAT, OTHER, SCENARIO, beats, live, run, said, world
from vyuha.catalogue import load
from vyuha.dis.codec import encode
from vyuha.dis.pdus import (
    DEACTIVATED,
    DESTROYED,
    FRIENDLY,
    NEUTRAL,
    Detonation,
    EntityId,
    EntityType,
    EventId,
    Header,
    Munition,
    Vector,
)
from vyuha.dis.reckoning import FVW
from vyuha.dis.timestamp import timestamp
from vyuha.engine.assemble import AssemblyError
from vyuha.engine.run import prepare
from vyuha.live import visitors as v
from vyuha.live.fight import LiveFight, Rules
from vyuha.outputs.dis_cast import Wiring
from vyuha.results.records import OUTCOMES
from vyuha.state.threat import HIT, IN_FLIGHT, KILLED, LEFT, STRAY

SPAN = 240.0


def outcome(fight: LiveFight) -> list[bytes]:
    """Everything that came of a fight, to the last bit."""
    block, _ = fight.end()
    return [*bits(block.threats), *bits(block.shots), *bits(block.sites)]


def threats(fight: LiveFight) -> Any:
    return fight.end()[0].threats[0]


def test_it_is_detected_tracked_and_engaged() -> None:
    fight = live()
    run(fight, beats(SPAN), SPAN)
    (one,) = threats(fight)
    assert one.begin == 0.0 < one.detection_time < one.track_time < one.launch_time < one.resolved_time
    assert one.outcome == KILLED
    _, roster = fight.end()
    assert [(named.id, named.kind) for named in roster.threats] == [("external/1", "su-30mki")]
    # After its end here its own simulator goes on flying it: that is counted, and no second threat.
    assert fight.counts[v.DOWN] > 5 and fight.counts[v.OPENED] == 1
    assert fight.counts[v.USED] + fight.counts[v.DOWN] == SPAN / HEARTBEAT
    # Control: without it nothing is seen and nothing fired.
    empty = live()
    run(empty, [], SPAN)
    assert len(threats(empty)) == 0 and len(empty.end()[0].shots) == 0


def garbage(count: int, seed: int) -> list[tuple[float, bytes]]:
    """Datagrams that nobody should believe: noise, PDUs cut or garbled, of other exercises or forces, and monsters."""
    draw = random.Random(seed)
    good = encode(said(30.0))
    wrong: list[bytes] = [
        encode(said(30.0, header=Header(2, 0))),
        encode(said(30.0, entity=EntityId(7, 8, 10), force=FRIENDLY)),
        encode(said(30.0, entity=EntityId(7, 8, 10), force=NEUTRAL)),
        encode(said(30.0, entity=EntityId(7, 8, 10), type=EntityType(1, 1, 222, 1))),
        encode(said(30.0, entity=EntityId(7, 8, 10), type=EntityType(2, 1, 222, 1, 44, 3))),
        encode(said(30.0, entity=EntityId(1, 1, 1))),
        encode(said(30.0, velocity=(3e38, 0.0, 0.0))),
        encode(said(30.0, location=(0.0, 0.0, 0.0))),
        encode(said(30.0, location=(1e300, -1e300, 0.0))),
        encode(said(30.0, algorithm=FVW, acceleration=(1e30, 0.0, 0.0))),
        encode(said(30.0, location=world((0.0, 0.0, -5e4)))),
        b"",
    ]
    found = []
    for n in range(count):
        kind = n % 4
        if kind == 0:
            data = draw.randbytes(draw.randrange(200))
        elif kind == 1:
            data = good[: draw.randrange(len(good))]
        elif kind == 2:
            data = bytes([draw.choice((0, 5, 6, 8, 255))]) + good[1:]
        else:
            data = draw.choice(wrong)
        found.append((draw.uniform(0.0, SPAN), data))
    return found


def test_a_flood_of_garbage_changes_nothing_but_counters() -> None:
    clean, flooded = live(), live()
    run(clean, beats(SPAN), SPAN)
    run(flooded, beats(SPAN) + garbage(4000, 1), SPAN)
    assert outcome(flooded) == outcome(clean)
    more = flooded.counts - clean.counts
    assert set(more) & {v.USED, v.DOWN, v.OPENED, v.LOST, v.ENDED, v.STRUCK} == set()
    # An empty datagram holds no PDU; every other one was counted.
    assert 3800 < sum(more.values()) <= 4000
    assert {"PDUs of another version", v.OTHER_EXERCISE, v.OWN, v.OTHER_FORCE, v.NO_FLYER, v.IMPLAUSIBLE} <= set(more)
    # Control: one more that is true does change it.
    other = live()
    run(other, [*beats(SPAN), (10.0, encode(said(10.0, entity=EntityId(7, 8, 10), place=(-50e3, -9e3, 3e3))))], SPAN)
    assert outcome(other) != outcome(clean)


def test_losses_leave_it_where_dead_reckoning_has_it() -> None:
    """With 30 % of its Entity States lost it flies the same line, and is shot down on it."""
    draw = random.Random(3)
    kept = [one for one in beats(SPAN) if one[0] == 0.0 or draw.random() > 0.3]
    assert len(kept) < 0.85 * len(beats(SPAN))
    fight = live()
    run(fight, kept, SPAN)
    (one,) = threats(fight)
    assert one.outcome == KILLED and fight.counts[v.LOST] == 0
    whole = live()
    run(whole, beats(SPAN), SPAN)
    assert one.resolved_time == pytest.approx(threats(whole)[0].resolved_time, abs=1.0)


def test_in_silence_it_goes_straight_on_and_then_is_gone() -> None:
    fight = live(timeout=12.0)
    run(fight, [(0.0, encode(said(0.0)))], 12.0)
    visitor = fight.visitors._known[OTHER]
    here = fight._external.place(visitor.row, 11.9)
    assert np.allclose(here[:3], (-60e3 + 250.0 * 11.9, 5e3 - 20.0 * 11.9, 2.7e3), atol=1.0)
    run(fight, [], 13.0)
    assert fight.counts[v.LOST] == 1 and threats(fight)[0].outcome == LEFT
    # It comes back as another.
    run(fight, [], 20.0)
    again = fight.step([encode(said(20.0))])
    assert fight.counts[v.OPENED] == 2 and [one.outcome for one in threats(fight)] == [LEFT, IN_FLIGHT]
    assert [line.id for line in again.heard] == ["7:8:9-2"]


def test_it_turns_when_it_says_so() -> None:
    fight = live()
    north: Vector = (0.0, 250.0, 0.0)
    turned = encode(said(5.0, place=(-60e3 + 5.0 * 250.0, 5e3 - 5.0 * 20.0 - 5.0 * 250.0, 2.7e3), speed=north))
    run(fight, [(0.0, encode(said(0.0))), (5.0, turned)], 10.0)
    flown = fight._external.place(0, 9.9)
    assert np.allclose(flown[3:], north, atol=0.5)
    assert np.allclose(flown[:2], (-60e3 + 1250.0, 4.9e3 + 4.9 * 250.0), atol=1.0)


def test_what_was_long_on_its_way_is_that_much_older() -> None:
    """A state of 10 s that comes at 13 s says where it was at 10 s; its stamp tells that it is three seconds old."""
    fight, speed = live(), 250.0
    come = [(0.0, 0.0), (5.0, 5.0), (13.0, 10.0)]
    run(fight, [(at, encode(said(true))) for at, true in come], 16.0)
    assert np.allclose(fight._external.place(0, 15.9)[0], -60e3 + 15.9 * speed, atol=2.0)
    # One that was quicker than all before tells that those were older than they seemed.
    quicker = live()
    run(quicker, [(1.0, encode(said(0.0))), (5.0, encode(said(5.0))), (11.0, encode(said(10.0)))], 13.0)
    assert np.allclose(quicker._external.place(0, 12.9)[0], -60e3 + 12.9 * speed, atol=2.0)
    # A clock that stands says nothing: what it said last is taken for now.
    standing = live()
    run(standing, [(at, encode(said(at, header=Header(1, 0)))) for at in (0.0, 5.0, 10.0)], 13.0)
    assert np.allclose(standing._external.place(0, 12.9)[0], -60e3 + 12.9 * speed, atol=2.0)


def test_a_clock_of_another_rate_says_nothing() -> None:
    """A sender at real time in a fight at twice that: after ten seconds its states are taken for what is now."""
    speed = 250.0

    def place(rate: float) -> float:
        other = live()
        stamped = [
            (n / 2.0, encode(said(n / 2.0, header=Header(1, timestamp(n / 2.0 * rate, absolute=False)))))
            for n in range(81)
        ]
        run(other, stamped, 40.0)
        return float(other._external.place(0, 40.0)[0])

    assert place(0.5) == pytest.approx(-60e3 + 40.0 * speed, abs=2.0)
    assert place(2.0) == pytest.approx(-60e3 + 40.0 * speed, abs=2.0)
    # One that loses a second in a hundred never makes more than a tenth of a second of it.
    assert place(0.99) == pytest.approx(-60e3 + 40.0 * speed, abs=0.11 * speed)


@pytest.mark.parametrize("appearance", [DEACTIVATED, DESTROYED, DESTROYED | DEACTIVATED])
def test_its_own_end_is_its_end(appearance: int) -> None:
    fight = live()
    run(fight, [(0.0, encode(said(0.0))), (5.0, encode(said(5.0, appearance=appearance)))], 6.0)
    assert threats(fight)[0].outcome == LEFT and fight.counts[v.ENDED] == 1


def test_late_ones_are_passed_over() -> None:
    fight = live()
    run(fight, [(5.0, encode(said(5.0))), (6.0, encode(said(2.0))), (7.0, encode(said(5.0)))], 8.0)
    assert fight.counts[v.LATE] == 1 and fight.counts[v.USED] == 2


def detonation(at: Vector, munition: EntityId = OTHER) -> bytes:
    place = world(at)
    who = EntityId(7, 8, 1), EntityId(1, 1, 1), munition
    return encode(Detonation(Header(1, 0), *who, EventId(), (0.0, 0.0, 0.0), place, Munition(EntityType(2, 9))))


@pytest.mark.parametrize(("beside", "outcome"), [(3.0, HIT), (3e3, STRAY)])
def test_it_comes_down_where_it_says(beside: float, outcome: int) -> None:
    fight = live()
    missile = EntityType(2, 9, 165, 1, 1)
    run(fight, [(0.0, encode(said(0.0, type=missile))), (2.0, detonation((beside, 0.0, 0.0)))], 3.0)
    assert OUTCOMES[int(threats(fight)[0].outcome)] == OUTCOMES[outcome]
    assert (fight.end()[0].sites[0][0].hits > 0) == (outcome == HIT) and fight.counts[v.STRUCK] == 1


def test_detonations_of_nobody_are_counted() -> None:
    fight = live()
    run(fight, [(0.0, encode(said(0.0))), (1.0, detonation((0.0, 0.0, 0.0), EntityId(9, 9, 9)))], 2.0)
    assert fight.counts[v.ELSEWHERE] == 1 and threats(fight)[0].outcome == IN_FLIGHT


def test_no_more_than_there_is_room_for() -> None:
    fight = live(visitors=3)
    crowd = [(0.0, encode(said(0.0, entity=EntityId(7, 8, 100 + n)))) for n in range(10)]
    run(fight, crowd, 1.0)
    assert fight.counts[v.OPENED] == 3 and fight.counts[v.NO_ROOM] == 7


def test_a_raid_may_not_have_the_name_of_the_free_rows() -> None:
    text = SCENARIO.read_text()
    assert "- id: fighter" in text
    named = prepare(text.replace("- id: fighter", "- id: external"), SCENARIO.name, SCENARIO.parent)
    with pytest.raises(AssemblyError, match="give this raid another id"):
        LiveFight(named, load(), Wiring(), Rules())


def test_several_in_one_datagram_and_bundled_with_rubbish() -> None:
    fight = live()
    bundle = b"".join(encode(said(0.0, entity=EntityId(7, 8, n))) for n in (1, 2)) + b"rubbish"
    run(fight, [(0.0, bundle)], 1.0)
    assert fight.counts[v.OPENED] == 2 and fight.counts["PDUs shorter than a header"] == 1


def test_another_exercise_can_be_asked_for() -> None:
    fight = live(Wiring(exercise=9))
    run(fight, [(0.0, encode(said(0.0))), (0.0, encode(said(0.0, header=Header(9, 0))))], 1.0)
    assert fight.counts[v.OPENED] == 1 and fight.counts[v.OTHER_EXERCISE] == 1


def test_the_record_is_what_was_said() -> None:
    fight = live()
    lines = fight.step([encode(said(0.0))]).heard
    run(fight, [], 3.0)
    lines += fight.step([encode(said(3.0))]).heard
    run(fight, [], 5.0)
    lines += fight.last()
    assert [(line.id, line.kind, line.time) for line in lines] == [("7:8:9", "su-30mki", t) for t in (0.0, 3.0, 5.0)]
    assert all(2.6e3 < line.height < 3.2e3 and 74.0 < line.longitude < 74.9 for line in lines)
    east = [(line.longitude - 74.9) * 111_320.0 * math.cos(FRAME.latitude) for line in lines]
    assert np.allclose(np.diff(east), [750.0, 500.0], rtol=0.01)
