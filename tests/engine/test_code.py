"""Functions that a scenario brings: used in fights, refused before a run, counted when they go wrong, noticed when they
change.

Expected values: properties (nobody fires where every score is minus infinity, the same bits for any number of workers),
and what each bad function does.
"""

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import vyuha
from tests.engine.bits import bits
from tests.engine.builders import BATTALION, Case, raid
from vyuha.cli.app import app
from vyuha.engine.replicates import Engine
from vyuha.engine.run import prepare
from vyuha.results.folder import RunFolderError
from vyuha.results.records import Block
from vyuha.scenario import InputErrors
from vyuha.state.mission import FAILURE_DOCTRINE
from vyuha.state.tables import Setup

LAB = Case(raid(count=6, spacing="20 s"), doctrine="function: mine.py:choose", kill=0.7)
HEAD = "import math\n\n\ndef choose(track, option):\n    "


def prepared(folder: Path, body: str) -> Setup:
    (folder / "mine.py").write_text(HEAD + body + "\n")
    return prepare(LAB.text, "lab.yaml", folder).setup


def fought(folder: Path, body: str, count: int = 4, workers: int = 1) -> Block:
    return Engine(prepared(folder, body), 1, workers).fight_block(0, count)


def refusal(folder: Path, body: str) -> str:
    with pytest.raises(InputErrors) as errors:
        prepared(folder, body)
    (problem,) = errors.value.problems
    assert (problem.file, problem.path) == ("lab.yaml", "doctrines[0].function")
    assert problem.line > 0
    assert problem.value.startswith("mine.py")
    return problem.message


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("return track.colour", "Unknown attribute 'colour'"),
        ("return nothing", "nothing"),
        ("return math.nan", "gives the score nan at track.value ="),
        ("return track.value / track.time_to_go", "gives the score"),
        ("return math.inf", "gives the score inf"),
        ("return 1.0, -1", "asks for -1 rounds, not for 0 to 8"),
        ("return 1.0, 9", "asks for 9 rounds"),
        ("return 1.0, 0.5", "asks for 0.5 rounds"),
        ("return 1.0, math.nan", "asks for nan rounds"),
        ("return 1.0, 1, 1", "it has to return a score"),
        ("return track", "it has to return a score"),
        ("pass", "it has to return a score"),
    ],
)
def test_a_function_that_cannot_be_used_is_refused(tmp_path: Path, body: str, complaint: str) -> None:
    assert complaint in refusal(tmp_path, body)


def test_nobody_fires_where_every_score_is_minus_infinity(tmp_path: Path) -> None:
    assert len(fought(tmp_path, "return -math.inf").shots) == 0
    # Control: a score of nought is one.
    assert len(fought(tmp_path, "return 0.0").shots) > 0


def test_the_rounds_are_those_that_it_asks_for(tmp_path: Path) -> None:
    """The first salvo of each engagement: one, or three."""
    for rounds in (1, 3):
        block = fought(tmp_path, f"return 1.0, {rounds} if track.shots == 0.0 else 0")
        _, count = np.unique(np.stack([block.shot_replicate, block.shots["engagement"]]), axis=1, return_counts=True)
        assert set(count) == {rounds}


def test_minus_the_time_until_the_intercept_is_what_doctrine_does_without(tmp_path: Path) -> None:
    """The rule of all other doctrines, written as a function, fights the same fights."""
    mine = fought(tmp_path, "return -option.due")
    usual = Case(LAB.raids, doctrine="salvo: 1", kill=0.7)
    theirs = Engine(prepare(usual.text, "lab.yaml").setup, 1, 1).fight_block(0, 4)
    assert bits(mine.threats) == bits(theirs.threats)
    assert np.array_equal(mine.shots["launch_time"], theirs.shots["launch_time"])


def test_the_result_does_not_depend_on_workers(tmp_path: Path) -> None:
    body = "return track.value * option.kill - 0.1 * option.due, 1 if option.rounds < 8.0 else 2"
    one, three = fought(tmp_path, body, 12), fought(tmp_path, body, 12, workers=3)
    assert bits(one.threats) == bits(three.threats)
    assert bits(one.shots) == bits(three.shots)


