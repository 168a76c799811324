"""What has to stand beside every share: whose data it is, what it measures, and on what it depends."""

from vyuha.programme.sipri.shares import Shares

CREDIT = "Source: SIPRI Arms Transfers Database (c) SIPRI, from the user's own download."
CAUTION = (
    "TIV measures the volume of transferred military resources, not the price paid; SIPRI advises against comparing it "
    "with spending, sales or gross domestic product."
)
DEPENDS = (
    "The result depends on the window and on the edition: the database is revised every spring, for past years too, so "
    "state both with every share."
)
ASSUMED = (
    "SIPRI marks figures as uncertain and does not say by how much. The spread is assumed (grade: assumed), and the "
    "range is one under that assumption, not a confidence interval."
)
# Published shares of Russia in India's imports, by edition: context, never an input.
PUBLISHED_INDIA = (
    "For context, published by SIPRI for Russia's share of India's imports: edition of March 2025: 36 % (2020-24), "
    "55 % (2015-19), 72 % (2010-14); edition of March 2026: 40 % (2021-25), 51 % (2016-20), 70 % (2011-15). "
    "Press reports of both editions; not computed from your file."
)


def notes(result: Shares) -> list[str]:
    """The sentences that go with a result, wherever it is shown."""
    made = ", ".join(result.editions)
    lines = [
        f"Window: {result.first_year} to {result.last_year}. Edition: file made {made}.",
        CREDIT,
        CAUTION,
        DEPENDS,
        *_spread(result),
    ]
    if result.split > 0.0:
        lines.append(
            f"{100.0 * result.split:.1f} % of the total rests on deals with deliveries inside and outside the window; "
            "the file does not say what came in which year, so they were split evenly, which is a guess."
        )
    if result.recipient == "India" and result.of("Russia") is not None:
        lines.append(PUBLISHED_INDIA)
    return lines


def _spread(result: Shares) -> list[str]:
    spread = result.spread
    if spread is None:
        return [f"No range is given: {result.why_no_range}."]
    return [
        f"Range: {100.0 * spread.level:g} % of {spread.draws} draws (seed {spread.seed}). A flagged number varies by "
        f"up to {100.0 * spread.number:g} %, a flagged delivery year is off by one with probability {spread.year:g}. "
        f"{100.0 * result.flagged:.0f} % of the total rests on flagged figures.",
        ASSUMED,
    ]
