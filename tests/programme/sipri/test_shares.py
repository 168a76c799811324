"""Shares by supplier: known by construction (36 per cent), by an independent sum, and by their properties."""

import math
from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.programme.sipri import made_up
from tests.programme.sipri.made_up import Deal
from vyuha.programme.sipri import Deliveries, Shares, Spread, files, kinds, moving_shares, shares
from vyuha.programme.sipri.source import source_of
from vyuha.programme.sipri.spread import _moves, _stream, drawn_totals, relevant
from vyuha.programme.sipri.wording import PUBLISHED_INDIA, notes
from vyuha.reading.problems import InputErrors

FEW = Spread(draws=200)


def read(text: str) -> Deliveries:
    return files.read(source_of(text.encode(), "made-up.csv"))


def long(*deals: Deal) -> Deliveries:
    return read(made_up.long_file(deals))


def by_name(result: Shares) -> dict[str, float]:
    return {part.supplier: part.share for part in result.suppliers}


# From the arithmetic beside `made_up.INDIA`: 360 + 330 + 180 + 130 = 1000.
EXPECTED = {"Russia": 0.36, "France": 0.33, "United States": 0.18, "Israel": 0.13}


@pytest.mark.parametrize("make", [made_up.long_file, made_up.register_file, made_up.legacy_file, made_up.values_file])
def test_36_per_cent_by_construction_from_every_shape(make: object) -> None:
    result = shares(read(make()), "India", 2020, 2024, FEW)  # type: ignore[operator]
    assert result.total == pytest.approx(1000.0)
    assert by_name(result) == pytest.approx(EXPECTED, abs=1e-12)
    assert [part.supplier for part in result.suppliers] == list(EXPECTED)
    # 0.36^2 + 0.33^2 + 0.18^2 + 0.13^2 by hand.
    assert result.hhi == pytest.approx(0.1296 + 0.1089 + 0.0324 + 0.0169)


def test_control_another_window_gives_another_share() -> None:
    found = read(made_up.long_file())
    # 2021 to 2025: Russia 160 + 100 of 160 + 100 + 330 + 130 + 180 = 900.
    assert by_name(shares(found, "India", 2021, 2025, FEW))["Russia"] == pytest.approx(260.0 / 900.0)
    # 2017 to 2021: Russia 300 + 200 of 500 + 180 + 100 = 780.
    assert by_name(shares(found, "India", 2017, 2021, FEW))["Russia"] == pytest.approx(500.0 / 780.0)
    assert by_name(shares(found, "Pakistan", 2020, 2024, FEW)) == {"China": 1.0}


@pytest.mark.parametrize(
    ("recipient", "first", "last"),
    [("India", 2017, 2025), ("India", 2020, 2024), ("India", 2019, 2021), ("India", 2022, 2022)]
    + [("Pakistan", 2020, 2024), ("African Union", 2022, 2022)],
)
def test_the_same_as_a_plain_loop_over_the_rows(recipient: str, first: int, last: int) -> None:
    text = made_up.long_file()
    plain = made_up.plain_shares(text, recipient, first, last)
    assert plain
    assert by_name(shares(read(text), recipient, first, last, FEW)) == pytest.approx(plain, abs=1e-12)


def test_without_flagged_rows_and_bounds() -> None:
    result = shares(read(made_up.long_file()), "India", 2020, 2024, FEW)
    russia = result.of("Russia")
    assert russia is not None
    # Certain in the window: Russia 160 (2022), France 180 (2021), nothing else: 160 / 340.
    assert russia.unflagged == pytest.approx(160.0 / 340.0)
    assert russia.flagged == pytest.approx(200.0 / 360.0)
    # Its own flagged rows left out: 160 / (160 + 640); those of all others: 360 / (360 + 180).
    assert (russia.least, russia.most) == (pytest.approx(160.0 / 800.0), pytest.approx(360.0 / 540.0))
    assert result.flagged == pytest.approx(1.0 - 340.0 / 1000.0)


def test_control_flags_ignored_give_no_width() -> None:
    sure = [deal._replace(number_flag=False, year_flag=False) for deal in made_up.INDIA]
    for part in shares(long(*sure), "India", 2020, 2024, FEW).suppliers:
        assert (part.low, part.high) == (pytest.approx(part.share), pytest.approx(part.share))
    for part in shares(read(made_up.long_file()), "India", 2020, 2024, FEW).suppliers:
        assert part.low is not None and part.high is not None
        assert part.high - part.low > 0.02
    still = Spread(number=0.0, year=0.0, draws=100)
    for part in shares(read(made_up.long_file()), "India", 2020, 2024, still).suppliers:
        assert part.low == pytest.approx(part.share)


