"""Links made perfect: each does what it says, leaves what it was given alone, and nothing else.

Expected values: the meaning of each link, seen in fights in which just that link was broken; controls are the same
fights as they are. Tracks made perfect against the paths of the threats.
"""

import math
from typing import Any

import numpy as np
import pytest

from tests.engine.builders import BATTALION, Case, build, certain_sight, fight, leaked, raid
from vyuha.engine.perfect import CHANGES, applicable, perfected
from vyuha.engine.replay import replay
from vyuha.results.blame import PERFECT
from vyuha.results.ledger import LINKS
from vyuha.results.records import Block
from vyuha.state.mission import SAMPLE_THREAT, SAMPLE_TRACK
from vyuha.state.shot import LOST_LIGHT, NOT_ACQUIRED
from vyuha.state.tables import Setup

HIGH = raid(count=4)
LOW = raid(count=4, more="height: 30 m, lateral: 3 km")


def lab(raids: str = HIGH, kill: float | None = 1.0, defences: str = BATTALION, certain: bool = True) -> Setup:
    setup = build(Case(raids, defences=defences, kill=kill)).setup
    if certain:
        certain_sight(setup)
    return setup


def tables(setup: Setup) -> dict[str, bytes]:
    return {name: np.asarray(table).tobytes() for name, table in setup._asdict().items()}


def same(a: Block, b: Block) -> bool:
    """Whether two blocks are alike to the last bit."""
    pairs = ((a.threats, b.threats), (a.sites, b.sites), (a.shots, b.shots), (a.events, b.events))
    return all(x.tobytes() == y.tobytes() for x, y in pairs)


def first(block: Block, name: str) -> Any:
    return block.threats[name][:, 0]


def test_every_link_can_be_made_perfect_and_every_link_of_the_ledger_is_answered_to() -> None:
    assert list(CHANGES) == [link.name for link in PERFECT]
    assert {name for link in PERFECT for name in link.ledger} == {link.name for link in LINKS}
    absent = {"identification", "rules", "emission"}
    assert set(applicable(lab())) == set(CHANGES) - absent


def test_nothing_made_perfect_is_the_same_fight_to_the_last_bit() -> None:
    setup = lab(kill=0.7, certain=False)
    assert same(fight(perfected(setup), 3), fight(setup, 3))
    copies = setup._replace(
        **{name: table.copy() for name, table in setup._asdict().items() if isinstance(table, np.recarray)}
    )
    assert same(fight(copies, 3), fight(setup, 3))
    # Control: another seed is another fight.
    assert not same(fight(setup, 3, seed=2), fight(setup, 3))


@pytest.mark.parametrize("link", [name for name in CHANGES if name not in ("identification", "rules", "emission")])
def test_a_link_leaves_what_it_was_given_alone_and_does_not_depend_on_workers(link: str) -> None:
    setup = lab(kill=0.7, certain=False)
    before = tables(setup)
    changed = perfected(setup, (link,))
    assert tables(setup) == before
    assert tables(changed) != before
    assert same(fight(changed, 4, workers=1), fight(changed, 4, workers=3))


def test_horizon() -> None:
    """Thirty metres high, out at 200 km: far below the horizon, and at once in sight of radars that see through it."""
    setup = lab(LOW)
    as_it_is, mended = fight(setup, 2), fight(perfected(setup, ("horizon",)), 2)
    assert not (first(as_it_is, "horizon_time") < 300.0).any()
    assert (first(mended, "horizon_time") < 60.0).all()
    assert (first(mended, "detection_time") < 60.0).all()


def test_detection() -> None:
    """A speck that no radar would find is found at the first look that could see it."""
    setup = lab()
    setup.threat.rcs[:] = setup.threat.side_rcs[:] = setup.threat.tail_rcs[:] = 1e-7
    as_it_is, mended = fight(setup, 2), fight(perfected(setup, ("detection",)), 2)
    assert np.isnan(first(as_it_is, "detection_time")).all()
    assert (first(mended, "detection_time") == first(mended, "horizon_time")).all()


def test_tracking_follows_the_true_paths() -> None:
    """Beside the sample of its threat at the same moment each track lies within a millimetre; as it is, metres off."""
    setup = lab(kill=0.0, certain=False)

    def worst(changed: Setup) -> float:
        samples = replay(changed, 1, 0).samples
        paths = {(s.time, s.subject): (s.x, s.y, s.z) for s in samples if s.kind == SAMPLE_THREAT}
        off = [
            math.dist((s.x, s.y, s.z), paths[s.time, s.other])
            for s in samples
            if s.kind == SAMPLE_TRACK and (s.time, s.other) in paths
        ]
        assert len(off) > 50
        return max(off)

    assert worst(perfected(setup, ("tracking",))) < 1e-3
    assert worst(setup) > 10.0


