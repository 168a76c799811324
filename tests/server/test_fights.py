"""Jobs and fights: a scenario run from the page, its replay, coverage and envelopes, blame, and how jobs end.

Expected values: `ui/src/types.ts`; the tables that the job stored; the promise that nothing outlives the server and
that what was fought before an end stays.
"""

import gzip
import json
import os
import shutil
import signal
import socket as sockets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from wsproto import ConnectionType, WSConnection
from wsproto.events import AcceptConnection, Ping, Request, TextMessage

from tests.results import synthetic
from tests.scenario.test_files import FIELDS
from tests.server.client import SOURCES, Served
from tests.server.conftest import QUICK, copied
from tests.server.test_content import fits
from vyuha.results.files import FolderLock
from vyuha.results.folder import RunFolder
from vyuha.results.store import REPORT
from vyuha.scenario import estimate, parse
from vyuha.server import fights, job_kinds
from vyuha.server.answers import Answers
from vyuha.server.folder import Folder
from vyuha.server.packing import Answer
from vyuha.server.refusal import Refused
from vyuha.server.runs import Runs
from vyuha.server.scenarios import cost

_PATIENCE = 240.0


def until(what: Callable[[], Any], seconds: float = _PATIENCE) -> Any:
    """What it gives as soon as it is true of anything."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return found


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def scenario_id(served: Served) -> str:
    return next(one["id"] for one in served.get("/api/index")["scenarios"] if one["name"] == "scenarios/quick.yaml")


def over(served: Served, id: str) -> dict[str, Any] | None:
    job = next(one for one in served.get("/api/jobs") if one["id"] == id)
    return job if job["state"] in ("done", "failed", "cancelled") else None


def heard(served: Served) -> Iterator[dict[str, Any]]:
    """What the server says of its own accord."""
    socket = WSConnection(ConnectionType.CLIENT)
    asked = Request(
        host=served.host,
        target="/api/live",
        extra_headers=[(b"cookie", served.cookie.encode()), (b"origin", f"http://{served.host}".encode())],
    )
    with sockets.create_connection(("127.0.0.1", served.port), _PATIENCE) as connection:
        connection.sendall(socket.send(asked))
        text = ""
        while data := connection.recv(65536):
            socket.receive_data(data)
            for event in socket.events():
                if isinstance(event, AcceptConnection):
                    yield {}
                if isinstance(event, Ping):
                    connection.sendall(socket.send(event.response()))
                if isinstance(event, TextMessage):
                    text += event.data
                    if event.message_finished:
                        yield json.loads(text)
                        text = ""


@pytest.fixture(scope="module")
def told(served: Served) -> list[dict[str, Any]]:
    """What the page hears while a run is fought from it, of a text that is stored nowhere."""
    live, messages = heard(served), []
    next(live)
    text = QUICK.replace("title: Quick", "title: Edited")
    asked = {"kind": "run", "scenario": scenario_id(served), "text": text, "name": "edited", "replicates": 5}
    reply = served.ask("POST", "/api/jobs", asked)
    assert reply.status == 202
    fits(reply.content, "Job")
    for message in live:
        fits(message, "Live")
        messages.append(message)
        if message["type"] == "job" and message["job"]["state"] in ("done", "failed"):
            break
    messages.append(next(live))
    live.close()  # type: ignore[attr-defined]
    return messages


@pytest.fixture(scope="module")
def run(served: Served, told: list[dict[str, Any]]) -> str:
    job = told[-2]["job"]
    assert job["state"] == "done", job
    return str(job["run"])


@pytest.fixture(scope="module")
def stored(served: Served, run: str) -> RunFolder:
    return RunFolder.open(served.log.parent / "results" / "runs" / "edited")


def test_a_job_tells_how_far_it_is(told: list[dict[str, Any]]) -> None:
    jobs = [message["job"] for message in told if message["type"] == "job"]
    states = list(dict.fromkeys(job["state"] for job in jobs))
    assert states == ["queued", "compiling", "running", "done"]
    assert [job["done"] for job in jobs] == sorted(job["done"] for job in jobs)
    assert (jobs[-1]["done"], jobs[-1]["total"]) == (5, 5)
    assert told[-1] == {"type": "index"}


def test_what_was_run_is_what_was_asked(served: Served, run: str, stored: RunFolder) -> None:
    page = served.get(f"/api/runs/{run}")
    fits(page, "RunPage")
    assert (page["name"], page["summary"]["title"], page["made"]["replicates"]) == ("runs/edited", "Edited", 5)
    assert stored.replicates == 5
    # Drawn at the end, as `vyuha run` does.
    assert "Edited" in (stored.path / REPORT).read_text()
    assert not (served.log.parent / "results" / "scenarios" / "edited.yaml").exists()


def test_a_scene_is_the_stored_fight(served: Served, run: str, stored: RunFolder) -> None:
    scene = served.get(f"/api/runs/{run}/replicates/3/scene")
    fits(scene, "Scene")
    table = stored.table("threats").filter(pl.col("replicate") == 3).collect()
    assert {one["id"]: one["outcome"] for one in scene["threats"]} == dict(
        table.select("threat", "outcome").iter_rows()
    )
    shots = stored.table("shots").filter(pl.col("replicate") == 3).collect()
    assert sorted(one["result"] for one in scene["rounds"]) == sorted(shots["result"].to_list())
    assert served.get(f"/api/runs/{run}/replicates/3/scene") == scene
    assert served.ask("GET", f"/api/runs/{run}/replicates/5/scene").status == 404
    assert served.ask("GET", f"/api/runs/{run}/replicates/x/scene").status == 400


def test_a_fight_that_would_fill_the_memory_is_refused(
    served: Served, run: str, stored: RunFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs(Folder(stored.path))
    (id,) = runs.folder.found.runs
    monkeypatch.setattr(fights, "MOST_SAMPLES", 1000)
    with pytest.raises(Refused) as refused:
        fights.Fights(runs).scene(id, 0)
    assert (refused.value.status, "2 threats over 10 min" in refused.value.content["error"]) == (413, True)


def test_a_fight_that_comes_out_otherwise_is_not_shown(served: Served, run: str, stored: RunFolder) -> None:
    """The control of the test above: a table that was changed since."""
    file = stored.block_path("threats", 0)
    true = file.read_bytes()
    pl.read_parquet(file).with_columns(pl.col("shots") + 1).write_parquet(file)
    reply = served.ask("GET", f"/api/runs/{run}/replicates/2/scene")
    file.write_bytes(true)
    assert (reply.status, "otherwise" in reply.content["error"]) == (422, True)


@pytest.mark.parametrize("field", FIELDS)
def test_files_of_a_run_come_from_the_folder_only(tmp_path: Path, field: str) -> None:
    """A manifest may name any folder as the scenario's; of what it names nothing is opened elsewhere."""
    root, text = tmp_path / "served", FIELDS[field][0].replace("%s", name := f"mine{FIELDS[field][1]}")
    homes = {"inside": root / "scenarios", "outside": tmp_path / "outside"}
    for run, home in homes.items():
        home.mkdir(parents=True)
        (home / name).write_text("x")
        plan = synthetic.plan(scenario_text=text.encode(), home=str(home))
        with RunFolder.open_or_create(root / "runs" / run, plan) as made:
            made.write(synthetic.block(0, 2))
            made.finish(2)
    runs = Runs(Folder(root))
    checked = fights.Fights(runs)
    checked.check_home(RunFolder.open(root / "runs" / "inside"))
    with pytest.raises(Refused, match="outside of the folder that is served"):
        checked.check_home(RunFolder.open(root / "runs" / "outside"))
    # Terrain alone is looked for in the run folder first.
    (root / "runs" / "outside" / name).write_text("x")
    if field == "terrain.file":
        checked.check_home(RunFolder.open(root / "runs" / "outside"))
    else:
        with pytest.raises(Refused, match="outside of the folder that is served"):
            checked.check_home(RunFolder.open(root / "runs" / "outside"))


