"""The last sections of a report on a plan: claims, how it was made, and what it does not say."""

import polars as pl

from vyuha.outputs import plan_explanations
from vyuha.outputs.axes import word
from vyuha.outputs.page import bullets, details, heading, paragraph, section, table, text
from vyuha.outputs.plan_sources import assumed_rows, source_rows
from vyuha.outputs.plan_text import PANELS, pretty
from vyuha.programme.model import Claim, Programme
from vyuha.programme.outcome import PlanOutcome

# Half the width of a 95 % interval, in standard errors.
_NORMAL_95 = 1.959964


def claims(outcome: PlanOutcome) -> str:
    """Statements of one side, with what the other side says."""
    found = [claim for programme in outcome.programmes for claim in programme.claims]
    if not found:
        return section("claims", "Claims of one side", paragraph("The programmes of this plan record no claims."))
    return section(
        "claims", "Claims of one side", paragraph(plan_explanations.CLAIMS), *(claim_html(claim) for claim in found)
    )


def claim_html(claim: Claim) -> str:
    """One claim, marked as such."""
    other = []
    if claim.denied_by:
        other.append(f"Denied by {claim.denied_by}.")
    if claim.counter:
        other.append(f"The other side: {claim.counter}")
    return (
        f'<div class="claim"><p><strong>Claim of {text(claim.by)}:</strong> {text(claim.text)}</p>'
        + (paragraph(" ".join(other)) if other else "")
        + paragraph(f"Source: {claim.source}. A claim; not used in any computation.", "note")
        + "</div>"
    )


def made(outcome: PlanOutcome) -> str:
    """The run, the surface and its checks, assumed figures, sources."""
    return section(
        "made",
        "How it was made",
        table("The computation", ("What", "Value"), _made_rows(outcome)),
        heading("How sure the response surface is"),
        *_checks(outcome),
        heading("How to read the intervals"),
        *(paragraph(sentence) for sentence in plan_explanations.INTERVALS),
        *(part for programme in outcome.programmes for part in sources(programme)),
    )


def _made_rows(outcome: PlanOutcome) -> list[tuple[str, str]]:
    plan = outcome.plan
    rows = [(pretty(key), value) for key, value in outcome.made.items() if value]
    known = {key.casefold() for key, _ in rows}
    slip = f"reference class “{plan.slip.reference}”, correlation within a supplier {plan.slip.supplier_correlation:g}"
    if plan.slip.stops_per_year > 0.0:
        slip += f", {plan.slip.stops_per_year:g} full stops of a supplier per year"
    further = [("Futures", f"{plan.futures:,}"), ("Seed", str(plan.seed)), ("Slip", slip)]
    return rows + [row for row in further if row[0].casefold() not in known]


def _checks(outcome: PlanOutcome) -> tuple[str, ...]:
    checks = outcome.tables["checks"]
    if not checks.height:
        return (paragraph("No held-out points were fought for this plan, so the error of the surface is untested."),)
    lead = (
        f"The surface was held against fights that it was not made from, with other random numbers. At "
        f"{int(checks['inside'].sum())} of {checks.height} held-out values the two lie no further apart than the "
        "limit. It is set so that all of them lie inside with 95 % if the stated errors are true, and is therefore "
        f"wider than two standard errors. {_misses(checks)}"
    )
    rows = []
    for line in checks.iter_rows(named=True):
        kind = PANELS[line["measure"]].kind if line["measure"] in PANELS else "count"
        direct = word(line["direct"], kind)
        if line["direct_low"] is not None and line["direct_high"] is not None:
            direct += f" ({word(line['direct_low'], kind)} to {word(line['direct_high'], kind)})"
        rows.append(
            (
                f"{line['units']} at {100.0 * line['fill']:.0f}\u00a0% load",
                PANELS[line["measure"]].title if line["measure"] in PANELS else line["measure"],
                f"{word(line['surface'], kind)} ± {word(line['error'], kind)}",
                direct,
                "" if line["allowed"] is None else f"± {word(line['allowed'], kind)}",
                "yes" if line["inside"] else "NO",
            )
        )
    header = (
        "Point",
        "Measure",
        "Surface ± one standard error",
        "Direct fights (95 %)",
        "Limit of the difference",
        "Inside the limit",
    )
    inside = table("Held-out points", header, rows, (2, 3, 4))
    return (paragraph(lead), details(f"All held-out values ({len(rows)})", inside))


def _misses(checks: pl.DataFrame) -> str:
    """How far apart surface and fights lie, in standard errors of their difference; the largest miss by name."""
    chance = (pl.col("direct_high") - pl.col("direct_low")).fill_null(0.0) / (2.0 * _NORMAL_95)
    error = (pl.col("error") ** 2 + chance**2).sqrt()
    ratio = pl.when(error > 0.0).then((pl.col("surface") - pl.col("direct")).abs() / error).otherwise(0.0)
    rated = checks.with_columns(ratio.alias("ratio"))
    worst = rated.sort("ratio", descending=True, maintain_order=True).row(0, named=True)
    panel = PANELS.get(worst["measure"])
    kind, title = (panel.kind, panel.title) if panel else ("count", pretty(worst["measure"]))
    return (
        f"{int((rated['ratio'] <= 2.0).sum())} of {checks.height} lie within two standard errors of the difference. "
        f"The largest miss is {worst['ratio']:.1f} of them: {title[:1].lower()}{title[1:]} with {worst['units']} at "
        f"{100.0 * worst['fill']:.0f} % load, {word(worst['surface'], kind)} from the surface against "
        f"{word(worst['direct'], kind)} in direct fights."
    )


def sources(programme: Programme) -> tuple[str, ...]:
    """Assumed figures and sources of a programme."""
    assumed = assumed_rows(programme)
    parts = [heading(f"{programme.title}: figures and sources")]
    if assumed:
        lead = (
            f"{len(assumed)} of its dates and figures have no source and were assumed; the reason stands beside each."
        )
        parts += [paragraph(lead), table("Assumed dates and figures", ("Where", "What", "Why"), assumed)]
    else:
        parts.append(paragraph("Every date and figure of this programme has a source."))
    rows = source_rows(programme)
    inside = table("Sources", ("Source", "Statements", "Grades"), rows, (1,))
    return (*parts, details(f"Sources of this programme ({len(rows)})", inside))


def limits() -> str:
    """What the report does not say."""
    return section("limits", "What this does not say", bullets(plan_explanations.LIMITS))


def footer() -> str:
    """The notice below every report."""
    return f"<footer>{paragraph(plan_explanations.NOTICE, 'note')}</footer>"
