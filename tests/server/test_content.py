"""What the server answers: of the types that the page expects, and true to the run folder.

Expected values: `ui/src/types.ts`; the stored tables, read with Polars; for paired differences SciPy.
"""

import gzip
import json
import shutil
import time
import typing
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from scipy import stats
from starlette.requests import Request

import vyuha
from tests.server.client import Served
from tests.server.conftest import QUICK, copied
from tests.server.typescript import types
from vyuha.results.folder import RunFolder
from vyuha.results.summary import summarise, summary_json
from vyuha.server import content, job_asked, job_kinds
from vyuha.server.folder import Folder
from vyuha.server.packing import packed
from vyuha.server.page_files import PageFiles
from vyuha.server.plans import Plans
from vyuha.server.refusal import Refused
from vyuha.server.session import Session
from vyuha.studies.plan import store

TYPES = types()


def fits(given: Any, kind: Any) -> None:
    misfits = TYPES.misfits(given, kind)
    assert misfits == [], misfits[:5]


def run_id(served: Served, name: str) -> str:
    return next(one["id"] for one in served.get("/api/index")["runs"] if one["name"] == f"runs/{name}")


@pytest.fixture(scope="module")
def first(served: Served) -> str:
    return run_id(served, "first")


@pytest.fixture(scope="module")
def stored(served: Served) -> RunFolder:
    return RunFolder.open(served.log.parent / "results" / "runs" / "first")


def test_the_python_side_has_the_fields_of_the_page() -> None:
    checked = 0
    for name, kind in TYPES.declared.items():
        ours = getattr(content, name, None)
        if typing.is_typeddict(ours):
            assert set(ours.__annotations__) == set(kind[1]), name
            checked += 1
    assert checked >= 18


def test_a_misfit_is_seen() -> None:
    """Negative control of the tests below."""
    good = {"mean": 1.0, "low": None, "high": 2, "method": "x"}
    fits(good, "Estimate")
    for bad in (good | {"mean": "1"}, good | {"low": "x"}, {"mean": 1.0}, [good], None):
        assert TYPES.misfits(bad, "Estimate")
    assert TYPES.misfits({"line": None, "path": [True], "value": "", "message": ""}, "Problem")
    assert TYPES.misfits({"type": "job", "job": {}}, "Live")


def test_the_index(served: Served) -> None:
    index = served.get("/api/index")
    fits(index, "Index")
    assert index["edit"] is True
    runs = {one["name"]: one for one in index["runs"]}
    assert {name: one["replicates"] for name, one in runs.items()} == {
        "runs/first": 120,
        "runs/second": 110,
        "runs/other": 30,
    }
    assert runs["runs/first"]["title"] == "Made-up raid"
    assert runs["runs/first"]["id"] == run_id(served, "first")


def test_a_run_is_its_summary_and_its_laydown(served: Served, first: str, stored: RunFolder) -> None:
    page = served.get(f"/api/runs/{first}")
    fits(page, "RunPage")
    assert page["summary"] == json.loads((stored.path / "summary.json").read_bytes())
    assert page["made"]["replicates"] + page["made"]["failed"] == 120
    assert [place["id"] for place in page["laydown"]["places"]] == [place.id for place in stored.laydown.places]


def test_a_summary_that_is_not_of_all_is_made_again(served: Served, stored: RunFolder) -> None:
    file = stored.path.parent / "other" / "summary.json"
    true = file.read_bytes()
    for wrong in (true.replace(b'"replicates": ', b'"replicates": 1'), true[:200], b"[]", b"[" * 100_000):
        file.write_bytes(wrong)
        made = served.get(f"/api/runs/{run_id(served, 'other')}")["summary"]
        assert made == json.loads(summary_json(summarise(RunFolder.open(file.parent))))
    file.write_bytes(true)


