"""Starts a server for the tests, in a process of its own: `python launch.py '{"root": ..., "edit": ..., ...}'`.

`guard: false` takes the gate away: the negative control of what it keeps out. `fail` adds an address that breaks.
"""

import json
import sys
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from vyuha.server import serving
from vyuha.server.limits import Limits
from vyuha.server.page_files import PageFiles


class Open:
    """No gate at all."""

    def __init__(self, app: ASGIApp, *others: Any) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["vyuha.known"] = True
        await self._app(scope, receive, send)


class Failing(PageFiles):
    """A page with an address at which the server breaks, with all that it was asked in the message."""

    def answer(self, address: str, request: Any) -> Any:
        if address == "/fail":
            raise RuntimeError(f"broke at {request.url} from {request.headers.get('referer')}")
        return super().answer(address, request)


def main() -> None:
    asked = json.loads(sys.argv[1])
    serving.PageFiles = lambda: Failing(Path(asked["page"]))  # type: ignore[misc, assignment]
    if not asked.get("guard", True):
        serving.Guard = Open  # type: ignore[misc, assignment]
    limits = Limits(**asked.get("limits", {}))
    serving.serve(
        Path(asked["root"]),
        asked.get("port", 0),
        asked["edit"],
        lambda address: print(address, flush=True),
        limits,
        asked.get("warm", False),
    )


main()
