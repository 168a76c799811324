"""Starts `vyuha serve` for the tests, in a process of its own: `python launch.py '{"page": ..., ...}' FOLDER OPTIONS`.

`limits` are other limits; without `warm` the engine is loaded when it is first asked for. `guard: false` takes the gate
away: the negative control of what it keeps out. The page has an address that breaks, /fail.
"""

import json
import sys
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from vyuha.cli import main
from vyuha.server import page_files, serving
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


async def nothing(parts: object) -> None:
    """Load nothing before it is asked for."""


def prepare(asked: dict[str, Any]) -> None:
    page_files.PAGE = Path(asked["page"])
    serving.PageFiles = Failing  # type: ignore[misc]
    serving.Limits = lambda: Limits(**asked.get("limits", {}))  # type: ignore[misc, assignment]
    if not asked.get("warm", False):
        serving._warm = nothing
    if not asked.get("guard", True):
        serving.Guard = Open  # type: ignore[misc, assignment]


prepare(json.loads(sys.argv[1]))
sys.argv = ["vyuha", "serve", *sys.argv[2:]]
main()
