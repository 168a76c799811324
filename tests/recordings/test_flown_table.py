"""Paths as a table: what is read, and all that is refused, each with its line.

Expected values: the rows as written.
"""

import io
import math
import random

import numpy as np
import polars as pl
import pytest

from vyuha.reading.problems import InputErrors
from vyuha.recordings.cells import MOST_ROWS
from vyuha.recordings.flown import Recording, read_flown

HEAD = "time [s],id,latitude [deg],longitude [deg],height [m]\n"
GOOD = "0,a,31,74,100\n10,a,31.01,74,110\n"


def read(text: str, name: str = "x.csv") -> Recording:
    return read_flown(text.encode(), name, "hostile")


def refused(text: str | bytes, name: str = "x.csv") -> str:
    with pytest.raises(InputErrors) as caught:
        read_flown(text if isinstance(text, bytes) else text.encode(), name, "hostile")
    return str(caught.value)


def test_rows_become_paths() -> None:
    """Ids may take turns or follow each other; rows of each stay in order."""
    made = read(HEAD + "0,a,31,74,100\n0,b,-90,180,0\n10,a,31.01,74,110\n5,b,-89.9,-180,5\n20,a,31.02,74,120\n")
    assert [path.name for path in made.paths] == ["a", "b"]
    first, second = made.paths
    assert first.time.tolist() == [0.0, 10.0, 20.0]
    assert first.line.tolist() == [2, 4, 6]
    assert first.place[1] == pytest.approx([math.radians(31.01), math.radians(74.0), 110.0])
    assert second.place[:, 1] == pytest.approx([math.pi, -math.pi])
    assert (made.source, made.clock, made.earth_fixed) == ("paths", False, False)


def test_units_are_those_of_the_header() -> None:
    head = "time [min],id,latitude [rad],longitude [mrad],height [ft],type\n"
    made = read(head + "0,a,0.5,100,1000,su\n1,a,0.5,101,1000,su\n")
    assert made.paths[0].time.tolist() == [0.0, 60.0]
    assert made.paths[0].place[0] == pytest.approx([0.5, 0.1, 304.8])
    assert made.paths[0].type == "su"


@pytest.mark.parametrize(
    ("title", "first", "second"),
    [
        ("time", "2026-11-22T10:00:00Z", "2026-11-22T10:00:10+00:00"),
        ("time", "2026-11-22 12:00:00+02:00", "2026-11-22T10:00:10"),
        ("time_epoch [s]", "1795341600", "1795341610"),
    ],
)
def test_moments_of_a_clock(title: str, first: str, second: str) -> None:
    made = read(HEAD.replace("time [s]", title) + f"{first},a,31,74,100\n{second},a,31.01,74,100\n")
    assert made.clock
    assert made.paths[0].time.tolist() == [1795341600.0, 1795341610.0]


def test_parquet_is_read_as_csv_is() -> None:
    frame = pl.read_csv(io.BytesIO((HEAD + GOOD).encode()))
    out = io.BytesIO()
    frame.write_parquet(out)
    made, text = read_flown(out.getvalue(), "x.parquet", "hostile"), read(HEAD + GOOD)
    assert made.unit == "row"
    assert np.array_equal(made.paths[0].place, text.paths[0].place)
    moments = frame.with_columns(pl.Series("time", [0, 10_000_000], pl.Int64).cast(pl.Datetime("us"))).drop("time [s]")
    out = io.BytesIO()
    moments.write_parquet(out)
    assert read_flown(out.getvalue(), "x.parquet", "hostile").paths[0].time.tolist() == [0.0, 10.0]


@pytest.mark.parametrize("title", ["id", "latitude [deg]", "time [s]"])
def test_cells_of_parquet_that_are_no_plain_values_are_refused_in_words(title: str) -> None:
    frame = pl.read_csv(io.BytesIO((HEAD + GOOD).encode()))
    for strange in (
        pl.Series(title, [[1, 2], [3]]),
        pl.Series(title, [b"\xff", b"\xfe"]),
        pl.Series(title, [{"a": 1}] * 2),
    ):
        out = io.BytesIO()
        frame.with_columns(strange).write_parquet(out)
        said = refused(out.getvalue(), "x.parquet")
        assert said.startswith("x.parquet: row 1, ") and title in said


