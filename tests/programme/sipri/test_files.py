"""Reading SIPRI's shapes: what is read, what is odd and said so, what is refused. All files are made up."""

import re
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programme.sipri import made_up
from tests.programme.sipri.made_up import Deal
from vyuha.programme.sipri import Deliveries, cells, files, keep_inputs, read_files, source
from vyuha.programme.sipri.cells import Cell
from vyuha.programme.sipri.source import source_of
from vyuha.programme.sipri.table import SCHEMA, Delivery, Oddities
from vyuha.reading.problems import InputErrors


def read(text: str | bytes) -> Deliveries:
    return files.read(source_of(text.encode() if isinstance(text, str) else text, "made-up.csv"))


def remarks(text: str | bytes) -> list[str]:
    return [str(remark) for remark in read(text).remarks]


def refusal(text: str | bytes) -> str:
    with pytest.raises(InputErrors) as error:
        read(text)
    return str(error.value)


SHAPES = {
    "register": made_up.register_file,
    "long": made_up.long_file,
    "legacy": made_up.legacy_file,
    "tiv": made_up.values_file,
}


def test_the_rows_are_the_columns_of_the_schema() -> None:
    assert list(Delivery._fields) == list(SCHEMA)
    assert read(made_up.long_file()).frame.schema == pl.Schema(SCHEMA)


def test_the_manual_names_every_column_and_its_python_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[3] / "docs" / "sipri.md").read_text(encoding="utf-8")
    table = page.partition("## The columns")[2]
    named = [
        name
        for line in table.splitlines()
        for name in re.findall(r"`(\w+)`", line.split("|")[1] if "|" in line else "")
    ]
    assert named == list(SCHEMA)
    monkeypatch.chdir(tmp_path)
    write(tmp_path, **{"trade-register": made_up.long_file()})
    (code,) = re.findall(r"^```python\n(.*?)^```$", page, flags=re.M | re.S)
    exec(compile(code, "sipri.md", "exec"), {})


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_known_by_its_header(shape: str) -> None:
    (facts,) = read(SHAPES[shape]()).files
    assert facts.shape == shape
    assert facts.encoding == "utf-8-sig"
    assert facts.dropped == 0


@pytest.mark.parametrize("above", [0, 1, 6, 11, 40])
def test_the_header_is_found_wherever_it_stands(above: int) -> None:
    found = read(made_up.long_file(preamble=[f"Line {n}" for n in range(above)]))
    assert found.files[0].header_line == above + 1
    assert found.frame.height == len(made_up.INDIA + made_up.OTHERS)
    assert found.frame["line"].to_list()[0] == above + 2


def test_the_edition_is_the_day_the_file_was_made() -> None:
    assert read(made_up.long_file()).editions == ("2026-09-28",)
    assert read(made_up.long_file(preamble=[])).editions == ("not stated",)
    assert any("its edition is not known" in text for text in remarks(made_up.long_file(preamble=[])))


def test_long_form_keeps_all_flags() -> None:
    frame = read(made_up.long_file()).frame
    for row, deal in zip(frame.iter_rows(named=True), made_up.INDIA + made_up.OTHERS, strict=True):
        assert (row["delivered_uncertain"], row["year_uncertain"]) == (deal.number_flag, deal.year_flag)
        assert (row["year"], row["delivered"], row["tiv"]) == (deal.year, deal.number, deal.tiv)
        assert row["licensed"] == deal.licensed
        assert row["order_year_uncertain"] is False
        assert not row["split"]


def test_register_keeps_its_three_columns_of_marks_and_says_that_the_split_is_a_guess() -> None:
    found = read(made_up.register_file())
    first = {row["supplier"]: row for row in found.frame.filter(pl.col("year").is_not_null()).iter_rows(named=True)}
    flags = {
        name: (row["order_year_uncertain"], row["ordered_uncertain"], row["delivered_uncertain"])
        for name, row in first.items()
    }
    assert flags["Russia"] == (False, False, False)  # the last of its rows is the certain one
    assert flags["France"] == (True, False, False)
    assert flags["United States"] == (False, True, False)
    russia = found.frame.filter((pl.col("supplier") == "Russia") & pl.col("split"))
    assert russia["year"].to_list() == [2020, 2022]
    assert russia["tiv"].to_list() == [180.0, 180.0]
    assert russia["delivered_uncertain"].to_list() == [True, True]
    assert any("which is a guess" in str(remark) for remark in found.remarks)
    undelivered = found.frame.filter(pl.col("supplier") == "Germany")
    assert undelivered["year"].to_list() == [None]


