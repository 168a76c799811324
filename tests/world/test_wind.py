"""Wind from a file: the table that was written by hand, and what is wrong with a file by line and column.

Expected values: the rows as written. Control: a file whose columns are exchanged gives another wind.
"""

from pathlib import Path

import numpy as np
import pytest

from vyuha.reading.problems import InputErrors
from vyuha.world.earth import make_wind, wind_at
from vyuha.world.wind import read_wind

HEADER = "height_m,east_m_per_s,north_m_per_s\n"
LEVELS = [(0.0, 3.5, -1.0), (1500.0, 12.0, 2.0), (9000.0, 40.0, 5.5)]
ROWS = "".join(f"{h},{e},{n}\n" for h, e, n in LEVELS)


def put(folder: Path, text: str) -> Path:
    path = folder / "wind.csv"
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, text: str) -> list[str]:
    with pytest.raises(InputErrors) as caught:
        read_wind(put(folder, text))
    return str(caught.value).replace(f"{folder}/", "").splitlines()


def test_a_file_gives_the_table_of_its_rows(tmp_path: Path) -> None:
    read = read_wind(put(tmp_path, HEADER + ROWS))
    assert np.array_equal(read, make_wind(LEVELS))
    assert wind_at(read, 750.0) == pytest.approx((7.75, 0.5))
    exchanged = read_wind(put(tmp_path, "height_m,north_m_per_s,east_m_per_s\n" + ROWS))
    assert wind_at(exchanged, 750.0) == pytest.approx((0.5, 7.75))


def test_order_spaces_other_columns_and_empty_lines_do_not_matter(tmp_path: Path) -> None:
    text = "\ufeffsite, north_m_per_s , height_m,east_m_per_s\r\n" + "".join(
        f"here, {n} ,{h},{e}\r\n\r\n" for h, e, n in LEVELS
    )
    assert np.array_equal(read_wind(put(tmp_path, text)), make_wind(LEVELS))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "wind.csv:1: height_m: there is no such column; the file needs height_m, east_m_per_s, north_m_per_s"),
        (HEADER.replace("east_m_per_s", "u") + ROWS, "wind.csv:1: east_m_per_s: there is no such column; the file"),
        (HEADER.replace("\n", ",height_m\n") + ROWS, "wind.csv:1: height_m: stands there twice"),
        (HEADER, "wind.csv: has 0 levels; give 1 to 10,000"),
        (HEADER + "0,1,2\n500,west,2\n", "wind.csv:3: east_m_per_s: west: give a number"),
        (HEADER + "0,1,\n", "wind.csv:2: north_m_per_s: is empty"),
        (HEADER + "0,1\n", "wind.csv:2: north_m_per_s: is empty"),
        (HEADER + "0,1,inf\n", "wind.csv:2: north_m_per_s: inf: give a number"),
        (HEADER + "0,nan,1\n", "wind.csv:2: east_m_per_s: nan: give a number"),
        (HEADER + "0,1,2\n\n500,1,2\n400,1,2\n", "wind.csv:5: height_m: 400: does not lie above 500 m"),
        (HEADER + "0,1,2\n0,1,2\n", "wind.csv:3: height_m: 0: does not lie above 0 m"),
        (HEADER + "0,1,201\n", "wind.csv:2: north_m_per_s: 201: more than 200; is this the unit?"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(tmp_path: Path, text: str, said: str) -> None:
    found = refused(tmp_path, text)
    assert len(found) == 1
    assert found[0].startswith(said)


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    assert len(refused(tmp_path, HEADER + "0,a,b\n-5,1,2\n")) == 3


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="none.csv: cannot be read: No such file"):
        read_wind(tmp_path / "none.csv")
    (tmp_path / "wind.csv").write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(InputErrors, match="wind.csv: is no CSV text"):
        read_wind(tmp_path / "wind.csv")
