"""The network: under whom a unit fights. Expected values: chains of command by hand."""

import math

import pytest

from tests.command.cases import battle
from tests.tables import blank_setup
from vyuha.command.fire import order
from vyuha.command.network import begin_network, end_network, highest_reached, in_use, rewire
from vyuha.engine.allocate import allocate
from vyuha.state.tables import Setup, State

ASSET, SECTOR, WEST, SOUTH, ALPHA, BRAVO, CHARLIE = range(7)
SWITCH_OVER = 30.0
# Each unit and its commander.
CHAIN = {SECTOR: SECTOR, WEST: SECTOR, SOUTH: SECTOR, ALPHA: WEST, BRAVO: WEST, CHARLIE: SOUTH}
CUT = {"sector": 0, "alpha": 2}


def sector(cut: int = -1, span: tuple[float, float] = (100.0, 200.0), detour: bool = False) -> tuple[Setup, State]:
    """A sector post over two regiments: west with two battalions and south with one. Link k leads from unit k + 2 to
    its commander; link `cut` is cut for a `span`. A `detour` joins alpha and charlie.
    """
    setup = blank_setup(site=7, net=6, link=6 if detour else 5, cut=2)
    setup.site[ASSET].is_asset = True
    for unit, post in CHAIN.items():
        site = setup.site[unit]
        site.commander, site.own_net, site.autonomous, site.switch_over = post, unit - 1, True, SWITCH_OVER
        setup.net[unit - 1].site = unit
    for k, unit in enumerate(list(CHAIN)[1:]):
        setup.link[k].one, setup.link[k].other, setup.link[k].latency = unit, CHAIN[unit], 1.0
    for k, link in enumerate(setup.link):
        link.first_cut, link.last_cut = (0, 0) if k == cut else (1, 0)
    setup.cut[0].start, setup.cut[0].end = span
    if detour:
        setup.link[5].one, setup.link[5].other, setup.link[5].latency = ALPHA, CHARLIE, 5.0
    state = allocate(setup)
    begin_network(setup, state)
    return setup, state


def under(state: State) -> list[int]:
    """The post of every unit."""
    return [int(state.site[unit].net) + 1 for unit in CHAIN]


def test_at_the_start_all_fight_under_the_highest_post() -> None:
    setup, state = sector()
    assert under(state) == [SECTOR] * 6
    assert [float(state.site[unit].latency) for unit in CHAIN] == [0.0, 1.0, 1.0, 2.0, 2.0, 2.0]
    assert [in_use(setup, state, n) for n in range(6)] == [True] + [False] * 5
    assert all(math.isnan(state.site[unit].alone_since) for unit in CHAIN)


def test_a_regiment_that_loses_the_sector_fights_under_its_own_post() -> None:
    setup, state = sector(cut=0)
    rewire(setup, state, 100.0)
    assert under(state) == [SECTOR, WEST, SECTOR, WEST, WEST, SECTOR]
    assert (state.site[WEST].latency, state.site[ALPHA].latency) == (0.0, 1.0)
    # It takes its time to take over; its battalions have a commander, it has none.
    assert (state.site[WEST].ready, state.site[ALPHA].ready) == (130.0, 0.0)
    assert state.site[WEST].alone_since == 100.0 and math.isnan(state.site[ALPHA].alone_since)
    rewire(setup, state, 200.0)
    assert under(state) == [SECTOR] * 6
    assert state.site[WEST].without_command == 100.0


def test_a_battalion_that_loses_its_post_fights_alone_and_returns() -> None:
    setup, state = sector(cut=2)
    rewire(setup, state, 100.0)
    assert under(state) == [SECTOR, SECTOR, SECTOR, ALPHA, SECTOR, SECTOR]
    assert (state.site[ALPHA].ready, state.site[ALPHA].latency) == (130.0, 0.0)
    rewire(setup, state, 150.0)
    assert (state.site[ALPHA].ready, state.site[ALPHA].alone_since) == (130.0, 100.0)
    rewire(setup, state, 200.0)
    assert under(state) == [SECTOR] * 6
    assert state.site[ALPHA].without_command == 100.0


def test_a_detour_leads_past_its_own_post_to_the_highest() -> None:
    setup, state = sector(cut=2, detour=True)
    rewire(setup, state, 100.0)
    assert under(state) == [SECTOR] * 6
    # By charlie (5 s) and south (1 s) to the sector (1 s).
    assert state.site[ALPHA].latency == 7.0


def test_the_loss_of_a_post_leaves_each_below_it_to_itself() -> None:
    setup, state = sector()
    state.site[WEST].destroyed = True
    rewire(setup, state, 50.0)
    assert under(state) == [SECTOR, SECTOR, SECTOR, ALPHA, BRAVO, SECTOR]
    state.site[SECTOR].destroyed = True
    rewire(setup, state, 60.0)
    assert under(state)[2:] == [SOUTH, ALPHA, BRAVO, SOUTH]
    end_network(setup, state, 80.0)
    assert [float(state.site[unit].without_command) for unit in CHAIN] == [0.0, 0.0, 20.0, 30.0, 30.0, 0.0]


def test_who_is_destroyed_needs_no_command_any_more() -> None:
    setup, state = sector(cut=2)
    rewire(setup, state, 100.0)
    state.site[ALPHA].destroyed = True
    rewire(setup, state, 110.0)
    end_network(setup, state, 500.0)
    assert state.site[ALPHA].without_command == 10.0


@pytest.mark.parametrize("destroyed", [False, True])
def test_who_is_not_autonomous_stays_where_he_was(destroyed: bool) -> None:
    """Cut off he gets no orders; where his post is lost nobody gives any, and he keeps its picture."""
    setup, state = sector(cut=-1 if destroyed else 2)
    setup.site[ALPHA].autonomous = False
    state.site[WEST].destroyed = destroyed
    setup.site[WEST].autonomous = setup.site[BRAVO].autonomous = False
    if destroyed:
        state.site[SECTOR].destroyed = True
    rewire(setup, state, 100.0)
    assert highest_reached(setup, state, ALPHA, 100.0) == -1
    assert int(state.site[ALPHA].net) + 1 == SECTOR
    assert math.isinf(state.site[ALPHA].latency) is not destroyed
    assert state.site[ALPHA].alone_since == 100.0


def test_the_engaged_track_goes_along_and_the_others_stay() -> None:
    setup, state = battle(threats=2, units=2)
    setup = setup._replace(net=setup.net.repeat(3))
    for s in (1, 2):
        setup.site[s].commander, setup.site[s].own_net, setup.site[s].autonomous = 1, s - 1, True
    setup.site[2].switch_over = 7.0
    state.site[2].net = 0
    order(setup, state, 1, 0, 1, 0.0)
    # There is no link: unit 1 at site 2 is alone at once.
    rewire(setup, state, 5.0)
    assert [int(state.track[j].net) for j in range(2)] == [1, 0]
    assert (state.site[2].net, state.site[2].ready) == (1, 12.0)
