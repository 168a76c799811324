"""From a plan to what it comes to: futures, the surface that is fought for it, tables and answers.

Points that the futures visit, also when raid follows raid, and of which the surface is not sure are fought directly
before anything is pushed through it. Ten points that it was not made from are fought with another seed, to check it.
"""

from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from vyuha.engine.run import physics_hash
from vyuha.programme.model import Programme
from vyuha.programme.outcome import MEASURES, PlanOutcome
from vyuha.programme.plan import Plan
from vyuha.scenario import parse
from vyuha.studies.plan import tables as plan_tables
from vyuha.studies.plan.answers import answers
from vyuha.studies.plan.answers_surface import course_of
from vyuha.studies.plan.fights import Progress
from vyuha.studies.plan.join import Joined, courses, join
from vyuha.studies.plan.stock import besiege
from vyuha.studies.plan.surface import Surface, build

Floats = npt.NDArray[np.float64]

# A visited point is unsure where the standard error of the share of leakers is above this.
TOLERANCE = 0.01
# The same for what a row of raids leads to, where a raid more or less hardly matters.
CAMPAIGN_TOLERANCE = 0.05
# Each of the two refinements may cost this share of the fights that the surface was built with.
_BUDGET = 0.5
_HELD_OUT = 10
_FAILED_CHECK = (
    "{} of {} values of the surface lie outside its stated error at points that it was not made from (one plan in "
    "twenty has such by chance): look at the table of checks before you quote intervals"
)
# Raids that the campaign's table follows.
_RAIDS = 26


def outcome(
    plan: Plan,
    programmes: Sequence[Programme],
    scenario: str,
    folder: Path,
    workers: int,
    progress: Progress | None = None,
    command: str = "",
) -> PlanOutcome:
    """What a plan comes to; `scenario` is the text of its scenario, its fights are kept under `folder`/fights.

    The same plan gives the same outcome, bit for bit, whatever the number of workers. Raises what
    `vyuha.studies.plan.surface.build` raises, and `ValueError` for what futures cannot be drawn from.
    """
    force = plan.force
    named = force.scenario
    surface = build(named, force.positions, force.replicates, plan.seed, folder, workers, progress, scenario)
    made = courses(plan, programmes, surface.full_load)
    budget = int(_BUDGET * surface.fights)
    units, fill = visited([(course.paths.fighting, course.paths.fill) for course in made])
    surface = surface.refine(units, fill, "leak_share", TOLERANCE, budget, progress)
    units, fill = visited(besieged(join(plan, programmes, surface, surface.full_load, made)))
    surface = surface.refine(units, fill, "leak_share", CAMPAIGN_TOLERANCE, budget, progress)
    joined = join(plan, programmes, surface, surface.full_load, made)
    checks = surface.held_out(held_out(len(force.positions)), force.replicates, (plan.seed + 1) % 2**63, progress)
    tables = tables_of(joined, surface) | {"checks": checks}
    how = _made(joined, surface, checks, command)
    return PlanOutcome(plan, tuple(programmes), tables, answers(joined), how, parse(scenario, named))


def visited(states: Iterable[tuple[Floats, Floats]]) -> tuple[npt.NDArray[np.int64], Floats]:
    """Points of the surface, in whole units and thousandths of a fill, among `states` (units, fill) of any shapes."""
    seen: set[int] = set()
    for units, fill in states:
        thousandths = np.rint(1000.0 * fill).astype(np.int64)
        for whole in (np.floor(units), np.ceil(units)):
            codes = 1001 * whole.astype(np.int64) + thousandths
            seen.update(np.flatnonzero(np.bincount(codes.ravel())).tolist())
    codes = np.array(sorted(code for code in seen if code >= 1001), np.int64)
    return codes // 1001, (codes % 1001) / 1000.0