def test_range_of_one_flagged_number_is_that_of_its_triangle() -> None:
    """Closed form: share = f a / (f a + b), rising in the factor f, whose quantiles are those of a triangle."""
    deals = (Deal("Russia", 2021, 10, 10.0, "1", number_flag=True), Deal("France", 2022, 10, 10.0, "2"))
    spread = Spread(number=0.4, draws=40_000, level=0.9)
    part = shares(long(*deals), "India", 2020, 2024, spread).of("Russia")
    assert part is not None and part.low is not None and part.high is not None
    # P(f < 1 - 0.4 + 0.4 x) = x^2 / 2 for x up to 1, so the 5 % quantile has x = sqrt(0.1).
    low, high = 0.6 + 0.4 * math.sqrt(0.1), 1.4 - 0.4 * math.sqrt(0.1)
    # Four standard errors of a 5 % quantile at 40000 draws are below 0.002 in share.
    assert part.low == pytest.approx(low / (low + 1.0), abs=0.002)
    assert part.high == pytest.approx(high / (high + 1.0), abs=0.002)
    assert part.low != pytest.approx(0.5 * 0.6, abs=0.002)


def test_flagged_years_leave_the_window_as_often_as_assumed() -> None:
    """Closed form: a row in the last year leaves it with half of the probability of moving, here 0.3."""
    deals = (Deal("Russia", 2024, 1, 10.0, "1", year_flag=True), Deal("France", 2022, 1, 10.0, "2"))
    rows = relevant(long(*deals).frame, 2020, 2024)
    names, totals = drawn_totals(rows, 2020, 2024, Spread(year=0.6, draws=20_000))
    gone = float((totals[:, names.index("Russia")] == 0.0).mean())
    # Four standard errors of 0.3 at 20000 draws: 0.013.
    assert gone == pytest.approx(0.3, abs=0.013)
    assert gone != pytest.approx(0.6, abs=0.013)
    assert totals[:, names.index("France")].tolist() == [10.0] * 20_000


def test_flagged_years_come_into_the_window_too() -> None:
    deals = (Deal("Russia", 2025, 1, 10.0, "1", year_flag=True), Deal("France", 2022, 1, 10.0, "2"))
    rows = relevant(long(*deals).frame, 2020, 2024)
    names, totals = drawn_totals(rows, 2020, 2024, Spread(year=0.6, draws=20_000))
    assert float((totals[:, names.index("Russia")] > 0.0).mean()) == pytest.approx(0.3, abs=0.013)


def test_one_deal_has_one_factor() -> None:
    """Two years of one deal vary together; two deals do not, so their sum varies less."""
    flagged = {"number_flag": True, "recipient": "India"}
    rest = Deal("France", 2022, 10, 10.0, "9")

    def width(*deals: Deal) -> float:
        part = shares(long(*deals, rest), "India", 2020, 2024, Spread(draws=5000)).of("Russia")
        assert part is not None and part.low is not None and part.high is not None
        return part.high - part.low

    one = width(*(Deal("Russia", year, 5, 10.0, "1", **flagged) for year in (2021, 2022)))  # type: ignore[arg-type]
    two = width(*(Deal("Russia", year, 5, 10.0, str(year), **flagged) for year in (2021, 2022)))  # type: ignore[arg-type]
    # Independent: standard deviation smaller by sqrt(2); 1.2 leaves room for the shape and the draws.
    assert one > 1.2 * two


def test_an_even_split_over_the_edge_is_a_guess_with_a_range() -> None:
    """Closed form: two years, one inside; the part inside is uniform, so x of 100 is 5 to 95 in nine of ten draws."""
    rows = [made_up.register_row("Russia", "2024; 2025", 10, 100), made_up.register_row("France", "2022", 10, 50)]
    result = shares(read(made_up.register_file(rows)), "India", 2020, 2024, Spread(draws=20_000))
    part = result.of("Russia")
    assert part is not None and part.low is not None and part.high is not None
    assert part.share == pytest.approx(0.5)
    assert result.split == pytest.approx(0.5)
    assert part.low == pytest.approx(5.0 / 55.0, abs=0.01)
    assert part.high == pytest.approx(95.0 / 145.0, abs=0.01)
    assert any("which is a guess" in line for line in notes(result))
    whole = shares(read(made_up.register_file(rows)), "India", 2020, 2025, FEW)
    assert (whole.split, whole.of("Russia").low) == (0.0, pytest.approx(100.0 / 150.0))  # type: ignore[union-attr]