@pytest.mark.parametrize("blanks", [("", "", ""), ("Unnamed: 3", "Unnamed: 5", "Unnamed: 9"), (" ", " .1", " .2")])
@pytest.mark.parametrize("delivered", ["Deliveries in the Year Range", "Number delivered"])
def test_register_header_in_all_its_forms(blanks: tuple[str, str, str], delivered: str) -> None:
    names = made_up.REGISTER_HEADER.replace("Deliveries in the Year Range", delivered).split(",")
    for column, blank in zip((3, 5, 9), blanks, strict=True):
        names[column] = blank
    found = read(made_up.register_file(header=",".join(names))).frame
    assert found.drop("line").equals(read(made_up.register_file()).frame.drop("line"))


def test_register_without_columns_of_marks_is_read_as_certain_and_says_so() -> None:
    names = [name for name in made_up.REGISTER_HEADER.split(",") if name.strip()]
    rows = [[cell for n, cell in enumerate(made_up.register_row("Russia", "2020", 1, 5)) if n not in (3, 5, 9)]]
    found = read(made_up.register_file(rows, ",".join(names)))
    assert found.frame["delivered_uncertain"].to_list() == [False]
    assert sum("read as certain" in str(remark) for remark in found.remarks) == 3


def test_legacy_flags_and_licences() -> None:
    frame = read(made_up.legacy_file()).frame
    assert frame["licensed"].to_list() == [True, True, False, False, False]
    assert frame["delivered_uncertain"].to_list() == [True, True, False, True, False]
    assert frame["order_year_uncertain"].to_list() == [True] * 5


def test_brackets_and_dots_mean_uncertain_and_unknown() -> None:
    rows = [made_up.register_row("Russia", "(2020)", "(12)", "60"), made_up.register_row("France", "2021", "..", "5")]
    first, second = read(made_up.register_file(rows)).frame.iter_rows(named=True)
    assert (first["delivered"], first["delivered_uncertain"], first["year_uncertain"]) == (12.0, True, True)
    assert (second["delivered"], second["delivered_uncertain"]) == (None, False)


@pytest.mark.parametrize(
    ("text", "years", "uncertain"),
    [
        ("2004; 2005", [2004, 2005], False),
        ("2005;2004; 2005", [2004, 2005], False),
        ("(2004); (2005)", [2004, 2005], True),
        ("2004; (2006)", [2004, 2006], True),
        ("2004-2006", [2004, 2005, 2006], False),
        ("2004; soon", [2004], False),
        ("..", [], False),
        ("", [], False),
    ],
)
def test_lists_of_years(text: str, years: list[int], uncertain: bool) -> None:
    oddities = Oddities("x")
    assert cells.years(Cell(text, 1, "Year(s) of delivery", oddities)) == (years, uncertain)
    assert len(oddities.remarks()) == ("-" in text or "soon" in text)


def test_values_table_has_no_flags_and_leaves_out_what_was_not_identified() -> None:
    found = read(made_up.values_file())
    assert not found.has_flags
    assert found.frame["recipient"].unique().to_list() == ["India"]
    assert found.frame.filter(pl.col("supplier") == "Italy")["tiv"].to_list() == [0.0]
    assert found.frame["delivered_uncertain"].null_count() == found.frame.height
    assert found.remarks == ()


def test_values_that_do_not_add_up_are_named() -> None:
    assert any("add up to 310" in text for text in remarks(made_up.values_file().replace("180,310,", "180,400,")))


SIPRIS_TOTAL = "Total exports to India,"


