"""Puts the server together and runs it on this machine's own addresses, until it is told to end."""

import asyncio
import contextlib
import errno
import logging
import os
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp

from vyuha.server.children import Child
from vyuha.server.connection import bounded
from vyuha.server.guard import Guard
from vyuha.server.jobs import Jobs
from vyuha.server.limits import Limits
from vyuha.server.live import Live
from vyuha.server.page_files import PageFiles
from vyuha.server.refusal import Refused, failed, missing
from vyuha.server.routes import Parts, routes
from vyuha.server.session import Discreet, Session

_LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
_TRIES = 20
# Seconds after which the folder is looked at for changes, while somebody listens.
_LOOK = 2.0


def serve(
    root: Path,
    port: int,
    edit: bool,
    announce: Callable[[str], None],
) -> None:
    """Serve a folder until interrupted. `announce` is told the address, with the token; port 0 is any that is free.
    Raises `UnbuiltError` without a page, `OSError` where the port is taken.
    """
    limits, page = Limits(), PageFiles()
    sockets = loopback(port)
    try:
        session = Session(sockets[0].getsockname()[1])
        _log(session)
        app = guarded(root.resolve(), edit, session, page, limits, lambda: announce(session.address))
        config = uvicorn.Config(
            app,
            http=bounded(limits),
            ws="wsproto",
            loop="asyncio",
            lifespan="on",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            ws_max_size=limits.frame,
            ws_per_message_deflate=False,
            h11_max_incomplete_event_size=limits.head,
            timeout_graceful_shutdown=2,
        )
        uvicorn.Server(config).run(sockets=sockets)
    finally:
        for one in sockets:
            one.close()


def loopback(port: int) -> list[socket.socket]:
    """Sockets on the loopback addresses of this machine, IPv4 and, where there is one, IPv6, on one port."""
    for _ in range(_TRIES):
        first = _bound(*_LOOPBACKS[0], port)
        number = first.getsockname()[1]
        try:
            return [first, _bound(*_LOOPBACKS[1], number)]
        except OSError as error:
            if error.errno != errno.EADDRINUSE:  # no IPv6 here
                return [first]
            first.close()
            if port:
                raise
    raise OSError(errno.EADDRINUSE, "no port is free on both loopback addresses")


def _bound(family: int, host: str, port: int) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(128)
    except OSError:
        made.close()
        raise
    return made


def guarded(
    root: Path, edit: bool, session: Session, page: PageFiles, limits: Limits, ready: Callable[[], None]
) -> ASGIApp:
    """The application behind its gate; `ready` is called when it answers."""
    live = Live(limits.listeners)
    parts = Parts(
        session,
        page,
        Child(root, edit, limits.reading),
        Child(root, edit, limits.counting),
        Child(root, edit, limits.fighting),
        Jobs(root, edit, live, limits.jobs),
        live,
        limits,
    )

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(work) for work in (parts.jobs.work(), _watch(root, live), _warm(parts))]
        ready()
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for child in (parts.reader, parts.counter, parts.fighter):
                await child.close()

    app = Starlette(
        routes=routes(parts),
        lifespan=running,
        exception_handlers={
            Refused: _refused,
            HTTPException: _unknown,
            Exception: _failed,
        },
    )
    app.router.redirect_slashes = False
    return Guard(app, session, limits, frozenset({"/", "/login", "/health"}) | page.public)


async def _warm(parts: Parts) -> None:
    """Load everything, so that the first who asks need not wait."""
    # One after the other, what is asked for first before the rest.
    for child in (parts.reader, parts.counter):
        with contextlib.suppress(Refused):
            await child.ask("catalogue", {})
    with contextlib.suppress(Refused):
        await parts.fighter.ask("ready", {}, seconds=parts.limits.compiling)


async def _watch(root: Path, live: Live) -> None:
    """Tell those who listen when something comes or goes in the folder."""
    seen = _glance(root)
    while True:
        await asyncio.sleep(_LOOK)
        now = seen if live.empty else _glance(root)
        if now != seen:
            seen = now
            live.say({"type": "index"})


def _glance(root: Path) -> Sequence[int]:
    times = []
    for path in (root, *(root / name for name in ("runs", "plans", "scenarios"))):
        try:
            times.append(os.stat(path, follow_symlinks=False).st_mtime_ns)
        except OSError:
            times.append(0)
    return times


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return Response(error.body, error.status, media_type="application/json")


async def _unknown(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return await _refused(request, missing())
    return await _refused(request, Refused(error.status_code, "This server does not do that."))


async def _failed(request: Request, error: Exception) -> Response:
    return await _refused(request, failed())


def _log(session: Session) -> None:
    """Warnings and errors to the terminal, without the token."""
    handler = logging.StreamHandler()
    handler.setFormatter(Discreet(session.secrets))
    for name in ("uvicorn.error", "vyuha.server"):
        log = logging.getLogger(name)
        log.handlers, log.propagate = [handler], False
        log.setLevel(logging.WARNING)
