"""The one gate: every request and every WebSocket passes it before anything looks at its path.

Another page in the same browser, another program on the machine and another name for this machine must get nothing. So
the host must be one of ours (against rebinding of names), the origin ours exactly (against other pages), what changes
something must be JSON (against forms), and all but the door must bring the cookie.
"""

import asyncio
import logging
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from vyuha.server.limits import Limits
from vyuha.server.refusal import Refused
from vyuha.server.session import Session

_LOG = logging.getLogger("vyuha.server")
_METHODS = {"GET", "HEAD", "POST", "PUT", "DELETE"}
_CHANGES = {"POST", "PUT", "DELETE"}
_SITES = {b"same-origin", b"none"}
_START = "Open the address that `vyuha serve` printed when it started, with what follows the # sign."
# Nothing but our own files; workers and pictures that the globe makes of them; nothing inline, nobody's frame.
POLICY = (
    "default-src 'self'; worker-src 'self' blob:; img-src 'self' data: blob:; connect-src 'self' ws://{host}; "
    "object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
Headers = list[tuple[bytes, bytes]]


class Guard:
    """Lets through to `app` what may pass. `public` are the paths that need no cookie, `door` the one that a link from
    elsewhere may open: it shows a stranger the login page and nothing else.
    """

    def __init__(self, app: ASGIApp, session: Session, limits: Limits, public: frozenset[str]) -> None:
        self._app, self._session, self._limits, self._public = app, session, limits, public
        self._told: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._listen(scope, receive, send)
        else:
            await self._request(scope, receive, send)

    async def _request(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = scope["headers"]
        known = self._known_host(headers)
        body = _Body(receive, self._limits, _has_body(headers))
        answer = _Answer(send, known, body)
        refused = self._stranger(scope, known) or self._misshapen(scope)
        if refused is None and scope["path"] not in self._public and not scope["vyuha.known"]:
            refused = Refused(401, "This server does not know you.", _START)
        if refused is not None:
            await answer.refuse(refused)
            return
        await self._app(scope, body, answer)

    async def _listen(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers: Headers = scope["headers"]
        refused = self._stranger(scope, self._known_host(headers))
        # A browser always says where a WebSocket comes from.
        if refused is None and not (_all(headers, b"origin") and scope["vyuha.known"]):
            refused = Refused(403, "This server does not know you.", _START)
        if refused is None:
            await self._app(scope, receive, send)
            return
        start = {"type": "websocket.http.response.start", "status": 403, "headers": [_JSON]}
        await send(start)
        await send({"type": "websocket.http.response.body", "body": refused.body})

    def _stranger(self, scope: Scope, known: bytes) -> Refused | None:
        """Why it must not be answered at all, by where it comes from."""
        headers: Headers = scope["headers"]
        scope["vyuha.known"] = False
        if not known:
            self._tell("host", _all(headers, b"host"))
            return Refused(421, "This server is not known by that name.", _START)
        for origin in _all(headers, b"origin"):
            if origin != b"http://" + known:
                self._tell("origin", [origin])
                return Refused(403, "Another page may not ask this server.")
        strange = [site for site in _all(headers, b"sec-fetch-site") if site not in _SITES]
        if strange and not _is_visit(scope):
            self._tell("site", strange)
            return Refused(403, "Another page may not ask this server.")
        # Whoever comes by a link from elsewhere is shown the door, cookie or not.
        scope["vyuha.known"] = not strange and self._session.has(_all(headers, b"cookie"))
        return None

    def _misshapen(self, scope: Scope) -> Refused | None:
        """Why it is not a request that this server takes."""
        headers, method = scope["headers"], scope["method"]
        if (
            len(headers) > self._limits.headers
            or sum(len(name) + len(value) for name, value in headers) > self._limits.head
        ):
            return Refused(431, "The head of the request is too long.")
        if method not in _METHODS:
            return Refused(405, "This server does not do that.")
        if not scope["raw_path"].startswith(b"/") or len(scope["raw_path"]) > self._limits.target:
            return Refused(400, "That is no address of this server.")
        kinds = [kind.partition(b";")[0].strip().lower() for kind in _all(headers, b"content-type")]
        has_body = _has_body(headers)
        if method not in _CHANGES and has_body:
            return Refused(400, "A question has no body.")
        if (has_body or method in ("POST", "PUT")) and kinds != [b"application/json"]:
            return Refused(415, "This server takes application/json.")
        if any(len(length) > 12 or int(length) > self._limits.body for length in _all(headers, b"content-length")):
            return Refused(413, f"More than {self._limits.body} bytes are not taken.")
        return None

    def _known_host(self, headers: Headers) -> bytes:
        given = _all(headers, b"host")
        return given[0] if len(given) == 1 and given[0] in self._session.hosts else b""

    def _tell(self, what: str, given: list[bytes]) -> None:
        """Say once of each stranger that it was refused."""
        said = f"refused: {what} {b', '.join(given)[:100].decode('latin-1')!r}"
        if said not in self._told and len(self._told) < 100:
            self._told.add(said)
            _LOG.warning(said)


_JSON = (b"content-type", b"application/json")


def _all(headers: Headers, name: bytes) -> list[bytes]:
    return [value for key, value in headers if key == name]


def _has_body(headers: Headers) -> bool:
    lengths = _all(headers, b"content-length")
    return bool(_all(headers, b"transfer-encoding")) or any(length != b"0" for length in lengths)


def _is_visit(scope: Scope) -> bool:
    """Whether somebody follows a link, from a terminal in a browser for one, to our front door."""
    headers: Headers = scope.get("headers", [])
    page = _all(headers, b"sec-fetch-mode") == [b"navigate"] and _all(headers, b"sec-fetch-dest") == [b"document"]
    return scope["type"] == "http" and scope["method"] == "GET" and scope["path"] == "/" and page


class _Answer:
    """Sends with the headers that every answer has."""

    def __init__(self, send: Send, host: bytes, body: "_Body") -> None:
        self._send, self._body = send, body
        self._headers = (*_HEADERS, (b"content-security-policy", POLICY.format(host=host.decode()).encode()))

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name for name, _ in message["headers"]}
            more = [] if b"cache-control" in own else [(b"cache-control", b"no-store")]
            if not self._body.whole and b"connection" not in own:
                # What is still to come of the body is not wanted, and nobody would have patience with it.
                more.append((b"connection", b"close"))
            message = {**message, "headers": [*message["headers"], *more, *self._headers]}
        await self._send(message)

    async def refuse(self, refused: Refused) -> None:
        """Say no, and hang up."""
        body = refused.body
        length = (b"content-length", str(len(body)).encode())
        headers = [_JSON, length, (b"connection", b"close")]
        await self({"type": "http.response.start", "status": refused.status, "headers": headers})
        await self({"type": "http.response.body", "body": body})


class _Body:
    """Receives a body within its limits. Raises `Refused`."""

    def __init__(self, receive: Receive, limits: Limits, expected: bool) -> None:
        self._receive, self._limits = receive, limits
        # Whether nothing of it is still to come.
        self.whole = not expected
        self._taken = 0
        self._until = time.monotonic() + limits.body_seconds

    async def __call__(self) -> Message:
        if self.whole:
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, self._until - time.monotonic()))
        except TimeoutError:
            raise Refused(408, "The request did not come to its end in time.") from None
        self._taken += len(message.get("body", b""))
        self.whole = not message.get("more_body", False)
        if self._taken > self._limits.body:
            raise Refused(413, f"More than {self._limits.body} bytes are not taken.")
        return message