@pytest.mark.parametrize(
    "name",
    [
        "Total",
        "TOTAL",
        "total:",
        "Total imports",
        "World total",
        "Grand total (all suppliers)",
        "All suppliers",
        "World",
    ],
)
def test_a_total_is_no_supplier_whatever_it_is_called(name: str) -> None:
    """Counted as a supplier it would hold half of everything. Its line is the last of 5 + 7."""
    text = made_up.values_file()
    assert SIPRIS_TOTAL in text
    found = read(text.replace(SIPRIS_TOTAL, f"{name},"))
    same = ["supplier", "year", "tiv"]
    assert found.frame.select(same).equals(read(text).frame.select(same))
    said = [str(remark) for remark in found.remarks]
    bare = name.rstrip(":")
    assert f"made-up.csv:12: Supplier: {bare}: is read as a total of the table, not as a supplier" in said
    assert not any("add up to" in line for line in said)


def test_a_total_that_is_none_is_said_and_the_suppliers_are_used() -> None:
    """Made up: 160 + 150 in 2022; beyond the rounding of four whole numbers the row is said to be off."""
    for total, said in (("400", True), ("311", False)):
        text = made_up.values_file().replace(SIPRIS_TOTAL, "Total,").replace("180,310,", f"180,{total},")
        message = (
            f"made-up.csv:12: 2022: the suppliers add up to 310, the table's total is {total}; the suppliers are used"
        )
        assert (message in remarks(text)) == said
        assert read(text).frame.filter(pl.col("year") == 2022)["tiv"].sum() == 310.0


def test_control_a_supplier_with_a_name_like_a_total_is_one() -> None:
    found = read(made_up.values_file().replace("Israel,", "Totalia,"))
    assert "Totalia" in found.frame["supplier"].to_list()


def test_a_table_with_nothing_but_a_total_is_refused() -> None:
    message = "made-up.csv:2: Supplier: the table has a total and no value of a supplier"
    assert refusal("Supplier,2020,2021\nTotal,10,20\n") == message


def test_deliveries_that_contradict_number_times_unit_are_said() -> None:
    """Made up: 9 units of 20 are 180. The long form begins in line 13, the row of the United States is its ninth."""
    long = made_up.long_file()
    assert ",20.000,180," in long
    said = (
        "made-up.csv:21: TIV delivery values: 1180 against 9 x 20 = 180: what was delivered does not fit number times"
    )
    assert any(line.startswith(said) for line in remarks(long.replace(",20.000,180,", ",20.000,1180,")))
    register = made_up.register_file([made_up.register_row("Russia", "2020; 2022", 9, 180)])
    wrong = register.replace(",180\n", ",1180\n")
    said = "made-up.csv:7: SIPRI TIV of delivered weapons: 1180 against 9 x 20 = 180"
    assert any(line.startswith(said) for line in remarks(wrong))
    assert any(": tivdel: 1180 against" in line for line in remarks(made_up.legacy_file().replace("180.0\n", "1180\n")))
    for sound in (long, register, made_up.legacy_file()):
        assert not any("does not fit" in line for line in remarks(sound))


@pytest.mark.parametrize(
    ("tiv", "said"), [("180.4", False), ("183", False), ("176", False), ("185", True), ("0", True)]
)
def test_rounding_is_no_contradiction(tiv: str, said: bool) -> None:
    """180 may be off by 2 per cent, 9 x 0.005 and 0.5: 4.145."""
    text = made_up.long_file().replace(",20.000,180,", f",20.000,{tiv},")
    assert any("does not fit" in line for line in remarks(text)) == said


@pytest.mark.parametrize(("status", "part"), [("Second hand", 0.40), ("Second hand but modernized", 0.66)])
def test_used_weapons_may_count_less_than_new_ones_in_a_register(status: str, part: float) -> None:
    """SIPRI's rule: 40 per cent second hand, 66 per cent modernized. The long form's unit is that of the deal."""
    text = made_up.register_file([made_up.register_row("Russia", "2020", 9, 180)])
    used = text.replace(",180\n", f",{180 * part:g}\n")
    assert any("does not fit" in line for line in remarks(used))
    assert not any("does not fit" in line for line in remarks(used.replace(",New,", f",{status},")))
    long = made_up.long_file().replace(",20.000,180,", f",20.000,{180 * part:g},")
    assert any("does not fit" in line for line in remarks(long))


