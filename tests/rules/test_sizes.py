"""Budgets of size: modules, functions, rows. The medians and tenths of the house are printed with `pytest -rP`."""

import importlib
import inspect
import pkgutil
from pathlib import Path

import numpy as np
import pytest

import vyuha.state
from tests.rules.sources import PACKAGE, functions, modules
from vyuha.base.table import columns, dtype_of

LONGEST_MODULE = 500
LONGEST_FUNCTION = 80
# A radar by its physics, and what carries it, is the widest: some sixty figures.
WIDEST_ROW = 500


def line_count(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_module_or_function_grows_beyond_reading(path: Path) -> None:
    assert line_count(path) <= LONGEST_MODULE
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in functions(path)
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}


def test_nine_tenths_are_much_shorter() -> None:
    lines = [line_count(path) for path in modules()]
    spans = [node.end_lineno - node.lineno + 1 for path in modules() for node in functions(path) if node.end_lineno]
    for name, sizes in (("module", lines), ("function", spans)):
        p50, p90 = np.percentile(sizes, [50, 90])
        print(f"{name} lines: p50 {p50:.0f}, p90 {p90:.0f}, longest {max(sizes)}")
    assert np.percentile(lines, 90) <= 350
    assert np.percentile(spans, 90) <= 45


def row_classes() -> list[type]:
    found: list[type] = []
    for info in pkgutil.iter_modules(vyuha.state.__path__, "vyuha.state."):
        module = importlib.import_module(info.name)
        for _, member in inspect.getmembers(module, inspect.isclass):
            if member.__module__ == info.name and not issubclass(member, tuple):
                found.append(member)
    return found


@pytest.mark.parametrize("row", row_classes(), ids=lambda row: row.__name__)
def test_a_row_of_state_is_narrow_and_declared(row: type) -> None:
    assert row.__doc__
    assert columns(row)
    assert dtype_of(row).itemsize <= WIDEST_ROW


def test_the_data_dictionary_was_found() -> None:
    names = {row.__name__ for row in row_classes()}
    assert {"Radar", "Threat", "Track", "FireUnit"} <= names
