"""`vyuha serve`: what it says, how it ends, and that it keeps to this machine (S19 to S23).

Expected values: the command's own help; the checklist of docs/security.md.
"""

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.server.client import HERE, SOURCES, Served
from tests.server.conftest import copied
from vyuha.cli.app import app
from vyuha.cli.serve import _Browser
from vyuha.server import page_files
from vyuha.server.session import Session


def serve(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["serve", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stderr


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert serve(tmp_path / "file") == (2, f"vyuha serve: {tmp_path / 'file'}: not a folder\n")
    assert serve(tmp_path / "none") == (2, f"vyuha serve: {tmp_path / 'none'}: no such folder\n")


def test_without_a_page_it_says_what_to_type(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_files, "PAGE", tmp_path / "page")
    code, said = serve(tmp_path)
    assert code == 2
    tool = Path(said.strip().rpartition("type: python ")[2])
    assert (tool.name, tool.is_file()) == ("build_page.py", True)


def test_a_port_that_is_taken_is_refused(tmp_path: Path, page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_files, "PAGE", page)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert serve(tmp_path, "--port", port) == (1, f"vyuha serve: --port {port}: address already in use\n")


def test_two_servers_of_one_folder_do_not_disturb_each_other(
    results: Path, tmp_path: Path, page: Path, served: Served
) -> None:
    root = served.log.parent / "results"
    other = Served(root, page, tmp_path / "log")
    try:
        one, two = served.get("/api/index"), other.get("/api/index")
        assert (one["edit"], two["edit"]) == (True, False)
        assert {run["id"] for run in one["runs"]} == {run["id"] for run in two["runs"]}
        # The cookie of the one is none of the other.
        assert other.ask("GET", "/api/index", cookie=served.cookie).status == 401
        # What only shows starts, cancels and saves nothing.
        for method, path in (("POST", "/api/jobs"), ("DELETE", "/api/jobs/0")):
            reply = other.ask(method, path, {"kind": "blame", "run": "x"} if method == "POST" else None)
            assert (reply.status, "--edit" in reply.content["remedy"]) == (403, True)
        reply = other.ask("PUT", "/api/scenarios/x.yaml", {"text": "vyuha: 1", "etag": ""})
        assert (reply.status, "--edit" in reply.content["remedy"]) == (403, True)
        children = other.children()
        assert other.end() == 0
        assert "vyuha serve: ended" in other.log.read_text()
        assert not any(Path(f"/proc/{pid}").exists() for pid in children)
    finally:
        other.end()


def test_interrupting_twice_ends_it_as_well(results: Path, tmp_path: Path, page: Path) -> None:
    one = Served(copied(results, tmp_path / "results"), page, tmp_path / "log", "--edit")
    one.get("/api/index")
    children = one.children()
    for _ in range(2):
        one.process.send_signal(signal.SIGINT)
    assert one.end() in (0, 130, -signal.SIGINT)
    deadline = threading.Event()
    for _ in range(100):
        if not any(Path(f"/proc/{pid}/stat").exists() for pid in children):
            break
        deadline.wait(0.05)
    assert not any(Path(f"/proc/{pid}/stat").exists() for pid in children)


def test_nothing_leaves_the_machine(served: Served, tight: Served) -> None:
    """Seen by a hook in the servers and their children, which refuses what leaves."""
    served.get("/api/index")
    for one in (served, tight):
        assert [line for line in one.watched.read_text().splitlines() if line.startswith("network")] == []


def test_control_what_leaves_the_machine_is_seen(tmp_path: Path) -> None:
    log = tmp_path / "watched"
    program = "import socket; socket.create_connection(('192.0.2.1', 9), 1)"
    environment = os.environ | {"PYTHONPATH": str(HERE / "watch"), "VYUHA_TEST_LOG": str(log)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)
    assert b"PermissionError" in done.stderr
    assert "network" in log.read_text()


def test_it_listens_on_this_machine_only(served: Served) -> None:
    """By the kernel's own tables; the control is a listener on all addresses, which they show."""
    inodes = set()
    for one in Path(f"/proc/{served.process.pid}/fd").iterdir():
        target = os.readlink(one)
        if target.startswith("socket:["):
            inodes.add(target[8:-1])

    def listening() -> set[str]:
        found = set()
        for name in ("tcp", "tcp6"):
            for line in Path(f"/proc/net/{name}").read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and (fields[9] in inodes or fields[9] in mine):
                    found.add(fields[1].partition(":")[0])
        return found

    mine: set[str] = set()
    assert listening() <= {"0100007F", "00000000000000000000000001000000"}
    assert "0100007F" in listening()
    with socket.create_server(("0.0.0.0", 0)) as everywhere:
        mine = {os.readlink(f"/proc/self/fd/{everywhere.fileno()}")[8:-1]}
        assert "00000000" in listening()


def test_the_browser_is_opened_by_a_file_that_only_its_owner_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) or True)
    session = Session(1)
    with _Browser(True) as browser:
        browser.open(session.address)
        (address,) = opened
        assert session.token not in address
        file = Path(address.removeprefix("file://"))
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
        assert session.address in file.read_text()
    assert not file.parent.exists()
    with _Browser(False) as browser:
        browser.open(session.address)
    assert len(opened) == 1


def test_every_start_has_its_own_token() -> None:
    tokens = {Session(1).token for _ in range(100)}
    assert len(tokens) == 100
    assert {len(bytes.fromhex(token)) * 8 for token in tokens} == {128}
    assert not Session(1).knows(Session(1).token)


def test_help_loads_neither_server_nor_compiler() -> None:
    program = (
        "import sys; sys.argv = ['vyuha', 'serve', '--help']\n"
        "from vyuha.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "assert not {'starlette', 'uvicorn', 'numba'} & set(sys.modules)\n"
        "import vyuha.server.serving\n"
        "assert 'starlette' in sys.modules and not {'numba', 'polars', 'numpy'} & set(sys.modules)\n"
    )
    environment = os.environ | {"PYTHONPATH": str(SOURCES)}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