@pytest.mark.parametrize("row", [0, 3, len(made_up.INDIA + made_up.OTHERS) - 1])
@pytest.mark.parametrize("end", ["\n", ""])
def test_a_quote_that_never_closes_is_named_by_its_line(row: int, end: str) -> None:
    lines = made_up.long_file().splitlines()
    lines[12 + row] = lines[12 + row].replace("Made-up", '"Made-up')
    text = refusal("\n".join(lines) + end)
    assert text.startswith(f"made-up.csv:{13 + row}: a quote that opens here ")
    assert text.endswith("; close it")


def test_one_row_with_an_open_quote_is_a_quote_and_no_misfit() -> None:
    text = made_up.long_file(made_up.INDIA[:1]).replace("Made-up 101", '"Made-up 101')
    assert refusal(text) == "made-up.csv:13: a quote that opens here is not closed in this line; close it"


def test_an_open_quote_that_the_next_one_closes_is_refused() -> None:
    """It would swallow the rows between; a cell of many lines whose quotes are closed is sound."""
    rows = made_up.long_file().replace("Made-up 201", '"Made-up 201"')
    assert read(rows).frame.height == len(made_up.INDIA + made_up.OTHERS)
    swallowed = rows.replace("Made-up 101", '"Made-up 101', 1)
    assert refusal(swallowed) == "made-up.csv:13: a quote that opens here runs over 5 lines; close it"
    closed = made_up.long_file().replace("Made-up 401", '"Made-up\n401"')
    assert read(closed).frame.height == len(made_up.INDIA + made_up.OTHERS)
    last = made_up.long_file(made_up.INDIA[:2]).rstrip("\n").removesuffix("No") + '"N\no"\n'
    assert read(last).frame.height == 2


def test_an_open_quote_before_a_quoted_comment_in_the_same_row_is_refused() -> None:
    text = made_up.register_file([made_up.register_row("Russia", "2020", 9, 180)])
    said = refusal(text.replace("Made-up Russia", '"Made-up Russia'))
    assert said == "made-up.csv:7: a quote that opens here is not closed in this line; close it"
    inch = read(text.replace("Made-up Russia", 'Made-up 5" gun'))
    assert inch.frame["designation"].to_list() == ['Made-up 5" gun']


def test_an_input_is_never_an_output(tmp_path: Path) -> None:
    one, two = write(tmp_path, one=made_up.long_file(), two=made_up.long_file())
    (tmp_path / "link.csv").symlink_to(one)
    keep_inputs((None, two, tmp_path / "new.csv"), [one, tmp_path / "missing.csv"])
    for output in (one, tmp_path / "." / "one.csv", tmp_path / "link.csv"):
        with pytest.raises(InputErrors, match="this file is read as input, so it is not overwritten"):
            keep_inputs((None, output), [two, one])


def test_a_saved_reply_is_the_file_inside_it() -> None:
    wrapped = read(made_up.reply(made_up.long_file()))
    assert wrapped.frame.equals(read(made_up.long_file()).frame)
    assert wrapped.files[0].encoding.endswith("inside a saved reply")


