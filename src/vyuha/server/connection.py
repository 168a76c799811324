"""Connections: bounded in number and patience, on top of the HTTP of uvicorn."""

import asyncio
import sys
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from vyuha.server.limits import Limits

_WORDS = {400: b"This is no request that the server understands.", 431: b"The head of the request is too long."}


def bounded(limits: Limits) -> type[H11Protocol]:
    """A protocol whose connections keep to the limits, all of them together."""
    # Those that have nothing to wait for and have not yet brought a whole request, the oldest first.
    waiting: dict[_Bounded, None] = {}
    everybody: set[_Bounded] = set()
    return type("Bounded", (_Bounded,), {"limits": limits, "waiting": waiting, "everybody": everybody})


class _Bounded(H11Protocol):
    limits: Limits
    waiting: "dict[_Bounded, None]"
    everybody: "set[_Bounded]"

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.everybody) >= self.limits.connections:
            # Whoever says nothing makes room for whoever comes.
            silent = next(iter(self.waiting), None)
            (silent or self).hang_up()
            if silent is None:
                return
        self.everybody.add(self)
        self._turn()

    def connection_lost(self, exc: Exception | None) -> None:
        self._heard()
        self.everybody.discard(self)
        super().connection_lost(exc)

    def handle_events(self) -> None:
        super().handle_events()
        self._turn()

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        # From here on it counts among those who listen.
        self._heard()
        self.everybody.discard(self)
        super().handle_websocket_upgrade(event)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._turn()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._turn()

    def send_400_response(self, msg: str) -> None:
        error = sys.exc_info()[1]
        status = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else 400
        words = _WORDS.get(status, _WORDS[400])
        head = [("content-type", "text/plain"), ("content-length", str(len(words))), ("connection", "close")]
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):
            for part in (h11.Response(status_code=status, headers=head), h11.Data(data=words), h11.EndOfMessage()):
                self.transport.write(self.conn.send(part) or b"")
        self.transport.close()

    def hang_up(self) -> None:
        """End the connection without a word."""
        self._heard()
        self.everybody.discard(self)
        self.transport.abort()

    def _turn(self) -> None:
        """Have patience with a client whose turn it is: to bring a request, or to take what was sent."""
        idle = self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE
        if (idle and not self.transport.is_closing()) or self._unsent > 0:
            self._wait()
        else:
            self._heard()

    @property
    def _unsent(self) -> int:
        """Bytes of answers that the client has not taken yet: uvicorn hands them over whole."""
        return self.transport.get_write_buffer_size()

    def _wait(self) -> None:
        # Bytes that make no whole head do not put off the end.
        if self._patience is None:
            self._patience = self.loop.call_later(self.limits.head_seconds, self._lose_patience, self._unsent)
            if self._unsent == 0:
                self.waiting[self] = None

    def _lose_patience(self, before: int) -> None:
        """Hang up, unless of so many unsent bytes `before` some were taken since."""
        self._heard()
        if self._unsent < before:
            self._turn()
        else:
            self.hang_up()

    def _heard(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
        self.waiting.pop(self, None)
