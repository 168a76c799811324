"""The page's own unit tests (`ui/tests/`), run by their runner; and numbers in words, held against the report's."""

import json
import random
import subprocess
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from pathlib import Path
from typing import Any

import pytest

from tools.build_page import UI, alone, installed
from vyuha.outputs.wording import amount, amount_range, money, money_range, percent, percent_range, span
from vyuha.results.statistics import Estimate

WORDS = """
import { readFileSync } from 'node:fs'
import { amount, amountRange, money, moneyRange, percent, percentRange, span } from %s
const said = { amount, amount_range: amountRange, money, money_range: moneyRange, percent, percent_range: percentRange,
  span: (mean, low, high) => span({ mean, low, high, method: 'Student t' }) }
const cases = JSON.parse(readFileSync(0, 'utf8'))
process.stdout.write(JSON.stringify(cases.map(([name, ...numbers]) => said[name](...numbers))))
"""


@pytest.fixture(scope="session")
def node() -> str:
    return installed()


def run_units(node: str, root: Path, tmp_path: Path, *options: str) -> dict[str, Any]:
    """What the runner says of the tests under a folder."""
    told = tmp_path / "told.json"
    runner = UI / "node_modules/vitest/vitest.mjs"
    command = [node, str(runner), "run", "--reporter=json", f"--outputFile={told}", "--root", str(root), *options]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=240, check=False)
    assert told.is_file(), done.stdout + done.stderr
    found: dict[str, Any] = json.loads(told.read_text())
    return found


def test_the_units_of_the_page_hold(node: str, tmp_path: Path) -> None:
    found = run_units(node, UI, tmp_path)
    tests = [test for file in found["testResults"] for test in file["assertionResults"]]
    assert [test["fullName"] for test in tests if test["status"] != "passed"] == []
    assert found["success"], [file["message"] for file in found["testResults"]]
    files = {Path(file["name"]).name for file in found["testResults"]}
    assert files == {path.name for path in UI.glob("tests/**/*.test.ts")}
    assert len(files) > 0


def test_control_a_unit_that_fails_is_seen(node: str, tmp_path: Path) -> None:
    (tmp_path / "wrong.test.js").write_text("test('one is two', () => { expect(1).toBe(2) })\n")
    found = run_units(node, tmp_path, tmp_path, "--globals")
    assert (found["success"], found["numFailedTests"]) == (False, 1)


def test_two_never_install_or_build_at_the_same_time(node: str) -> None:
    with ThreadPoolExecutor(1) as other:
        with alone():
            waiting = other.submit(installed)
            with pytest.raises(NotYet):
                waiting.result(timeout=0.3)
        assert waiting.result(timeout=60.0) == node


def in_words(node: str, cases: list[list[object]]) -> list[str]:
    """The page's words for numbers."""
    program = WORDS % json.dumps((UI / "src/parts/format.ts").as_uri())
    command = [node, "--no-warnings", "--input-type=module", "--eval", program]
    done = subprocess.run(command, input=json.dumps(cases), capture_output=True, text=True, timeout=60, check=True)
    words: list[str] = json.loads(done.stdout)
    return [word.replace("\N{NO-BREAK SPACE}", " ") for word in words]


def numbers() -> list[float]:
    """Figures of all sizes, and those that lie half way between two that can be written. Below 1e-4 the report writes
    powers of ten, and the page does not.
    """
    draw = random.Random(7)
    sizes = [10 ** draw.uniform(-3.0, 10.0) for _ in range(400)]
    halves = [whole / 200 for whole in range(0, 4000, 7)] + [whole + 0.5 for whole in range(95, 130)]
    return [0.0, 1.0, 9.995, 99.95, 999.5, *sizes, *halves]


def test_the_page_says_numbers_as_the_report_does(node: str) -> None:
    cases: list[list[object]] = []
    expected = []
    for value in numbers():
        share, low, high = value / (1.0 + value), 0.9 * value, 1.001 * value
        cases += [["amount", value], ["money", value], ["amount_range", value, high], ["money_range", low, value]]
        expected += [amount(value), money(value), amount_range(value, high), money_range(low, value)]
        cases += [["percent", share], ["percent_range", 0.5 * share, share], ["span", value, low, high]]
        expected += [percent(share), percent_range(0.5 * share, share), span(Estimate(value, low, high, "Student t"))]
    said = in_words(node, cases)
    told = zip(cases, said, expected, strict=True)
    assert [(case, word, right) for case, word, right in told if word != right] == []
    # Control: the comparison tells one function from another.
    assert said[0::7] != said[1::7]