def test_no_site_that_is_spared_is_lost() -> None:
    """Everything flies at the battalion, which is its own command post and shoots: both links spare it. If it did not
    shoot, or were no post, one of them would.
    """
    at_it = HIGH.replace("target: base", "target: alpha")
    setup = lab(at_it, kill=0.0)
    setup.site.hits_to_kill[1] = 1
    setup.threat.aim_error[:] = 0.0
    assert fight(setup, 2).sites["destroyed"][:, 1].all()
    assert not fight(perfected(setup, ("command",)), 2).sites["destroyed"].any()
    assert not fight(perfected(setup, ("units",)), 2).sites["destroyed"].any()
    mute = setup._replace(fire_unit=setup.fire_unit[:0].copy())  # type: ignore[attr-defined]
    assert fight(perfected(mute, ("units",)), 2).sites["destroyed"][:, 1].all()
    setup.site[1].commander = 0
    assert fight(perfected(setup, ("command",)), 2).sites["destroyed"][:, 1].all()


def test_sector_and_coverage() -> None:
    """The engagement radar looks east, the raid comes from the west; search radars that look east see nothing."""
    setup = lab()
    blind = setup.radar.kind >= 0
    setup.radar.sector_half_width[blind], setup.radar.sector_centre[blind] = 0.5, 0.5 * math.pi
    assert leaked(fight(setup, 2)).all()
    assert np.isnan(fight(setup, 2).threats["coverage_time"]).all()
    seen = fight(perfected(setup, ("coverage",)), 2)
    assert not np.isnan(seen.threats["track_time"]).any()
    assert (seen.threats["shots"] == 0).all()
    assert not leaked(fight(perfected(setup, ("coverage", "sector")), 2)).any()


def test_reach_rounds_channels() -> None:
    """A zone in which nobody flies; a single round; a single channel: each alone lets some through."""
    setup = lab(raid(count=4, spacing="1 s"))
    setup.doctrine.zone_from[:], setup.doctrine.zone_to[:] = 1.0, 2.0
    assert leaked(fight(setup, 2)).all()
    assert not leaked(fight(perfected(setup, ("reach",)), 2)).any()
    setup = lab()
    setup.magazine.rounds[:] = 1
    assert (leaked(fight(setup, 2)).sum(axis=1) == 3).all()
    assert not leaked(fight(perfected(setup, ("rounds",)), 2)).any()
    setup = lab(raid(count=8, spacing="1 s"))
    unit = setup.fire_unit[0]
    unit.target_channels, unit.last_engagement = 1, unit.first_engagement
    setup.doctrine.zone_to[:] = 110e3
    assert leaked(fight(setup, 2)).any()
    assert not leaked(fight(perfected(setup, ("channels",)), 2)).any()


def test_time() -> None:
    """A crew that needs a quarter of an hour is too late; one that needs nothing is not."""
    setup = lab()
    setup.fire_unit.reaction_time[:] = 900.0
    assert leaked(fight(setup, 2)).all()
    mended = fight(perfected(setup, ("time",)), 2)
    assert not leaked(mended).any()
    assert (mended.threats["launch_time"] - mended.threats["order_time"] < 30.0).all()


def test_seeker_and_kill() -> None:
    """A seeker that sees a needle's width finds nothing; made perfect it misses nothing but for want of light. Fixed
    kill probability 0 against 1.
    """
    setup = lab()
    setup.missile.seeker_half_angle[:] = 1e-4
    blind = fight(setup, 2)
    assert (blind.shots["result"] == NOT_ACQUIRED).sum() > 0.5 * len(blind.shots)
    shots = fight(perfected(setup, ("seeker",)), 2).shots
    assert not ((shots["result"] == NOT_ACQUIRED) & (shots["guidance_lost"] != LOST_LIGHT)).any()
    setup = lab(kill=0.0)
    assert leaked(fight(setup, 2)).all()
    assert not leaked(fight(perfected(setup, ("kill",)), 2)).any()


def test_emission() -> None:
    """The battalion is silent for a quarter of an hour while the raid passes; a radar that is always on sees it."""
    silent = BATTALION.replace("}}\n", "}, emission: {silent_until: 25 min}}\n")
    setup = lab(defences=silent)
    assert "emission" in applicable(setup)
    assert leaked(fight(setup, 2)).all()
    assert not leaked(fight(perfected(setup, ("emission",)), 2)).any()


def test_rules() -> None:
    """Weapons are held, and nothing comes at the battalion itself; without orders it fires."""
    held = BATTALION.replace("}}\n", "}, roe: hold}\n")
    setup = lab(defences=held.replace("east: 0 km", "east: 20 km"))
    assert "rules" in applicable(setup)
    assert leaked(fight(setup, 2)).all()
    assert not leaked(fight(perfected(setup, ("rules",)), 2)).any()


def test_command_mends_links() -> None:
    """Under a post behind a link that loses every message nobody fires; with a perfect one everybody does."""
    post = "  - {id: post, system: s-400/command-post, east: 0 km, north: 0 km}\n"
    under = BATTALION.replace("doctrine: lab", "doctrine: lab, command: post, autonomous: false")
    link = "network:\n  links:\n    - {between: [alpha, post], cut: {from: 1 s}}\n"
    setup = lab(HIGH + link, defences=post + under)
    assert leaked(fight(setup, 2)).all()
    assert not leaked(fight(perfected(setup, ("command",)), 2)).any()
