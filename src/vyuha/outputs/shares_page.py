"""One offline page on import shares: the table, both pictures, and everything that has to be said beside them."""

from collections.abc import Sequence

from vyuha.outputs import page
from vyuha.outputs.plots_shares import moving_svg, shares_csv, shares_svg
from vyuha.outputs.wording import percent, percent_range
from vyuha.programme.sipri.shares import Shares
from vyuha.programme.sipri.table import Remark
from vyuha.programme.sipri.wording import notes

HEADER = ("Supplier", "TIV, millions", "Share", "Range", "Without flagged rows")


def shares_page(result: Shares, windows: Sequence[Shares], remarks: Sequence[Remark]) -> str:
    """The page as HTML; `windows` are the moving windows (none: no second picture), `remarks` what was odd."""
    title = f"Arms imports of {result.recipient} by supplier, {result.first_year} to {result.last_year}"
    parts = [f"<header><h1>{page.text(title)}</h1></header>", page.table(title, HEADER, rows(result), (1, 2, 3, 4))]
    parts.append(page.paragraph(concentration(result)))
    alt = f"Bars: {', '.join(f'{part.supplier} {percent(part.share)}' for part in result.suppliers[:5])}"
    bars = shares_svg(result, False, alt), shares_svg(result, True, alt)
    parts.append(page.picture(*bars, "Shares and their ranges.", below_html=_data("import-shares.csv", [result])))
    if len(windows) > 1:
        alt = "Lines: shares of the largest suppliers over moving windows"
        lines = moving_svg(windows, False, alt), moving_svg(windows, True, alt)
        caption = "Each point is a window of years that ends in the year below it; bands are ranges."
        parts.append(page.picture(*lines, caption, below_html=_data("moving-import-shares.csv", windows)))
    parts.append(page.section("notes", "What to know about these figures", page.bullets(notes(result))))
    if remarks:
        odd = page.bullets([str(remark) for remark in remarks])
        parts.append(page.section("remarks", "What was odd in the file, and what was assumed", odd))
    return page.page(title, "\n".join(parts))


def rows(result: Shares) -> list[tuple[str, str, str, str, str]]:
    """The table of suppliers as text, in the order of `HEADER`."""
    return [
        (
            part.supplier,
            f"{part.tiv:,.0f}",
            percent(part.share),
            "" if part.low is None or part.high is None else percent_range(part.low, part.high),
            "" if part.unflagged is None or result.spread is None else percent(part.unflagged),
        )
        for part in result.suppliers
    ]


def concentration(result: Shares) -> str:
    """The total and the concentration in a sentence."""
    index = f"{result.hhi:.3f}"
    if result.hhi_low is not None and result.hhi_high is not None:
        index += f" ({result.hhi_low:.3f} to {result.hhi_high:.3f})"
    scale = "on the scale from 0 (many equal suppliers) to 1 (a single one)"
    return f"Total {result.total:,.0f} million TIV. Concentration (Herfindahl-Hirschman index) {index}, {scale}."


def _data(name: str, results: Sequence[Shares]) -> str:
    return page.download("Data of this chart (CSV)", name, shares_csv(results).encode("utf-8"))
