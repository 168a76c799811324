"""The built page: its files, found once at the start, so that an address is looked up and never opened as a path."""

import gzip
import hashlib
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from vyuha.server.kept import Kept
from vyuha.server.refusal import missing

PAGE = Path(__file__).parent / "page"
INDEX, LOGIN, ICON = "/index.html", "/login.html", "/icon.svg"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".wasm": "application/wasm",
}
# Pictures are packed already.
_PACKS = (".html", ".js", ".css", ".json", ".xml", ".svg", ".wasm")
_LINK = re.compile(r'(?:src|href)="(/assets/[^"]+)"')


class UnbuiltError(Exception):
    """The page is not there."""


class PageFiles:
    """The files of the page by their addresses. Raises `UnbuiltError` where the page was not built."""

    def __init__(self, folder: Path | None = None) -> None:
        folder = folder or PAGE
        files = [path for path in folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
        self._paths = {f"/{path.relative_to(folder).as_posix()}": path for path in files}
        # By their etags: a page that is built again while it is served is another one.
        self._packed: Kept[bytes] = Kept(len(files))
        if not {INDEX, LOGIN, ICON} <= set(self._paths):
            raise UnbuiltError(f"{folder}: the page has not been built")

    @property
    def public(self) -> frozenset[str]:
        """What a stranger may see: the login page and what it shows."""
        return frozenset({LOGIN, ICON, *_LINK.findall(self._paths[LOGIN].read_text(encoding="utf-8"))})

    def answer(self, address: str, request: Request) -> Response:
        """A file of the page. Raises `Refused` for any other address."""
        path = self._paths.get(address)
        if path is None:
            raise missing()
        # What has a hash of its content in its name never changes.
        lasting = address.startswith("/assets/")
        headers = {"cache-control": "private, max-age=31536000, immutable" if lasting else "private, no-cache"}
        data = path.read_bytes()
        headers["etag"] = f'"{hashlib.sha256(data).hexdigest()[:24]}"'
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        if path.suffix in _PACKS and accepts_packed(request):
            data = self._packed.get(headers["etag"], lambda: gzip.compress(data, 6, mtime=0))
            headers |= {"content-encoding": "gzip", "vary": "accept-encoding"}
        return Response(data, headers=headers, media_type=_TYPES.get(path.suffix, "application/octet-stream"))


def accepts_packed(request: Request) -> bool:
    """Whether the browser unpacks gzip."""
    return "gzip" in request.headers.get("accept-encoding", "")