def test_the_values_table_has_no_range_and_says_so() -> None:
    result = shares(read(made_up.values_file()), "India", 2020, 2024)
    assert all(part.low is None and part.high is None for part in result.suppliers)
    assert (result.hhi_low, result.spread) == (None, None)
    assert "No range is given: the TIV table marks nothing as uncertain." in notes(result)


def test_a_table_that_names_no_recipient_answers_for_the_one_asked_for() -> None:
    text = "\n".join(line for line in made_up.values_file().splitlines() if not line.startswith("Total"))
    result = shares(read(text), "India", 2020, 2024)
    assert result.recipient == "India"
    assert by_name(result) == pytest.approx(EXPECTED)


def test_same_seed_same_bits_other_seed_other_bits() -> None:
    found = read(made_up.long_file())
    assert shares(found, "India", 2020, 2024) == shares(found, "India", 2020, 2024)
    other = shares(found, "India", 2020, 2024, Spread(seed=2))
    assert other.suppliers != shares(found, "India", 2020, 2024).suppliers


def test_many_rows_are_drawn_in_pieces_with_the_same_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(made_up.long_file())
    before = shares(found, "India", 2020, 2024, FEW)
    monkeypatch.setattr("vyuha.programme.sipri.spread._MOST_AT_ONCE", 60)
    assert shares(found, "India", 2020, 2024, FEW) == before


def test_moving_windows() -> None:
    windows = moving_shares(read(made_up.long_file()), "India", 5, FEW)
    assert [window.last_year for window in windows] == [2021, 2022, 2023, 2024, 2025]
    assert windows[3] == shares(read(made_up.long_file()), "India", 2020, 2024, FEW)


def test_kinds() -> None:
    table = kinds(read(made_up.long_file()), "India", 2020, 2024)
    assert table["tiv"].sum() == pytest.approx(1000.0)
    licensed = table.filter(pl.col("licensed"))
    assert licensed.select("supplier", "tiv").rows() == [("Russia", 160.0)]
    used = table.filter(pl.col("status") == "second hand")
    assert used.select("supplier", "tiv").rows() == [("United States", 180.0)]
    assert kinds(read(made_up.register_file()), "India", 2020, 2024)["licensed"].null_count() == 5 - 1


def test_successors_count_as_one_only_when_asked_for() -> None:
    found = long(
        Deal("Soviet Union", 1990, 1, 30.0, "1"), Deal("Russia", 1993, 1, 30.0, "2"), Deal("France", 1991, 1, 40.0)
    )
    assert by_name(shares(found, "India", 1990, 1994, FEW)) == pytest.approx(
        {"France": 0.4, "Russia": 0.3, "Soviet Union": 0.3}
    )
    assert by_name(shares(found, "India", 1990, 1994, FEW, successors=True)) == pytest.approx(
        {"Russia": 0.6, "France": 0.4}
    )


def refusal(recipient: str, first: int, last: int) -> str:
    with pytest.raises(InputErrors) as error:
        shares(read(made_up.long_file()), recipient, first, last)
    return str(error.value)


def test_questions_that_the_file_cannot_answer() -> None:
    assert refusal("Indai", 2020, 2024) == (
        'made-up.csv:12: recipient: Indai: no such recipient in the file; did you mean "India"?'
    )
    assert "the window must run from" in refusal("India", 2024, 2020)
    assert "its deliveries here are of 2017 to 2025" in refusal("India", 1990, 1994)


def test_missing_years_and_a_window_beyond_the_file_are_said() -> None:
    result = shares(read(made_up.long_file()), "India", 2015, 2019, FEW)
    said = " ".join(str(remark) for remark in result.remarks)
    assert "deliveries in the file are of 2017 to 2025" in said
    assert "no delivery in 2015, 2016, 2019; counted as none" in said
    assert not shares(read(made_up.long_file()), "India", 2020, 2024, FEW).remarks
    asked = made_up.long_file(preamble=["Deals with deliveries made for the year range '2021' to '2024'", made_up.MADE])
    said = " ".join(str(remark) for remark in shares(read(asked), "India", 2020, 2024, FEW).remarks)
    assert "deliveries in the file are of 2021 to 2024" in said


def test_context_stands_only_where_it_belongs() -> None:
    found = read(made_up.long_file())
    assert PUBLISHED_INDIA in notes(shares(found, "India", 2020, 2024, FEW))
    assert PUBLISHED_INDIA not in notes(shares(found, "Pakistan", 2020, 2024, FEW))
    assert PUBLISHED_INDIA not in notes(shares(found, "India", 2021, 2021, FEW))


