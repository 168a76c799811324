"""Sentences, table rows and alternative texts of a report, made from the summary and the names."""

import math
from collections import Counter
from collections.abc import Iterator

import polars as pl

from vyuha.outputs.explanations import SMOOTH
from vyuha.outputs.page import text
from vyuha.outputs.plots_zones import zone_words
from vyuha.outputs.wording import (
    amount,
    amount_range,
    money,
    money_range,
    money_span,
    percent,
    percent_range,
    percent_span,
    span,
)
from vyuha.results.laydown import Laydown, Route
from vyuha.results.ledger import LINKS
from vyuha.results.records import LEAKS, Roster
from vyuha.results.summary import MissileResult, Summary
from vyuha.results.tables import armed

_ASSET = "asset"


def lede_html(roster: Roster, summary: Summary) -> Iterator[str]:
    """The story in a few sentences; the numbers that matter are strong."""
    raid = [threat for threat in roster.threats if threat.of_raid]
    assets = [site for site in roster.sites if site.kind == _ASSET]
    systems = Counter(site.name or site.kind for site in roster.sites if site.kind != _ASSET)
    raids = len({threat.group for threat in raid})
    defence = ", ".join(f"{count} × {kind}" for kind, count in systems.items()) or "no defence"
    yield text(
        f"{_number(len(raid), 'threat')} in {_number(raids, 'raid')} come for "
        f"{_names([site.id for site in assets]) or 'the units themselves'}, defended by {defence}. "
        f"The fight was fought {summary.replicates:,} times."
    )
    through = summary.armed_leakers.mean
    yield (
        f"On average <strong>{text(amount(through.mean))} of {armed(roster).sum()} armed threats</strong> come through "
        f"(95 % interval {text(_range(through.low, through.high))}); in "
        f"<strong>{text(percent(summary.no_armed_leaker.mean))}</strong> of the fights none does "
        f"({text(_share_range(summary.no_armed_leaker.low, summary.no_armed_leaker.high))})."
    )
    broken = max(summary.ledger, key=lambda row: row.total, default=None)
    if broken is not None and broken.total > 0:
        yield (
            f"What lets most of them through: <strong>“{text(broken.link)}”</strong> "
            f"({text(percent(broken.share))} of all that come through; {text(_meaning(broken.link))})."
        )


def headline_tiles(summary: Summary) -> list[tuple[str, str, str]]:
    """Value, what it is, its interval."""
    armed, clean, rounds = summary.armed_leakers.mean, summary.no_armed_leaker, summary.costs.rounds
    entries = [
        (amount(armed.mean), "armed threats come through, per fight", _range(armed.low, armed.high)),
        (percent(clean.mean), "of fights let nothing armed through", _share_range(clean.low, clean.high)),
    ]
    assets = [site for site in summary.sites if site.kind == _ASSET]
    if assets:
        worst = min(assets, key=lambda site: site.survival.mean)
        ends = _share_range(worst.survival.low, worst.survival.high)
        entries.append((percent(worst.survival.mean), f"chance that {worst.id} survives, the lowest", ends))
    low, high = rounds.low, rounds.high
    ends = rounds.method if low == high else "no interval"
    if low is not None and high is not None and low < high:
        ends = money_range(low, high)
    entries.append((money(rounds.mean), "spent on rounds, per fight", ends))
    return entries


def map_alt(laydown: Laydown) -> str:
    """What the map shows, in words."""
    sites = ", ".join(f"{place.id} ({place.kind})" for place in laydown.places)
    raids, others = (
        ", ".join(
            f"{route.count} {route.kind} from {_origin(laydown, route)}"
            for route in laydown.routes
            if (route.side == "hostile") is of_raid
        )
        for of_raid in (True, False)
    )
    traffic = f" Traffic: {others}." if others else ""
    areas = "; ".join(zone_words(area) for area in laydown.zones)
    zones = f" Zones: {areas}." if areas else ""
    return f"Map of the raid and the defence. Sites: {sites}. Raids: {raids}.{traffic}{zones}"


def ground_sentence(laydown: Laydown) -> str:
    """What the fight stood and flew over."""
    if laydown.ground is None:
        return f"The ground: {SMOOTH}."
    return (
        f"The ground: {laydown.ground.text}. On the map higher ground is darker. Rings hold for targets at "
        "that height above the ground and lie where half of the way is in sight: hills hide places nearer by."
    )


def raid_rows(laydown: Laydown, roster: Roster, summary: Summary) -> list[tuple[str, ...]]:
    """One row per raid, as planned, with the share that came through. A raid on several targets has several routes."""
    share = {group.name: percent_span(group.leaked_share) for group in summary.raids}
    cost: dict[str, dict[str, None]] = {}
    for threat in roster.threats:
        cost.setdefault(threat.group, {})[money(threat.cost)] = None
    rows: list[tuple[str, ...]] = []
    for raid in dict.fromkeys(route.raid for route in laydown.routes if route.side == "hostile"):
        routes = [route for route in laydown.routes if route.raid == raid]
        first, height = routes[0], max(max(route.height) for route in routes)
        rows.append(
            (
                raid,
                ", ".join(dict.fromkeys(route.kind for route in routes)),
                str(sum(route.count for route in routes)),
                _origin(laydown, first),
                f"{height / 1e3:.3g} km" if height >= 1e3 else f"{height:.0f} m",
                f"{(first.time[-1] - first.time[0]) / 60.0:.1f} min",
                ", ".join(cost.get(raid, {money(0.0): None})),
                share.get(raid, ""),
            )
        )
    return rows


