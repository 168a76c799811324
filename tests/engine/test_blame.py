"""Blame where it is known in closed form: a defence with one weakness, and the share of the leakage that goes with it.

Estimates are compared in standard errors, |z| < 4 at fixed seeds, as in test_closed_forms.py; wrong laws and links that
are not to blame are the controls.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import vyuha
from tests.engine.builders import Case, build, certain_sight, raid, z_score
from tests.engine.test_closed_forms import CONFIDENT, WARM_UP, ZONE, erlang_b, loss_system
from vyuha.engine.blame import BlameError, fight_perfected, links_of
from vyuha.engine.perfect import perfected
from vyuha.engine.replicates import Engine
from vyuha.results.blame import AS_IT_IS, Blame, LinkBlame, blame_of, read_blame
from vyuha.results.tables import replicate_frame
from vyuha.state.tables import Setup

PERFECT_VERDICT = "false_alive: 0, false_dead: 0, reopen_time: 0 s"


def fought(case: Case, replicates: int, links: tuple[str, ...], workers: int = 2) -> tuple[Blame, pl.DataFrame]:
    """The blame of a laboratory scenario with certain sight, and its table."""
    from vyuha.catalogue import load as load_catalogue
    from vyuha.engine.picture import picture

    made = build(case)
    certain_sight(made.setup)
    names = made.roster, picture(made, load_catalogue(), rings=False)
    base = replicate_frame(Engine(made.setup, 1, workers).fight_block(0, replicates), *names)
    table = fight_perfected(made.setup, 1, base, links, names, workers)
    return blame_of(table, 1), table


def of(blame: Blame, link: str) -> LinkBlame:
    return next(row for row in blame.links if row.link == link)


def measured(table: pl.DataFrame, link: str) -> Any:
    return table.filter(pl.col("link") == link)["leakers"].to_numpy().astype(float)


def test_a_defence_that_only_misses_is_to_blame_for_that_alone() -> None:
    """Ten targets, one round each of kill probability 0.7: leakers follow Bin(10, 0.3), and a perfect kill saves all of
    them. Rounds and channels are not to blame at all: the same fights to the last bit.
    """
    case = Case(raid(), doctrine=f"salvo: 1, most_rounds: 1, {PERFECT_VERDICT}", kill=0.7)
    blame, table = fought(case, 60, ("rounds", "channels", "kill"))
    kill = of(blame, "kill")
    assert kill.leakers.mean == 0.0
    assert kill.share is not None and kill.share.mean == 1.0
    assert abs(z_score(measured(table, AS_IT_IS), 3.0)) < CONFIDENT
    assert kill.saved.mean == pytest.approx(measured(table, AS_IT_IS).mean())
    for link in ("rounds", "channels"):
        found = of(blame, link)
        assert (found.saved.mean, found.saved.low, found.saved.high) == (0.0, 0.0, 0.0)
        assert (measured(table, link) == measured(table, AS_IT_IS)).all()
    # Control: one more round for each would have saved 0.3 - 0.09 of ten, which is not what was saved.
    assert abs(z_score(measured(table, AS_IT_IS), 2.1)) > CONFIDENT


def test_a_defence_below_the_horizon_is_to_blame_for_that_alone() -> None:
    """Targets thirty metres high and a radar that starts looking above them: nobody is ever seen, all come through.
    Seen through the ground none does; with any other link made perfect all still do.
    """
    low = raid(count=4, more="height: 30 m, lateral: 3 km")
    others = ("detection", "tracking", "channels", "rounds", "time", "kill")
    blame, _ = fought(Case(low, kill=1.0), 5, ("horizon", *others))
    assert blame.leakers.mean == 4.0
    horizon = of(blame, "horizon")
    assert horizon.leakers.mean == 0.0
    assert horizon.share is not None and horizon.share.mean == 1.0
    assert [of(blame, link).saved.mean for link in others] == [0.0] * len(others)


def blocked(setup: Setup, replicates: int) -> Any:
    block = Engine(setup, 1, 2).fight_block(0, replicates)
    assert not block.failures.any()
    holding = float(np.nanmean(block.shots["release_time"] - block.shots["order_time"]))
    return (block.threats["shots"] == 0)[:, WARM_UP:].mean(axis=1), holding


def test_perfect_channels_save_just_the_share_that_erlang_says_is_blocked() -> None:
    """Six channels, a load of four: B = 0.11716 of the customers find none (A. K. Erlang, 1917), and with a channel for
    each all of those are served, and nobody else: whoever leaks, leaks for want of a channel. The kill is certain. As
    in test_closed_forms.py a customer may use a channel that comes free while he crosses the zone, which saves at most
    c d / h of those who would have been lost.
    """
    channels, load, replicates = 6, 4.0, 24
    gap = 28.92
    setup = loss_system(channels, gap)
    # Neighbours that a radar cannot tell apart would get one round for both.
    setup.radar.range_resolution[:] = 0.0
    share, holding = blocked(setup, replicates)
    assert holding / gap == pytest.approx(load, rel=0.01)
    assert erlang_b(load, channels) == pytest.approx(0.11716, abs=5e-6)
    mended, _ = blocked(perfected(setup, ("channels",)), replicates)
    assert mended.max() == 0.0
    saved, least = share - mended, 0.11716 * (1.0 - channels * ZONE / 200.0 / holding)
    assert z_score(saved, 0.11716) < CONFIDENT
    assert z_score(saved, least) > -CONFIDENT
    # Controls: the laws of two channels more and one less are not met.
    assert z_score(saved, erlang_b(load, channels + 2)) > CONFIDENT
    assert z_score(saved, erlang_b(load, channels - 1)) < -CONFIDENT


def test_the_table_does_not_depend_on_workers() -> None:
    case = Case(raid(), doctrine="salvo: 1", kill=0.7)
    links = ("tracking", "seeker")
    assert fought(case, 6, links, 1)[1].equals(fought(case, 6, links, 3)[1])
    assert not fought(case, 6, links, 1)[1].equals(fought(case, 5, links, 1)[1])


def test_links_are_named_or_refused() -> None:
    setup = build(Case(raid())).setup
    assert links_of(setup, ["kill", "horizon"]) == ("horizon", "kill")
    with pytest.raises(BlameError, match="no link 'luck' to make perfect"):
        links_of(setup, ["luck"])


@pytest.mark.usefixtures("no_report")
def test_from_python_into_the_run_folder(tmp_path: Path) -> None:
    (tmp_path / "lab.yaml").write_text(Case(raid(count=4), kill=0.5, doctrine="salvo: 1, most_rounds: 1").text)
    run = vyuha.run(tmp_path / "lab.yaml", 12, out=tmp_path / "run", report=False)
    calls: list[tuple[int, int]] = []
    made = vyuha.blame(
        run.folder.path, 8, links=["kill", "units"], report=False, progress=lambda *done: calls.append(done)
    )
    assert read_blame(tmp_path / "run") == made
    assert made.replicates == 8
    assert calls == [(k, 16) for k in range(1, 17)]
    first = run.replicates.head(8)
    assert math.isclose(made.leakers.mean, first["leakers"].mean())  # type: ignore[arg-type]
    kill = of(made, "kill")
    assert kill.leakers.mean + kill.saved.mean == pytest.approx(made.leakers.mean)
    # What was fought before stays as it was, and a fresh start forgets the blame.
    assert vyuha.Run(run.folder).replicates.equals(run.replicates)
    vyuha.run(tmp_path / "lab.yaml", 2, out=tmp_path / "run", report=False, force=True)
    assert read_blame(tmp_path / "run") is None
