"""Sensitivity where the effect of a figure is known in closed form: rounds that all meet their target and kill it with
their reliability alone.

Estimates are compared in standard errors, |z| < 4 at fixed seeds, as in test_closed_forms.py; wrong laws, figures that
do nothing and fights that are not paired are the controls.
"""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

import vyuha
from tests.engine.builders import CONFIDENT, Case, catalogue, raid, z_score
from vyuha.catalogue import Catalogue
from vyuha.engine.assemble import assemble
from vyuha.engine.picture import picture
from vyuha.engine.replicates import Engine
from vyuha.engine.sensitivity import Again, SensitivityError, alike, fight_ends, figures_of
from vyuha.results.blame import AS_IT_IS
from vyuha.results.sensitivity import (
    NOT_THERE,
    SCHEMA,
    FigureSensitivity,
    Sensitivity,
    read_fought,
    read_sensitivity,
    sensitivity_of,
)
from vyuha.results.tables import replicate_frame
from vyuha.scenario import parse

THREATS, REPLICATES = 10, 60
RELIABLE, LEAST, MOST = 0.7, 0.5, 0.9
ONE_ROUND = "salvo: 1, most_rounds: 1, false_alive: 0, false_dead: 0, reopen_time: 0 s"
CASE = Case(raid(count=THREATS), doctrine=ONE_ROUND, kill=None)
UNIT = "48N6E3.reliability"
COST = "48N6E3.unit_cost"


def set_figures(known: Catalogue, kind: str, id: str, **figures: Any) -> Catalogue:
    """A catalogue in which figures of an item have these values: one number, or (value, low, high)."""
    item = getattr(known, kind)[id]
    changed = {}
    for name, given in figures.items():
        value, low, high = given if isinstance(given, tuple) else (given, given, given)
        changed[name] = replace(getattr(item, name), value=value, low=low, high=high)
    return replace(known, **{kind: getattr(known, kind) | {id: item.model_copy(update=changed)}})


@cache
def laboratory() -> Catalogue:
    """Large, steady targets that every look sees where they are, and rounds that kill by their reliability alone."""
    made = catalogue()
    for id in ("92N6E", "96L6E", "91N6E"):
        exact = dict.fromkeys(
            ("range_bias", "azimuth_bias", "elevation_bias", "latency", "false_plots", "canceller"), 0.0
        )
        made = set_figures(made, "radars", id, **exact)
    made = set_figures(made, "grounds", "farmland", permittivity=1.0, gamma=-200.0)
    made = set_figures(made, "threats", "su-30mki", rcs=1e4, side_rcs=1e4, tail_rcs=1e4)
    sure = {"lethal_radius": 1e5, "fuze_radius": 1e5, "seeker_basket": 1e9}
    made = set_figures(made, "missiles", "48N6E3", reliability=(RELIABLE, LEAST, MOST), **sure)
    steady = made.threats["su-30mki"].model_copy(update={"swerling": 0})
    return replace(made, threats=made.threats | {"su-30mki": steady})


def again(case: Case, known: Catalogue, workers: int = 2) -> Again:
    made = assemble(parse(case.text, "lab.yaml", known), known)
    return Again(made, known, case.text, picture(made, known, rings=False), 1, workers, "lab")


def fought(
    names: tuple[str, ...],
    case: Case = CASE,
    known: Catalogue | None = None,
    replicates: int = REPLICATES,
    workers: int = 2,
) -> tuple[Sensitivity, pl.DataFrame]:
    """The sensitivity of the leakers of a laboratory fight, and its table."""
    run = again(case, known or laboratory(), workers)
    block = Engine(run.assembled.setup, 1, workers).fight_block(0, replicates)
    base = replicate_frame(block, run.assembled.roster, run.laydown)
    chosen = figures_of(run.assembled, run.catalogue, names)
    table, told = fight_ends(run, chosen, base, pl.DataFrame(schema=SCHEMA), lambda _: None, lambda *_: None)
    return sensitivity_of(table, chosen, told, "leakers", 1), table


def of(made: Sensitivity, label: str) -> FigureSensitivity:
    return next(row for row in made.rows if f"{row.item}.{row.figure}" == label)


def leakers(table: pl.DataFrame, label: str, end: str) -> Any:
    item, _, name = label.rpartition(".")
    own = table.filter(pl.col("item") == item, pl.col("figure") == name, pl.col("end") == end)
    return own.sort("replicate")["leakers"].to_numpy().astype(float)


@cache
def reliability() -> tuple[Sensitivity, pl.DataFrame]:
    return fought((UNIT, COST))