def test_latin_1_is_read_and_said() -> None:
    deals = (Deal("Russia", 2020, 1, 5.0), Deal("Perú", 2021, 1, 5.0, "2"))
    found = read(made_up.long_file(deals).encode("latin-1"))
    assert found.files[0].encoding == "latin-1"
    assert found.frame["supplier"].to_list() == ["Russia", "Perú"]
    assert any("read as Latin-1" in str(remark) for remark in found.remarks)
    assert read(made_up.long_file(deals).encode("utf-8-sig")).files[0].encoding == "utf-8-sig"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (",New,", ",Almost new,", 'Status: Almost new: is no status that is known; kept as "unknown"'),
        (",2021,No,", ",,No,", "no delivery year is known; the row counts in no window"),
        (",2021,No,", ",0921,No,", "is no year between 1940 and 2100; read as not known"),
        ("Israel,India", "Unknown supplier(s),India", "the supplier is not known; it is kept as a supplier"),
        ("African Union**", "Some Group*", "a group that is no state (*)"),
        ("201,France,India", "201,France,", "no recipient is named; the row was left out"),
        (",180,", ",a lot,", "is no number that can be used; read as not known"),
        (",Yes,", ",perhaps,", "is neither Yes nor No; read as Yes"),
        ("notional system,Aircraft", "notional system,with a comma,Aircraft", "the header has 17 columns"),
    ],
)
def test_what_is_odd_is_read_and_said(before: str, after: str, said: str) -> None:
    text = made_up.long_file()
    assert before in text
    assert not any(said in line for line in remarks(text))
    assert any(said in line for line in remarks(text.replace(before, after, 1)))


def test_ragged_rows_are_left_out_counted_and_named_by_line() -> None:
    text = made_up.long_file().replace("notional system,Aircraft", "notional, system,Aircraft", 2)
    found = read(text)
    assert found.files[0].dropped == 2
    assert found.frame.height == len(made_up.INDIA + made_up.OTHERS) - 2
    assert "made-up.csv:13: 18 cells: the header has 17 columns" in [str(r) for r in found.remarks][0]
    assert "(2 rows, this is the first)" in [str(r) for r in found.remarks][0]


def test_a_row_that_stands_twice_counts_once() -> None:
    row = made_up.table(made_up.LONG_HEADER, [made_up.long_row(made_up.INDIA[0])], ()).splitlines()[1]
    found = read(made_up.long_file() + row + "\n")
    assert found.frame.height == len(made_up.INDIA + made_up.OTHERS)
    assert any("stands twice, word for word" in str(remark) for remark in found.remarks)


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_read_and_said(delimiter: str) -> None:
    text = made_up.long_file().replace(",", delimiter)
    assert read(text).frame.height == len(made_up.INDIA + made_up.OTHERS)
    assert any("its columns are separated by" in line for line in remarks(text))


def test_semicolons_at_the_ends_of_lines_and_an_index_in_front() -> None:
    lines = made_up.long_file().splitlines()
    assert read("\n".join(line + ";" for line in lines)).frame.height == len(made_up.INDIA + made_up.OTHERS)
    indexed = "\n".join(f"{n}," + line if n > 11 else "," * (n == 11) + line for n, line in enumerate(lines))
    assert any("one more column in front" in line for line in remarks(indexed))
    assert read(indexed).frame["tiv"].to_list() == read(made_up.long_file()).frame["tiv"].to_list()


def test_a_header_whose_columns_moved_is_refused_with_its_line() -> None:
    moved = made_up.long_file().replace("SIPRI AT Database ID,Supplier", "Supplier,SIPRI AT Database ID", 1)
    assert refusal(moved).startswith("made-up.csv:12: header: Supplier,SIPRI AT Database ID")
    assert "was a column moved or taken out?" in refusal(moved)


def test_a_missing_column_is_named() -> None:
    text = refusal(made_up.long_file().replace("TIV delivery values", "TIV", 1))
    assert text == 'made-up.csv:12: TIV delivery values: this column is missing (it is called "TIV delivery values")'


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"PK\x03\x04rest", "is a workbook"),
        ("Supplier".encode("utf-16"), "is UTF-16 text"),
        (b"{\\rtf1 text}", "is an RTF document"),
        (b"a,b\nc,\x00d\n", ":2: is a binary file"),
        (b"a,b\n1,2\n", "no header was found"),
        (b"<html><body>Sign in</body></html>", "no header was found"),
        (b'{"bytes": 3}', "no saved reply"),
        (b'{"bytes": "###"}', "is no base64 text"),
        (b'{"bytes": ', "begins like JSON"),
        (b"{" * 100_000, "begins like JSON"),
        (b'{"a":' * 50_000, "begins like JSON"),
        (made_up.LONG_HEADER.encode(), "a header and no row"),
        (b"Recipient,2020,2021\nIndia,1,2\n", "this table lists recipients"),
    ],
)
def test_what_is_no_file_of_sipris_is_refused(data: bytes, said: str) -> None:
    assert said in refusal(data)


