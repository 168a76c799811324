"""Pictures of import shares and their data: what is drawn is what was computed, and names cannot break out."""

import csv
import xml.etree.ElementTree as ElementTree

from tests.programme.sipri import made_up
from tests.programme.sipri.made_up import Deal
from vyuha.outputs.plots_shares import COLUMNS, leading, moving_svg, shares_csv, shares_svg, standalone
from vyuha.outputs.shares_page import shares_page
from vyuha.programme.sipri import Deliveries, Spread, files, moving_shares, shares
from vyuha.programme.sipri.source import source_of

FEW = Spread(draws=100)


def read(text: str) -> Deliveries:
    return files.read(source_of(text.encode(), "made-up.csv"))


def test_bars_name_every_supplier_with_its_share() -> None:
    result = shares(read(made_up.long_file()), "India", 2020, 2024, FEW)
    for narrow in (False, True):
        text = shares_svg(result, narrow, "alt text")
        assert "36.0 % (" in text
        for part in result.suppliers:
            assert part.supplier.split()[0] in text
    no_range = shares_svg(shares(read(made_up.values_file()), "India", 2020, 2024), False, "alt text")
    assert "36.0 %" in no_range
    assert "36.0 % (" not in no_range


def test_many_suppliers_are_put_together() -> None:
    deals = [Deal(f"Country {n:02d}", 2022, 20 - n, 1.0, str(n)) for n in range(18)]
    text = shares_svg(shares(read(made_up.long_file(deals)), "India", 2020, 2024, FEW), False, "alt")
    assert "6 others" in text
    assert "Country 12" not in text


def test_a_picture_of_its_own_is_sound_xml_with_its_own_colours() -> None:
    windows = moving_shares(read(made_up.long_file()), "India", 5, FEW)
    for svg in (shares_svg(windows[0], False, 'quote " and <tag>'), moving_svg(windows, False, "lines")):
        root = ElementTree.fromstring(standalone(svg))
        assert root.tag == "{http://www.w3.org/2000/svg}svg"
        assert "--ink:" in standalone(svg)


def test_the_largest_suppliers_lead() -> None:
    assert leading(moving_shares(read(made_up.long_file()), "India", 5, FEW))[:2] == ["Russia", "France"]


def test_data_of_the_chart_is_what_was_computed() -> None:
    result = shares(read(made_up.long_file()), "India", 2020, 2024, FEW)
    rows = list(csv.DictReader(shares_csv([result]).splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["supplier"], float(row["share"])) for row in rows] == [(p.supplier, p.share) for p in result.suppliers]
    empty = list(csv.DictReader(shares_csv([shares(read(made_up.values_file()), "India", 2020, 2024)]).splitlines()))
    assert (empty[0]["low"], empty[0]["hhi_low"]) == ("", "")


def test_a_name_is_neither_a_formula_nor_markup() -> None:
    deals = (Deal("=HYPERLINK(1)", 2021, 3, 1.0, "1"), Deal("<script>x</script>", 2022, 1, 1.0, "2"))
    result = shares(read(made_up.long_file(deals)), "India", 2020, 2024, FEW)
    assert "'=HYPERLINK(1)" in shares_csv([result])
    page = shares_page(result, (), ())
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
