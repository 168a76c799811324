"""Fates of rounds and who destroyed what: hand-made timelines, and sums that must come out.

Expected values: by hand, and by loops over the rows in plain Python. Controls: the same rows with one thing changed.
"""

from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests.results import synthetic
from vyuha.results.folder import RunFolder
from vyuha.results.rounds import FATES, fate_exprs, with_fates
from vyuha.results.store import StoredRun
from vyuha.results.summary import Summary, summarise

THREATS = pl.DataFrame(
    {
        "replicate": [0] * 4,
        "threat": ["red/1", "bait/1", "line/1", "cap/1"],
        "class": ["fighter", "decoy", "airliner", "fighter"],
        "side": ["hostile", "hostile", "neutral", "own"],
    }
)


def shot(threat: str | None, engagement: int, launch: float, end: float | None, **more: Any) -> dict[str, Any]:
    row = {"replicate": 0, "threat": threat, "engagement": engagement, "launch_time": launch, "end_time": end}
    return row | {"missile": "m", "result": "no kill", "guidance_lost": None} | more


def fated(*rows: dict[str, Any]) -> pl.DataFrame:
    schema = {"guidance_lost": pl.String, "threat": pl.String, "end_time": pl.Float64}
    return with_fates(pl.DataFrame(list(rows), schema_overrides=schema), THREATS)


@pytest.mark.parametrize(
    ("first", "second", "doubles"),
    [
        ((1, 10.0, 40.0), (2, 20.0, 50.0), [False, True]),
        ((2, 20.0, 50.0), (1, 10.0, 40.0), [True, False]),  # whatever the order of rows, the later one is the double
        ((1, 10.0, 40.0), (1, 20.0, 50.0), [False, False]),  # one salvo
        ((1, 10.0, 20.0), (2, 20.0, 50.0), [False, False]),  # the first was over
        ((1, 10.0, None), (2, 900.0, None), [False, True]),  # still flying
        ((1, 10.0, 40.0), (2, 10.0, 40.0), [False, True]),  # at once: the later row
    ],
)
def test_a_double_shot(first: tuple[Any, ...], second: tuple[Any, ...], doubles: list[bool]) -> None:
    assert fated(shot("red/1", *first), shot("red/1", *second))["double"].to_list() == doubles
    # Controls: at two targets, or at none, there are no doubles.
    assert not fated(shot("red/1", *first), shot("bait/1", *second))["double"].any()
    assert not fated(shot(None, *first), shot(None, *second))["double"].any()


def test_whom_a_round_flew_at() -> None:
    rounds = fated(*(shot(name, k, 10.0 * k, 10.0 * k + 5.0) for k, name in enumerate([*THREATS["threat"], None])))
    assert rounds["at"].cast(pl.String).to_list() == ["raid", "decoy", "neutral", "own", "nothing"]


def test_each_fate() -> None:
    rounds = fated(
        shot("red/1", 1, 0.0, 9.0, result="wasted"),
        shot("bait/1", 2, 0.0, 9.0, result="kill"),
        shot(None, 3, 0.0, 9.0, result="not acquired", guidance_lost="its track"),
        shot("line/1", 4, 0.0, 9.0, result="kill"),
        shot("cap/1", 5, 0.0, 9.0, result="not acquired", guidance_lost="its unit"),
        shot("red/1", 6, 20.0, 29.0, result="not acquired", guidance_lost="its light"),
        shot("red/1", 7, 21.0, 29.0, result="kill"),
    )
    known = fate_exprs()
    assert list(known) == list(FATES)
    found = {name: rounds.with_row_index().filter(expr)["index"].to_list() for name, expr in known.items()}
    assert found == {
        "double": [6],
        "at a dead target": [0],
        "at a decoy": [1],
        "at nothing": [2],
        "in vain": [0, 1, 2],
        "at neutral": [3],
        "at own": [4],
        "lost its unit": [4],
        "lost its track": [2],
        "lost its light": [5],
    }
    assert list(fate_exprs()) == list(FATES)


COUNT = 120


def write(path: Path) -> RunFolder:
    with RunFolder.open_or_create(path, synthetic.plan()) as writing:
        block = synthetic.block(0, COUNT)
        _consistent(block)
        writing.write(block)
        writing.finish(COUNT)
    return RunFolder.open(path)


def _consistent(block: Any) -> None:
    """Sites are destroyed by threats that hit them: the second one that does."""
    roster, names = synthetic.roster(), [row.id for row in synthetic.roster().sites]
    for threats, sites in zip(block.threats, block.sites, strict=True):
        for s, name in enumerate(names):
            hits = [i for i, row in enumerate(threats) if row["outcome"] == 2 and roster.targets[i] == name]
            sites[s]["hits"], sites[s]["destroyed"] = len(hits), len(hits) > 1
            sites[s]["destroyed_by"] = hits[1] if len(hits) > 1 else -1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return write(tmp_path_factory.mktemp("rounds") / "run")


@pytest.fixture(scope="module")
def summary(folder: RunFolder) -> Summary:
    return summarise(folder)


def test_killers_add_up_to_the_destroyed(folder: RunFolder, summary: Summary) -> None:
    good = folder.table("replicates").filter(pl.col("failure").is_null()).collect()["replicate"].to_list()
    sites = folder.table("sites").collect().to_dicts()
    destroyed = 0
    for site in summary.sites:
        mine = [row for row in sites if row["site"] == site.id and row["replicate"] in good and row["destroyed"]]
        destroyed += len(mine)
        assert sum(killer.destroyed.mean for killer in site.killers) == pytest.approx(len(mine) / len(good))
        assert site.survival.mean == pytest.approx(1.0 - len(mine) / len(good))
        for killer in site.killers:
            by = [row for row in mine if row["destroyed_by"].startswith(f"{killer.raid}/")]
            assert killer.destroyed.mean == pytest.approx(len(by) / len(good))
        if site.killers:
            assert sum(killer.share for killer in site.killers) == pytest.approx(1.0)
            assert sum(killer.hits.mean for killer in site.killers) == pytest.approx(site.hits.mean)
    assert destroyed > 20


def test_fates_are_counted_by_missile_and_cost(folder: RunFolder, summary: Summary) -> None:
    good = folder.table("replicates").filter(pl.col("failure").is_null()).collect()["replicate"].to_list()
    rounds = with_fates(folder.table("shots").collect(), folder.table("threats").collect())
    known = fate_exprs()
    for missile in summary.missiles:
        mine = rounds.filter(pl.col("replicate").is_in(good) & (pl.col("missile") == missile.id))
        assert [fate.fate for fate in missile.fates] == list(FATES)
        for fate in missile.fates:
            mean = mine.filter(known[fate.fate]).height / len(good)
            assert fate.rounds.mean == pytest.approx(mean)
            assert fate.spent.mean == pytest.approx(mean * missile.unit_cost)
    assert any(fate.rounds.mean > 0.0 for missile in summary.missiles for fate in missile.fates)


def test_last_chances_sum_to_the_leakers(folder: StoredRun) -> None:
    from vyuha.results.chances import last_chances

    found = last_chances(folder, COUNT)
    assert sum(chance.share for chance in found) == pytest.approx(1.0)
    failed = folder.table("replicates").filter(pl.col("failure").is_not_null()).select("replicate").collect()
    threats = folder.table("threats").collect().join(failed, on="replicate", how="anti")
    leaked = threats.filter(pl.col("outcome").is_in(["hit", "stray"])).height
    assert sum(chance.leakers for chance in found) == pytest.approx(leaked / COUNT)
