"""Sensitivity as numbers: paired differences, the order of swings, and what a folder keeps.

Expected values: scipy.stats and formulas by hand. Controls: the same without pairing, an order by one end alone.
"""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy import stats

from vyuha.catalogue import Figure
from vyuha.results.blame import AS_IT_IS
from vyuha.results.sensitivity import (
    HIGH,
    LOW,
    NO_RANGE,
    NOT_THERE,
    NOTHING,
    SCHEMA,
    SENSITIVITY,
    InUse,
    Unfought,
    by_swing,
    is_told,
    read_fought,
    read_sensitivity,
    sensitivity_of,
    told_by_chance,
    why_not,
    write_fought,
    write_sensitivity,
)
from vyuha.results.sensitivity_text import HEADER, sensitivity_rows, sensitivity_sentences, sensitivity_title
from vyuha.results.statistics import alike, mean_of

COUNT = 50
DRAW = np.random.default_rng(3)
BASE = DRAW.poisson(8.0, COUNT)
MORE = BASE + DRAW.poisson(2.0, COUNT)
LESS = np.maximum(BASE - DRAW.poisson(1.0, COUNT), 0)


def fights(item: str, figure: str, end: str, value: float | None, leakers: np.ndarray) -> pl.DataFrame:
    rows = {
        "run": ["this"] * COUNT,
        "item": [item] * COUNT,
        "figure": [figure] * COUNT,
        "end": [end] * COUNT,
        "value": [value] * COUNT,
        "replicate": np.arange(COUNT),
        "leakers": leakers,
        "armed_leakers": leakers // 2,
        "value_lost": 10.0 * leakers,
        "failed": [False] * COUNT,
    }
    return pl.DataFrame(rows, schema=SCHEMA)


def one(name: str, value: float = 4e3, low: float = 2e3, high: float = 8e3) -> InUse:
    return InUse("mast", name, Figure(value, low, high, "km", "", "assumed", note="a guess"))


FIGURES = (
    one("tall"),
    one("wide"),
    one("steep"),
    one("same"),
    one("even"),
    one("plain", low=4e3, high=4e3),
    one("odd"),
)
FOUGHT = pl.concat(
    [
        fights("", "", AS_IT_IS, None, BASE),
        fights("mast", "tall", LOW, 2e3, LESS),
        fights("mast", "tall", HIGH, 8e3, MORE),
        # Both ends the same way: swings by 3, although the ends are but 1 apart.
        fights("mast", "wide", LOW, 2e3, BASE + 6),
        fights("mast", "wide", HIGH, 8e3, BASE + 5),
        fights("mast", "even", LOW, 2e3, BASE),
        fights("mast", "even", HIGH, 8e3, BASE),
        fights("mast", "steep", HIGH, 8e3, np.roll(BASE, 1)),
        fights("mast", "odd", HIGH, 8e3, BASE),
    ]
)
TOLD = {
    ("mast.steep", LOW): Unfought(),
    ("mast.same", LOW): Unfought(),
    ("mast.same", HIGH): Unfought(),
    ("mast.odd", LOW): Unfought("mast: must be positive"),
}
MADE = sensitivity_of(FOUGHT, FIGURES, TOLD, "leakers", 1)
ROWS = {row.figure: row for row in MADE.rows}


def test_the_change_has_the_paired_t_interval() -> None:
    tall = ROWS["tall"]
    assert tall.change_high is not None and tall.change_low is not None and tall.at_high is not None
    paired = stats.ttest_rel(MORE, BASE).confidence_interval(0.95)
    assert tall.change_high.low == pytest.approx(paired.low)
    assert tall.change_high.high == pytest.approx(paired.high)
    assert tall.at_high == mean_of(MORE.tolist())
    assert tall.change_low.mean == pytest.approx((LESS - BASE).mean())
    assert MADE.base == mean_of(BASE.tolist())
    # Control: unpaired, the interval would be far wider.
    apart = stats.ttest_ind(MORE, BASE).confidence_interval(0.95)
    assert apart.high - apart.low > 2.0 * (paired.high - paired.low)