def unpacked(answer: Answer) -> bytes:
    return gzip.decompress(answer.body) if answer.packed else answer.body


def recorded(root: Path) -> str:
    """A folder with the shipped scenario of recorded paths; its text."""
    shutil.copytree(SOURCES.parent / "scenarios" / "paths", root / "scenarios" / "paths")
    return (SOURCES.parent / "scenarios" / "recorded-raid.yaml").read_text()


def test_recorded_paths_are_read_beside_the_scenario(tmp_path: Path) -> None:
    """And the map, the remarks and the cost are those of what flies, not of the stand-in for it."""
    text, answers = recorded(tmp_path), Answers(tmp_path, False)
    checked = json.loads(unpacked(answers("laydown", {"id": "new.yaml", "text": text})))
    fits(checked, "Checked")
    assert checked["problems"] == []
    assert "8 paths" in " ".join(checked["notes"])
    assert checked["cost"] != cost(estimate(parse(text)))
    (tmp_path / "scenarios" / "paths" / "recorded-raid.csv").unlink()
    checked = json.loads(unpacked(answers("laydown", {"id": "new.yaml", "text": text})))
    assert [problem["path"] for problem in checked["problems"]] == [["raids", 0, "paths"]]


def test_the_bound_of_a_job_counts_what_flies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = recorded(tmp_path)
    one = estimate(parse(text)).megabytes
    monkeypatch.setattr(job_kinds, "MOST_MEGABYTES", 1.1 * one)
    asked = {"kind": "run", "scenario": "new.yaml", "text": text}
    with pytest.raises(Refused) as refused:
        job_kinds.KINDS["run"](Folder(tmp_path), asked, lambda done, total: None, lambda said: None)
    assert refused.value.status == 413


