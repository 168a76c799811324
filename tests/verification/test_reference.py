"""Reading reference files: what is wrong in one is named (property)."""

from pathlib import Path

import pytest

from vyuha.verification.reference import read_columns, reference_folder


def test_the_folder_of_this_source_tree_is_found() -> None:
    assert reference_folder() == Path(__file__).resolve().parents[1] / "reference"


def test_columns_are_found_by_name(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("b,a,b\n1,2,1\n3,4e-1,3\n")
    assert read_columns(file, ("a", "b")).tolist() == [[2.0, 1.0], [0.4, 3.0]]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,c\n1,2\n", "has no column b"),
        ("", "has no column a"),
        ("a,b\n1,2\n3,x\n", "line 3: b: 'x' is not a number"),
        ("a,b\n1\n", "line 2: b: None is not a number"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "table.csv"
    file.write_text(text)
    with pytest.raises(ValueError, match=f"table.csv: {message}"):
        read_columns(file, ("a", "b"))
