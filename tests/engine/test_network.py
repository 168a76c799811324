"""Fights over a network. Expected values: closed forms where the case is stripped down to one law, signs elsewhere; the
same case without what is tested is the control.
"""

import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats

from tests.engine.builders import Case, build, certain_sight, fight, leaked, raid
from tests.engine.test_replicates import assert_same, same
from vyuha.engine.assemble import Assembled
from vyuha.engine.replay import replay
from vyuha.engine.replicates import Engine
from vyuha.results.network import double_engagements
from vyuha.results.records import Block
from vyuha.state.radar import SEARCH

SCENARIOS = Path(__file__).parents[2] / "scenarios"
POST = "  - {id: post, system: s-400/command-post, east: 0 km, north: 0 km}\n"
UNDER = (
    "  - {id: %s, system: s-400/battalion, command: %s, east: 0 km, north: %g km, doctrine: lab, load: {48N6E3: 32}}\n"
)
ALPHA, BRAVO = UNDER % ("alpha", "post", 1), UNDER % ("bravo", "post", 2)


def network(*links: str) -> str:
    return "network:\n  links:\n" + "".join(f"    - {{{link}}}\n" for link in links)


def made(case: Case, links: str = "") -> Assembled:
    return build(replace(case, raids=case.raids + links))


def doubles(block: Block) -> np.ndarray[Any, Any]:
    counts = double_engagements(block.shots, block.shot_replicate)
    return np.array([counts.get(n, 0) for n in range(len(block.failures))])


# One fighter, in every radar's sight and every missile's reach from the first moment on.
LONE = raid(count=1, distance=160.0, spacing="0 s", more="height: 9 km")
QUICK = Case(LONE, defences=POST + ALPHA, doctrine="salvo: 1, most_rounds: 1", kill=1.0)


def first_launch(latency: float, post_sees: bool) -> float:
    links = network(f"between: [alpha, post], latency: {latency:g} s")
    setup = made(QUICK, links).setup
    certain_sight(setup)
    # Of the search radars either the post's sees it or the battalion's.
    blind = (setup.radar.kind == SEARCH) & ((setup.radar.site == setup.radar[0].site) != post_sees)
    assert blind.sum() == 1
    setup.radar.reference_range[blind] = 1.0
    return float(fight(setup, 1).shots["launch_time"][0])


def test_a_round_leaves_later_by_the_way_of_the_order() -> None:
    """The post sees for itself. Latencies are multiples of the cycle and of the radars' periods, so that no beat is
    missed.
    """
    period = float(made(QUICK).setup.radar[1].period)
    assert (8.0 / period, 8.0 / 2.0) == (round(8.0 / period), 4.0)
    assert first_launch(8.0, True) - first_launch(0.0, True) == pytest.approx(8.0, abs=1e-9)


def test_and_by_the_way_of_the_plots_where_the_post_sees_nothing_itself() -> None:
    assert first_launch(8.0, False) - first_launch(0.0, False) == pytest.approx(16.0, abs=1e-9)


def two_posts(loss: float, common: bool) -> Any:
    """Two battalions side by side, each under a post of its own or both under one, and one order each: the cycle of
    the posts comes once while the target flies.
    """
    second = "" if common else "  - {id: other, system: s-400/command-post, east: 1 km, north: 0 km}\n"
    above = "post" if common else "other"
    defences = POST + second + ALPHA + UNDER % ("bravo", above, 2)
    links = network(f"between: [alpha, post], loss: {loss:g}", f"between: [bravo, {above}], loss: {loss:g}")
    setup = made(replace(QUICK, defences=defences, kill=0.0), links).setup
    certain_sight(setup)
    setup.net.cycle[:] = 250.0
    return setup


def test_two_posts_engage_one_target_twice_as_often_as_both_orders_arrive() -> None:
    loss, count = 0.4, 400
    block = fight(two_posts(loss, common=False), count)
    both = doubles(block)
    assert set(both) == {0, 1}
    assert stats.binomtest(int(both.sum()), count, (1.0 - loss) ** 2).pvalue > 1e-4
    assert stats.binomtest(len(block.shots), 2 * count, 1.0 - loss).pvalue > 1e-4
    # Controls: another chance of each order is told from this one, and one post never sends two.
    assert stats.binomtest(int(both.sum()), count, 1.0 - loss).pvalue < 1e-4
    alone = fight(two_posts(loss, common=True), 100)
    assert doubles(alone).max() == 0
    assert np.bincount(alone.shot_replicate, minlength=100).max() == 1


def test_orders_that_are_lost_are_counted() -> None:
    """One order each: what did not become a round was lost."""
    block = fight(two_posts(0.4, common=False), 100)
    units = block.sites[:, 3:]
    assert units["orders"].sum() == 200
    assert units["orders_lost"].sum() == 200 - len(block.shots)
    assert fight(two_posts(0.0, common=False), 10).sites["orders_lost"].sum() == 0


