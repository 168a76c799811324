"""A summary as sections of plain text cells, for the terminal and wherever a table of text is wanted."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from vyuha.results.statistics import Estimate
from vyuha.results.summary import Distribution, Group, Recognised, Summary


@dataclass(frozen=True)
class Section:
    """A titled table; every row has as many cells as the header. The first column is text, the others are figures."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def summary_table(summary: Summary) -> list[Section]:
    """The sections in the order in which a person reads them; those that would be empty are left out."""
    sections = [
        _overall(summary),
        _groups("Threats by class", summary.classes),
        _groups("Threats by raid", summary.raids),
        _ledger(summary),
        *_recognised(summary),
        *_network(summary),
        _sites(summary),
        _killers(summary),
        _missiles(summary),
        _fates(summary),
        _costs(summary),
    ]
    return [section for section in sections if section.rows]


def number(value: float) -> str:
    """A figure with as many digits as a reader wants: three significant, thousands apart; two of what is small.

    >>> number(31.26), number(3.14159), number(0.055), number(1234.0), number(8.1e-5)
    ('31.3', '3.14', '0.055', '1,234', '0.000081')
    """
    if value == 0.0:
        return "0"
    size = abs(value)
    if size >= 99.95:
        return f"{value:,.0f}"
    if size >= 9.995:
        return f"{value:.1f}"
    return f"{value:.2f}" if size >= 0.095 else f"{Decimal(f'{value:.2g}'):f}"


def number_range(low: float, high: float) -> str:
    """Two figures, with more digits where they would look alike.

    >>> number_range(3.14159, 31.26), number_range(23.99, 24.0)
    ('3.14 to 31.3', '23.99 to 24')
    """
    ends = number(low), number(high)
    if ends[0] == ends[1] and low < high:
        ends = f"{low:.4g}", f"{high:.4g}"
    return " to ".join(ends)


def percent(share: float) -> str:
    """A share in percent; never 0 or 100 unless it is, and small ones are not rounded away.

    >>> percent(0.123), percent(0.0004), percent(0.9999), percent(0.0), percent(1e-6)
    ('12.3 %', '0.04 %', '99.99 %', '0 %', '< 0.01 %')
    """
    value = 100.0 * share
    if value in (0.0, 100.0):
        return f"{value:.0f} %"
    edge = min(value, 100.0 - value)
    text = f"{value:.1f}" if edge >= 0.095 else f"{value:.2g}" if value < 1.0 else f"{value:.2f}"
    if edge < 0.01:
        text = "< 0.01" if value < 50.0 else "> 99.99"
    return f"{text} %"


def percent_range(low: float, high: float) -> str:
    """Two shares, the unit said once.

    >>> percent_range(0.118, 0.162), percent_range(0.28, 1.0)
    ('11.8 to 16.2 %', '28.0 to 100 %')
    """
    return f"{percent(low).removesuffix(' %')} to {percent(high)}"


def dollars(value: float) -> str:
    """An amount in US dollars, in thousands or millions as fits."""
    for size, unit in ((1e9, " bn"), (1e6, " M"), (1e3, " k")):
        if abs(value) >= size:
            return f"${number(value / size)}{unit}"
    return f"${number(value)}"


def mean_cell(estimate: Estimate) -> str:
    """A mean with its interval in brackets."""
    return _cell(number(estimate.mean), estimate, number_range)


def share_cell(estimate: Estimate | None) -> str:
    """A share with its interval in brackets; a dash where there is none."""
    return "-" if estimate is None else _cell(percent(estimate.mean), estimate, percent_range)


def cost_cell(estimate: Estimate) -> str:
    """A cost with its interval in brackets."""
    return _cell(dollars(estimate.mean), estimate, lambda low, high: f"{dollars(low)} to {dollars(high)}")


def _cell(mean: str, estimate: Estimate, ends: Callable[[float, float], str]) -> str:
    if estimate.low is None or estimate.high is None:
        return f"{mean} ({estimate.method})"
    if estimate.low == estimate.high:
        return f"{mean} ({estimate.method})"
    return f"{mean} ({ends(estimate.low, estimate.high)})"


def _overall(summary: Summary) -> Section:
    rows = [
        ("No leaker at all", share_cell(summary.no_leaker), ""),
        ("No armed leaker", share_cell(summary.no_armed_leaker), ""),
        ("Leakers", mean_cell(summary.leakers.mean), _spread(summary.leakers)),
        ("Armed leakers", mean_cell(summary.armed_leakers.mean), _spread(summary.armed_leakers)),
        ("Rounds fired", mean_cell(summary.rounds.mean), _spread(summary.rounds)),
    ]
    for side in summary.recognised.sides if summary.recognised else ():
        if side.side != "hostile":
            rows.append((f"No {side.side} aircraft shot down", share_cell(side.none_lost), ""))
    failed = f", {summary.failed:,} failed and left out" if summary.failed else ""
    title = f"{summary.replicates:,} replicates of {summary.threats:,} threats{failed}"
    interval = f"Mean or probability ({100.0 * summary.confidence:g} % interval)"
    return Section(title, ("Outcome", interval, "Median (5 % to 95 % of replicates)"), tuple(rows))


def _spread(distribution: Distribution) -> str:
    return f"{distribution.median} ({distribution.low} to {distribution.high})"