def test_reliability_moves_the_leakage_as_its_law_says() -> None:
    """One round for each of ten targets: leakers follow Bin(10, 1 - r), so 3 of them as it is, 5 at r = 0.5 and 1 at
    r = 0.9; the differences are +2 and -2.
    """
    made, table = reliability()
    row = of(made, UNIT)
    base = table.filter(pl.col("end") == AS_IT_IS).sort("replicate")["leakers"].to_numpy().astype(float)
    low, high = leakers(table, UNIT, "low"), leakers(table, UNIT, "high")
    for values, law in ((base, 3.0), (low, 5.0), (high, 1.0)):
        assert abs(z_score(values, law)) < CONFIDENT
    assert abs(z_score(low - base, 2.0)) < CONFIDENT
    assert abs(z_score(high - base, -2.0)) < CONFIDENT
    assert row.at_low is not None and row.change_low is not None and row.change_high is not None
    assert row.at_low.mean == pytest.approx(low.mean())
    assert row.change_low.mean == pytest.approx((low - base).mean())
    assert row.change_high.mean == pytest.approx((high - base).mean())
    assert row.swing == pytest.approx(low.mean() - high.mean())
    # Controls: the laws of the other end are not met.
    assert abs(z_score(low - base, -2.0)) > CONFIDENT
    assert abs(z_score(high, 5.0)) > CONFIDENT


def test_the_fights_are_paired_to_the_last_draw() -> None:
    """A round fails where its draw exceeds r. So whoever comes through at r = 0.7 does at 0.5, and the difference is
    Bin(10, 0.2): variance 1.6, against 2.1 + 2.5 = 4.6 of fights that are not paired.
    """
    made, table = reliability()
    base = table.filter(pl.col("end") == AS_IT_IS).sort("replicate")["leakers"].to_numpy().astype(float)
    more, less = leakers(table, UNIT, "low") - base, base - leakers(table, UNIT, "high")
    assert more.min() >= 0.0
    assert less.min() >= 0.0
    # chi-squared of 59 degrees of freedom lies in 30 to 100 but once in some thousands.
    for values in (more, less):
        assert 30.0 < values.var(ddof=1) * (REPLICATES - 1) / 1.6 < 100.0
    # Control: shifted by one fight nothing is paired.
    apart = leakers(table, UNIT, "low") - np.roll(base, 1)
    assert apart.min() < 0.0
    assert apart.var(ddof=1) * (REPLICATES - 1) / 1.6 > 100.0


def test_a_figure_that_no_table_holds_is_not_fought() -> None:
    """What a round costs decides nothing."""
    made, table = reliability()
    row = of(made, COST)
    assert row.note == NOT_THERE
    assert row.at_low is row.change_high is None
    assert leakers(table, COST, "low").size == 0


def test_a_figure_that_does_nothing_changes_nothing() -> None:
    """Negative control: with a fixed kill probability the reliability of a round is in the tables and decides nothing;
    the same fights to the last bit.
    """
    made, _ = fought((UNIT,), replace(CASE, kill=0.7), replicates=8)
    row = of(made, UNIT)
    assert row.note == ""
    for change in (row.change_low, row.change_high):
        assert change is not None
        assert (change.mean, change.low, change.high, change.method) == (0.0, 0.0, 0.0, "in all 8 fights")


def test_a_range_that_begins_at_the_value_has_no_change_there() -> None:
    known = set_figures(laboratory(), "missiles", "48N6E3", reliability=(RELIABLE, RELIABLE, MOST))
    made, table = fought((UNIT,), known=known, replicates=8)
    row = of(made, UNIT)
    assert row.at_low == made.base
    assert row.change_low is not None and row.change_low.mean == 0.0
    assert row.change_high is not None and row.change_high.mean < 0.0
    assert leakers(table, UNIT, "low").size == 0


def test_an_end_that_cannot_be_fought_says_why() -> None:
    """A launcher with no cell takes none of the load that the scenario asks for; one with more takes it."""
    cells = {launcher.launcher for launcher in catalogue().systems["s-400/battalion"].launchers}.pop()
    own = int(catalogue().launchers[cells].cells.value)
    known = set_figures(laboratory(), "launchers", cells, cells=(float(own), 0.0, own + 4.0))
    made, _ = fought((f"{cells}.cells",), known=known, replicates=3)
    row = of(made, f"{cells}.cells")
    assert row.note.startswith("low end: ")
    assert "needs" in row.note and "cells" in row.note
    assert row.at_low is None and row.change_high is not None


def test_the_table_does_not_depend_on_workers() -> None:
    one, three = fought((UNIT,), replicates=6, workers=1)[1], fought((UNIT,), replicates=6, workers=3)[1]
    assert one.equals(three)
    assert not one.equals(fought((UNIT,), replicates=5, workers=1)[1])


def test_the_same_scenario_is_the_same_tables() -> None:
    """Put together twice; control: with one figure changed."""
    run = again(CASE, laboratory())
    other = assemble(parse(CASE.text, "lab.yaml", laboratory()), laboratory())
    assert alike(run.assembled.setup, other.setup)
    one = figures_of(run.assembled, run.catalogue, [UNIT])[0]
    assert not alike(run.assembled.setup, run.at(one, LEAST).setup)


