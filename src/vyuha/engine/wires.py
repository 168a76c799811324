"""The links of the command network as plain data, for whoever draws them."""

from typing import Any

from vyuha.engine.assemble import Assembled
from vyuha.results.laydown import Span, Wire


def wires(assembled: Assembled) -> tuple[Wire, ...]:
    """Every link of an assembled scenario, named or implied, with its cuts."""
    setup: Any = assembled.setup
    names = [site.id for site in assembled.roster.sites]
    return tuple(
        Wire(
            names[row.one],
            names[row.other],
            tuple(Span(float(cut.start), float(cut.end)) for cut in setup.cut[row.first_cut : row.last_cut + 1]),
            float(row.loss),
        )
        for row in setup.link
    )
