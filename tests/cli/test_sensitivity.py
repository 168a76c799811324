"""`vyuha sensitivity`: what it prints, what it keeps, and what it refuses.

Expected values: the stored outcome, the stored tables, refusals by one change each.
"""

import json
from pathlib import Path

import polars as pl
import pytest

from tests.cli.again import COUNT, call
from tests.cli.test_run import SCENARIO
from vyuha.results.sensitivity import read_sensitivity


def test_a_table_and_what_is_kept(folder: Path) -> None:
    """A drone a thousand times as fast to spot or to hit changes something or nothing; either is said."""
    names = ("shahed-136.rcs", "9M96E2.lethal_radius")
    code, out, err = call("sensitivity", folder, "--no-report", "-m", "leakers", "-f", names[0], "-f", names[1])
    assert code == 0
    assert f"the first {COUNT} fights" in out
    assert f"at most {4 * COUNT} fights" in err
    assert "varied one at a time" in err
    assert "guesses themselves" in err
    kept = read_sensitivity(folder)
    assert kept is not None and (kept.replicates, kept.measure) == (COUNT, "leakers")
    assert {f"{row.item}.{row.figure}" for row in kept.rows} == set(names)
    fought = pl.read_parquet(folder / "sensitivity.parquet")
    assert fought.group_by("figure", "end").len()["len"].to_list() == [COUNT] * 5
    assert not (folder / "report.html").exists()
    # Asked again it fights nothing.
    assert "nothing new to fight" in call("sensitivity", folder, "--no-report", "-f", names[0])[2]


@pytest.mark.usefixtures("no_report")
def test_json_is_what_is_kept_and_the_report_is_drawn_again(folder: Path) -> None:
    code, out, _ = call("sensitivity", folder, "-n", 2, "-f", "shahed-136.rcs", "--json")
    assert code == 0
    said = json.loads(out)
    assert said == json.loads((folder / "sensitivity.json").read_text())
    assert {"replicates", "measure", "base", "rows"} <= said.keys()
    assert set(said["rows"][0]) >= {
        *("item", "figure", "grade", "low", "high", "value", "at_low", "at_high", "change_low", "change_high", "note"),
    }
    assert (folder / "report.html").read_text() == "a report"


def test_refusals(folder: Path) -> None:
    for arguments, said in (
        (("-f", "shahed-136.rsc"), "shahed-136.rsc: shahed-136 has no figure 'rsc'; did you mean \"rcs\"?"),
        (("-f", "shahed.rcs"), "shahed.rcs: nothing in this fight is called 'shahed'; did you mean \"shahed-136\"?"),
        (("-f", "brahmos.rcs"), "brahmos.rcs: nothing in this fight is or has a brahmos"),
        (("-g", "asumed"), "no grade 'asumed'; did you mean \"assumed\"?"),
        (("-m", "leaker"), "no measure 'leaker'; did you mean \"leakers\"?"),
        (("-f", "shahed-136.rcs", "-g", "assumed"), "give one of the two"),
    ):
        code, _, err = call("sensitivity", folder, *arguments)
        assert (code, err.count("vyuha: "), said in err) == (2, 1, True), err
    code, _, err = call("sensitivity", folder / "nowhere")
    assert (code, "no such folder" in err) == (2, True)
    (folder / "scenario.yaml").write_text(SCENARIO + "# another\n")
    code, _, err = call("sensitivity", folder, "--no-report")
    assert (code, "another scenario" in err) == (2, True)
    assert read_sensitivity(folder) is None