def test_coverage_and_envelopes(served: Served, run: str) -> None:
    page = served.get(f"/api/runs/{run}/coverage?height=100")
    fits(page, "CoveragePage")
    assert page["target"] == "shahed-136"
    rings = [polygon["outer"] for area in page["areas"] for polygon in area["outline"]]
    assert rings
    assert all(74.0 < corner[0] < 76.0 and 30.0 < corner[1] < 32.0 for ring in rings for corner in ring)
    (envelope,) = served.get(f"/api/runs/{run}/envelopes")
    fits(envelope, "EnvelopePage")
    assert (envelope["missile"], envelope["units"]) == ("9M96E2", ["alpha"])
    # The published reach is 120 km; nothing is met beyond it.
    assert 0.0 < max(reach for reach in envelope["farthest"] if reach is not None) <= 120e3


def test_a_replicate_can_be_had_as_a_file(served: Served, run: str) -> None:
    reply = served.ask("GET", f"/api/runs/{run}/replicates/0/export?format=acmi")
    assert reply.body.startswith(b"FileType=text/acmi/tacview") or reply.body[3:].startswith(b"FileType=text/acmi")
    assert reply.headers["content-disposition"] == 'attachment; filename="edited-0.acmi"'
    assert served.ask("GET", f"/api/runs/{run}/replicates/0/export?format=exe").status == 400


def test_a_sound_text_is_shown_on_the_map(served: Served) -> None:
    reply = served.ask("POST", f"/api/scenarios/{scenario_id(served)}/check", {"text": QUICK})
    fits(reply.content, "Checked")
    assert reply.content["problems"] == []
    assert [place["id"] for place in reply.content["laydown"]["places"]] == ["base", "alpha"]
    assert reply.content["cost"]


@pytest.mark.slow
def test_links_are_made_perfect_from_the_page(served: Served, run: str) -> None:
    id = served.ask("POST", "/api/jobs", {"kind": "blame", "run": run, "replicates": 2}).content["id"]
    job = until(lambda: over(served, id))
    assert (job["state"], job["run"]) == ("done", run)
    blame = served.get(f"/api/runs/{run}")["blame"]
    assert blame["replicates"] == 2
    assert "kill" in {link["name"] for link in blame["links"]}


def test_a_job_that_cannot_be_done_says_why(served: Served) -> None:
    asked = {"kind": "run", "scenario": scenario_id(served), "text": QUICK.replace("20 km", "20")}
    id = served.ask("POST", "/api/jobs", asked).content["id"]
    job = until(lambda: over(served, id))
    assert (job["state"], "raids[0]" in job["message"]) == ("failed", True)


def test_a_report_that_cannot_be_drawn_does_not_spoil_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down(*given: object) -> None:
        raise RuntimeError("no ink")

    monkeypatch.setattr("vyuha.api.drawing.draw_report", break_down)
    asked = {"kind": "run", "scenario": "new.yaml", "text": QUICK, "replicates": 1}
    relative = job_kinds.KINDS["run"](Folder(tmp_path), asked, lambda done, total: None, lambda said: None)
    assert RunFolder.open(tmp_path / relative).replicates == 1
    assert "no ink" in capsys.readouterr().err


@pytest.mark.slow
def test_cancelling_and_killing_leave_no_process_and_what_was_fought(results: Path, tmp_path: Path, page: Path) -> None:
    served = Served(copied(results, tmp_path / "results"), page, tmp_path / "log", "--edit")
    try:
        asked = {"kind": "run", "scenario": scenario_id(served), "replicates": 1_000_000}
        ids = [served.ask("POST", "/api/jobs", asked | {"name": name}).content["id"] for name in ("one", "two")]
        before = set(served.children())
        until(lambda: next(one for one in served.get("/api/jobs") if one["id"] == ids[0])["done"] > 100)
        (worker,) = {pid for pid in served.children() if Path(f"/proc/{pid}/cmdline").read_text().endswith("job\0")}
        assert worker in before
        assert served.ask("DELETE", f"/api/jobs/{ids[0]}").status == 204
        until(lambda: not alive(worker), 5.0)
        ended = over(served, ids[0])
        assert ended["state"] == "cancelled"  # type: ignore[index]
        # Though it did not come to its end, it says which run it was.
        names = {one["id"]: one["name"] for one in served.get("/api/index")["runs"]}
        assert names[ended["run"]] == "runs/one"  # type: ignore[index]
        run = RunFolder.open(tmp_path / "results" / "runs" / "one")
        assert run.replicates >= 100
        FolderLock(run.path).release()
        # The next one has begun; now the server dies without a word.
        until(lambda: next(one for one in served.get("/api/jobs") if one["id"] == ids[1])["state"] != "queued")
        workers = served.children()
        assert len(workers) >= 2
    finally:
        os.kill(served.process.pid, signal.SIGKILL)
        served.end()
    until(lambda: not any(alive(pid) for pid in workers), 5.0)
