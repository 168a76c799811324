"""One threat past a unit on a smooth earth: the horizon, and each intercept where a flown round gets in time."""

import math
from typing import Any

import numpy as np
import pytest

from tests.studies.siting.made_up import TEXT
from vyuha.base.table import rows
from vyuha.catalogue import load as load_catalogue
from vyuha.engine.coverage_asked import probes
from vyuha.engine.run import prepare
from vyuha.sensors.coverage_map import Watch
from vyuha.state.radar import SEARCH, Jam
from vyuha.studies.siting.reach import PATIENCE, engage, fly, look_along
from vyuha.studies.siting.theatre import sampled
from vyuha.weapons.zone import time_there
from vyuha.world.geodesy import local_to_geodetic
from vyuha.world.propagation import horizon_range


@pytest.fixture(scope="module")
def plain() -> Any:
    """The plain, with times [s] and places of the raid's way, and the chances of both radars of alpha along it."""
    # Without a reflected ray, which would take the echo away near the horizon.
    assembled = prepare(TEXT.replace("assets:", "environment: {ground: none}\nassets:"), "plain")
    setup = assembled.setup
    times, flown = sampled(assembled.courses["raid", "base"])
    item = load_catalogue().threats["babur"]
    probe = probes(0.0, item.rcs.value, item.swerling, None)[0]
    chances = np.zeros((2, len(times)))
    for r in range(2):
        look_along(setup, Watch(setup.antenna, rows(Jam, 0)), r, probe, flown, chances[r])
    return setup, times, flown, chances


def test_a_way_is_where_its_knots_are() -> None:
    """Expected: the knots themselves at their own times."""
    assembled = prepare(TEXT, "plain")
    knots: Any = assembled.setup.knot
    course = assembled.courses["raid", "base"]
    own = knots[course.first : course.last + 1]
    flown = np.zeros((len(own), 6))
    fly(own, np.array([knot.time for knot in own]), flown)
    assert flown[:, :3] == pytest.approx(course.knots[:, 1:4], abs=1e-6)


def test_it_is_seen_from_the_horizon_on(plain: Any) -> None:
    """Expected: the closed form of the horizon for antenna and threat, within two samples of the way. Negative control:
    not that of an antenna twice as high.
    """
    setup, times, flown, chances = plain
    for r in range(2):
        if setup.radar[r].kind != SEARCH:
            continue
        first = int((chances[r] >= 0.5).argmax())
        antenna = setup.antenna[r]
        height = local_to_geodetic(setup.frame[0], *(float(v) for v in flown[first, :3]))[2]
        away = math.hypot(flown[first, 0] - antenna.x, flown[first, 1] - antenna.y)
        step = float(np.hypot(*(flown[first, :2] - flown[first - 1, :2])))
        assert away == pytest.approx(horizon_range(antenna.height, height, 4.0 / 3.0), abs=2.0 * step)
        assert abs(away - horizon_range(2.0 * antenna.height, height, 4.0 / 3.0)) > 4.0 * step


def test_each_intercept_is_where_a_round_gets_in_time(plain: Any) -> None:
    """Expected: a round flown on its own to where the target is then takes as long, within 1.5 s (the table, and the
    target's own height); each order waits for the look at the one before, and each launch for the crew.
    """
    setup, times, flown, chances = plain
    guide = int(setup.fire_unit[0].radar)
    made = np.zeros((20, 3))
    count = engage(setup, 0, 0, times, flown, chances[guide], False, made)
    assert count >= 2
    reaction, delay = float(setup.fire_unit[0].reaction_time), float(setup.doctrine[0].assessment_delay)
    for k in range(count):
        order, launch, over = made[k]
        at = [float(np.interp(over, times, flown[:, column])) for column in range(3)]
        site = setup.site[setup.fire_unit[0].site]
        ground, height = math.hypot(at[0] - site.x, at[1] - site.y), local_to_geodetic(setup.frame[0], *at)[2]
        assert over - launch == pytest.approx(time_there(setup.missile[0], setup.frame[0], ground, height), abs=1.5)
        assert launch >= order + reaction - 1e-9
        assert launch <= order + reaction + PATIENCE
        if k:
            assert order >= made[k - 1, 2] + delay - 1e-9


def test_who_does_not_see_does_not_shoot(plain: Any) -> None:
    """Expected: nothing without guidance, less when told late, no more with a crew that hesitates."""
    setup, times, flown, chances = plain
    guide = int(setup.fire_unit[0].radar)

    def count(told: float, hesitation: float, guided: Any) -> int:
        made = np.zeros((20, 3))
        made[0, 0], made[0, 1] = told, hesitation
        return engage(setup, 0, 0, times, flown, guided, False, made)

    soon = count(0.0, 0.0, chances[guide])
    assert count(0.0, 0.0, np.zeros(len(times))) == 0
    assert count(float(times[-1]) - 60.0, 0.0, chances[guide]) < soon
    assert count(0.0, 10.0, chances[guide]) <= soon
