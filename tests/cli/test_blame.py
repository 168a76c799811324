"""`vyuha blame` and the story of one threat: what they print, what they keep, and what they refuse.

Expected values: the stored outcome, the stored tables, refusals by one change each.
"""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.again import COUNT, call
from tests.cli.test_run import SCENARIO
from vyuha.results.blame import PERFECT, read_blame


def test_a_table_and_what_is_kept(folder: Path) -> None:
    code, out, err = call("blame", folder, "--no-report", "-l", "kill", "-l", "horizon")
    assert code == 0
    assert [name for name in (link.name for link in PERFECT) if f" {name} " in out] == ["horizon", "kill"]
    assert "Shares do not add up" in err
    blame = read_blame(folder)
    assert blame is not None and blame.replicates == COUNT
    fought = pl.read_parquet(folder / "blame.parquet")
    assert fought["link"].unique(maintain_order=True).to_list() == ["as it is", "horizon", "kill"]
    assert not (folder / "report.html").exists()


@pytest.mark.usefixtures("no_report")
def test_json_is_what_is_kept_and_the_report_is_drawn_again(folder: Path) -> None:
    code, out, _ = call("blame", folder, "-n", 2, "-l", "kill", "--json")
    assert code == 0
    assert json.loads(out) == json.loads((folder / "blame.json").read_text())
    assert (folder / "report.html").read_text() == "a report"


def test_refusals(folder: Path) -> None:
    code, _, err = call("blame", folder, "-l", "luck")
    assert (code, "no link 'luck'" in err) == (2, True)
    code, _, err = call("blame", folder / "nowhere")
    assert (code, "no such folder" in err) == (2, True)
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"seed": 1', '"seed": 2'))
    (folder / "scenario.yaml").write_text(SCENARIO + "# another\n")
    code, _, err = call("blame", folder, "--no-report")
    assert (code, "another scenario" in err) == (2, True)


def test_the_story_of_a_threat(folder: Path) -> None:
    code, out, _ = call("replay", folder, "-r", 1, "--threat", "drones/2")
    assert code == 0
    row = pl.read_parquet(folder / "threats").filter(
        (pl.col("replicate") == 1) & (pl.col("threat").cast(pl.String) == "drones/2")
    )
    lines = out.splitlines()
    assert lines[0] == "drones/2, shahed-136 (one-way-drone), replicate 1, flies for base"
    assert f"{row['begin'][0]:7.1f} s  starts" in lines
    assert any("last chance to meet it: alpha" in line for line in lines)
    assert sum("from alpha" in line for line in lines) == row["shots"][0]
    assert not list(folder.glob("*.acmi"))
    code, _, err = call("replay", folder, "-r", 1, "-t", "drones/9")
    assert (code, "no such threat; there are drones/1 to 2" in err) == (2, True)
