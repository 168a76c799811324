"""Nobody can hold up or fill the server (S10, S24): bodies, heads, patience, connections, frames, jobs.

Expected values: the limits of the `tight` server, statuses of RFC 9110 and 6585. Negative control: the same server
within its limits.
"""

import json
import socket
import struct
import time
from pathlib import Path

import pytest

from tests.server.client import Served, reply_of, status_of
from tests.server.conftest import LARGE, TIGHT
from vyuha.server.folder import Folder

BODY = int(TIGHT["body"])
_MOST_GROWTH = 50


def posted(served: Served, more: str) -> bytes:
    head = f"POST /api/scenarios/0/check HTTP/1.1\r\nHost: {served.host}\r\nCookie: {served.cookie}\r\n"
    return f"{head}Content-Type: application/json\r\n{more}\r\n".encode()


def megabytes(served: Served) -> float:
    """The memory of the server itself."""
    text = Path(f"/proc/{served.process.pid}/status").read_text()
    return int(text.partition("VmRSS:")[2].split()[0]) / 1024.0


def test_a_body_within_the_limit_is_read(tight: Served) -> None:
    reply = tight.ask("POST", "/api/jobs", {"kind": "run", "texts": "x" * (BODY - 100)})
    assert (reply.status, "texts is not asked" in reply.content["error"]) == (400, True)


def test_a_long_body_is_refused_whatever_it_says_of_its_length(tight: Served) -> None:
    before = megabytes(tight)
    assert tight.raw(posted(tight, f"Content-Length: {BODY + 1}\r\n") + b"x").status == 413
    assert tight.raw(posted(tight, "Content-Length: 99999999999999999999\r\n") + b"x").status in (400, 413)
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with socket.create_connection(("127.0.0.1", tight.port), 20) as connection:
        connection.sendall(posted(tight, "Transfer-Encoding: chunked\r\n"))
        connection.sendall(chunk)
        connection.sendall(chunk)
        assert reply_of(connection).status == 413
    assert megabytes(tight) < before + _MOST_GROWTH


@pytest.mark.parametrize("more", ["Content-Length: 100\r\n", "Transfer-Encoding: chunked\r\n"])
def test_a_body_that_does_not_come_is_given_up(tight: Served, more: str) -> None:
    assert tight.raw(posted(tight, more)).status == 408


def test_a_head_that_does_not_come_is_given_up(tight: Served) -> None:
    for said in (b"", b"GET / HTTP/1.1\r\nHost:"):
        assert tight.raw(said, 20.0).status == 0


def test_a_long_head_is_refused(tight: Served) -> None:
    many = "".join(f"X-{n}: {n}\r\n" for n in range(100_000))
    assert tight.raw(f"GET / HTTP/1.1\r\nHost: {tight.host}\r\n{many}\r\n".encode()).status in (0, 431)
    some = "".join(f"X-{n}: {n}\r\n" for n in range(1_500))
    assert tight.raw(f"GET / HTTP/1.1\r\nHost: {tight.host}\r\n{some}\r\n".encode()).status == 431
    assert tight.ask("GET", "/" + "a" * 5000).status == 400
    assert tight.ask("GET", "/", X_Long="x" * 1000).status == 200


def test_ten_thousand_parts_are_no_json(tight: Served) -> None:
    body = b"--x\r\ncontent-disposition: form-data; name=a\r\n\r\n\r\n" * 1000
    head = posted(tight, f"Content-Length: {len(body)}\r\n").replace(
        b"application/json", b"multipart/form-data; boundary=x"
    )
    assert tight.raw(head + body).status == 415


def test_silent_connections_make_room_for_others(tight: Served) -> None:
    before, idle = megabytes(tight), []
    try:
        for _ in range(1000):
            idle.append(socket.create_connection(("127.0.0.1", tight.port), 20))
        assert tight.ask("GET", "/health").status == 200
        opened = list(Path(f"/proc/{tight.process.pid}/fd").iterdir())
        assert len(opened) < int(TIGHT["connections"]) + 60
        assert megabytes(tight) < before + _MOST_GROWTH
    finally:
        for one in idle:
            one.close()


