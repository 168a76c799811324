"""A small live fight, and what another simulator says of its fighter: one-on-one without its raid."""

import math
from dataclasses import replace
from functools import cache
from pathlib import Path

from vyuha.catalogue import load
from vyuha.dis.codec import encode
from vyuha.dis.pdus import OPPOSING, EntityId, EntityState, EntityType, Header, Vector
from vyuha.dis.reckoning import flying
from vyuha.dis.timestamp import timestamp
from vyuha.engine.assemble import Assembled
from vyuha.engine.run import prepare
from vyuha.live.fight import LiveFight, Rules
from vyuha.outputs.dis_cast import Wiring
from vyuha.world.frame import make_frame
from vyuha.world.geodesy import local_to_ecef

SCENARIO = Path(__file__).parents[2] / "scenarios" / "one-on-one.yaml"
FIGHTER = EntityType(1, 2, 222, 1, 19, 3)
OTHER = EntityId(7, 8, 9)
FRAME = make_frame(math.radians(31.0), math.radians(74.9))[0]
HEARTBEAT = 5.0


@cache
def assembled() -> Assembled:
    return prepare(SCENARIO.read_text(), SCENARIO.name, SCENARIO.parent)


def live(wiring: Wiring | None = None, **rules: object) -> LiveFight:
    chosen = Rules(**({"raids": False, "visitors": 8} | rules))  # type: ignore[arg-type]
    return LiveFight(assembled(), load(), wiring or Wiring(), chosen)


def world(place: Vector) -> Vector:
    """An earth-fixed place of a local one."""
    return local_to_ecef(FRAME, *place)


def said(
    time: float, place: Vector = (-60e3, 5e3, 2.7e3), speed: Vector = (250.0, -20.0, 0.0), **changes: object
) -> EntityState:
    """What a simulator says at `time` of a fighter that is at a local `place` at time 0 and flies with `speed`."""
    here = world(tuple(p + v * time for p, v in zip(place, speed, strict=True)))  # type: ignore[arg-type]
    ahead = world(tuple(p + v * (time + 1.0) for p, v in zip(place, speed, strict=True)))  # type: ignore[arg-type]
    velocity = (ahead[0] - here[0], ahead[1] - here[1], ahead[2] - here[2])
    state = EntityState(
        Header(1, timestamp(time, absolute=False)), OTHER, OPPOSING, FIGHTER, velocity, here, flying(here, velocity)
    )
    return replace(state, **changes)  # type: ignore[arg-type]


def beats(until: float, **changes: object) -> list[tuple[float, bytes]]:
    """The fighter's Entity States at the heartbeat."""
    return [(n * HEARTBEAT, encode(said(n * HEARTBEAT, **changes))) for n in range(int(until / HEARTBEAT) + 1)]  # type: ignore[arg-type]


def run(fight: LiveFight, datagrams: list[tuple[float, bytes]], until: float) -> None:
    """Fight on to a time, with datagrams coming in at theirs."""
    waiting = sorted(datagrams, key=lambda one: one[0])
    while fight.time < until:
        now = [data for time, data in waiting if time <= fight.time]
        waiting = [one for one in waiting if one[0] > fight.time]
        fight.step(now)
