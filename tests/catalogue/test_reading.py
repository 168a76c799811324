"""The reader of data files: expected lines are counted by hand in the texts given here."""

from pathlib import Path

import pytest

from vyuha.catalogue.reading import CatalogueError, Document


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "items.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def test_every_scalar_is_text_and_knows_its_line(tmp_path: Path) -> None:
    document = Document(write(tmp_path, "# first line\na:\n  on: no\n  when: 12:30\n  list: [010, {x: 1e3}]\n"))
    assert document.content == {"a": {"on": "no", "when": "12:30", "list": ["010", {"x": "1e3"}]}}
    assert [document.line(key) for key in [("a",), ("a", "when"), ("a", "list", 1, "x"), ("a", "gone")]] == [2, 4, 5, 2]
    assert document.problem(("a", "list", 1, "x"), "1e3", "no") == "items.yaml:5: a.list[1].x: 1e3: no"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: {x: 1}\nb: 2\na: {x: 3}\n", "items.yaml:3: a: duplicate key, first given in line 1"),
        ("a:\n  x: 1\n  x: 2\n", "items.yaml:3: a.x: duplicate key, first given in line 2"),
        ("a: {x: 1\n", "items.yaml:2: not valid YAML"),
        ("- a\n- b\n", "items.yaml:1: give a mapping"),
        ("", "items.yaml:1: give a mapping"),
        ("[a, b]: 1\n", "a key must be plain text"),
        ("a: &here\n  b: *here\n", "nested deeper than 12 levels"),
        ("a: " + "[" * 40 + "]" * 40, "nested deeper than 12 levels"),
        ("a: 1\n---\nb: 2\n", "not valid YAML"),
        (b"a: \xff\xfe\n", "items.yaml: cannot be read"),
        (b"a: \x00\n", "items.yaml: not valid YAML|items.yaml:1: not valid YAML"),
    ],
)
def test_what_the_reader_refuses(tmp_path: Path, text: str | bytes, message: str) -> None:
    with pytest.raises(CatalogueError, match=message):
        Document(write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"gone\.yaml: cannot be read"):
        Document(tmp_path / "gone.yaml")