def download(served: Served) -> socket.socket:
    """A connection on which a large file was asked for, of which the kernel holds little."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
    connection.settimeout(20)
    connection.connect(("127.0.0.1", served.port))
    head = f"GET /assets/large.bin HTTP/1.1\r\nHost: {served.host}\r\nCookie: {served.cookie}\r\n\r\n"
    connection.sendall(head.encode())
    return connection


def test_who_reads_slowly_gets_it_all_however_many_wait(tight: Served) -> None:
    """It takes longer than the patience with those who say nothing, and makes no room for them."""
    patience, idle, got = float(TIGHT["head_seconds"]), [], 0
    with download(tight) as connection:
        begun = time.monotonic()
        try:
            while got < LARGE and (data := connection.recv(1_000_000)):
                got += len(data)
                # Evenly, so that at the end of the patience a good part is not read yet.
                time.sleep(max(0.0, begun + 2.5 * patience * got / LARGE - time.monotonic()))
                if not idle:
                    many = range(int(TIGHT["connections"]) + 5)
                    idle = [socket.create_connection(("127.0.0.1", tight.port), 20) for _ in many]
        finally:
            for one in idle:
                one.close()
    assert got >= LARGE
    assert time.monotonic() - begun > 2.0 * patience


def test_who_takes_nothing_of_an_answer_is_given_up(tight: Served) -> None:
    """The control of the test above, and the same for answers that are asked for again and again."""
    with download(tight) as connection:
        time.sleep(3.0 * float(TIGHT["head_seconds"]))
        assert len(reply_of(connection).body) < LARGE
    head = f"GET /assets/login-1.js HTTP/1.1\r\nHost: {tight.host}\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", tight.port), 20) as connection:
        connection.setblocking(False)
        until = time.monotonic() + 20.0
        ended = False
        while not ended and time.monotonic() < until:
            try:
                connection.send(head * 100)
            except BlockingIOError:
                time.sleep(0.05)
            except ConnectionError:
                ended = True
        assert ended


@pytest.mark.parametrize("path", ["/health", "/", "/api/index"])
def test_an_answer_before_the_end_of_a_body_ends_the_connection(tight: Served, path: str) -> None:
    """What the route does not read has no time limit of its own."""
    head = f"POST {path} HTTP/1.1\r\nHost: {tight.host}\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n"
    with socket.create_connection(("127.0.0.1", tight.port), 3.0) as connection:
        connection.sendall(head.encode() + b"{")
        reply = reply_of(connection)
    assert (reply.status, reply.headers["connection"]) == (401 if path == "/api/index" else 405, "close")


def test_a_large_frame_ends_its_socket_only(tight: Served) -> None:
    before = megabytes(tight)
    with tight.upgrade() as connection:
        assert b" 101 " in connection.recv(4096)
        try:
            connection.sendall(struct.pack(">BBQ", 0x82, 0x80 | 127, 10_000_000) + b"mask")
            for _ in range(160):
                connection.sendall(b"x" * 65536)
        except ConnectionError:
            pass
        connection.settimeout(20)
        try:
            while connection.recv(65536):
                pass
        except ConnectionError:
            pass
    assert megabytes(tight) < before + _MOST_GROWTH
    assert tight.ask("GET", "/health").status == 200


def test_only_so_many_listen(tight: Served) -> None:
    first = [tight.upgrade() for _ in range(int(TIGHT["listeners"]))]
    try:
        assert all(b" 101 " in one.recv(4096) for one in first)
        assert status_of(tight.upgrade()) == 403
    finally:
        for one in first:
            one.close()


def test_who_leaves_is_not_mourned(tight: Served) -> None:
    until = time.monotonic() + 5.0
    # Those of the test before may still be leaving.
    while status_of(tight.upgrade()) != 101 and time.monotonic() < until:
        time.sleep(0.05)
    assert tight.ask("GET", "/health").status == 200
    time.sleep(0.3)
    assert "Traceback" not in tight.log.read_text()


def test_a_question_has_no_body(tight: Served) -> None:
    head = f"GET /api/index HTTP/1.1\r\nHost: {tight.host}\r\nCookie: {tight.cookie}\r\n"
    assert tight.raw(f"{head}Content-Length: 5\r\n\r\nhello".encode()).status == 400


def test_a_thousand_jobs_do_not_fit(tight: Served) -> None:
    scenario = next(iter(Folder(tight.log.parent / "results").found.scenarios))
    asked = {"kind": "run", "scenario": scenario, "replicates": 1_000_000}
    replies = [tight.ask("POST", "/api/jobs", asked) for _ in range(100)]
    started = [reply.content["id"] for reply in replies if reply.status == 202]
    assert len(started) == int(TIGHT["jobs"])
    assert {reply.status for reply in replies} == {202, 429}
    workers = tight.children()
    for id in started:
        assert tight.ask("DELETE", f"/api/jobs/{id}").status == 204
    until = time.monotonic() + 5.0
    while len(tight.children()) >= len(workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(tight.children()) < len(workers)
    assert {job["state"] for job in tight.get("/api/jobs")} == {"cancelled"}


@pytest.mark.parametrize(
    "asked",
    [
        [], {}, {"kind": "shell"}, {"kind": "run"}, {"kind": "run", "scenario": 1}, {"kind": "blame", "scenario": "x"},
        {"kind": "run", "scenario": "x", "replicates": 10**12}, {"kind": "run", "scenario": "x", "replicates": True},
        {"kind": "run", "scenario": "x", "replicates": 0}, {"kind": "run", "scenario": "x", "seed": -1},
        {"kind": "run", "scenario": "x", "name": "../x"}, {"kind": "run", "scenario": "x", "name": ".x"},
        {"kind": "run", "scenario": "x", "out": "y"}, {"kind": "perfection", "run": "x"}, "x",
        {"kind": []}, {"kind": {}},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_what_makes_no_job_is_refused(tight: Served, asked: object) -> None:
    assert tight.ask("POST", "/api/jobs", asked).status == 400