def _groups(title: str, groups: tuple[Group, ...]) -> Section:
    # Only what goes for nothing leaves, and then only one column more says so.
    leave = any(group.left for group in groups)
    rows = tuple(
        (
            group.name,
            str(group.threats),
            number(group.killed.mean),
            number(group.in_flight.mean),
            *([number(group.left.mean if group.left else 0.0)] if leave else []),
            mean_cell(group.leaked),
            share_cell(group.leaked_share),
        )
        for group in groups
    )
    names = ("Sent", "Killed", "In flight", *(["Left"] if leave else []), "Leaked", "Share leaked")
    return Section(title, (title.rpartition(" ")[2].capitalize(), *names), rows)


def _ledger(summary: Summary) -> Section:
    rows = tuple(
        (
            row.link,
            mean_cell(row.leakers),
            percent(row.share),
            ", ".join(f"{k} {n:,}" for k, n in row.by_class.items() if n),
        )
        for row in summary.ledger
        if row.total
    )
    return Section("Leaker ledger: first broken link", ("Link", "Leakers", "Of all", "By class, all replicates"), rows)


def _recognised(summary: Summary) -> list[Section]:
    """Who was shot down or at, by which rule, and who was taken for whom."""
    known = summary.recognised
    if known is None:
        return []
    lost = tuple(
        (row.side, str(row.aircraft), mean_cell(row.lost), share_cell(row.none_lost), mean_cell(row.rounds))
        for row in known.sides
    )
    header = ("Side", "Aircraft", "Shot down", "None shot down", "Rounds at them")
    risked = tuple(
        (row.side, mean_cell(row.engaged), mean_cell(row.rounds), mean_cell(row.near_misses))
        for row in known.sides
        if row.side != "hostile"
    )
    fired = tuple((f"{row.side}, by {row.unit}", row.rule, row.believed, number(row.rounds)) for row in known.fired)
    return [
        Section("Who was shot down, by side", header, lost),
        Section("Who was shot at beside the raid", ("Side", "Aircraft shot at", "Rounds", "Near misses"), risked),
        Section("Rounds at neutral and own aircraft", ("Side and unit", "Rule", "Taken for", "Rounds"), fired),
        *confusion(known),
    ]


def _network(summary: Summary) -> list[Section]:
    """What the network did; nothing where it was perfect."""
    known = summary.network
    if known is None:
        return []
    rows = tuple(
        (
            unit.id,
            mean_cell(unit.without_command),
            mean_cell(unit.orders),
            mean_cell(unit.orders_lost),
            mean_cell(unit.scans_lost),
            mean_cell(unit.plots_dropped),
        )
        for unit in known.units
    )
    title = f"Network: {mean_cell(known.doubles)} double engagements"
    header = ("Unit", "Without command, s", "Orders", "Orders lost", "Scans lost", "Plots dropped")
    return [Section(title, header, rows)]


def confusion(known: Recognised) -> list[Section]:
    """Confusion matrices, of sides and of classes; none where nobody asked."""
    if not known.classes:
        return []
    declared = list(known.sides[0].declared)
    sides = tuple((row.side, *(percent(row.declared[name].mean) for name in declared)) for row in known.sides)
    taken = list(dict.fromkeys(name for row in known.classes for name in row.declared))
    classes = tuple((row.name, *(percent(row.declared.get(name, 0.0)) for name in taken)) for row in known.classes)
    return [
        Section("Declared to be, by side", ("Side", *declared), sides),
        Section("Taken for, by class", ("Class", *taken), classes),
    ]


def _sites(summary: Summary) -> Section:
    rows = tuple(
        (site.id, site.kind, f"{site.value:g}", share_cell(site.survival), mean_cell(site.hits))
        for site in summary.sites
    )
    return Section("Sites", ("Site", "Kind", "Value", "Survives", "Hits"), rows)


def _killers(summary: Summary) -> Section:
    rows = tuple(
        (site.id, killer.raid, killer.type, share_cell(killer.destroyed), mean_cell(killer.hits), percent(killer.share))
        for site in summary.sites
        for killer in site.killers
    )
    return Section("Who hit what", ("Site", "Raid", "Type", "Gave the last hit", "Hits", "Of its hits"), rows)


def _fates(summary: Summary) -> Section:
    rows = tuple(
        (f"{missile.id}: {fate.fate}", mean_cell(fate.rounds), cost_cell(fate.spent))
        for missile in summary.missiles
        for fate in missile.fates
        if fate.rounds.mean > 0.0
    )
    return Section("Rounds in vain, and lost (fates overlap)", ("Fate", "Rounds", "Cost"), rows)


def _missiles(summary: Summary) -> Section:
    rows = tuple(
        (row.id, mean_cell(row.rounds), share_cell(row.kills_per_round), cost_cell(row.spent))
        for row in summary.missiles
    )
    return Section("Rounds", ("Missile", "Fired", "Kills per round", "Cost"), rows)


def _costs(summary: Summary) -> Section:
    costs = summary.costs
    rows = (
        ("Rounds spent by the defence", cost_cell(costs.rounds)),
        ("Attackers shot down", cost_cell(costs.raid_lost)),
        ("Raid as sent", dollars(costs.raid_sent)),
        ("Spent per dollar shot down", "-" if costs.ratio is None else mean_cell(costs.ratio)),
        ("Value of assets lost", mean_cell(costs.value_lost)),
    )
    return Section("Cost per replicate", ("Side", "Mean"), rows)
