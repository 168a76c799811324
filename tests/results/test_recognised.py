"""Who was taken for whom: counts by hand on made-up outcomes in which two sides beside the raid fly.

Expected values: the made-up numbers themselves, counted again in plain Python.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.results import synthetic
from vyuha.base.table import dtype_of
from vyuha.results.folder import RunFolder
from vyuha.results.records import Block, Named
from vyuha.results.summary import Summary
from vyuha.results.summary_text import summary_table
from vyuha.results.tables import frames
from vyuha.state import identity, shot, threat
from vyuha.state.threat import ThreatState

RAIDERS, REPLICATES = 8, 60
OTHERS = (
    Named("west/1", "airliner", "airliner", "west", 5e7, "neutral"),
    Named("west/2", "airliner", "airliner", "west", 5e7, "neutral"),
    Named("home/1", "su-30mki", "fighter", "home", 7e7, "own"),
)
ROSTER = replace(
    synthetic.roster(),
    threats=synthetic.roster().threats + OTHERS,
    targets=synthetic.roster().targets + ("", "", ""),
)


def shared(asked: bool = True) -> Block:
    """Made-up raids with three aircraft beside them: each is killed now and then, and so is what it is taken for."""
    draw, plain = np.random.default_rng(9), synthetic.block(0, REPLICATES)
    flights: Any = np.zeros((REPLICATES, len(OTHERS)), dtype_of(ThreatState))
    for name in (*synthetic.TIMES, "resolved_time", "best_miss"):
        flights[name] = np.nan
    flights["shots"] = draw.integers(0, 2, flights.shape)
    flights["outcome"] = draw.choice((threat.LEFT, threat.KILLED, threat.IN_FLIGHT), flights.shape, p=(0.7, 0.2, 0.1))
    block = replace(plain, threats=np.concatenate([plain.threats, flights], axis=1), recognitions=None)
    if asked:
        known = block.recognitions
        known["identity"] = draw.integers(-1, 4, known.shape)
        known["class_code"] = np.where(known["identity"] < 0, -1, draw.integers(0, 7, known.shape))
    at = draw.integers(RAIDERS, RAIDERS + len(OTHERS), 40)
    block.shots["threat"][:40] = at
    if asked:
        block.shots["believed"] = draw.integers(-1, 4, len(block.shots))
        block.shots["rule"] = draw.integers(-1, 3, len(block.shots))
    else:
        block.shots["believed"] = block.shots["rule"] = -1
    return block


def summary_of(block: Block, folder: Path) -> Summary:
    with RunFolder.open_or_create(folder, synthetic.plan(roster=ROSTER)) as opened:
        opened.write(block)
        return opened.finish(REPLICATES)


def test_traffic_counts_in_no_column_but_its_own() -> None:
    block, plain = shared(), synthetic.block(0, REPLICATES)
    tables, before = frames(block, ROSTER, synthetic.laydown()), frames(plain, synthetic.roster(), synthetic.laydown())
    ours, theirs = tables["replicates"], before["replicates"]
    for name in theirs.columns:
        if not name.endswith(("_neutral", "_own")) and name not in ("neutral_lost", "own_lost"):
            assert ours[name].to_list() == theirs[name].to_list(), name
    dead = block.threats["outcome"] == threat.KILLED
    assert ours["neutral_lost"].to_list() == dead[:, 8:10].sum(axis=1).tolist()
    assert ours["own_lost"].to_list() == dead[:, 10].astype(int).tolist()
    for name, rows in (("rounds_at_neutral", (8, 9)), ("rounds_at_own", (10,))):
        fired = [int(r) for r, t in zip(block.shot_replicate, block.shots["threat"], strict=True) if t in rows]
        assert ours[name].to_list() == [fired.count(r) for r in range(REPLICATES)]
        assert sum(ours[name]) > 0
        close = [
            int(r)
            for r, t, result in zip(block.shot_replicate, block.shots["threat"], block.shots["result"], strict=True)
            if t in rows and result in (shot.NO_KILL, shot.MISS)
        ]
        side = name.removeprefix("rounds_at_")
        assert ours[f"near_misses_{side}"].to_list() == [close.count(r) for r in range(REPLICATES)]
        at = (block.threats["shots"] > 0)[:, list(rows)].sum(axis=1)
        assert ours[f"engaged_{side}"].to_list() == at.tolist()
    flights = tables["threats"].filter(tables["threats"]["side"] != "hostile")
    assert flights["target"].null_count() == flights.height == 3 * REPLICATES


def test_matrices_are_shares_of_the_rows(tmp_path: Path) -> None:
    block = shared()
    summary = summary_of(block, tmp_path / "run")
    good = np.asarray(block.failures) == 0
    taken = np.asarray(block.recognitions["identity"])[good]
    assert summary.threats == RAIDERS
    known = summary.recognised
    assert known is not None
    assert [(side.side, side.aircraft) for side in known.sides] == [("hostile", 8), ("neutral", 2), ("own", 1)]
    for side, rows in zip(known.sides, (slice(0, 8), slice(8, 10), slice(10, 11)), strict=True):
        names = ("hostile", "neutral", "own", "unknown", "not tracked")
        for name, code in zip(names, (0, 1, 2, 3, -1), strict=True):
            assert side.declared[name].mean == pytest.approx((taken[:, rows] == code).mean()), (side.side, name)
        dead = (block.threats["outcome"] == threat.KILLED)[good][:, rows].sum(axis=1)
        assert side.lost.mean == pytest.approx(dead.mean())
        assert side.none_lost.mean == pytest.approx((dead == 0).mean())
    classes = {row.name: row for row in known.classes}
    airliner = np.asarray(block.recognitions["class_code"])[good][:, 8:10]
    for code, name in enumerate(identity.CLASSES):
        assert classes["airliner"].declared.get(name, 0.0) == pytest.approx((airliner == code).mean())
    for row in known.classes:
        assert sum(row.declared.values()) == pytest.approx(1.0)
    titles = [section.title for section in summary_table(summary)]
    assert {"Who was shot down, by side", "Declared to be, by side", "Taken for, by class"} <= set(titles)


def test_where_nobody_asks_there_is_no_matrix(tmp_path: Path) -> None:
    known = summary_of(shared(asked=False), tmp_path / "run").recognised
    assert known is not None
    assert known.classes == ()
    # Control: without traffic and without questions there is nothing to say.
    with RunFolder.open_or_create(tmp_path / "alone", synthetic.plan()) as opened:
        opened.write(synthetic.block(0, REPLICATES))
        assert opened.finish(REPLICATES).recognised is None


def test_the_class_names_are_those_of_the_catalogue() -> None:
    from typing import get_args

    from vyuha.catalogue.items import Threat

    assert sorted(get_args(Threat.model_fields["threat_class"].annotation)) == sorted(identity.CLASSES)


def test_who_shot_at_whom_by_which_rule_and_in_which_belief(tmp_path: Path) -> None:
    """Rounds at neutral and own aircraft, counted again by hand; with intervals where they are means."""
    block = shared()
    summary = summary_of(block, tmp_path / "run")
    known, good = summary.recognised, np.asarray(block.failures) == 0
    assert known is not None
    rows = [row for row, r in zip(block.shots, block.shot_replicate, strict=True) if good[r] and row["threat"] >= 8]
    expected: dict[tuple[str, str, str], int] = {}
    for row in rows:
        side = "neutral" if row["threat"] < 10 else "own"
        rule = {-1: "no rule", 0: "free", 1: "tight", 2: "hold"}[int(row["rule"])]
        belief = {-1: "nobody asked", 0: "hostile", 1: "neutral", 2: "own", 3: "unknown"}[int(row["believed"])]
        expected[side, rule, belief] = expected.get((side, rule, belief), 0) + 1
    assert {(row.side, row.rule, row.believed): row.total for row in known.fired} == expected
    for side, first, last in (("neutral", 8, 10), ("own", 10, 11)):
        found = next(row for row in known.sides if row.side == side)
        near = [r for r in rows if first <= r["threat"] < last and r["result"] in (shot.NO_KILL, shot.MISS)]
        assert found.near_misses.mean == pytest.approx(len(near) / good.sum())
        assert found.engaged.mean == pytest.approx((block.threats["shots"] > 0)[good][:, first:last].sum() / good.sum())
    sections = {section.title: section for section in summary_table(summary)}
    assert [row[0] for row in sections["Who was shot at beside the raid"].rows] == ["neutral", "own"]
    assert "(" in sections["Who was shot at beside the raid"].rows[0][1]
    outcome = next(section for section in sections.values() if "replicates of" in section.title)
    assert [row[0] for row in outcome.rows[-2:]] == ["No neutral aircraft shot down", "No own aircraft shot down"]


def test_the_counts_are_there_where_nobody_asks_and_not_without_traffic(tmp_path: Path) -> None:
    known = summary_of(shared(asked=False), tmp_path / "run").recognised
    assert known is not None
    assert {row.believed for row in known.fired} == {"nobody asked"}
    assert {row.rule for row in known.fired} == {"no rule"}
    with RunFolder.open_or_create(tmp_path / "plain", synthetic.plan()) as opened:
        opened.write(synthetic.block(0, REPLICATES))
        assert opened.finish(REPLICATES).recognised is None
