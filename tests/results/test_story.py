"""The story of a threat in words, from a raid that the defence cannot hold: in order, with what was lost, and the
counts behind the first broken link.

Expected values: the tables of the run.
"""

from pathlib import Path

import polars as pl
import pytest

import vyuha
from vyuha.results.folder import RunFolder
from vyuha.results.ledger import obstacles, with_links
from vyuha.results.store import StoredRun
from vyuha.results.story import stories

ROOT = Path(__file__).parents[2]
FIGHTS = 8


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> StoredRun:
    folder = tmp_path_factory.mktemp("story") / "run"
    vyuha.run(ROOT / "scenarios" / "first-raid.yaml", FIGHTS, 1, out=folder, report=False)
    return RunFolder.open(folder)


@pytest.fixture(scope="module")
def threats(run: StoredRun) -> pl.DataFrame:
    return with_links(run.table("threats"), run.manifest.response_time).collect()


def test_lines_with_times_are_in_their_order(run: StoredRun) -> None:
    for replicate in range(FIGHTS):
        for threat, lines in stories(run, replicate).items():
            times = [line.time for line in lines[1:] if line.time is not None and line.timed]
            end = [line for line in lines if line.time is None and line.timed]
            assert times[:-1] == sorted(times[:-1]), threat
            # What never came to be stands behind them, before the end.
            assert all(lines.index(line) > len(times) - 1 for line in end), threat


def test_what_was_lost_before_a_leaker_came_down_is_told(run: StoredRun, threats: pl.DataFrame) -> None:
    lost = run.table("sites").filter(pl.col("destroyed_time").is_not_null() & (pl.col("kind") != "asset")).collect()
    told = 0
    for site, replicate, time in lost.select("site", "replicate", "destroyed_time").iter_rows():
        for row in threats.filter(pl.col("replicate") == replicate).to_dicts():
            said = [
                line.time
                for line in stories(run, replicate, [row["threat"]])[row["threat"]]
                if line.said == f"{site} is out of action"
            ]
            expected = row["link"] is not None and time <= row["resolved_time"]
            assert said == ([time] if expected else [])
            told += expected
    assert told > 0


def test_the_link_is_what_stood_in_the_way_most(threats: pl.DataFrame, run: StoredRun) -> None:
    seen = 0
    for row in threats.filter(pl.col("link").is_not_null() & (pl.col("shots") == 0)).to_dicts():
        stood = obstacles(row)
        if not stood or row["link"] not in stood:
            continue
        seen += 1
        assert stood[row["link"]] == max(stood.values())
        lines = stories(run, row["replicate"], [row["threat"]])[row["threat"]]
        counted = [line.said for line in lines if line.said.startswith("Stood in the way")]
        assert len(counted) == (len(stood) > 1)
        if counted:
            assert all(f"{name} {count}" in counted[0] for name, count in stood.items())
    assert seen > 0
