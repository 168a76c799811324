"""For all tests: in continuous integration a skipped test is a failed one, unless it is marked `gpu`.

A test that skips itself when a tool is missing would otherwise stay silent for ever on the machine that should run it.
"""

import os
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

_IN_CI = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def _refuse_skip(report: Any, where: str) -> None:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"{where} was skipped, which continuous integration does not allow: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if _IN_CI and report.skipped and not hasattr(report, "wasxfail") and item.get_closest_marker("gpu") is None:
        _refuse_skip(report, item.nodeid)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: Any) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    if _IN_CI and report.skipped:
        _refuse_skip(report, collector.nodeid)
    return report


@pytest.fixture
def no_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spares the pictures of the report, which take longer than the fight."""
    monkeypatch.setattr(
        "vyuha.api.drawing.draw_report",
        lambda run, summary, assembled: (run.path / "report.html").write_text("a report"),
    )


@pytest.fixture
def fill_disk(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """From when it is called on the disk is full as soon as the file of a name is to take its place."""

    def fill(name: str) -> None:
        swap = os.replace

        def replace(source: Path, target: Path) -> None:
            if Path(source).name == f".{name}.vyuha-tmp":
                raise OSError(28, "No space left on device")
            swap(source, target)

        monkeypatch.setattr("vyuha.results.files.os.replace", replace)

    return fill