BAD = [
    ("10,a,31.01,74,110", "10,a,nan,74,110", "x.csv:3: latitude [deg]: nan: missing"),
    ("10,a,31.01,74,110", "10,a,,74,110", "x.csv:3: latitude [deg]: missing"),
    ("10,a,31.01,74,110", "10,a,31.01,74,inf", "x.csv:3: height [m]: inf: not a finite number"),
    ("10,a,31.01,74,110", "1e999,a,31.01,74,110", "x.csv:3: time [s]: 1e999: not a finite number"),
    ("10,a,31.01,74,110", "10,a,91,74,110", "x.csv:3: latitude [deg]: 91: not between -90 deg to 90 deg"),
    ("10,a,31.01,74,110", "10,a,31.01,181,110", "x.csv:3: longitude [deg]: 181: not between"),
    ("10,a,31.01,74,110", "10,a,31.01,74,2e6", "x.csv:3: height [m]: 2e6: not between -500 m to 1,000 km"),
    ("10,a,31.01,74,110", "10,a,31.01,74,high", "x.csv:3: height [m]: high: not a number"),
    ("10,a,31.01,74,110", "10,a,31.01,74,1_000", "x.csv:3: height [m]: 1_000: not a number"),
    ("10,a,31.01,74,110", "10,a,31.01,74,١٠", "x.csv:3: height [m]: ١٠: not a number"),
    ("10,a,31.01,74,110", "0,a,31.01,74,110", "x.csv:3: time: a: the same time as in line 2"),
    ("10,a,31.01,74,110", "10,a,31.01,74,110\n9,a,31.02,74,110", "x.csv:4: time: a: earlier than in line 3"),
    ("10,a,31.01,74,110", "30000,a,31.01,74,110", "x.csv:3: time [s]: 30000: not between 0 s to 6 h"),
    ("10,a,31.01,74,110", "-1,a,31.01,74,110", "x.csv:3: time [s]: -1: not between 0 s to 6 h"),
    ("10,a,31.01,74,110", "10,b,31.01,74,110", "x.csv:2: id: a: a path needs two rows"),
    ("10,a,31.01,74,110", "10,<img src=x>,31.01,74,110", "x.csv:3: id: <img src=x>: must be a letter or digit"),
    ("10,a,31.01,74,110", "10,a,31.01,74", "x.csv:3: 4 cells; the header has 5 columns"),
    ("10,a,31.01,74,110", '10,a,31.01,74,"110', "x.csv:3: no CSV:"),
    ("time [s]", "time [km]", "x.csv:1: time [km]: unknown unit of time"),
    ("time [s]", "tim [s]", "x.csv:1: tim [s]: unknown column of paths"),
    ("time [s]", "time", "x.csv:2: time: 0: no moment in ISO 8601"),
    ("latitude [deg]", "latitude", "x.csv:1: latitude: give a unit"),
    ("latitude [deg]", "longitude [deg]", "x.csv:1: longitude [deg]: stands here twice"),
    ("height [m]", "type", "x.csv:1: height: column missing"),
    ("height [m]", "time_epoch [s]", "x.csv:1: give one time"),
    ("time [s]", "type", "x.csv:1: give one time"),
    (HEAD + GOOD, "", "x.csv: the file is empty"),
    (HEAD + GOOD, HEAD, "x.csv: the table has no rows"),
    (HEAD, HEAD.replace(",", ";"), "x.csv:1: cells are separated by semicolons"),
]


@pytest.mark.parametrize(("old", "new", "complaint"), BAD)
def test_what_could_be_a_mistake_is_refused(old: str, new: str, complaint: str) -> None:
    text = HEAD + GOOD
    assert old in text
    assert complaint in refused(text.replace(old, new))


def test_control_the_same_without_the_mistake_is_read() -> None:
    assert len(read(HEAD + GOOD).paths) == 1


def test_types_of_a_path_agree() -> None:
    head = HEAD.replace("height [m]", "height [m],type")
    assert read(head + "0,a,31,74,1,su\n9,a,31,74,1,su\n").paths[0].type == "su"
    assert read(head + "0,a,31,74,1,\n9,a,31,74,1,\n").paths[0].type == ""
    assert "x.csv:2: type: a: is of several types: su, mig" in refused(head + "0,a,31,74,1,su\n9,a,31,74,1,mig\n")


def test_too_many_rows_are_refused_before_they_are_read() -> None:
    row = "0,a,31,74,100\n"
    assert f"more than {MOST_ROWS:,} rows" in refused(HEAD + row * 1_000_000)
    # Other ends of rows are counted too.
    assert f"more than {MOST_ROWS:,} rows" in refused(HEAD + row.replace("\n", "\r") * 600_000)
    out = io.BytesIO()
    pl.DataFrame({"id": np.zeros(MOST_ROWS + 1, np.int8)}).write_parquet(out)
    assert f"more than {MOST_ROWS:,} rows" in refused(out.getvalue(), "x.parquet")


def test_garbage_is_refused_in_words() -> None:
    """Random bytes under each name, and a Parquet file with a byte changed: a message or a table, no other error."""
    draws, out = random.Random(3), io.BytesIO()
    pl.read_csv(io.BytesIO((HEAD + GOOD).encode())).write_parquet(out)
    whole = out.getvalue()
    for suffix in ("csv", "parquet", "pcap"):
        for size in (1, 30, 3000):
            assert refused(draws.randbytes(size), f"x.{suffix}").startswith(f"x.{suffix}")
    for at in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[at] ^= 0xFF
        try:
            read_flown(bytes(damaged), "x.parquet", "hostile")
        except InputErrors as error:
            assert str(error).startswith("x.parquet")
