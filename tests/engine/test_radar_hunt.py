"""What hunts radars, and where threats come down when units move.

Expected values: Rayleigh's law P(miss < r) = 1 - exp(-r^2 / (2 sigma^2)); the binomial share of a decoy by power over
squared distance; a duty cycle's share of the looks; geometry of a move. Statistical checks at |z| < 4 and fixed seeds.
Controls: no shutdown, another sigma, a decoy out of reach, a unit that stays.
"""

import math
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from tests.engine.bits import bits
from tests.engine.builders import WATCH, Case, catalogue, certain_sight, fight, leaked, raid, z_score
from tests.tables import blank_setup
from vyuha.engine.allocate import allocate
from vyuha.engine.assemble import assemble
from vyuha.engine.radar_hunt import fall, heard_until, memory_error
from vyuha.results.records import Block
from vyuha.scenario import parse
from vyuha.state.tables import Setup, State
from vyuha.state.threat import HIT
from vyuha.threats.system import draw_raid

CONFIDENT, DRAWS = 4.0, 4000
SPEED, DISTANCE = 500.0, 50e3
END = DISTANCE / SPEED
MEMORY, DRIFT = 0.01, 2.0
SCENARIO = Path(__file__).parents[2] / "scenarios" / "radar-hunt.yaml"


def hunted(decoys: int = 0, aim_error: float = 0.0) -> tuple[Setup, State]:
    """A missile flies west, level, at a radar in the middle; decoys stand 500 m to its north, unless moved."""
    sites = 1 + decoys
    setup = blank_setup(site=sites, radar=1, conduct=sites, threat=1, knot=2)
    for s in range(sites):
        setup.site[s].entity, setup.site[s].y, setup.site[s].radius = 10 + s, 500.0 * s, 40.0
    setup.conduct.last_radar[:] = -1
    setup.conduct[0].last_radar = 0
    setup.conduct.decoy_power[1:] = 1.0
    plan, knots = setup.threat[0], setup.knot
    plan.entity, plan.last_knot, plan.aim_error = 7000, 1, aim_error
    plan.divert, plan.lock_time, plan.memory_angle, plan.memory_drift = 2e3, 5.0, MEMORY, DRIFT
    knots[0].x, knots[1].time = DISTANCE, END
    knots.vx[:] = -SPEED
    state = allocate(setup)
    for now in state.conduct:
        now.shut_from = now.shut_until = now.cued_time = now.left_time = now.back_time = math.nan
    draw_raid(setup, state, 1, 0)
    return setup, state


