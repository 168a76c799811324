"""Where the reference data lie: beside a source checkout, in tests/reference; an installed wheel has none."""

import csv
from pathlib import Path
from typing import Any

import numpy as np


def reference_folder() -> Path | None:
    """The folder of reference data of the source tree that this module belongs to; None when there is none."""
    folder = Path(__file__).resolve().parents[3] / "tests" / "reference"
    return folder if folder.is_dir() else None


def read_columns(file: Path, names: tuple[str, ...]) -> Any:
    """The columns `names` of a CSV file with one header line, as floats, shape (rows, names).

    Columns are found by name, because files of one set differ in order and number. Raises `ValueError` that names the
    file and the first column that it lacks, or the line and column of a cell that is no number.
    """
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines)
        lacking = [name for name in names if name not in (reader.fieldnames or ())]
        if lacking:
            raise ValueError(f"{file}: has no column {lacking[0]}")
        return np.array([[_number(file, reader.line_num, row, name) for name in names] for row in reader])


def _number(file: Path, line: int, row: dict[str, str], name: str) -> float:
    try:
        return float(row[name])
    except (TypeError, ValueError) as error:
        raise ValueError(f"{file}: line {line}: {name}: {row[name]!r} is not a number") from error
