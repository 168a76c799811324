"""The raid and the theatre in a report on a plan: who comes, for what, and where the units stand."""

import math
from collections.abc import Iterator

from vyuha.catalogue import Threat, load
from vyuha.outputs.page import bullets, paragraph, section, table
from vyuha.outputs.plan_text import unit_of
from vyuha.programme.outcome import PlanOutcome
from vyuha.programme.wording import plural
from vyuha.results.tables import UNARMED
from vyuha.scenario import Asset, Defence, Place, Raid, Scenario

ANCHOR, TITLE = "theatre", "The raid and the theatre"


def armed_threats(outcome: PlanOutcome) -> int | None:
    """How many armed threats come in one raid; None where the outcome does not hold its scenario."""
    if outcome.scenario is None:
        return None
    return sum(raid.count for raid in outcome.scenario.raids if _armed(raid.type))


def of_armed(outcome: PlanOutcome) -> str:
    """What stands behind a number of armed threats, so that it can be judged: ", of 62"."""
    armed = armed_threats(outcome)
    return "" if armed is None else f", of {armed}"


def theatre(outcome: PlanOutcome) -> str:
    """The section on the scenario that every alternative meets."""
    scenario = outcome.scenario
    if scenario is None:
        return section(ANCHOR, TITLE, paragraph("The scenario is not at hand; see the file that the plan names."))
    total = sum(raid.count for raid in scenario.raids)
    lead = (
        f"{scenario.title}: {total} threats, {armed_threats(outcome)} of them armed, come for {len(scenario.assets)} "
        f"assets. The raid is the same on every date and under every alternative."
    )
    header = ("Type", "Count", "Aimed at", "Sets out at", "Height")
    return section(
        ANCHOR,
        TITLE,
        paragraph(lead),
        *([paragraph(scenario.notice)] if scenario.notice else []),
        table("The raid, by type", header, list(_raid_rows(scenario)), (1,)),
        table("The assets", ("Asset", "Value", "Where"), list(_asset_rows(scenario)), (1,)),
        table("The positions, in the order in which they are filled", _POSITIONS, list(_positions(outcome)), (3,)),
        bullets(list(_remarks(outcome, scenario))),
    )


_POSITIONS = ("Position", "System", "Where", "Rounds of a full load")


def _remarks(outcome: PlanOutcome, scenario: Scenario) -> Iterator[str]:
    unit, positions = unit_of(outcome), set(outcome.plan.force.positions)
    others = [defence.id for defence in scenario.defences if defence.id not in positions]
    if others:
        yield f"Beside the positions the theatre holds on every date, under every alternative: {', '.join(others)}."
    else:
        yield (
            f"The theatre holds no other air defence than these {plural(unit)}. A country that has more loses less "
            f"when a {unit} is missing: the differences in this report are an upper bound for it."
        )
    yield (
        f"The n-th ready {unit} takes the n-th position. Where the scenario is built so that the first positions cover "
        "what no other reaches, they bring the most, and later ones stand beside them with less left to do."
    )
    yield f"What the n-th {unit} adds is therefore a property of this theatre and this order, not of the weapon."


def _raid_rows(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    names = {asset.id: asset.name or asset.id for asset in scenario.assets}
    for kind in dict.fromkeys(raid.type for raid in scenario.raids):
        raids = [raid for raid in scenario.raids if raid.type == kind]
        found = load().find(kind)
        name = found.name if found else kind
        targets = dict.fromkeys(names.get(target, target) for raid in raids for target in raid.target)
        far = [distance for raid in raids if (distance := _distance(scenario, raid)) is not None]
        high = dict.fromkeys(_height(raid) for raid in raids)
        yield (
            name if _armed(kind) else f"{name} (unarmed)",
            str(sum(raid.count for raid in raids)),
            ", ".join(targets),
            f"{_span(min(far), max(far))} from the target" if len(far) == len(raids) else "see the file",
            ", ".join(high),
        )


def _armed(kind: str) -> bool:
    found = load().find(kind)
    return not (isinstance(found, Threat) and found.threat_class in UNARMED)


def _height(raid: Raid) -> str:
    found = load().find(raid.type)
    if isinstance(found, Threat) and found.motion == "ballistic":
        return "on an arc"
    if raid.height is not None:
        return _length(raid.height)
    return _length(found.height.value) if isinstance(found, Threat) else "see the catalogue"


def _distance(scenario: Scenario, raid: Raid) -> float | None:
    """From the first target to where the raid sets out [m]; None where that takes a map projection."""
    if raid.origin.kind == "polar":
        return raid.origin.b
    sites: list[Asset | Defence] = [*scenario.assets, *scenario.defences]
    place = next((site.place for site in sites if site.id == raid.target[0]), None)
    if place is None or place.kind != "offset" or raid.origin.kind != "offset":
        return None
    return math.hypot(raid.origin.a - place.a, raid.origin.b - place.b)


def _asset_rows(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    whole = sum(asset.value for asset in scenario.assets)
    for asset in scenario.assets:
        value = f"{asset.value:,.6g} ({100.0 * asset.value / whole:.0f} %)"
        yield asset.name or asset.id, value, _where(asset.place)


def _positions(outcome: PlanOutcome) -> Iterator[tuple[str, ...]]:
    assert outcome.scenario is not None
    by_id = {defence.id: defence for defence in outcome.scenario.defences}
    for n, position in enumerate(outcome.plan.force.positions, start=1):
        defence = by_id.get(position)
        if defence is None:
            yield f"{n}. {position}", "", "", ""
            continue
        found = load().find(defence.system)
        rounds = "as in the catalogue"
        if defence.load is not None:
            each = " in each battalion" if defence.system.endswith("regiment") else ""
            rounds = f"{sum(defence.load.values())}{each}"
        yield f"{n}. {position}", found.name if found else defence.system, _where(defence.place), rounds


def _where(place: Place) -> str:
    """A place in words.

    >>> _where(Place("offset", 64e3, -12e3))
    '64 km east, 12 km south'
    """
    if place.kind == "offset":
        sides = ("east" if place.a >= 0.0 else "west", "north" if place.b >= 0.0 else "south")
        ways = [f"{_length(abs(way))} {side}" for way, side in zip((place.a, place.b), sides, strict=True) if way]
        return ", ".join(ways) or "at the origin"
    if place.kind == "polar":
        return f"{_length(place.b)} off, bearing {math.degrees(place.a):.0f}°"
    return f"{math.degrees(place.a):.2f}° N, {math.degrees(place.b):.2f}° E"


def _span(low: float, high: float) -> str:
    first, last = _length(low), _length(high)
    return first if first == last else f"{first} to {last}"


def _length(metres: float) -> str:
    return f"{metres / 1e3:.3g} km" if metres >= 1e3 else f"{metres:.3g} m"