def test_the_draws_are_numpys_philox_and_moves_are_even() -> None:
    """Against the library itself, and by count: four standard errors of 0.25 at 40000 draws are 0.0087."""
    uniform = _stream(7, 2).random(40_000)
    same = np.random.Generator(np.random.Philox(key=7, counter=[0, 0, 0, 2])).random(40_000)
    assert uniform.tolist() == same.tolist()
    assert uniform.tolist() != _stream(7, 1).random(40_000).tolist()
    moves = _moves(uniform, 0.5)
    for step, part in ((-1, 0.25), (0, 0.5), (1, 0.25)):
        assert float((moves == step).mean()) == pytest.approx(part, abs=0.01)


def test_a_spread_that_is_none_is_refused() -> None:
    for wrong in ({"number": 1.5}, {"year": -0.1}, {"draws": 0}, {"draws": 99}, {"seed": -1}, {"level": 1.0}):
        with pytest.raises(ValueError, match="must be between"):
            Spread(**wrong)  # type: ignore[arg-type]


def test_too_few_draws_for_a_range_are_refused() -> None:
    """One draw printed 36 per cent with a range of 40 to 40; at 100 draws the range is one of tens of values."""
    with pytest.raises(ValueError, match="draws must be between 100 and 1000000 for a range, not 1$"):
        Spread(draws=1)
    assert Spread(draws=100).draws == 100


DEALS = st.lists(
    st.builds(
        Deal,
        supplier=st.sampled_from(["Russia", "France", "Israel", "Unknown supplier(s)", "South Korea"]),
        year=st.integers(2018, 2026),
        number=st.integers(1, 60),
        unit=st.sampled_from([0.25, 1.0, 4.5, 20.0]),
        deal=st.integers(1, 6).map(str),
        recipient=st.just("India"),
        status=st.sampled_from(["New", "Second hand", "Second hand but modernized"]),
        licensed=st.booleans(),
        order=st.just(2015),
        number_flag=st.booleans(),
        year_flag=st.booleans(),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda deal: (deal.supplier, deal.deal, deal.year),
).filter(lambda deals: any(2020 <= deal.year <= 2024 for deal in deals))
TINY = Spread(draws=100)


@settings(max_examples=40, deadline=None)
@given(DEALS)
def test_shares_sum_to_one_and_concentration_is_bounded(deals: Sequence[Deal]) -> None:
    result = shares(long(*deals), "India", 2020, 2024, TINY)
    assert math.fsum(part.share for part in result.suppliers) == pytest.approx(1.0, abs=1e-12)
    assert 1.0 / len(result.suppliers) - 1e-12 <= result.hhi <= 1.0 + 1e-12
    for part in result.suppliers:
        assert 0.0 <= part.least <= part.share + 1e-12 <= part.most + 2e-12 <= 1.0 + 3e-12
    plain = made_up.plain_shares(made_up.long_file(deals), "India", 2020, 2024)
    renamed = {name.replace("Unknown", "unknown"): share for name, share in plain.items()}
    assert by_name(result) == pytest.approx(renamed, abs=1e-12)


@settings(max_examples=30, deadline=None)
@given(DEALS, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(deals: list[Deal], random: object) -> None:
    shuffled = list(deals)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = (shares(long(*order), "India", 2020, 2024, TINY) for order in (deals, shuffled))
    assert one.suppliers == two.suppliers
    assert (one.hhi, one.hhi_low, one.hhi_high) == (two.hhi, two.hhi_low, two.hhi_high)


@settings(max_examples=30, deadline=None)
@given(DEALS, st.sampled_from([0.5, 3.0, 1000.0]))
def test_the_scale_of_tiv_does_not_matter(deals: list[Deal], scale: float) -> None:
    scaled = [deal._replace(unit=deal.unit * scale) for deal in deals]
    one, two = (shares(long(*some), "India", 2020, 2024, TINY) for some in (deals, scaled))
    assert by_name(one) == pytest.approx(by_name(two), abs=1e-9)
    assert one.hhi_low is None or one.hhi_low == pytest.approx(two.hhi_low, abs=1e-9)


def test_control_scaling_one_supplier_does_matter() -> None:
    scaled = [deal._replace(unit=deal.unit * (2.0 if deal.supplier == "Russia" else 1.0)) for deal in made_up.INDIA]
    assert by_name(shares(long(*scaled), "India", 2020, 2024, FEW))["Russia"] == pytest.approx(720.0 / 1360.0)