def traffic_rows(laydown: Laydown) -> list[tuple[str, ...]]:
    """One row per flight that is no raid, as planned."""
    of: dict[str, list[Route]] = {}
    for route in laydown.routes:
        if route.side != "hostile":
            of.setdefault(route.raid, []).append(route)
    return [
        (
            name,
            routes[0].side,
            ", ".join(dict.fromkeys(route.kind for route in routes)),
            str(sum(route.count for route in routes)),
            f"{max(max(route.height) for route in routes) / 1e3:.3g} km",
            f"{max(route.time[-1] - route.time[0] for route in routes) / 60.0:.1f} min",
        )
        for name, routes in of.items()
    ]


def site_rows(roster: Roster, summary: Summary) -> list[tuple[str, ...]]:
    """One row per site with its radars and its fate."""
    rows: list[tuple[str, ...]] = []
    for site in summary.sites:
        radars = [radar.kind for radar in roster.radars if radar.id.rsplit("/", 1)[0] == site.id]
        what = site.name if site.name and site.name != site.id else site.kind
        value = f"{site.value:g}" if site.value else ""
        rows.append((site.id, what, ", ".join(radars), value, span(site.hits), percent_span(site.survival)))
    return rows


def by_class(counts: dict[str, int]) -> str:
    """The class or two that make up most of a broken link."""
    total = sum(counts.values())
    if total == 0:
        return ""
    largest = sorted(counts.items(), key=lambda item: -item[1])[:2]
    return ", ".join(f"{name} {percent(count / total)}" for name, count in largest if count)


def cost_sentence(summary: Summary) -> str:
    """What a dollar of attacker cost the defender."""
    costs = summary.costs
    start = f"The defence fires {span(summary.rounds.mean)} rounds per fight for {money_span(costs.rounds)}"
    if costs.ratio is None:
        return start + "; it shoots nothing down."
    return (
        f"{start} and shoots down {money_span(costs.raid_lost)} worth of the raid: each dollar of raid that is shot "
        f"down costs {span(costs.ratio)} dollars in rounds."
    )


def result_shares(missile: MissileResult) -> str:
    """What became of the rounds of one type, in words."""
    total = sum(missile.results.values())
    if total == 0:
        return f"{missile.id} never fired"
    return f"{missile.id}: " + ", ".join(
        f"{result} {percent(count / total)}" for result, count in missile.results.items() if count
    )


def rounds_at_leakers(summary: Summary) -> str:
    """What became of the rounds that were fired in vain."""
    counts: Counter[str] = Counter()
    for missile in summary.missiles:
        counts.update(missile.results_at_leakers)
    total = sum(counts.values())
    if total == 0:
        return "No round was fired at a threat that came through."
    shares = ", ".join(f"{result} {percent(count / total)}" for result, count in counts.most_common() if count)
    mean = amount(total / summary.replicates)
    return f"Of the rounds fired at threats that came through all the same ({mean} per fight): {shares}."


def timeline_summary(threats: pl.DataFrame, shots: pl.DataFrame) -> str:
    """One fight in a line."""
    outcomes = Counter(threats["outcome"].cast(pl.String).to_list())
    counted = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    return f"{threats.height} threats ({counted}), {shots.height} rounds"


def timeline_alt(threats: pl.DataFrame, shots: pl.DataFrame, replicate: int) -> str:
    """The picture in words: the counts, and who came through."""
    leaked = threats.filter(pl.col("outcome").cast(pl.String).is_in(LEAKS))["threat"].cast(pl.String).to_list()
    names = ", ".join(leaked[:12]) + (f" and {len(leaked) - 12} more" if len(leaked) > 12 else "")
    return f"Timeline of replicate {replicate}: {timeline_summary(threats, shots)}. Came through: {names or 'none'}."


def _meaning(name: str) -> str:
    meaning = next((link.meaning for link in LINKS if link.name == name), "")
    return (meaning[:1].lower() + meaning[1:]).rstrip(".")


def _origin(laydown: Laydown, route: Route) -> str:
    """Where a route starts, seen from its target (from its end, if the target is not on the map)."""
    ends = {place.id: (place.east, place.north) for place in laydown.places}
    east, north = ends.get(route.target, (route.east[-1], route.north[-1]))
    x, y = route.east[0] - east, route.north[0] - north
    return f"{math.degrees(math.atan2(x, y)) % 360.0:03.0f}°, {math.hypot(x, y) / 1e3:.0f} km"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" + ("" if count == 1 else "s")


def _names(names: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]])) if names else ""


def _range(low: float | None, high: float | None) -> str:
    return amount_range(low, high) if low is not None and high is not None else "no interval"


def _share_range(low: float | None, high: float | None) -> str:
    return percent_range(low, high) if low is not None and high is not None else "no interval"