EVERYTHING = (
    "function: mine.py:choose, salvo: 3, then: [1, 2], interval: 20 s, most_rounds: 6, least_kill: 0.1, "
    "allocation: assignment, round_price: 1, prefer: {aircraft: [9M96E2, 48N6E3]}, keep: {40N6E: [standoff]}, "
    "reserve: {48N6E3: {rounds: 2, for: [aircraft]}}"
)


def test_the_result_does_not_depend_on_workers_with_everything_on(tmp_path: Path) -> None:
    loads = BATTALION.replace("{48N6E3: 32}", "{40N6E: 4, 48N6E3: 8, 9M96E2: 16}")
    case = Case(LAB.raids, defences=loads, doctrine=EVERYTHING, kill=None)
    (tmp_path / "mine.py").write_text(HEAD + "return option.kill, 2\n")
    setup = prepare(case.text, "lab.yaml", tmp_path).setup
    one, three = Engine(setup, 1, 1).fight_block(0, 12), Engine(setup, 1, 3).fight_block(0, 12)
    assert len(one.shots) > 0 and not one.failures.any()
    assert bits(one.threats) == bits(three.threats)
    assert bits(one.shots) == bits(three.shots)
    # Control: another seed is another fight.
    assert bits(Engine(setup, 2, 1).fight_block(0, 12).shots) != bits(one.shots)


# Fine at every point of the grid at which functions are tried, not in the fight.
ODD = "return math.nan if 100e3 < option.ground_range < 200e3 else 1.0"
ODD_ROUNDS = "return 1.0, -3 if 100e3 < option.ground_range < 200e3 else 1"


@pytest.mark.parametrize("body", [ODD, ODD_ROUNDS])
def test_nonsense_in_the_fight_fails_the_replicate(tmp_path: Path, body: str) -> None:
    assert set(fought(tmp_path, body).failures) == {FAILURE_DOCTRINE}
    sane = body.replace("100e3 <", "900e3 <")
    assert not fought(tmp_path, sane).failures.any()


def test_the_engine_is_not_compiled_again_for_a_function(tmp_path: Path) -> None:
    from vyuha.engine.replicate import fight

    fought(tmp_path, "return 0.0", 1)
    before = len(fight.nopython_signatures)  # type: ignore[attr-defined]
    fought(tmp_path, "return 1.0 - option.kill", 1)
    assert len(fight.nopython_signatures) == before == 1  # type: ignore[attr-defined]


def test_an_edit_is_noticed_by_resume_and_replay(tmp_path: Path) -> None:
    scenario, code, out = tmp_path / "lab.yaml", tmp_path / "mine.py", tmp_path / "run"
    scenario.write_text(LAB.text)
    code.write_text(HEAD + "return 1.0\n")
    vyuha.run(scenario, replicates=4, workers=1, out=out, report=False)
    assert len(json.loads((out / "manifest.json").read_text())["code"]) == 64
    vyuha.replay(out, 1)
    vyuha.run(scenario, replicates=6, workers=1, out=out, report=False)
    code.write_text(HEAD + "return 2.0\n")
    with pytest.raises(RunFolderError, match="function of a doctrine"):
        vyuha.run(scenario, replicates=8, workers=1, out=out, report=False)
    with pytest.raises(RunFolderError, match="function of a doctrine has changed"):
        vyuha.replay(out, 1)
    code.write_text(HEAD + "return 1.0\n")
    vyuha.replay(out, 5)


def test_the_check_reads_the_code_and_does_not_run_it(tmp_path: Path) -> None:
    scenario, code = tmp_path / "lab.yaml", tmp_path / "mine.py"
    scenario.write_text(LAB.text)
    code.write_text(HEAD + "return math.nan\n")
    done = CliRunner().invoke(app, ["check", str(scenario)])
    assert done.exit_code == 0
    assert "brings code: mine.py:choose" in done.output
    code.write_text(HEAD + "return open('x')\n")
    done = CliRunner().invoke(app, ["check", str(scenario)])
    assert done.exit_code == 2
    assert "line 5: open may not be called" in done.output