@pytest.mark.parametrize(("sort", "order"), [("replicate", "up"), ("leakers", "down"), ("value_lost", "up")])
def test_replicates_come_in_pages(served: Served, first: str, stored: RunFolder, sort: str, order: str) -> None:
    table = stored.table("replicates").collect().sort(sort, "replicate", descending=[order == "down", False])
    rows = []
    for offset in (0, 50, 100, 150):
        page = served.get(f"/api/runs/{first}/replicates?offset={offset}&limit=50&sort={sort}&order={order}")
        fits(page, "ReplicatePage")
        assert page["total"] == 120
        rows += page["rows"]
    assert [row["replicate"] for row in rows] == table["replicate"].to_list()
    assert [row[sort] for row in rows] == table[sort].to_list()


QUERIES = ("sort=nothing", "sort='", 'sort="', "sort=leakers;drop", "sort=read_csv('/etc/passwd')", "offset=x",
           "order=sideways", "offset=-1", "limit=0", "limit=100000000", "limit=1e3", "limit=%00",
           "offset=9999999999")  # fmt: skip


@pytest.mark.parametrize("query", QUERIES)
def test_a_strange_query_is_refused(served: Served, first: str, query: str) -> None:
    assert served.ask("GET", f"/api/runs/{first}/replicates?{query.replace(' ', '%20')}").status == 400


@pytest.mark.parametrize("height", ["", "x", "-1", "0", "nan", "inf", "1e9"])
def test_a_strange_height_is_refused(served: Served, first: str, height: str) -> None:
    assert served.ask("GET", f"/api/runs/{first}/coverage?height={height}").status == 400


def test_runs_of_one_seed_are_compared_fight_by_fight(served: Served, first: str, stored: RunFolder) -> None:
    made = served.get(f"/api/compare?a={first}&b={run_id(served, 'second')}")
    fits(made, "Comparison")
    assert (made["paired"], made["why"], made["same_raid"]) == (True, "", True)
    other = RunFolder.open(stored.path.parent / "second")
    good = [run.table("replicates").filter(pl.col("failure").is_null()).collect() for run in (stored, other)]
    both = good[0].join(good[1], on="replicate", suffix="_b")
    assert made["replicates"] == both.height
    row = next(one for one in made["rows"] if one["measure"] == "Armed leakers")
    apart = both["armed_leakers_b"] - both["armed_leakers"]
    mean, error = apart.mean(), stats.sem(apart.to_numpy())
    low, high = stats.t.interval(0.95, both.height - 1, mean, error)
    assert [row["difference"][key] for key in ("mean", "low", "high")] == pytest.approx([mean, low, high])
    counts = dict(zip(made["differences"]["values"], made["differences"]["counts"], strict=True))
    assert counts == dict(apart.value_counts().iter_rows())
    total = sum(one["a"]["mean"] for one in made["ledger"])
    assert total == pytest.approx(both["leakers"].mean())


def test_of_other_raids_nobody_is_judged(served: Served, first: str, tmp_path: Path) -> None:
    root = served.log.parent / "results"
    (root / "other-raid.yaml").write_text(QUICK.replace("count: 2", "count: 3"))
    vyuha.run(root / "other-raid.yaml", 3, 7, out=root / "runs" / "other-raid", report=False)
    time.sleep(1.1)  # the folder is looked at once in a second
    made = served.get(f"/api/compare?a={first}&b={run_id(served, 'other-raid')}")
    assert (made["paired"], made["same_raid"], made["why"].startswith("Their raids differ")) == (False, False, True)
    shutil.rmtree(root / "runs" / "other-raid")
    (root / "other-raid.yaml").unlink()


def test_runs_of_two_seeds_are_compared_as_they_are(served: Served, first: str, stored: RunFolder) -> None:
    made = served.get(f"/api/compare?a={first}&b={run_id(served, 'other')}")
    fits(made, "Comparison")
    assert (made["paired"], "seeds (7 and 9)" in made["why"], made["same_raid"]) == (False, True, True)
    other = RunFolder.open(stored.path.parent / "other")
    values = [
        run.table("replicates").filter(pl.col("failure").is_null()).collect()["value_lost"].to_numpy()
        for run in (stored, other)
    ]
    row = next(one for one in made["rows"] if one["measure"] == "Value lost")["difference"]
    found = stats.ttest_ind(values[1], values[0], equal_var=False).confidence_interval(0.95)
    assert [row["low"], row["high"]] == pytest.approx([found.low, found.high])
    assert made["differences"] == {"values": [], "counts": []}


