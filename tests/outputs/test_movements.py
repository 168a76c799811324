"""The table of a replicate: every sample once, in time order, as the history has it; the page names its columns.

Expected values: the made-up history. Control: one sample less is noticed.
"""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from vyuha.outputs.movements import COLUMNS, csv_bytes, movements, parquet_bytes
from vyuha.results.records import Named
from vyuha.state import mission

KINDS = {
    "threat": (mission.SAMPLE_THREAT, mission.SAMPLE_IMPACT),
    "plot": (mission.SAMPLE_DETECTION,),
    "track": (mission.SAMPLE_TRACK,),
    "launch": (mission.SAMPLE_LAUNCH,),
    "intercept": (mission.SAMPLE_INTERCEPT,),
    "impact": (mission.SAMPLE_IMPACT,),
}


@pytest.fixture(scope="module")
def table(fight: Any) -> pl.DataFrame:
    return movements(fight.history(), fight.roster, fight.laydown)


def wanted(history: Any, what: str) -> list[float]:
    """Times; of several samples of one thing that moves at one moment one stays."""
    rows = [s for s in history.samples if s.kind in KINDS[what]]
    if what in ("threat", "track"):
        return sorted(time for time, _ in {(float(s.time), int(s.subject)) for s in rows})
    return sorted(float(s.time) for s in rows)


@pytest.mark.parametrize("what", KINDS)
def test_every_sample_is_there(fight: Any, table: pl.DataFrame, what: str) -> None:
    assert sorted(table.filter(pl.col("what") == what)["time_s"]) == wanted(fight.history(), what)


def test_plots_of_one_moment_are_all_there(fight: Any) -> None:
    """Ten false plots of one scan."""
    history = fight.history()
    rows = np.flatnonzero(history.samples.kind == mission.SAMPLE_DETECTION)[:10]
    samples = history.samples.copy()
    samples["time"][rows], samples["other"][rows] = samples["time"][rows[-1]], -1
    order = np.argsort(samples["time"], kind="stable")
    table = movements(replace(history, samples=samples[order]), fight.roster, fight.laydown)
    assert table.filter(what="plot").height == int((samples["kind"] == mission.SAMPLE_DETECTION).sum())


def test_control_a_sample_less_is_noticed(fight: Any, table: pl.DataFrame) -> None:
    history = fight.history()
    kept = history.samples.time != history.samples.time[history.samples.kind == mission.SAMPLE_TRACK][0]
    fewer = replace(history, samples=history.samples[kept])
    assert wanted(fewer, "track") != wanted(history, "track")


def test_rows_grow_in_time_and_say_who(fight: Any, table: pl.DataFrame) -> None:
    assert list(table.columns) == list(COLUMNS)
    assert table["time_s"].is_sorted()
    assert set(table.filter(what="threat")["id"]) == {row.id for row in fight.roster.threats}
    assert set(table.filter(what="site")["id"]) == {row.id for row in fight.roster.sites}
    assert set(table.filter(what="plot")["id"]) == {"post/91N6E"}
    assert table.filter(what="plot")["threat"].null_count() == 1
    assert (
        table.filter(pl.col("text").is_not_null())["what"].is_in(["launch", "intercept", "impact", "site lost"]).all()
    )


def test_both_files_hold_the_table(fight: Any, table: pl.DataFrame) -> None:
    names = (fight.history(), fight.roster, fight.laydown)
    assert_frame_equal(pl.read_parquet(io.BytesIO(parquet_bytes(*names))), table)
    types = {name: kind for name, (kind, _) in COLUMNS.items()}
    read = pl.read_csv(csv_bytes(*names), schema_overrides=types)
    assert_frame_equal(read, table, abs_tol=1e-3, rel_tol=1e-9)


def test_no_cell_is_a_formula(fight: Any) -> None:
    """A spreadsheet runs what begins with = + - @; numbers keep their sign."""
    roster = replace(fight.roster, threats=(Named("=1+1", "-x", "fighter", "@raid"), *fight.roster.threats[1:]))
    history = replace(fight.history(), longitude=-fight.history().longitude)
    rows = list(csv.DictReader(io.StringIO(csv_bytes(history, roster, fight.laydown).decode())))
    assert {row["id"] for row in rows if row["type"] == "'-x"} == {"'=1+1"}
    texts = ("what", "id", "type", "side", "identity", "threat", "text")
    assert not [row[name] for row in rows for name in texts if row[name].startswith(("=", "+", "-", "@"))]
    assert all(float(row["longitude_deg"]) < 0.0 for row in rows if row["what"] == "threat")


def test_the_page_lists_the_columns() -> None:
    page = (Path(__file__).parents[2] / "docs" / "formats.md").read_text()
    said = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", page, flags=re.M))
    assert {name: said.get(name) for name in COLUMNS} == {name: meaning for name, (_, meaning) in COLUMNS.items()}
