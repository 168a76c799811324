"""Runs as pieces of work that may be given up. Expected: as whole fights, which look whether anybody waits for them."""

import threading
from types import SimpleNamespace
from typing import Any

import pytest

from vyuha.studies.halting import HaltedError, until
from vyuha.studies.rare import splitting


def test_no_run_begins_once_nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vyuha.engine.splitting.Splitter", lambda setup, goal, size: None)
    monkeypatch.setattr("vyuha.engine.picture.picture", lambda assembled, catalogue, rings: None)
    monkeypatch.setattr(splitting, "_row", lambda number, split, event, assembled, laydown: {"trial": number})
    work: Any = SimpleNamespace(event=SimpleNamespace(goal=lambda assembled: None), size=3)
    assembled: Any = SimpleNamespace(setup=None)
    halt, begun = threading.Event(), list[int]()

    def one(splitter: object, number: int) -> Any:
        begun.append(number)
        if number == 2:
            halt.set()

    with until(halt), pytest.raises(HaltedError):
        splitting._run(work, assembled, one, range(10), 1)
    assert begun == [0, 1, 2]
    # Control: without anybody who could give it up all are fought.
    halt.clear()
    assert len(splitting._run(work, assembled, lambda splitter, number: None, range(10), 2)) == 10  # type: ignore[arg-type,return-value]