def test_a_missing_file_says_where_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="makes no network call.*sipri.org"):
        read_files([tmp_path / "none.csv"])
    with pytest.raises(InputErrors, match="is a folder"):
        read_files([tmp_path])


def test_limits_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "a line of more than" in refusal("x" * (source.LONGEST_LINE + 2))
    open_quote = made_up.long_file().replace("Made-up 101", '"Made-up 101', 1) + "a,b\n" * 60
    assert "a quote that opens here runs over" in refusal(open_quote)
    wide = refusal(made_up.long_file() + '"' + "x,\n" * 80_000)
    assert "no sound CSV" in wide or "runs over" in wide
    monkeypatch.setattr(source, "MOST_LINES", 5)
    assert "more than 5 lines" in refusal(made_up.long_file())
    monkeypatch.setattr(source, "MOST_BYTES", 100)
    assert "the file is larger" in refusal(made_up.long_file())
    assert "the file is larger" in refusal(made_up.reply("x" * 90))


def test_a_file_of_misfits_is_refused() -> None:
    assert "do not fit the header" in refusal(made_up.table(made_up.LONG_HEADER, [["1", "2"], ["3", "4"]]))


def test_names_cannot_steer_a_terminal() -> None:
    found = read(made_up.long_file((Deal("Rus\x1b[31msia", 2020, 1, 5.0), Deal("France", 2021, 1, 5.0))))
    assert found.frame["supplier"].to_list()[0] == "Rus\\x1b[31msia"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, 2000))
def test_any_garbage_gives_a_table_or_a_refusal(garbage: bytes, place: int) -> None:
    """Property: bytes thrown into a sound file never end in anything but rows or `InputErrors`."""
    data = made_up.long_file().encode()
    try:
        read(data[:place] + garbage + data[place:])
    except InputErrors as errors:
        assert str(errors).startswith("made-up.csv")


def write(folder: Path, **texts: str) -> list[Path]:
    paths = []
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
        paths.append(folder / f"{name}.csv")
    return paths


def test_rows_in_two_files_count_once(tmp_path: Path) -> None:
    half = made_up.long_file(made_up.INDIA[:5])
    found = read_files(write(tmp_path, whole=made_up.long_file(), half=half))
    assert found.frame.height == len(made_up.INDIA + made_up.OTHERS)
    assert "5 rows stand in more than one file; each counts once" in str(found.remarks[-1])
    (path,) = write(tmp_path, whole=made_up.long_file())
    assert read_files([path, path]).frame.height == found.frame.height


def test_a_register_beside_the_long_form_adds_what_was_ordered_and_no_tiv(tmp_path: Path) -> None:
    register = made_up.register_file([made_up.register_row("Made", "2020", 1, 999)]).replace(
        "Made-up Made", "Made-up 401"
    )
    register = register.replace("India,Made", "India,United States")
    found = read_files(write(tmp_path, long=made_up.long_file(), register=register))
    assert found.frame["tiv"].sum() == read(made_up.long_file()).frame["tiv"].sum()
    ordered = found.frame.filter(pl.col("ordered").is_not_null())
    assert ordered.select("supplier", "ordered", "comment").rows() == [
        ("United States", 40.0, "made up; with a comma, quoted")
    ]


def test_files_that_do_not_go_together(tmp_path: Path) -> None:
    with pytest.raises(InputErrors, match="name it alone"):
        read_files(write(tmp_path, long=made_up.long_file(), values=made_up.values_file()))
    older = made_up.long_file((Deal("Italy", 2020, 1, 5.0, "9"),)).replace("2026", "2025")
    found = read_files(write(tmp_path, long=made_up.long_file(), older=older))
    assert "are of different editions (2025-09-28, 2026-09-28)" in str(found.remarks[-1])
