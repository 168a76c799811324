"""Talks to a server as bytes, since clients put right what a test wants wrong; and starts one."""

import base64
import gzip
import json
import os
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SOURCES = HERE.parents[1] / "src"


@dataclass
class Reply:
    """What came back: the status (0: nothing), headers in lower case, the body unpacked."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def content(self) -> Any:
        return json.loads(self.body)


class Served:
    """A running server, asked with its cookie unless told otherwise."""

    def __init__(self, root: Path, page: Path, log: Path, *options: str, **asked: Any) -> None:
        self.log, self.watched = log, log.with_suffix(".watched")
        given = {"page": str(page)} | asked
        command = [sys.executable, str(HERE / "launch.py"), json.dumps(given), str(root), "--no-open", *options]
        paths = os.pathsep.join([str(HERE / "watch"), str(SOURCES)])
        with log.open("wb") as errors:
            self.process = subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=os.environ | {"PYTHONPATH": paths, "VYUHA_TEST_LOG": str(self.watched), "PYTHONUNBUFFERED": ""},
            )
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().decode().strip()
        assert self.address, log.read_text()
        self.port = int(self.address.partition("/#")[0].rpartition(":")[2])
        self.token = self.address.partition("#token=")[2]
        self.host = f"127.0.0.1:{self.port}"
        login = self.ask("POST", "/login", {"token": self.token}, cookie="")
        self.cookie = login.headers.get("set-cookie", "").partition(";")[0]

    def ask(self, method: str, path: str, content: Any = None, cookie: str | None = None, **headers: str) -> Reply:
        """A well-made request; header names have underscores for dashes."""
        body = b"" if content is None else json.dumps(content).encode()
        lines = {"Host": self.host, "Connection": "close", "Accept-Encoding": "gzip"}
        lines["Cookie"] = self.cookie if cookie is None else cookie
        if content is not None:
            lines |= {"Content-Type": "application/json", "Content-Length": str(len(body))}
        lines |= {name.replace("_", "-"): value for name, value in headers.items()}
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        return self.raw(f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + body)

    def get(self, path: str) -> Any:
        """The content at an address."""
        reply = self.ask("GET", path)
        assert reply.status == 200, (reply.status, reply.body[:500], self.log.read_text()[-2000:])
        return reply.content

    def raw(self, data: bytes, seconds: float = 60.0) -> Reply:
        """Whatever comes back to these bytes."""
        with socket.create_connection(("127.0.0.1", self.port), seconds) as connection:
            # It may have heard enough; what it said may still be there.
            with suppress(ConnectionError):
                connection.sendall(data)
            return reply_of(connection)

    def upgrade(self, path: str = "/api/live", **headers: str) -> socket.socket:
        """A connection on which a WebSocket was asked for."""
        key = base64.b64encode(os.urandom(16)).decode()
        lines = {"Host": self.host, "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Key": key}
        lines |= {"Sec-WebSocket-Version": "13", "Cookie": self.cookie, "Origin": f"http://{self.host}"}
        lines |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = socket.create_connection(("127.0.0.1", self.port), 60.0)
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        connection.sendall(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1"))
        return connection

    def children(self) -> list[int]:
        """The processes that the server has started."""
        task = Path(f"/proc/{self.process.pid}/task")
        return [int(pid) for one in task.iterdir() for pid in (one / "children").read_text().split()]

    def end(self) -> int:
        """End it as Ctrl-C does; the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return self.process.wait(20)


def reply_of(connection: socket.socket) -> Reply:
    """What a connection says until it ends."""
    data = b""
    try:
        while piece := connection.recv(1 << 16):
            data += piece
    except (ConnectionError, TimeoutError):
        pass
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    if len(lines[0].split()) < 2:
        return Reply(0)
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines[1:])}
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return Reply(int(lines[0].split()[1]), headers, body)


def status_of(connection: socket.socket) -> int:
    """The status with which an upgrade is answered."""
    with connection:
        return int(connection.recv(4096).split()[1])