@pytest.mark.parametrize(("room", "tracked"), [("tracks: 4", 4), ("latency: 0 s", 10)])
def test_only_so_many_plots_come_through(room: str, tracked: int) -> None:
    """Ten fighters one behind the other, all in sight of the battalion alone: the post follows the nearest four."""
    case = replace(QUICK, raids=raid(count=10, distance=160.0, spacing="8 s", more="height: 9 km, start: 60 s"))
    setup = made(case, network(f"between: [alpha, post], {room}")).setup
    certain_sight(setup)
    setup.radar[0].reference_range = 1.0
    setup.fire_unit[0].target_channels = 0
    setup.mission[0].duration = 300.0
    block = fight(setup, 1)
    assert int(np.isfinite(block.threats["track_time"]).sum()) == tracked
    assert bool(block.sites["plots_dropped"][0, 2] > 0) is (tracked < 10)
    assert (block.threats["detections"] > 0).all()


def scenario(name: str) -> str:
    return (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")


def fought(text: str, count: int, workers: int = 2) -> tuple[Assembled, Block]:
    from tests.engine.builders import catalogue
    from vyuha.engine.assemble import assemble
    from vyuha.scenario import parse

    found = assemble(parse(text, "x.yaml"), catalogue())
    return found, fight(found.setup, count, workers=workers)


CUTS = "cut: {from: 5 min}"


def test_the_loss_of_the_post_in_minute_five() -> None:
    """Who goes on by himself spends more rounds than under the post, and lets less through than who stays silent; a way
    round the cut is as good as none; a link that comes back ends the doubles.
    """
    text = scenario("command-loss")
    assert text.count(CUTS) == 2
    count = 12
    intact = fought(text.replace(", " + CUTS, ""), count)[1]
    cut = fought(text, count)[1]
    silent = fought(text.replace("command: command,", "command: command, autonomous: false,"), count)[1]
    detour = text.replace("[bravo, command], " + CUTS, "[bravo, command]")
    detour = fought(detour.replace("  links:\n", "  links:\n    - {between: [alpha, bravo]}\n"), count)[1]
    assert (doubles(intact).max(), doubles(silent).max(), doubles(detour).max()) == (0, 0, 0)
    assert doubles(cut).min() > 0
    assert len(intact.shots) < 0.9 * len(cut.shots)
    assert leaked(silent).sum() > leaked(cut).sum() + 10 * count
    assert abs(len(detour.shots) - len(intact.shots)) < 0.1 * len(intact.shots)
    for block, alone in ((intact, False), (cut, True), (silent, True), (detour, False)):
        assert bool((block.sites["without_command"] > 0.0).any()) is alone
    # Until it was cut nothing was any different.
    before = [block.shots[block.shots["order_time"] < 290.0]["launch_time"] for block in (intact, cut, silent)]
    assert len(before[0]) > 0
    assert all(np.array_equal(before[0], other) for other in before[1:])


def test_a_post_that_is_destroyed_leaves_its_battalions_to_themselves() -> None:
    """Missiles fall on the post alone while fighters come in from elsewhere."""
    fall = (
        "  - {id: rain, type: fatah-2, count: 4, target: post, from: {bearing: 90 deg, range: 120 km}, spacing: 1 s}\n"
    )
    jets = raid(count=6, distance=230.0, spacing="4 s", more="height: 9 km, lateral: 3 km")
    sector = ", sector: {centre: 270 deg, width: 90 deg}}"
    units = (ALPHA + BRAVO).replace("}}\n", "}" + sector + "\n").replace("autonomous", "")
    post = POST.replace("}\n", ", hits_to_kill: 1, radius: 20 km}\n")
    case = Case(jets + fall, defences=post + units, doctrine="salvo: 1", kill=0.5)
    block = fight(build(case).setup, 6)
    lost = block.sites["destroyed_time"][:, 1]
    assert np.isfinite(lost).all()
    assert doubles(block).sum() > 0
    later = block.shots["order_time"] > lost[block.shot_replicate]
    assert later.any()
    # They take half a minute to take over.
    assert (block.shots["order_time"] - lost[block.shot_replicate])[later].min() > 30.0
    assert set(block.shots["post"][later]) == {2, 3}
    before = block.shots["launch_time"] < lost[block.shot_replicate]
    assert set(block.shots["post"][before]) <= {1}
    silent = case.defences.replace("command: post,", "command: post, autonomous: false,")
    quiet = fight(build(replace(case, defences=silent)).setup, 6)
    assert not (quiet.shots["order_time"] > lost[quiet.shot_replicate]).any()
    assert quiet.threats["cycles_no_command"].sum() > 0


def test_two_regiments_under_one_sector_share_their_reserves() -> None:
    text = scenario("two-fronts")
    links = text.index("network:")
    apart = text[:links] + text[text.index("run:") :]
    apart = "".join(line for line in apart.splitlines(True) if "id: sector" not in line)
    apart = apart.replace(
        "id: reserve, system: s-400/battalion, command: sector", "id: reserve, system: s-400/battalion"
    )
    apart = apart.replace(", command: sector", "").replace("id: reserve, ", "id: reserve, command: south, ")
    count = 8
    found, together = fought(text, count)
    other, alone = fought(apart, count)
    # Under the sector one post orders all; apart there are two.
    assert len(np.unique(together.shots["post"])) == 1 and len(np.unique(alone.shots["post"])) == 2
    assert doubles(together).max() == 0 and doubles(alone).sum() > 0
    assert leaked(together).sum() < leaked(alone).sum()
    assert [unit.id for unit in found.units if unit.id != "sector"] == [unit.id for unit in other.units]


SKIMMERS = """\
vyuha: 1
title: Below the horizon
duration: 15 min
origin: {lat: 15.0 deg, lon: 72.0 deg}
environment: {ground: sea}
assets: [{id: harbour, east: 0 km, north: 0 km}]
defences:
  - {id: island, system: s-400/battalion, command: post, east: 1 km, north: 0 km, doctrine: afar,
     load: {9M96E2: 24, 48N6E3: 8}, mast: false}
  - {id: post, system: s-400/command-post, east: 2 km, north: 0 km, mast: false}
  - {id: eye, system: ka-31/picket, command: post, east: -50 km, north: 8 km}
raids:
  - {id: low, type: mig-29k, count: 2, target: harbour, from: {bearing: 270 deg, range: 150 km}, height: 25 m,
     lateral: 2 km}
doctrines:
  - {id: afar, remote: true}
"""


@pytest.mark.parametrize("missing", ["", "remote: true", "ka-31", "9M96E2: 24, "])
def test_remote_launch_hits_beyond_the_horizon(missing: str) -> None:
    """The fighters release at 40 km and 25 m, below the horizon of the battalion's radars on the ground (4.12 km times
    the sum of the roots of the heights in metres); only the helicopter sees them. Without leave, without helicopter or
    without rounds that home by themselves nobody can shoot.
    """
    text = SKIMMERS.replace(missing, "remote: false") if missing == "remote: true" else SKIMMERS
    if missing == "ka-31":
        text = "".join(line for line in text.splitlines(True) if missing not in line)
    if missing.startswith("9M96"):
        text = text.replace(missing, "")
    found, block = fought(text, 12)
    setup = found.setup
    guide = setup.radar[setup.fire_unit[0].radar]
    antenna = setup.antenna[setup.fire_unit[0].radar]
    horizon = 4.12e3 * (math.sqrt(float(antenna.height)) + math.sqrt(25.0))
    assert horizon < 40e3 < guide.instrumented_range
    kills = block.shots[block.shots["result"] == 1]
    if missing:
        assert len(kills) == 0
        assert leaked(block).all()
    else:
        assert kills["end_range"].min() > horizon
        assert leaked(block).mean() < 0.5


EVERYTHING = """\
network:
  switch_over: 10 s
  links:
    - {between: [alpha, command], latency: 1 s, loss: 0.2, tracks: 8,
       cut: [{from: 4 min, to: 5 min}, {from: 6 min, to: 7 min}]}
    - {between: [bravo, command], latency: 3 s, loss: 0.1, cut: {from: 3 min, to: 6 min}}
    - {between: [alpha, bravo], latency: 2 s, tracks: 5}

"""


def everything() -> str:
    text = scenario("command-loss")
    return text[: text.index("network:")] + EVERYTHING + text[text.index("run:") :]


def test_workers_and_replays_change_nothing() -> None:
    found, one = fought(everything(), 6, workers=1)
    assert_same(one, fought(everything(), 6, workers=3)[1])
    assert_same(replay(found.setup, 1, 4).block, Engine(found.setup, 1, 1).fight_block(4, 1))
    for name in ("orders_lost", "scans_lost", "plots_dropped", "without_command"):
        assert (one.sites[name] > 0).any(), name
    # Control: another seed loses other messages.
    assert not same(one.sites, Engine(found.setup, 2, 1).fight_block(0, 6).sites)


def test_losses_draw_from_streams_of_their_own() -> None:
    """A link that loses one order in a million fights as a perfect one does."""
    text = scenario("command-loss").replace(CUTS, "loss: 1e-6")
    perfect = scenario("command-loss").replace(CUTS, "loss: 0")
    one, other = fought(text, 3)[1], fought(perfect, 3)[1]
    for block in (one, other):
        block.sites["loss"] = 0.0
    assert_same(one, other)


def test_written_out_perfect_links_are_the_usual_ones() -> None:
    text = scenario("command-loss")
    bare = text[: text.index("network:")] + text[text.index("run:") :]
    assert_same(fought(text.replace(", " + CUTS, ""), 3)[1], fought(bare, 3)[1])
