"""The part of a report that says who was taken for whom, and who was shot down that should not have been."""

from vyuha.outputs import explanations
from vyuha.outputs.page import paragraph, picture, section, table
from vyuha.outputs.plots_identity import class_rows, confusion_svg, side_rows
from vyuha.outputs.wording import amount, percent, percent_span, span
from vyuha.results.summary import Recognised, SideResult, Summary


def recognised(summary: Summary) -> str:
    """The section, or nothing where nothing flies but the raid and nobody asks."""
    known = summary.recognised
    if known is None:
        return ""
    others = [side for side in known.sides if side.side != "hostile"]
    rows = [
        (side.side, str(side.aircraft), span(side.lost), percent_span(side.none_lost), span(side.rounds))
        for side in known.sides
    ]
    parts = [
        paragraph(" ".join(_sentence(side) for side in others) or explanations.NOBODY_ELSE),
        table(
            "Shot down, by side",
            ("Side", "Aircraft", "Shot down per fight", "Fights without such a loss", "Rounds at them per fight"),
            rows,
            (1, 2, 3, 4),
        ),
    ]
    if others:
        parts.append(_risk(others))
    if known.fired:
        parts.append(_fired(known))
    if known.classes:
        alt = _in_words(known)
        parts += [
            picture(confusion_svg(known, False, alt), confusion_svg(known, True, alt), explanations.CONFUSION),
            _declared(known),
        ]
    else:
        parts.append(paragraph(explanations.NOBODY_ASKS))
    return section("identity", "Who is who", *parts)


def _sentence(side: SideResult) -> str:
    if side.lost.mean == 0.0:
        return f"None of the {side.aircraft} {side.side} aircraft is shot down in any fight."
    return (
        f"Of {side.aircraft} {side.side} aircraft {span(side.lost)} are shot down per fight; "
        f"{amount(side.rounds.mean)} rounds are fired at them, and {percent_span(side.none_lost)} of the fights lose "
        "none of them."
    )


def _risk(others: list[SideResult]) -> str:
    """Who beside the raid was shot at."""
    rows = [(side.side, span(side.engaged), span(side.rounds), span(side.near_misses)) for side in others]
    header = ("Side", "Aircraft shot at per fight", "Rounds per fight", "Near misses per fight")
    return table(explanations.RISK, header, rows, (1, 2, 3))


def _fired(known: Recognised) -> str:
    """Who shot at them, by which rule and in which belief."""
    rows = [(row.side, row.unit, row.rule, row.believed, amount(row.rounds), f"{row.total:,}") for row in known.fired]
    header = ("Side", "Unit", "Rule in force", "Taken for at launch", "Rounds per fight", "In all fights")
    return table("Rounds at neutral and own aircraft, by what the defence believed", header, rows, (4, 5))


def _declared(known: Recognised) -> str:
    """The matrix of sides with its intervals."""
    names = [name for name in known.sides[0].declared if any(side.declared[name].mean > 0.0 for side in known.sides)]
    rows = [(side.side, *(percent_span(side.declared[name]) for name in names)) for side in known.sides]
    return table("Declared to be, with intervals", ("Side", *names), rows, tuple(range(1, len(names) + 1)))


def _in_words(known: Recognised) -> str:
    found = []
    for what, (names, rows) in (("Declared to be", side_rows(known)), ("Taken for", class_rows(known))):
        said = (
            f"{name}: "
            + ", ".join(f"{other} {percent(share)}" for other, share in zip(names, shares, strict=True) if share)
            for name, shares in rows
        )
        found.append(f"{what}. " + "; ".join(said) + ".")
    return " ".join(found)
