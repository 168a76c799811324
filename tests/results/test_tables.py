"""Frames: expected values are counted one by one from the engine's arrays in plain Python."""

import math
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tests.results import synthetic
from vyuha.results.records import OUTCOMES, SHOT_RESULTS, Named
from vyuha.results.tables import empty_frames, frames
from vyuha.state import threat

ROSTER, LAYDOWN = synthetic.roster(), synthetic.laydown()
BLOCK = synthetic.block(100, 40)
TABLES = frames(BLOCK, ROSTER, LAYDOWN)


def test_threats_row_by_row() -> None:
    rows = TABLES["threats"].to_dicts()
    assert len(rows) == 40 * 8
    for i, row in enumerate(rows):
        state, named = BLOCK.threats[i // 8, i % 8], ROSTER.threats[i % 8]
        assert (row["replicate"], row["threat"], row["raid"], row["type"], row["class"], row["target"]) == (
            100 + i // 8,
            named.id,
            named.group,
            named.kind,
            named.name,
            ROSTER.targets[i % 8],
        )
        assert row["outcome"] == OUTCOMES[int(state["outcome"])]
        for name in synthetic.TIMES:
            assert row[name] is None if math.isnan(state[name]) else row[name] == state[name]
        for name in (*synthetic.CYCLES, "shots"):
            assert row[name] == state[name]


def test_shots_row_by_row() -> None:
    rows = TABLES["shots"].to_dicts()
    assert len(rows) == len(BLOCK.shots)
    assert any(row["threat"] is None for row in rows)
    for row, state, replicate in zip(rows, BLOCK.shots, BLOCK.shot_replicate, strict=True):
        assert row["replicate"] == replicate
        assert row["threat"] == (None if state["threat"] < 0 else ROSTER.threats[state["threat"]].id)
        assert row["missile"] == ROSTER.missiles[state["missile"]].id
        assert row["fire_unit"] == "alpha"
        assert row["result"] == SHOT_RESULTS[int(state["result"])]
        assert row["miss_distance"] == state["miss_distance"]


def test_sites_row_by_row() -> None:
    for i, row in enumerate(TABLES["sites"].to_dicts()):
        state = BLOCK.sites[i // 3, i % 3]
        assert (row["site"], row["kind"]) == (ROSTER.sites[i % 3].id, ROSTER.sites[i % 3].kind)
        assert (row["hits"], row["destroyed"]) == (state["hits"], state["destroyed"])
        assert row["destroyed_time"] == (700.0 if state["destroyed"] else None)
        assert row["emptied"] == (None if math.isnan(state["emptied"]) else state["emptied"])


def test_replicates_row_by_row() -> None:
    for i, row in enumerate(TABLES["replicates"].to_dicts()):
        outcomes = [int(code) for code in BLOCK.threats[i]["outcome"]]
        leaked = [k for k, code in enumerate(outcomes) if code in (threat.HIT, threat.STRAY)]
        fired = BLOCK.shots[BLOCK.shot_replicate == 100 + i]["missile"].tolist()
        lost = [bool(site["destroyed"]) for site in BLOCK.sites[i]]
        assert row["leakers"] == len(leaked)
        assert row["armed_leakers"] == sum(ROSTER.threats[k].name != "decoy" for k in leaked)
        assert row["killed"] + row["leakers"] + row["in_flight"] == row["threats"] == 8
        assert row["hit"] + row["stray"] == row["leakers"]
        assert row["shots"] == len(fired)
        assert row["rounds_cost"] == sum(ROSTER.missiles[k].cost for k in fired)
        assert row["raid_cost_lost"] == sum(
            ROSTER.threats[k].cost for k, code in enumerate(outcomes) if code == threat.KILLED
        )
        assert (row["assets_lost"], row["units_lost"]) == (lost[0] + lost[1], lost[2])
        assert row["value_lost"] == 100.0 * lost[0] + 40.0 * lost[1]
        assert row["events"] == 1100 + i
        assert row["first_empty"] == row["all_empty"] == (200.0 + i if (100 + i) % 3 == 0 else None)


def test_the_first_and_the_last_of_the_units_that_run_empty() -> None:
    """By hand: 30 s and 50 s; one of the two never; neither. An asset that is no unit does not count."""
    two = replace(ROSTER, fire_units=(Named("alpha", "s-400/battalion"), Named("city", "pantsir-s1/vehicle")))
    block = synthetic.block(0, 3)
    block.sites["emptied"] = [[7.0, 30.0, 50.0], [7.0, np.nan, 50.0], [7.0, np.nan, np.nan]]
    table = frames(block, two, LAYDOWN)["replicates"]
    assert table["first_empty"].to_list() == [30.0, 50.0, None]
    assert table["all_empty"].to_list() == [50.0, None, None]
    # Control: with the other unit alone the times are its own.
    assert frames(block, ROSTER, LAYDOWN)["replicates"]["all_empty"].to_list() == [50.0, 50.0, None]


def test_a_failed_replicate_says_why() -> None:
    failure = TABLES["replicates"].filter(pl.col("replicate") == 102)["failure"].to_list()
    assert failure == ["the shot table was full"]
    assert TABLES["replicates"]["failure"].null_count() == 39


def test_empty_frames_have_the_same_columns() -> None:
    for name, frame in empty_frames(ROSTER, LAYDOWN).items():
        assert frame.height == 0
        assert frame.schema == TABLES[name].schema


def test_a_raid_without_a_defence_has_tables_too() -> None:
    bare = synthetic.Roster(ROSTER.threats, ROSTER.sites[:2], (), (), (), ROSTER.targets)
    block = synthetic.block(0, 3)
    sites = np.ascontiguousarray(block.sites[:, :2])
    nothing = synthetic.Block(
        0, block.threats, sites, block.shots[:0], block.shot_replicate[:0], block.failures, block.events
    )
    tables = frames(nothing, bare, LAYDOWN)
    assert tables["shots"].height == 0
    assert tables["replicates"]["rounds_cost"].to_list() == [0.0] * 3


def test_control_a_wrong_row_number_is_not_silently_named() -> None:
    block = synthetic.block(0, 1)
    block.shots["missile"] = 9
    with pytest.raises((pl.exceptions.OutOfBoundsError, ValueError)):
        frames(block, ROSTER, LAYDOWN)