def falls(setup: Setup, state: State, lost: int = -1) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Where it comes down in many replicates: the site, and the miss [m] there; site `lost` is no more."""
    sites, misses = [], []
    for replicate in range(DRAWS):
        draw_raid(setup, state, 1, replicate)
        if lost >= 0:
            state.site[lost].destroyed, state.site[lost].destroyed_time = True, 0.0
        s, beside = fall(setup, state, 1, replicate, 0, END)
        sites.append(s)
        misses.append(math.hypot(*beside))
    return np.array(sites), np.array(misses)


def share_fits(hits: npt.NDArray[np.bool_], chance: float) -> bool:
    spread = math.sqrt(max(chance * (1.0 - chance), 1e-12) / len(hits))
    return bool(abs(hits.mean() - chance) < CONFIDENT * spread)


@pytest.mark.parametrize("before", [10.0, 30.0])
def test_a_missile_that_lost_its_radar_misses_by_rayleighs_law(before: float) -> None:
    setup, state = hunted(aim_error=20.0)
    now = state.conduct[0]
    now.shut_from, now.shut_until = END - before, END + 60.0
    memory = math.hypot(MEMORY * SPEED * before, DRIFT * before)
    straight = hunted()
    assert memory_error(*straight, 0, (0.0, 0.0, 0.0), END - before, END) == pytest.approx(memory)
    sigma = math.hypot(memory, 20.0)
    misses = falls(setup, state)[1]
    for r in (0.5 * sigma, sigma, 2.0 * sigma):
        assert share_fits(misses < r, 1.0 - math.exp(-0.5 * (r / sigma) ** 2))
        assert not share_fits(misses < r, 1.0 - math.exp(-0.5 * (r / (1.2 * sigma)) ** 2))


def test_control_a_radar_that_stays_on_is_hit_by_the_error_of_the_seeker_alone() -> None:
    setup, state = hunted(aim_error=20.0)
    misses = falls(setup, state)[1]
    assert share_fits(misses < 20.0, 1.0 - math.exp(-0.5))
    assert falls(*hunted())[1].max() == 0.0


def test_a_radar_that_is_on_again_in_time_is_found_again() -> None:
    setup, state = hunted()
    state.conduct[0].shut_from, state.conduct[0].shut_until = END - 40.0, END - 1.0
    # Settled 5 s before the end on the one it heard last, which is on the air at the end.
    assert falls(setup, state)[1].max() == 0.0
    state.conduct[0].shut_until = END + 1.0
    assert falls(setup, state)[1].max() > 100.0


def test_a_radar_that_was_never_on_is_looked_for_where_it_was_known_to_be() -> None:
    setup, state = hunted()
    setup.conduct[0].planned, setup.conduct[0].silent_until = 1, 1e6
    assert heard_until(setup, state, 0, END) == -math.inf
    sigma = math.hypot(MEMORY * DISTANCE, DRIFT * END)
    assert share_fits(falls(setup, state)[1] < sigma, 1.0 - math.exp(-0.5))


def test_a_decoy_draws_its_share_of_the_power() -> None:
    """At 5 s, 2.5 km before the end: (power / distance^2) of the decoy over the sum."""
    far, near = 2500.0**2 + 500.0**2, 2500.0**2
    for power in (1.0, 3.0):
        setup, state = hunted(decoys=1)
        setup.conduct[1].decoy_power = power
        chance = (power / far) / (power / far + 1.0 / near)
        drawn, misses = falls(setup, state)
        assert share_fits(drawn == 1, chance)
        assert not share_fits(drawn == 1, 0.5 * chance)
        assert misses.max() == 0.0


def test_a_decoy_out_of_reach_draws_nothing_and_one_beside_a_silent_radar_all() -> None:
    setup, state = hunted(decoys=1)
    setup.site[1].y = 2001.0
    assert not falls(setup, state)[0].any()
    setup.site[1].y = 1999.0
    assert falls(setup, state)[0].any()
    state.conduct[0].shut_from, state.conduct[0].shut_until = END - 20.0, END + 20.0
    assert falls(setup, state)[0].all()
    assert not falls(setup, state, lost=1)[0].any()


def moving(at: str) -> str:
    return (
        "  - {id: alpha, system: s-400/battalion, east: 0 km, north: 0 km, doctrine: lab, mast: false, "
        "load: {48N6E3: 0}, sector: {centre: 270 deg, width: 120 deg}, radius: 200 m, hits_to_kill: 1000, "
        f"relocate: {{at: {at}, to: {{east: 3 km, north: 0 km}}, time: 60 s, stow: 60 s, emplace: 60 s}}}}\n"
    )


AT_UNIT = raid("strike", 4, type="babur", distance=60.0, spacing="1 s", more="start: 200 s").replace(
    "target: base", "target: alpha"
)


def struck(defences: str) -> float:
    """Share of the missiles that hit the unit."""
    made = assemble(parse(Case(AT_UNIT, defences, kill=None).text, "lab.yaml"), catalogue())
    block = fight(made.setup, 40)
    return float((block.threats["outcome"] == HIT).mean())


def test_a_unit_that_has_left_since_the_launch_is_missed() -> None:
    """Launched at 200 s: before the move, after the whole of it, while it is on the way, and with the move to come."""
    stays = struck(moving("800 s"))
    assert stays > 0.95
    assert struck(moving("10 s")) == pytest.approx(stays, abs=0.05)
    assert struck(moving("210 s")) == 0.0
    # On the road at the launch: sent to the place that it left.
    assert struck(moving("120 s")) == 0.0


ON, OFF = 40.0, 40.0
BLINK = f", emission: {{blink: {{on: {ON:g} s, off: {OFF:g} s}}}}"


def looks(more: str) -> Block:
    """One target that is seen in every look."""
    watch = WATCH.replace("north: 0 km}", "north: 0 km" + more + "}")
    flight = raid("one", 1, spacing="0 s", distance=200.0, more="height: 9 km, dispersion: {time: 60 s}")
    made = assemble(parse(Case(flight, watch).text, "lab.yaml"), catalogue())
    certain_sight(made.setup)
    return fight(made.setup, 60)


def time_on(begin: float, end: float) -> float:
    """Share of a stretch of time in which a radar is on that blinks from time 0."""
    times = np.arange(begin, end, 0.01)
    return float(np.mean(times % (ON + OFF) < ON))


def test_blinking_takes_its_share_of_the_looks() -> None:
    """Half of the looks, but for the turn that a flight begins and ends in; to one look in each fight."""
    always, half = looks("").threats, looks(BLINK).threats
    share = np.array([time_on(row["begin"], row["end"]) for row in half[:, 0]])
    assert share.mean() == pytest.approx(0.5, abs=0.05)
    seen, all_of_them = half["detections"][:, 0], always["detections"][:, 0]
    assert np.abs(seen - share * all_of_them).max() <= 2.0
    assert abs((seen - share * all_of_them).mean()) < 0.5
    assert abs((seen - 0.75 * all_of_them).mean()) > 5.0


def hunt(old: str = "", new: str = "", count: int = 60, workers: int = 2) -> Block:
    text = SCENARIO.read_text(encoding="utf-8")
    if old:
        kept = [line if old not in line else new for line in text.splitlines()]
        text = "\n".join(kept)
    return fight(assemble(parse(text, "hunt.yaml"), catalogue()).setup, count, workers=workers)


@cache
def as_written() -> Block:
    return hunt()


ALPHA = 1


def test_a_shutdown_saves_the_radar_and_lets_more_through() -> None:
    """Fight by fight on the same random numbers. The six missiles for the radar stand first in the table."""
    off, on = as_written(), hunt("shutdown:")
    saved = on.sites["destroyed"][:, ALPHA].astype(float) - off.sites["destroyed"][:, ALPHA]
    more = leaked(off).sum(axis=1) - leaked(on).sum(axis=1).astype(float)
    assert z_score(saved, 0.0) > 2.0
    assert z_score(more, 0.0) > 2.0
    assert off.threats["cycles_silent"].sum() > 0 and on.threats["cycles_silent"].sum() == 0
    assert np.isfinite(off.threats["silent_time"]).any() and not np.isfinite(on.threats["silent_time"]).any()


def test_decoys_save_the_radar() -> None:
    """Few are lost either way, so it takes more fights to tell."""
    bare, with_decoys = hunt("decoy-emitter", count=300), hunt(count=300)
    saved = bare.sites["destroyed"][:, ALPHA].astype(float) - with_decoys.sites["destroyed"][:, ALPHA]
    assert z_score(saved, 0.0) > 2.0


def test_the_hunt_is_the_same_for_any_number_of_workers() -> None:
    one, three = hunt(count=8, workers=1), hunt(count=8, workers=3)
    for name in ("threats", "sites", "shots", "events"):
        assert bits(getattr(one, name)) == bits(getattr(three, name))
