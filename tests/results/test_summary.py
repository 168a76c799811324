"""The summary: every figure counted once more in plain Python from the tables of the same folder."""

import json
import math
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.results import synthetic
from vyuha.results import statistics as st
from vyuha.results.folder import RunFolder
from vyuha.results.ledger import ledger, rounds_at_leakers
from vyuha.results.records import Roster
from vyuha.results.summary import EmptyRunError, Summary, summarise, summary_json
from vyuha.results.summary_text import dollars, number, percent, summary_table
from vyuha.results.tables import frames

COUNT = 230
FAILED = {k for k in range(COUNT) if k % 97 == 5}
GOOD = [k for k in range(COUNT) if k not in FAILED]
TABLES = frames(synthetic.block(0, COUNT), synthetic.roster(), synthetic.laydown())
ROWS = {name: [row for row in frame.to_dicts() if row["replicate"] not in FAILED] for name, frame in TABLES.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    path = tmp_path_factory.mktemp("summary") / "run"
    with RunFolder.open_or_create(path, synthetic.plan()) as writing:
        writing.write(synthetic.block(0, COUNT))
        writing.finish(COUNT)
    return RunFolder.open(path)


@pytest.fixture(scope="module")
def summary(folder: RunFolder) -> Summary:
    return summarise(folder)


def _per_replicate(rows: list[dict[str, object]]) -> list[int]:
    counts = dict.fromkeys(GOOD, 0)
    for row in rows:
        counts[row["replicate"]] += 1  # type: ignore[index]
    return list(counts.values())


def test_failed_replicates_are_counted_and_left_out(summary: Summary) -> None:
    assert (summary.replicates, summary.failed) == (len(GOOD), len(FAILED))
    assert summary.failures == {"the shot table was full": len(FAILED)}


def test_groups(summary: Summary) -> None:
    for column, groups in (("class", summary.classes), ("raid", summary.raids)):
        for group in groups:
            rows = [row for row in ROWS["threats"] if row[column] == group.name]
            leaked = _per_replicate([row for row in rows if row["outcome"] in ("hit", "stray")])
            assert group.threats == len(rows) / len(GOOD)
            share = st.share_of(leaked, [group.threats] * len(GOOD))
            assert share is not None
            found = group.leaked_share
            # Not in all fights the same here: the count's interval is the share's.
            assert (found.mean, found.low, found.high) == pytest.approx((share.mean, share.low, share.high))
            assert found.method == group.leaked.method
            assert group.leaked.mean == pytest.approx(sum(leaked) / len(GOOD))
            for outcome, estimate in (
                ("killed", group.killed),
                ("hit", group.hit),
                ("stray", group.stray),
                ("in flight", group.in_flight),
            ):
                assert estimate.mean == pytest.approx(sum(row["outcome"] == outcome for row in rows) / len(GOOD))
            total = group.killed.mean + group.leaked.mean + group.in_flight.mean
            assert total == pytest.approx(group.threats)
    assert [group.name for group in summary.raids] == ["raid-0", "raid-1"]


def test_no_leaker(summary: Summary) -> None:
    leaked = _per_replicate([row for row in ROWS["threats"] if row["outcome"] in ("hit", "stray")])
    armed = _per_replicate(
        [row for row in ROWS["threats"] if row["outcome"] in ("hit", "stray") and row["class"] != "decoy"]
    )
    assert summary.no_leaker == st.probability(leaked.count(0), len(GOOD))
    assert summary.no_armed_leaker == st.probability(armed.count(0), len(GOOD))
    for distribution, values in ((summary.leakers, leaked), (summary.armed_leakers, armed)):
        assert dict(zip(distribution.values, distribution.counts, strict=True)) == {
            value: values.count(value) for value in sorted(set(values))
        }
        assert distribution.mean == st.mean_of(values)
        assert distribution.median == sorted(values)[(len(values) - 1) // 2]
        # Nearest ranks that hold at least 90 % of the replicates.
        assert sum(distribution.low <= value <= distribution.high for value in values) >= 0.9 * len(values)


def test_sites(summary: Summary) -> None:
    for site, value in zip(summary.sites, (100.0, 40.0, 60.0), strict=True):
        rows = [row for row in ROWS["sites"] if row["site"] == site.id]
        assert site.survival == st.probability(sum(not row["destroyed"] for row in rows), len(GOOD))
        assert site.hits == st.mean_of([row["hits"] for row in rows])
        assert site.value == value


def test_rounds_and_costs(summary: Summary) -> None:
    for missile in summary.missiles:
        rows = [row for row in ROWS["shots"] if row["missile"] == missile.id]
        fired, kills = _per_replicate(rows), _per_replicate([row for row in rows if row["result"] == "kill"])
        assert missile.rounds == st.mean_of(fired)
        assert missile.spent.mean == pytest.approx(missile.rounds.mean * missile.unit_cost)
        assert missile.kills_per_round == st.share_of(kills, fired)
        assert {k: n for k, n in missile.results.items() if n} == {
            result: sum(row["result"] == result for row in rows) for result in {row["result"] for row in rows}
        }
    replicates = ROWS["replicates"]
    assert summary.rounds.mean == st.mean_of([row["shots"] for row in replicates])
    assert summary.costs.rounds.mean == pytest.approx(math.fsum(m.spent.mean for m in summary.missiles))
    assert summary.costs.raid_lost == st.mean_of([row["raid_cost_lost"] for row in replicates])
    assert summary.costs.value_lost == st.mean_of([row["value_lost"] for row in replicates])
    assert summary.costs.raid_sent == sum(row.cost for row in synthetic.roster().threats)
    assert summary.costs.ratio is not None
    assert summary.costs.ratio.mean == pytest.approx(summary.costs.rounds.mean / summary.costs.raid_lost.mean)


def test_ledger_rows_are_those_of_the_ledger(summary: Summary) -> None:
    import polars as pl

    good = TABLES["threats"].filter(pl.col("replicate").is_in(GOOD)).lazy()
    books = {(link, kind): n for link, kind, n in ledger(good, synthetic.RESPONSE).iter_rows()}
    assert {(row.link, kind): n for row in summary.ledger for kind, n in row.by_class.items() if n} == books
    assert math.fsum(row.share for row in summary.ledger) == pytest.approx(1.0)
    assert math.fsum(row.leakers.mean for row in summary.ledger) == pytest.approx(summary.leakers.mean.mean)
    steps = {step.step: step.mean for step in summary.waterfall}
    assert steps.pop("all threats") == pytest.approx(math.fsum(steps.values())) == 8.0
    fired = {(m.id, result): n for m in summary.missiles for result, n in m.results_at_leakers.items() if n}
    assert fired == {(m, r): n for m, r, n in rounds_at_leakers(good, TABLES["shots"].lazy()).iter_rows()}


def test_typical_and_worst(summary: Summary) -> None:
    rows = {row["replicate"]: row for row in ROWS["replicates"]}
    key = lambda k: (rows[k]["value_lost"], rows[k]["armed_leakers"], -k)  # noqa: E731
    assert summary.worst == max(GOOD, key=key)
    distance = dict.fromkeys(GOOD, 0.0)
    for name in ("value_lost", "leakers", "shots"):
        values = [rows[k][name] for k in GOOD]
        median, mean = sorted(values)[(len(values) - 1) // 2], sum(values) / len(values)
        variance = sum((value - mean) ** 2 for value in values) / len(values)
        for k in GOOD:
            distance[k] += (rows[k][name] - median) ** 2 / variance
    nearest = min(distance.values())
    assert summary.typical == min(k for k in GOOD if distance[k] <= nearest * (1.0 + 1e-9))


def test_the_same_folder_gives_the_same_bytes(folder: RunFolder, summary: Summary) -> None:
    written = (folder.path / "summary.json").read_bytes()
    assert written == summary_json(summarise(folder)) == summary_json(summary)
    assert json.loads(written) == json.loads(json.dumps(asdict(summary)))


def test_control_another_seed_gives_another_summary(tmp_path: Path, summary: Summary) -> None:
    with RunFolder.open_or_create(tmp_path / "run", synthetic.plan()) as other:
        other.write(synthetic.block(0, COUNT, seed=8))
        assert other.finish(COUNT).leakers != summary.leakers


def test_one_replicate_has_no_bare_mean(tmp_path: Path) -> None:
    with RunFolder.open_or_create(tmp_path / "run", synthetic.plan()) as folder:
        folder.write(synthetic.block(0, 1))
        single = folder.finish(1)
    assert single.rounds.mean.method == st.SINGLE
    assert single.no_leaker.high - single.no_leaker.low > 0.9  # type: ignore[operator]
    assert single.typical == single.worst == 0
    text = " ".join(cell for section in summary_table(single) for row in section.rows for cell in row)
    assert "one replicate" in text


def test_nothing_to_summarise(tmp_path: Path) -> None:
    with RunFolder.open_or_create(tmp_path / "run", synthetic.plan()) as folder:
        with pytest.raises(EmptyRunError, match="no replicate is stored"):
            folder.finish(10)
        block = synthetic.block(0, 10)
        block.failures[:] = 2
        folder.write(block)
        with pytest.raises(EmptyRunError, match=r"every replicate failed: the shot table was full \(10\)"):
            folder.finish(10)


def test_no_defence_at_all(tmp_path: Path) -> None:
    whole = synthetic.roster()
    bare = Roster(whole.threats, whole.sites, (), (), (), whole.targets)
    block = synthetic.block(0, 20)
    block = synthetic.Block(
        0, block.threats, block.sites, block.shots[:0], block.shot_replicate[:0], block.failures, block.events
    )
    with RunFolder.open_or_create(tmp_path / "run", synthetic.plan(roster=bare, response_time=math.inf)) as folder:
        folder.write(block)
        summary = folder.finish(20)
    assert summary.missiles == ()
    assert summary.rounds.mean.mean == 0.0
    assert "Rounds" not in [section.title for section in summary_table(summary)]


def test_table_for_the_terminal(summary: Summary) -> None:
    sections = summary_table(summary)
    assert sections[0].title == "227 replicates of 8 threats, 3 failed and left out"
    for section in sections:
        assert all(len(row) == len(section.header) for row in section.rows)
        assert all(isinstance(cell, str) and "nan" not in cell for row in section.rows for cell in row)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.00123, "0.0012"),
        (0.5, "0.50"),
        (0.0999, "0.10"),
        (9.0, "9.00"),
        (12.34, "12.3"),
        (1234.5, "1,234"),
    ],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (1.0, "100 %"), (0.5, "50.0 %"), (0.00037, "0.037 %"), (0.9996, "99.96 %"), (1 - 1e-9, "> 99.99 %")],
)
def test_percentages_never_round_to_certainty(share: float, text: str) -> None:
    assert percent(share) == text


def test_dollars() -> None:
    assert [dollars(x) for x in (0.0, 950.0, 35e3, 4.5e6, 2e9)] == ["$0", "$950", "$35.0 k", "$4.50 M", "$2.00 bn"]
