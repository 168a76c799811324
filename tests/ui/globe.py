"""The globe in a browser that draws with the processor: waiting for it, and looking at its picture."""

import io
import time
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page

# Seconds after which the first picture has to be there.
DRAWING = 300.0


def wait_until(page: Page, expression: str) -> None:
    """Until something holds in a page that may be too busy to poll itself."""
    end = time.monotonic() + DRAWING
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"{expression} does not come to hold; errors: {errors(page)}"
        page.wait_for_timeout(250)


def errors(page: Page) -> list[str]:
    """What stopped the drawing of the globe."""
    found: list[str] = page.evaluate("window.vyuha ? window.vyuha.errors : []")
    return found


def seen(page: Page) -> Any:
    """The globe's picture, as numbers: height, width, colours (0 to 255)."""
    shot = page.locator(".view").screenshot(timeout=120_000)
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB"), np.int64)


def points_near(picture: Any, colour: tuple[int, int, int]) -> int:
    """How many points of a picture have nearly this colour."""
    return int((np.abs(picture - np.array(colour)) < 12).all(axis=2).sum())


def replay_address(page: Page, address: str, name: str, query: str) -> str:
    """Where the replay of a run is."""
    index = page.evaluate("fetch('/api/index').then((answer) => answer.json())")
    (id,) = [entry["id"] for entry in index["runs"] if entry["name"] == name]
    return f"{address.partition('#')[0]}#/runs/{id}/replay?{query}"