def besieged(joined: Joined) -> Iterator[tuple[Floats, Floats]]:
    """States (units, fill) that a row of raids leads through, from each day of the plan, in all futures of a course."""
    paths = course_of(joined).paths
    for row in sorted({*joined.marks, joined.now}):
        units = paths.fighting[row]
        siege = besiege(joined.surface, units, paths.rounds[row], joined.load, _RAIDS)
        room = units * joined.load
        fill = np.divide(siege.stock, room, out=np.zeros_like(siege.stock), where=room > 0.0)
        yield np.broadcast_to(units, fill.shape), np.minimum(fill, 1.0)


def held_out(positions: int) -> list[tuple[int, float]]:
    """Ten points between nodes: all numbers of units as evenly as ten points can, fills by a golden section."""
    golden = 0.5 * (5.0**0.5 - 1.0)
    return [
        (round(1.0 + i * (positions - 1) / (_HELD_OUT - 1)), round(0.1 + 0.85 * ((i + 1) * golden % 1.0), 3))
        for i in range(_HELD_OUT)
    ]


def tables_of(joined: Joined, surface: Surface) -> dict[str, pl.DataFrame]:
    """All tables of a plan's outcome but the checks of its surface."""
    outcomes, differences = plan_tables.outcomes(joined)
    return {
        "arrivals": plan_tables.arrivals(joined),
        "capability": plan_tables.capability(joined),
        "outcomes": outcomes,
        "differences": differences,
        "surface": surface.surface_table(),
        "links": surface.links_table(),
        "marginal": pl.concat([surface.marginal(measure) for measure in MEASURES]),
        "campaign": _campaign(joined, surface),
        "vintages": plan_tables.vintages(joined.programmes),
    }


def _campaign(joined: Joined, surface: Surface) -> pl.DataFrame:
    """Raid after raid at the median force of the plan's day, as it is expected."""
    paths = course_of(joined).paths
    units, stock = int(np.median(paths.fighting[joined.now])), float(np.median(paths.rounds[joined.now]))
    return surface.campaign(units, stock, joined.load, _RAIDS)


def _made(joined: Joined, surface: Surface, checks: pl.DataFrame, command: str) -> dict[str, str]:
    """How it was made, and what was assumed on the way."""
    plan = joined.plan
    return caution(checks) | {
        "vyuha": version("vyuha"),
        "command": command,
        "seed": str(plan.seed),
        "futures": f"{plan.futures:,} for each alternative, the same for all",
        "fights": f"{surface.fights:,} at {len(surface.nodes)} points of the surface",
        "held-out checks": _checked(checks),
        "physics": physics_hash(),
        "scenario": plan.force.scenario,
        "full load": f"{joined.load:g} rounds a unit",
        "slip": _slip(plan),
        "interval": "95 % for means: chance in the futures, and the error of the surface, which all futures share",
        "assumed: positions": "the n-th ready unit takes the n-th position; units beyond the last one do not fight",
        "assumed: rounds": "spread evenly over units, in the scenario's mix; those of a lost unit stay in the stock",
        "assumed: contradictory figures": "drawn once in each future from their range, triangular about the value",
        "assumed: raids": "each like that of the scenario; no unit is lost, nothing is repaired or resupplied",
    }


def _checked(checks: pl.DataFrame) -> str:
    """How the surface did at points that it was not made from."""
    inside = int(checks["inside"].sum())
    near = int(((checks["surface"] - checks["direct"]).abs() <= (2.0 / 3.0) * checks["allowed"]).sum())
    return (
        f"{inside} of {len(checks)} values within what the errors allow (if they are true, all of them with 95 %); "
        f"{near} within two thirds of it"
    )


def caution(checks: pl.DataFrame) -> dict[str, str]:
    """What to tell before anything is quoted, where the surface is less sure than it says; else nothing."""
    outside = int((~checks["inside"]).sum())
    return {"caution": _FAILED_CHECK.format(outside, len(checks))} if outside else {}


def _slip(plan: Plan) -> str:
    slip = plan.slip
    stops = f"{slip.stops_per_year:g} stops a year" if slip.stops_per_year else "no stops of the supplier"
    return f"{slip.reference}; correlation within a supplier {slip.supplier_correlation:g}; {stops}"
