"""The `>>>` examples in docstrings are true, those of compiled functions included."""

import doctest
import importlib
from pathlib import Path

import pytest

from tests.rules.sources import PACKAGE, modules


def with_examples() -> list[Path]:
    return [path for path in modules() if ">>>" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("path", with_examples(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_examples_hold(path: Path) -> None:
    name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    module = importlib.import_module(name)
    finder = doctest.DocTestFinder(exclude_empty=True)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    tests = finder.find(module, name)
    for member in vars(module).values():
        # A compiled function hides its Python form, which holds the docstring, from the finder.
        hidden = getattr(member, "py_func", None)
        if hidden is not None and hidden.__module__ == name:
            tests += finder.find(hidden, f"{name}.{hidden.__name__}", globs=vars(module))
    report: list[str] = []
    for test in tests:
        runner.run(test, out=report.append)
    assert runner.summarize(verbose=False).attempted > 0
    assert report == []