def test_other_measures_are_those_of_the_table() -> None:
    armed = sensitivity_of(FOUGHT, FIGURES, TOLD, "armed_leakers", 1).rows[0]
    lost = sensitivity_of(FOUGHT, FIGURES, TOLD, "value_lost", 1).rows[0]
    assert armed.at_high is not None and armed.at_high.mean == pytest.approx((MORE // 2).mean())
    assert lost.change_low is not None and lost.change_low.mean == pytest.approx(10.0 * (LESS - BASE).mean())


def test_the_swing_holds_the_value_in_use() -> None:
    assert ROWS["wide"].swing == 6.0
    assert ROWS["tall"].swing == pytest.approx(MORE.mean() - LESS.mean())
    assert [row.figure for row in by_swing(MADE)] == ["wide", "tall", "steep", "odd"]
    # Control: by the distance of the two ends alone the first would be the last.
    assert ROWS["tall"].swing > 1.0


def test_what_changes_nothing_says_why() -> None:
    assert {name: why_not(row) for name, row in ROWS.items()} == {
        "tall": "",
        "wide": "",
        "steep": "",
        "same": NOT_THERE,
        "even": NOTHING,
        "plain": NO_RANGE,
        "odd": "",
    }
    assert ROWS["even"].change_low is not None and ROWS["even"].change_low.method == alike(COUNT)
    assert ROWS["same"].at_low is ROWS["plain"].change_high is None
    assert (ROWS["plain"].value, ROWS["plain"].low, ROWS["plain"].high) == ("4 km", "", "")
    assert (ROWS["odd"].note, ROWS["odd"].at_low) == ("low end: mast: must be positive", None)
    assert ROWS["steep"].at_low == MADE.base


def test_changes_by_chance_are_counted() -> None:
    """`wide` is told although it never varies; `steep` varies and is not told, as its mean change is none."""
    assert not is_told(ROWS["steep"].change_high)
    assert not is_told(ROWS["even"].change_low)
    assert told_by_chance(MADE) == (4, 3)
    first, second = sensitivity_sentences(MADE)
    assert first == f"Not in the table: 1 x {NOT_THERE}; 1 x {NOTHING}; 1 x {NO_RANGE}."
    assert second.startswith("Of 3 changes")


def test_failed_fights_are_left_out_pair_by_pair() -> None:
    failed = (pl.col("figure") == "tall") & (pl.col("end") == LOW) & (pl.col("replicate") < 5)
    row = sensitivity_of(FOUGHT.with_columns(failed.alias("failed")), FIGURES, TOLD, "leakers", 1).rows[0]
    assert row.failed == 5
    assert row.change_low is not None and row.change_low.mean == pytest.approx((LESS - BASE)[5:].mean())
    none = (pl.col("figure") == "tall") & (pl.col("end") == LOW)
    row = sensitivity_of(FOUGHT.with_columns(none.alias("failed")), FIGURES, TOLD, "leakers", 1).rows[0]
    assert (row.at_low, row.note) == (None, "low end: no fight comes to its end")


def test_rows_of_text() -> None:
    rows = sensitivity_rows(MADE)
    assert [len(row) for row in rows] == [len(HEADER)] * 4
    assert rows[0][:5] == ("mast wide", "assumed", "4 km", "2 km", "6.00 (always)")
    assert rows[3][4] == "-"
    assert sensitivity_title(MADE).startswith("Sensitivity: the first 50 fights, ")


def test_what_is_kept_is_read_back(tmp_path: Path) -> None:
    assert read_sensitivity(tmp_path) is None
    assert read_fought(tmp_path, "this").height == 0
    write_sensitivity(tmp_path, MADE)
    write_fought(tmp_path, FOUGHT)
    first = (tmp_path / "sensitivity.parquet").read_bytes()
    write_fought(tmp_path, FOUGHT.sample(fraction=1.0, shuffle=True, seed=1))
    assert (tmp_path / "sensitivity.parquet").read_bytes() == first
    assert read_sensitivity(tmp_path) == MADE
    assert read_fought(tmp_path, "this").height == FOUGHT.height
    # Of another run, of another version, and damaged.
    assert read_fought(tmp_path, "that").height == 0
    later = (tmp_path / SENSITIVITY).read_text().replace('"version": 1', '"version": 2')
    (tmp_path / SENSITIVITY).write_text(later)
    assert read_sensitivity(tmp_path) is None
    (tmp_path / "sensitivity.parquet").write_bytes(first[:100])
    assert read_fought(tmp_path, "this").height == 0
