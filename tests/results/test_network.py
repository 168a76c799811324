"""What results say of the network. Expected values: rounds by hand, and the made-up numbers themselves."""

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.results import synthetic
from vyuha.base.table import dtype_of
from vyuha.outputs.report_network import network
from vyuha.results.folder import RunFolder
from vyuha.results.network import double_engagements
from vyuha.results.summary import Summary
from vyuha.results.summary_text import summary_table
from vyuha.state.shot import Shot

# Threat, fire unit, engagement, post, launch, end.
Row = tuple[int, int, int, int, float, float]


def shots(*rows: Row) -> Any:
    table = np.zeros(len(rows), dtype_of(Shot))
    for row, values in zip(table, rows, strict=True):
        for name, value in zip(
            ("threat", "fire_unit", "engagement", "post", "launch_time", "end_time"), values, strict=True
        ):
            row[name] = value
    return table


FIRST: Row = (0, 0, 1, 5, 10.0, 40.0)


@pytest.mark.parametrize(
    ("second", "count"),
    [
        ((0, 1, 2, 6, 20.0, 50.0), 1),  # another unit under another post, meanwhile
        ((0, 1, 2, 6, 40.0, 70.0), 0),  # afterwards
        ((0, 1, 2, 5, 20.0, 50.0), 0),  # of the same picture
        ((0, 0, 2, 6, 20.0, 50.0), 0),  # of the same unit
        ((1, 1, 2, 6, 20.0, 50.0), 0),  # at another threat
        ((0, 1, 2, 6, 10.0, 50.0), 1),  # at the very same time: once, not twice
        ((-1, 1, 2, 6, 20.0, 50.0), 0),  # at nothing
    ],
)
def test_a_double_engagement_is_one_of_another_picture_meanwhile(second: Row, count: int) -> None:
    assert double_engagements(shots(FIRST, second), np.array([3, 3])).get(3, 0) == count
    # In another fight it is none.
    assert double_engagements(shots(FIRST, second), np.array([3, 4])) == {}


def test_rounds_of_one_salvo_count_once_and_one_that_still_flies_counts() -> None:
    salvo = [(0, 1, 2, 6, time, 60.0) for time in (20.0, 23.0)]
    assert double_engagements(shots(FIRST, *salvo), np.array([0, 0, 0])) == {0: 1}
    flying = (0, 0, 1, 5, 10.0, math.nan)
    assert double_engagements(shots(flying, (0, 1, 2, 6, 500.0, 510.0)), np.array([0, 0])) == {0: 1}


def summary_of(block: Any, folder: Path, replicates: int) -> Summary:
    with RunFolder.open_or_create(folder, synthetic.plan()) as opened:
        opened.write(block)
        return opened.finish(replicates)


def test_the_summary_says_what_each_unit_suffered(tmp_path: Path) -> None:
    count = 40
    block = synthetic.block(0, count)
    block.sites["without_command"][:, 2] = 10.0 * np.arange(count)
    block.sites["orders"][:, 2], block.sites["orders_lost"][:, 2] = 5, np.arange(count) % 2
    summary = summary_of(block, tmp_path / "run", count)
    good = np.flatnonzero(block.failures == 0)
    known = summary.network
    assert known is not None
    assert [unit.id for unit in known.units] == ["alpha"]
    assert known.units[0].without_command.mean == pytest.approx(10.0 * good.mean())
    assert known.units[0].orders_lost.mean == pytest.approx((good % 2).mean())
    assert (known.units[0].orders.mean, known.units[0].scans_lost.mean) == (5.0, 0.0)
    assert any(section.title.startswith("Network") for section in summary_table(summary))
    assert "Who could talk to whom" in network(summary)


def test_where_nothing_was_lost_nothing_is_said(tmp_path: Path) -> None:
    block = synthetic.block(0, 20)
    block.sites["orders"][:, 2] = 5
    summary = summary_of(block, tmp_path / "run", 20)
    assert summary.network is None
    assert network(summary) == ""
