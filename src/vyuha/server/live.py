"""What the server says of its own accord, to every page that listens."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

# A page that does not listen for so many messages is given up.
_MOST_UNHEARD = 256


class Live:
    """The pages that listen, each with what it has not heard yet; None ends it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._listeners: set[asyncio.Queue[str | None]] = set()

    @property
    def full(self) -> bool:
        """Whether no more may listen."""
        return len(self._listeners) >= self._most

    @property
    def empty(self) -> bool:
        """Whether nobody listens."""
        return not self._listeners

    @contextmanager
    def listening(self) -> Iterator["asyncio.Queue[str | None]"]:
        """A place in the audience."""
        heard: asyncio.Queue[str | None] = asyncio.Queue()
        self._listeners.add(heard)
        try:
            yield heard
        finally:
            self._listeners.discard(heard)

    def say(self, what: dict[str, Any]) -> None:
        """Tell everybody."""
        text = json.dumps(what, ensure_ascii=False)
        for heard in self._listeners:
            heard.put_nowait(None if heard.qsize() >= _MOST_UNHEARD else text)
