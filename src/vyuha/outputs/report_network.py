"""The part of a report that says what the network did to the defence."""

from vyuha.outputs.page import paragraph, section, table
from vyuha.outputs.wording import span
from vyuha.results.summary import Summary

_ABOUT = (
    "Orders go down and radar plots go up over links that delay, lose and cut off. A unit that reaches no commander "
    "fights on by itself, if it is allowed to: with its own radars, its own picture and its own choice. Two such units "
    "may then shoot at the same target."
)


def network(summary: Summary) -> str:
    """The section, or nothing where nobody was ever without command and no message was lost."""
    known = summary.network
    if known is None:
        return ""
    rows = [
        (
            unit.id,
            span(unit.without_command),
            span(unit.orders),
            span(unit.orders_lost),
            span(unit.scans_lost),
            span(unit.plots_dropped),
        )
        for unit in known.units
    ]
    return section(
        "network",
        "Who could talk to whom",
        paragraph(_ABOUT),
        paragraph(
            f"Per fight, {span(known.doubles)} times a unit opens fire at a target at which another, by a picture of "
            "its own, has a round in the air."
        ),
        table(
            "Units in the network, per fight",
            ("Unit", "Seconds without command", "Orders to it", "Orders lost", "Scans lost", "Plots that did not fit"),
            rows,
            (1, 2, 3, 4, 5),
        ),
    )
