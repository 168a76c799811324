"""What the server answers to which address: thin, since every answer is made in a child."""

import asyncio
import gzip
import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from vyuha.server.children import Child, Said
from vyuha.server.jobs import Jobs
from vyuha.server.limits import Limits
from vyuha.server.live import Live
from vyuha.server.page_files import INDEX, LOGIN, PageFiles, accepts_packed
from vyuha.server.refusal import Refused
from vyuha.server.session import Session

_MOST_HEIGHT = 100e3


class Parts(NamedTuple):
    """What the server is made of. `reader` answers from small files, `counter` from tables, `fighter` from fights."""

    session: Session
    page: PageFiles
    reader: Child
    counter: Child
    fighter: Child
    jobs: Jobs
    live: Live
    limits: Limits


Endpoint = Callable[[Request], Awaitable[Response]]


def routes(parts: Parts) -> list[BaseRoute]:
    """Every address."""
    return [*_doors(parts), *_readings(parts), *_fights(parts), *_changes(parts), *_files(parts)]


def _doors(parts: Parts) -> list[BaseRoute]:
    async def front(request: Request) -> Response:
        return parts.page.answer(INDEX if request.scope["vyuha.known"] else LOGIN, request)

    async def login(request: Request) -> Response:
        given = await _json(request)
        if not isinstance(given, dict) or not parts.session.knows(given.get("token")):
            raise Refused(403, "This is not the token of this server.", "Use the address that it printed last.")
        return Response(status_code=204, headers={"set-cookie": parts.session.cookie})

    async def health(request: Request) -> Response:
        return Response(b'{"status":"ok"}', media_type="application/json")

    async def listen(socket: WebSocket) -> None:
        if parts.live.full:
            await socket.close(1013)
            return
        await socket.accept()
        with parts.live.listening() as heard:
            heard.put_nowait('{"type": "hello"}')
            for job in parts.jobs.list():
                heard.put_nowait(json.dumps({"type": "job", "job": job}))
            await _tell(socket, heard)

    return [
        Route("/", front, methods=["GET"]),
        Route("/login", login, methods=["POST"]),
        Route("/health", health, methods=["GET"]),
        WebSocketRoute("/api/live", listen),
    ]


def _readings(parts: Parts) -> list[BaseRoute]:
    def of(child: Child, name: str, *ids: str) -> Endpoint:
        async def endpoint(request: Request) -> Response:
            asked = {id: request.path_params[id] for id in ids}
            return _said(await child.ask(name, asked, request.is_disconnected), request)

        return endpoint

    async def replicates(request: Request) -> Response:
        query = request.query_params
        asked = {
            "id": request.path_params["id"],
            "offset": _whole(query.get("offset", "0"), "offset"),
            "limit": _whole(query.get("limit", "100"), "limit"),
            "sort": query.get("sort", "replicate"),
            "order": query.get("order", "up"),
        }
        return _said(await parts.counter.ask("replicates", asked, request.is_disconnected), request)

    async def compare(request: Request) -> Response:
        asked = {"a": request.query_params.get("a", ""), "b": request.query_params.get("b", "")}
        return _said(await parts.counter.ask("compare", asked, request.is_disconnected), request)

    return [
        Route("/api/index", of(parts.reader, "index"), methods=["GET"]),
        Route("/api/runs/{id}", of(parts.counter, "run", "id"), methods=["GET"]),
        Route("/api/runs/{id}/replicates", replicates, methods=["GET"]),
        Route("/api/compare", compare, methods=["GET"]),
        Route("/api/plans/{id}", of(parts.reader, "plan", "id"), methods=["GET"]),
        Route("/api/scenarios/{id}", of(parts.reader, "scenario", "id"), methods=["GET"]),
        Route("/api/schema", of(parts.reader, "schema"), methods=["GET"]),
        Route("/api/catalogue", of(parts.reader, "catalogue"), methods=["GET"]),
        Route("/api/formats", of(parts.reader, "formats"), methods=["GET"]),
    ]


def _fights(parts: Parts) -> list[BaseRoute]:
    async def fight(request: Request, name: str, **asked: Any) -> Response:
        asked["id"] = request.path_params["id"]
        return _said(await parts.fighter.ask(name, asked, request.is_disconnected), request)

    async def scene(request: Request) -> Response:
        return await fight(request, "scene", replicate=_replicate(request))

    async def export(request: Request) -> Response:
        format = request.query_params.get("format", "")
        return await fight(request, "export", replicate=_replicate(request), format=format)

    async def coverage(request: Request) -> Response:
        return await fight(request, "coverage", height=_height(request.query_params.get("height", "")))

    async def envelopes(request: Request) -> Response:
        return await fight(request, "envelopes")

    return [
        Route("/api/runs/{id}/replicates/{replicate}/scene", scene, methods=["GET"]),
        Route("/api/runs/{id}/replicates/{replicate}/export", export, methods=["GET"]),
        Route("/api/runs/{id}/coverage", coverage, methods=["GET"]),
        Route("/api/runs/{id}/envelopes", envelopes, methods=["GET"]),
    ]


