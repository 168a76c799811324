"""A real browser for tests: Debian's Chromium, which draws in software, watched for whatever a page must not do."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, sync_playwright

CHROMIUM = "/usr/bin/chromium"
OPTIONS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]
_AT_HOME = ("127.0.0.1", "localhost", "[::1]", "::1")


@dataclass
class Watched:
    """A page, what it complained of, and the addresses outside this machine that it asked for."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def wait(self, ready: str, seconds: float = 90.0) -> None:
        """Wait until an expression holds. A page with a strict content policy lets nobody wait inside it."""
        for _ in range(int(seconds / 0.25)):
            if self.page.evaluate(f"() => Boolean({ready})"):
                return
            self.page.wait_for_timeout(250)
        raise AssertionError(f"not within {seconds:g} s: {ready}; complaints: {self.complaints}")

    def assert_clean(self) -> None:
        """Nothing was complained of, and nothing asked for beyond this machine."""
        assert self.outside == []
        assert self.complaints == []


class _Shared:
    """Playwright, started by its first user and stopped by its last: a second one beside it is refused, and one that
    nobody uses keeps others from running a loop.
    """

    def __init__(self) -> None:
        self._users = 0
        self._play: Playwright | None = None

    def __enter__(self) -> Playwright:
        if self._play is None:
            self._play = sync_playwright().start()
        self._users += 1
        return self._play

    def __exit__(self, *error: object) -> None:
        self._users -= 1
        if self._users == 0 and self._play is not None:
            self._play.stop()
            self._play = None


_SHARED = _Shared()


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """A browser that is closed again."""
    with _SHARED as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


def watched(browser: Browser, allowed: Callable[[str], bool] = lambda _: False, **options: Any) -> Watched:
    """A new page of the browser; a complaint that is `allowed` is not kept."""
    seen = Watched(browser.new_page(**options))

    def complain(said: str) -> None:
        if not allowed(said):
            seen.complaints.append(said)

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            complain(f"{message.type}: {message.text}")

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "file", "about") and address.hostname not in _AT_HOME:
            seen.outside.append(request.url)

    seen.page.on("console", heard)
    seen.page.on("pageerror", lambda error: complain(f"page error: {error}"))
    seen.page.on("request", asked)
    return seen