def test_a_run_beside_itself_differs_in_nothing(served: Served, first: str) -> None:
    """Negative control: if fights were paired wrongly, differences would show here."""
    made = served.get(f"/api/compare?a={first}&b={first}")
    assert all(row["difference"]["mean"] == 0.0 for row in made["rows"])


def test_the_catalogue_the_schema_and_the_formats(served: Served) -> None:
    known = served.get("/api/catalogue")
    fits(known, "Catalogue")
    assert "shahed-136" in {one["id"] for one in known["threats"]}
    assert "9M96E2" in known["fits"]["s-400/battalion"]
    assert set(sum(known["fits"].values(), [])) <= {one["id"] for one in known["missiles"]}
    assert served.get("/api/schema")["title"] == "Vyuha scenario"
    assert {one["name"] for one in served.get("/api/formats")} >= {"acmi", "czml"}


def test_a_scenario_is_its_text(served: Served) -> None:
    one = next(one for one in served.get("/api/index")["scenarios"] if one["name"] == "scenarios/quick.yaml")
    page = served.get(f"/api/scenarios/{one['id']}")
    fits(page, "ScenarioPage")
    assert page["text"] == (served.log.parent / "results" / "scenarios" / "quick.yaml").read_text()


def test_what_cannot_be_opened_is_told_with_a_remedy(results: Path, tmp_path: Path) -> None:
    from vyuha.server.answers import Answers

    root = copied(results, tmp_path / "results")
    (root / "runs" / "first" / "manifest.json").write_text('{"format": "vyuha run folder", "format_version": 1}')
    (root / "runs" / "second" / "manifest.json").unlink()
    (root / "plans" / "bad").mkdir(parents=True)
    (root / "plans" / "bad" / "manifest.json").write_text('{"format": "vyuha plan folder", "format_version": 9}')
    (root / "photos").mkdir()
    (root / "photos" / "manifest.json").write_text('{"name": "an app"}')
    index = json.loads(Answers(root, False)("index", {}).body)
    fits(index, "Index")
    assert {one["name"] for one in index["broken"]} == {"runs/first", "runs/second", "plans/bad"}
    assert all(one["problem"] and one["remedy"] for one in index["broken"])
    assert [one["name"] for one in index["runs"]] == ["runs/other"]
    assert str(root) not in json.dumps(index)


def test_a_run_folder_may_be_served_itself(results: Path) -> None:
    found = Folder(results / "runs" / "first").found
    assert list(found.runs.values()) == ["."]
    assert not found.scenarios


def test_the_search_stops_at_three_levels(tmp_path: Path, results: Path) -> None:
    for place in ("a/b/run", "a/b/c/run", ".hidden/run"):
        copied(results / "runs" / "other", tmp_path / place)
    assert list(Folder(tmp_path).found.runs.values()) == ["a/b/run"]


def test_what_another_process_has_just_made_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vyuha.server.folder._FRESH", 1e6)
    folder = Folder(tmp_path)
    assert folder.found.scenarios == {}
    (tmp_path / "new.yaml").write_text("vyuha: 1\n")
    (id,) = Folder(tmp_path).found.scenarios
    # Control: what is there is looked up once in a while only.
    assert folder.found.scenarios == {}
    assert folder.find("scenarios", id) == "new.yaml"


def test_every_kind_of_job_that_may_be_asked_for_can_be_done() -> None:
    assert set(job_asked.ASKED) == set(job_kinds.KINDS)
    kinds = TYPES.declared["Job"][1]["kind"][1][1]
    assert set(job_asked.ASKED) <= {kind.strip("'") for kind in kinds}


