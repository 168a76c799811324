"""What units on sites could do: masts, sectors, ridges, and what runs out."""

import math
from pathlib import Path
from typing import Any

import pytest

from tests.studies.siting.made_up import TEXT
from vyuha.catalogue import load as load_catalogue
from vyuha.engine.run import prepare
from vyuha.scenario.place import Place
from vyuha.studies.siting.coverage import Covered, cover
from vyuha.studies.siting.places import Axis, Candidate
from vyuha.studies.siting.problem import SitingError

HILLS = (Path(__file__).parents[3] / "scenarios" / "hills.yaml").read_text()
NORTH, SOUTH = Axis("north", bearing=0.0), Axis("south", bearing=math.pi)


def covered(
    text: str, candidates: list[Candidate], sectors: list[float], axes: list[Axis], outcome: str = "value_lost"
) -> Covered:
    """What alpha could do."""
    assembled = prepare(text, "scenario")
    return cover(assembled, load_catalogue(), ["alpha"], candidates, sectors, axes, outcome)


def at(id: str, east: float, north: float, mast: bool | None = None) -> Candidate:
    """A candidate, km."""
    return Candidate(id, Place("offset", 1e3 * east, 1e3 * north), mast)


def test_a_sector_turned_away_meets_nothing() -> None:
    """Expected: looking north, threats from the north; looking south, those from the south; both are seen by a search
    radar that turns.
    """
    found = covered(TEXT, [at("here", 0.0, 2.0)], [0.0, math.pi], [NORTH, SOUTH])
    looks_north, looks_south = found.single[:2]
    assert looks_north[0] > 0.0 == looks_north[1]
    assert looks_south[1] > 0.0 == looks_south[0]
    assert (found.seen[:2] > 0.0).all()


def test_a_mast_sees_farther() -> None:
    """Expected: longer in sight with the mast than on the ground, on the same hill."""
    found = covered(HILLS, [at("with", 2.0, -3.0), at("without", 2.0, -3.0, mast=False)], [], [Axis("as-it-is")])
    assert found.seen[0, 0] > found.seen[1, 0] > 0.0


def test_what_stands_is_what_the_same_candidate_gives() -> None:
    """Expected: the option where alpha stands already, and a candidate at the same place, do the same."""
    found = covered(HILLS, [at("same", 2.0, -3.0)], [], [Axis("as-it-is"), NORTH])
    assert found.free == 1
    assert found.effort[0] == pytest.approx(found.effort[1])
    assert found.seen[0] == pytest.approx(found.seen[1])


def test_hills_hide() -> None:
    """Expected: behind a ridge nothing is seen that a smooth earth shows for minutes. Negative control: a site on a
    hill of its own sees the same threats, and longer than from the level.
    """
    start = HILLS.index("terrain:")
    smooth = HILLS[:start] + HILLS[HILLS.index("assets:") :]
    places = [at("hill", 2.0, -3.0), at("hollow", -8.0, 5.0)]
    hidden, open_to = (covered(text, places, [], [NORTH]) for text in (HILLS, smooth))
    assert hidden.seen[1, 0] < 10.0 < 120.0 < open_to.seen[1, 0]
    assert hidden.seen[0, 0] > open_to.seen[0, 0]


def test_rounds_run_out() -> None:
    """Expected: four threats share what there is, so that one round does half as much as two; with sixteen they are
    enough, and no more of them help. The number of engagements of one threat stays what it is.
    """
    written = "system: s-400/battalion, east: 1 km"
    loads = {n: TEXT.replace(written, f"load: {{48N6E3: {n}}}, {written}") for n in (1, 2, 16, 32)}
    found = {n: covered(text, [at("here", 0.0, 2.0)], [0.0], [NORTH]) for n, text in loads.items()}
    assert found[1].single[0, 0] == found[32].single[0, 0] >= 1.0
    assert found[2].effort[0, 0] == pytest.approx(2.0 * found[1].effort[0, 0], rel=1e-6)
    assert found[2].effort[0, 0] < found[16].effort[0, 0] == pytest.approx(found[32].effort[0, 0])


def test_what_stays_counts_for_everybody() -> None:
    """Expected: bravo, which stays and faces north, takes its part of what is at stake from the north before alpha is
    placed; none of it from what alpha does.
    """
    found = covered(TEXT, [at("here", 0.0, 2.0)], [0.0], [NORTH])
    assert found.standing[0] > 0.0
    siting = found.siting()
    assert siting.value[0] == pytest.approx(100.0 * (1.0 - found.kill) ** found.standing[0])
    assert siting.units == (1,)


def test_stakes() -> None:
    """Expected: the value that a raid could destroy, or its threats."""
    assert covered(TEXT, [at("here", 0.0, 2.0)], [0.0], [NORTH]).aims[0].stake == 100.0
    assert covered(TEXT, [at("here", 0.0, 2.0)], [0.0], [NORTH], "armed_leakers").aims[0].stake == 4.0
    many = TEXT.replace("value: 100", "value: 100, hits_to_kill: 8")
    assert covered(many, [at("here", 0.0, 2.0)], [0.0], [NORTH]).aims[0].stake == 50.0


def test_an_axis_that_cannot_be_flown() -> None:
    """Expected: a refusal that names the axis: the terrain ends under it."""
    beyond = Axis("far", origin=Place("polar", 0.0, 400e3))
    with pytest.raises(SitingError, match="axis far"):
        covered(HILLS, [at("here", 2.0, -3.0)], [], [beyond])


def test_nothing_to_shoot_with() -> None:
    """Expected: a refusal where no rounds are loaded."""
    none: Any = TEXT.replace("system: s-400/battalion, ", "load: {48N6E3: 0}, system: s-400/battalion, ")
    with pytest.raises(SitingError, match="rounds"):
        covered(none, [at("here", 0.0, 2.0)], [0.0], [NORTH])