def _changes(parts: Parts) -> list[BaseRoute]:
    async def check(request: Request) -> Response:
        asked = {"id": request.path_params["id"], **_texts(await _json(request), "text")}
        said = await parts.reader.ask("check", asked, request.is_disconnected)
        if said.status == 200 and not json.loads(_unpacked(said))["problems"]:
            # The map needs the engine.
            said = await parts.fighter.ask("laydown", asked, request.is_disconnected)
        return _said(said, request)

    async def save(request: Request) -> Response:
        content = await _json(request)
        texts = _texts({"beside": "", **content} if isinstance(content, dict) else content, "text", "etag", "beside")
        asked = {"id": request.path_params["id"], "text": texts["text"], "known": texts["etag"]}
        said = await parts.reader.ask("save", asked | {"beside": texts["beside"]})
        if said.status == 200:
            parts.live.say({"type": "index"})
        return _said(said, request)

    async def jobs(request: Request) -> Response:
        return _content(parts.jobs.list())

    async def start(request: Request) -> Response:
        return _content(parts.jobs.start(await _json(request)), 202)

    async def cancel(request: Request) -> Response:
        await parts.jobs.cancel(request.path_params["id"])
        return Response(status_code=204)

    return [
        Route("/api/scenarios/{id}/check", check, methods=["POST"]),
        Route("/api/scenarios/{id}", save, methods=["PUT"]),
        Route("/api/jobs", jobs, methods=["GET"]),
        Route("/api/jobs", start, methods=["POST"]),
        Route("/api/jobs/{id}", cancel, methods=["DELETE"]),
    ]


def _files(parts: Parts) -> list[BaseRoute]:
    async def file(request: Request) -> Response:
        return parts.page.answer(request.scope["path"], request)

    return [Route("/{path:path}", file, methods=["GET"])]


async def _tell(socket: WebSocket, heard: "asyncio.Queue[str | None]") -> None:
    """Send what is heard until the page goes; what it says itself is of no interest."""

    async def ignore() -> None:
        with suppress(WebSocketDisconnect, KeyError):
            while True:
                await socket.receive_text()

    async def send() -> None:
        while (text := await heard.get()) is not None:
            await socket.send_text(text)

    both = [asyncio.create_task(ignore()), asyncio.create_task(send())]
    try:
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
    # Most often the page has gone, and there is nobody to tell.
    with suppress(RuntimeError, WebSocketDisconnect):
        await socket.close()


async def _json(request: Request) -> Any:
    data = await request.body()
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise Refused(400, "That is no JSON.") from None


def _texts(given: Any, *names: str) -> dict[str, str]:
    if not isinstance(given, dict) or not all(isinstance(given.get(name), str) for name in names):
        raise Refused(400, f"Give {' and '.join(names)} as text.")
    return {name: given[name] for name in names}


def _whole(given: str, name: str) -> int:
    if not (given.isascii() and given.isdigit() and len(given) <= 9):
        raise Refused(400, f"{name} is a whole number.")
    return int(given)


def _replicate(request: Request) -> int:
    return _whole(request.path_params["replicate"], "replicate")


def _height(given: str) -> float:
    try:
        height = float(given)
    except ValueError:
        height = -1.0
    if not 0.0 < height <= _MOST_HEIGHT:
        raise Refused(400, "height is a number of metres above the ground, more than 0 and at most 100,000.")
    return height


def _content(content: Any, status: int = 200) -> Response:
    return Response(json.dumps(content, ensure_ascii=False).encode(), status, media_type="application/json")


def _unpacked(said: Said) -> bytes:
    return gzip.decompress(said.body) if said.packed else said.body


def _said(said: Said, request: Request) -> Response:
    """What a child said, as it goes out."""
    headers = {"vary": "accept-encoding"}
    body = said.body
    if said.packed and accepts_packed(request):
        headers["content-encoding"] = "gzip"
    elif said.packed:
        body = _unpacked(said)
    if said.file:
        headers["content-disposition"] = f'attachment; filename="{said.file}"'
    return Response(body, said.status, headers, "application/octet-stream" if said.file else "application/json")