def test_what_is_no_number_is_null() -> None:
    assert json.loads(packed({"a": [float("nan"), float("inf"), 1.5]}).body) == {"a": [None, None, 1.5]}


def test_a_damaged_plan_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "plan"
    folder.mkdir()
    (folder / "manifest.json").write_text('{"format": "vyuha plan folder", "format_version": 1}')
    plans = Plans(Folder(tmp_path))
    with pytest.raises(Refused) as refused:
        plans.page(next(iter(plans.folder.found.plans)))
    assert refused.value.status == 422


@pytest.mark.parametrize(
    ("answers", "dates"),
    [
        ([{"question": "q", "verdict": "v", "reasons": [], "values": [{"label": "x", "value": "many"}]}], []),
        ([{"question": "q", "verdict": "v", "reasons": [], "values": [{"label": "x", "value": 1, "low": 0}]}], []),
        ([{"question": "q", "verdict": "v", "reasons": 5}], []),
        (5, []),
        ([], 5),
    ],
)
def test_damaged_answers_and_dates_of_a_plan_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answers: object, dates: object
) -> None:
    head = {"format": "vyuha plan folder", "format_version": 1, "dates": dates}
    (tmp_path / "manifest.json").write_text(json.dumps(head))
    (tmp_path / store.ANSWERS).write_text(json.dumps(answers))
    monkeypatch.setattr(Plans, "_table", lambda self, relative, name: {})
    plans = Plans(Folder(tmp_path))
    with pytest.raises(Refused) as refused:
        plans.page(next(iter(plans.folder.found.plans)))
    assert (refused.value.status, "damaged" in refused.value.content["error"]) == (422, True)


@pytest.mark.parametrize("gone", ["runs/first", "runs/second", "plans/one", "scenarios/quick.yaml"])
def test_what_goes_while_the_index_is_made_does_not_spoil_it(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, gone: str
) -> None:
    """Whenever it is deleted: the folder is searched again at every look, and finds it no more."""
    from vyuha.server import folder
    from vyuha.server.answers import Answers

    root = copied(results, tmp_path / "results")
    (root / "plans" / "one").mkdir(parents=True)
    (root / "plans" / "one" / "manifest.json").write_text('{"format": "vyuha plan folder", "format_version": 1}')
    answers, searches = Answers(root, False), iter([Folder(root).found])

    def search(self: Folder) -> folder.Found:
        remove(root / gone)
        return next(searches, folder.Found())

    monkeypatch.setattr(folder, "_FRESH", -1.0)
    monkeypatch.setattr(Folder, "_search", search)
    index = json.loads(answers("index", {}).body)
    fits(index, "Index")
    left = {"runs/first", "runs/second", "runs/other"} - {gone}
    assert {one["name"] for one in index["runs"]} == left
    assert len(index["plans"]) == (gone != "plans/one")
    assert index["broken"] == []


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def test_what_cannot_be_said_is_said_with_a_mark() -> None:
    """Half a character, which JSON can bring and UTF-8 has not."""
    assert Refused(400, "\ud800").body == b'{"error": "?"}'
    assert not Session(1).knows("\ud800")


@pytest.mark.parametrize(("port", "hosts"), [(80, {b"localhost", b"localhost:80"}), (8080, {b"localhost:8080"})])
def test_browsers_leave_out_the_port_of_http(port: int, hosts: set[bytes]) -> None:
    assert {host for host in Session(port).hosts if host.startswith(b"localhost")} == hosts


def test_a_page_that_is_built_again_is_sent_anew(page: Path, tmp_path: Path) -> None:
    files = PageFiles(Path(shutil.copytree(page, tmp_path / "page")))
    request = Request({"type": "http", "headers": [(b"accept-encoding", b"gzip")]})
    for text in (b"one", b"two"):
        (tmp_path / "page" / "icon.svg").write_bytes(text)
        assert gzip.decompress(files.answer("/icon.svg", request).body) == text
