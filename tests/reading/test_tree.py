"""The strict reader: what YAML allows and a scenario does not.

Expected values: the rules of the reader, and PyYAML's own safe loader as the peer that guesses (negative control).
"""

import pytest
import yaml

from vyuha.reading.tree import MOST_LEVELS, MOST_VALUES, locate, plain, read

REFUSED = {
    "a: !!int 3": "x:1: a: tag:yaml.org,2002:int: tags (!) are not allowed",
    "a: !!python/object/apply:os.system [ls]": "tags (!) are not allowed",
    "a: !own b": "x:1: a: !own: tags (!) are not allowed",
    "a: &here 1": "x:1: a: &here: anchors (&) are not allowed",
    "a: &here 1\nb: *here": "x:2: aliases (*) are not allowed",
    "a: 1\nb: 2\na: 3": "x:3: a: duplicate key; it already stands in line 1",
    "a: {b: 1, b: 2}": "x:1: a.b: duplicate key",
    "a: 1\n---\nb: 2": "x:2: a second document starts here",
    "? [a, b]\n: 1": "x:1: a key must be plain text",
    "{{a: 1}: 2}": "x:1: a key must be plain text",
    "[[1]: 2]": "x:1: [0]: a key must be plain text",
    "a: [1, 2": "x:",
    "a: 1\n\tb: 2": "x:2: not valid YAML",
    'a: "\\e[31mred"': "x:1: a: control characters are not allowed",
    'a: "\\ud800"': "x:1: not valid YAML",
    "\ud800": "x:1: control characters",
    "": "x: the file is empty",
    "---\n...\n": "x: the file is empty",
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    _, problems = read(text, "x")
    assert any(REFUSED[text] in str(problem) for problem in problems), [str(problem) for problem in problems]


def test_everything_is_text() -> None:
    text = "{a: no, b: 12:30, c: 1e3, d: 010, e: 0x1F, f: 1_000, g: 2026-01-01, h: ~, i: '', <<: j}"
    root, problems = read(text, "x")
    assert root is not None
    assert problems == []
    assert all(isinstance(value, str) for value in plain(root).values())
    assert plain(root)["d"] == "010"
    # The peer guesses: false, 750, 8, 31, 1000, a date, None.
    guessed = yaml.safe_load(text.replace(", <<: j", ""))
    assert (guessed["a"], guessed["b"], guessed["d"]) == (False, 750, 8)


def test_depth_is_limited_before_anything_is_built() -> None:
    def nested(levels: int) -> str:
        return "[" * levels + "]" * levels

    assert read(nested(MOST_LEVELS), "x")[1] == []
    for levels in (MOST_LEVELS + 1, 200_000):
        root, problems = read(nested(levels)[:1_000_000], "x")
        assert root is None
        assert str(problems[0]) == f"x:1: nested deeper than {MOST_LEVELS} levels"


def test_number_of_values_is_limited() -> None:
    assert read("[" + "a," * (MOST_VALUES - 1) + "]", "x")[1] == []
    assert "more than 100000 values" in str(read("[" + "a," * MOST_VALUES + "]", "x")[1][0])


def test_lines_and_paths() -> None:
    root, _ = read("a:\n  - b: 1\n    c:\n      d: 2\n", "x")
    assert root is not None
    node, path = locate(root, ("a", 0, "c", "d"))
    assert (node.line, path, node.value) == (4, "a[0].c.d", "2")
    # Steps that the document does not have are passed over.
    assert locate(root, ("a", 0, "place", "c"))[1] == "a[0].c"
    assert locate(root, ("a", 7))[1] == "a"
