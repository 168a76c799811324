from tests.command.cases import battle
from vyuha.command.system import command_cycle
from vyuha.engine.allocate import allocate
from vyuha.command.allocation import desk_for
def test_smoke():
    setup, state = battle(threats=3, units=2)
    setup.doctrine[0].allocation = 2
    state = state._replace(desk=desk_for(setup))
    command_cycle(setup, state, 0, 0.0)
    print([t.engagement for t in state.track[:3]], [(e.track, e.magazine, e.granted, e.phase) for e in state.engagement])
