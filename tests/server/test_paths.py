"""Ids are no paths, and what is no plain file is not there (S6, S7).

Expected values: the checklist of docs/security.md; that nothing outside was opened is seen by an audit hook in the
server and in its children. Negative controls: the hook sees what is opened, and who has no rules is led by a link.
"""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.results import synthetic
from tests.server.client import Served
from tests.server.conftest import copied
from vyuha.results.folder import RunFolder
from vyuha.server.folder import Folder
from vyuha.server.plain_files import NotPlain, opened_plain, read_plain
from vyuha.server.refusal import Refused
from vyuha.server.runs import Runs

BAD = ("..", "%2e%2e", "%252e%252e", "..%5c..", "%2e%2e%2fhushed", "//etc/passwd", "%2fetc%2fpasswd", "/proc/self/root",
       "C:%5c", "%5c%5chost%5cshare", "CON", "a%00b", "%c0%ae%c0%ae", "runs_private", "runs", "first", "runs%2ffirst",
       "..%2fruns_private%2fhushed", "~", "*", "0" * 20, "0" * 3000)  # fmt: skip
PLACES = ("/api/runs/{}", "/api/runs/{}/replicates", "/api/runs/{}/replicates/0/scene", "/api/runs/{}/envelopes",
          "/api/runs/{}/coverage?height=100", "/api/plans/{}", "/api/scenarios/{}", "/api/compare?a={0}&b={0}",
          "/assets/{}", "/cesium/{}", "/{}")  # fmt: skip


@pytest.fixture(scope="module")
def secret(served: Served) -> Path:
    """Beside the folder that is served, with a name that begins like one inside."""
    folder = served.log.parent / "results" / ".." / "runs_private"
    folder.mkdir(exist_ok=True)
    (folder / "hushed").write_text("hushed")
    return folder / "hushed"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.usefixtures("secret")
def test_a_path_is_no_id(served: Served, place: str) -> None:
    unknown = served.ask("GET", place.format("f" * 20))
    for bad in BAD:
        reply = served.ask("GET", place.format(bad))
        assert reply.status in (404, 400 if len(bad) > 2000 else 404), bad
        if reply.status == 404:
            assert reply.body == unknown.body, bad
    opened = opened_by(served)
    assert any(name.endswith("index.html") or name == "manifest.json" for name in opened)
    assert not any("hushed" in name or name == "/etc/passwd" or "runs_private" in name for name in opened)


def opened_by(served: Served) -> list[str]:
    lines = served.watched.read_text().splitlines()
    return [line.removeprefix("open ") for line in lines if line.startswith("open ")]


def test_a_new_scenario_has_a_plain_name(served: Served) -> None:
    for name in ("../x.yaml", "..%2fx.yaml", "x.yaml%00", ".x.yaml", "X.yaml", "x.yml", "a" * 70 + ".yaml", "x/y.yaml"):
        reply = served.ask("PUT", f"/api/scenarios/{name}", {"text": "vyuha: 1", "etag": ""})
        assert reply.status in (404, 405), name


@pytest.fixture
def runs(results: Path, tmp_path: Path) -> Runs:
    return Runs(Folder(copied(results, tmp_path / "results")))


def id_of(runs: Runs, name: str) -> str:
    return next(id for id, at in runs.folder.found.runs.items() if at == name)


def link(path: Path, outside: Path) -> None:
    path.symlink_to(outside)


def pipe(path: Path, outside: Path) -> None:
    os.mkfifo(path)


def listener(path: Path, outside: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(path.parent)  # such names are short
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)


@pytest.mark.parametrize("put", [link, pipe, listener])
@pytest.mark.parametrize("name", ["manifest.json", "summary.json", "scenario.yaml", "replicates/00000000.parquet"])
def test_what_is_no_plain_file_is_not_there(runs: Runs, put: Callable[[Path, Path], None], name: str) -> None:
    id = id_of(runs, "runs/first")
    path = runs.folder.root / "runs" / "first" / name
    outside = path.rename(runs.folder.root.parent / "outside")
    put(path, outside)
    with pytest.raises(Refused) as refused:
        runs.page(id)
    assert refused.value.status == 404


def test_links_are_not_followed_when_the_folder_is_searched(runs: Runs) -> None:
    root = runs.folder.root
    (root / "runs" / "linked").symlink_to(root / "runs" / "first")
    (root / "elsewhere").symlink_to(root.parent)
    (root / "scenarios" / "linked.yaml").symlink_to(root / "scenarios" / "quick.yaml")
    os.mkfifo(root / "scenarios" / "pipe.yaml")
    found = Folder(root).found
    assert sorted(found.runs.values()) == ["runs/first", "runs/other", "runs/second"]
    assert list(found.scenarios.values()) == ["scenarios/quick.yaml"]


def test_what_is_swapped_while_it_is_read_is_not_answered(runs: Runs) -> None:
    root, id = runs.folder.root, id_of(runs, "runs/first")
    with RunFolder.open_or_create(root.parent / "elsewhere", synthetic.plan()) as other:
        other.write(synthetic.block(0, 5, seed=1))

    def swap_and_read(run: RunFolder, mark: str) -> int:
        if not (root / "runs" / "first").is_symlink():
            (root / "runs" / "first").rename(root.parent / "first")
            (root / "runs" / "first").symlink_to(root.parent / "elsewhere")
        return run.replicates

    with pytest.raises(Refused) as refused:
        runs.read(id, swap_and_read)
    assert refused.value.status == 404


def test_what_is_swapped_before_it_is_opened_is_refused(tmp_path: Path) -> None:
    (tmp_path / "served" / "run").mkdir(parents=True)
    (tmp_path / "outside").mkdir()
    for folder in ("outside", "served/run"):
        (tmp_path / folder / "file").write_text(folder)
    assert read_plain(tmp_path / "served", "run/file", 100) == b"served/run"
    (tmp_path / "served" / "run").rename(tmp_path / "old")
    (tmp_path / "served" / "run").symlink_to(tmp_path / "outside")
    # The control: whoever opens the whole path is led outside.
    assert (tmp_path / "served" / "run" / "file").read_text() == "outside"
    with pytest.raises(NotPlain):
        read_plain(tmp_path / "served", "run/file", 100)
    for bad in ("../outside/file", "run/../../outside/file", "/etc/passwd", "old", ""):
        with pytest.raises(NotPlain), opened_plain(tmp_path / "served", bad):
            pass


def test_files_beyond_a_size_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 10)
    assert read_plain(tmp_path, "file", 10) == b"x" * 10
    with pytest.raises(NotPlain):
        read_plain(tmp_path, "file", 9)