def test_figures_are_chosen_by_name_or_grade_or_refused() -> None:
    run = again(CASE, catalogue())
    assembled, known = run.assembled, run.catalogue
    assumed = figures_of(assembled, known)
    assert {one.figure.grade for one in assumed} == {"assumed"}
    assert {"92N6E", "48N6E3", "su-30mki", "farmland"} <= {one.item for one in assumed}
    assert {one.figure.grade for one in figures_of(assembled, known, grades=["published", "derived"])} == {
        "published",
        "derived",
    }
    assert [one.label for one in figures_of(assembled, known, ["su-30mki.rcs", "92N6E.period"])] == [
        "92N6E.period",
        "su-30mki.rcs",
    ]
    for name, said in (
        ("92N6E.perod", "92N6E has no figure 'perod'; did you mean \"period\""),
        ("92N6.period", "nothing in this fight is called '92N6'; did you mean \"92N6E\""),
        ("brahmos.rcs", "nothing in this fight is or has a brahmos"),
        ("period", "give item.figure, for example "),
    ):
        with pytest.raises(SensitivityError) as refused:
            figures_of(assembled, known, [name])
        assert said in str(refused.value)
    with pytest.raises(SensitivityError, match="no grade 'guessed'"):
        figures_of(assembled, known, grades=["guessed"])
    with pytest.raises(SensitivityError, match="one of the two"):
        figures_of(assembled, known, [UNIT], ["assumed"])


@pytest.fixture
def run(tmp_path: Path) -> vyuha.Run:
    (tmp_path / "lab.yaml").write_text(Case(raid(count=4), kill=0.5, doctrine=ONE_ROUND).text)
    return vyuha.run(tmp_path / "lab.yaml", 12, out=tmp_path / "run", report=False)


NAMES = ["92N6E.period", "battalion-post.reaction_time"]


@pytest.mark.usefixtures("no_report")
def test_from_python_into_the_run_folder(run: vyuha.Run, tmp_path: Path) -> None:
    folder, calls = run.folder.path, list[tuple[int, int]]()
    made = vyuha.sensitivity(
        folder, 8, NAMES, measure="leakers", report=False, progress=lambda *done: calls.append(done)
    )
    assert read_sensitivity(folder) == made
    assert (made.replicates, made.measure, len(made.rows)) == (8, "leakers", 2)
    assert calls == [(k, 32) for k in range(33)]
    assert made.base.mean == pytest.approx(run.replicates.head(8)["leakers"].mean())
    for row in made.rows:
        assert row.at_low is not None and row.change_low is not None
        assert row.at_low.mean - row.change_low.mean == pytest.approx(made.base.mean)
    # What was fought before stays as it was, and a fresh start forgets the sensitivity.
    assert vyuha.Run(run.folder).replicates.equals(run.replicates)
    vyuha.run(tmp_path / "lab.yaml", 2, out=folder, report=False, force=True)
    assert read_sensitivity(folder) is None
    assert not (folder / "sensitivity.parquet").exists()


@pytest.mark.usefixtures("no_report")
def test_an_interrupted_call_goes_on_and_ends_the_same(run: vyuha.Run, tmp_path: Path) -> None:
    """Interrupted in the third of four ends: two are kept. Then it fights the other two alone, and more of all when
    more are asked for; what is left is what one call at once leaves, byte for byte.
    """
    folder = run.folder.path
    other = vyuha.run(tmp_path / "lab.yaml", 12, out=tmp_path / "other", report=False).folder.path

    def stop(done: int, total: int) -> None:
        if done == 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        vyuha.sensitivity(folder, 8, NAMES, report=False, progress=stop)
    assert read_sensitivity(folder) is None
    calls: list[tuple[int, int]] = []
    vyuha.sensitivity(folder, 8, NAMES, report=False, progress=lambda *done: calls.append(done))
    assert calls == [(k, 16) for k in range(17)]
    calls.clear()
    vyuha.sensitivity(folder, 10, NAMES, report=False, workers=1, progress=lambda *done: calls.append(done))
    assert calls == [(k, 8) for k in range(9)]
    vyuha.sensitivity(other, 10, NAMES, report=False)
    for name in ("sensitivity.json", "sensitivity.parquet"):
        assert (folder / name).read_bytes() == (other / name).read_bytes()
    # Another measure needs no fight, fewer fights are a part of those that there are.
    calls.clear()
    made = vyuha.sensitivity(folder, 5, NAMES[:1], measure="value_lost", progress=lambda *done: calls.append(done))
    assert calls == [(0, 0)]
    assert (made.replicates, made.measure) == (5, "value_lost")
    assert (folder / "report.html").read_text() == "a report"
    # Control: fights of another run do not count.
    assert read_fought(folder, "another").height == 0


def test_a_measure_that_there_is_not_is_refused(run: vyuha.Run) -> None:
    with pytest.raises(SensitivityError, match="no measure 'armed_leaker'; did you mean \"armed_leakers\""):
        vyuha.sensitivity(run.folder.path, measure="armed_leaker")
