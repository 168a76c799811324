"""The report: one HTML file that says what was fought, what happened and how it was made.

It reads a run folder and its summary, draws pictures, and computes nothing of its own: the numbers are
the summary's.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from vyuha.outputs import explanations, report_losses, report_made, report_seen, report_text
from vyuha.outputs.page import heading, page, paragraph, picture, section, table, text, tiles
from vyuha.outputs.plots_ledger import ledger_svg
from vyuha.outputs.plots_map import map_svg
from vyuha.outputs.plots_outcome import classes_svg, costs_svg, distributions_svg, results_svg, rounds_svg, survival_svg
from vyuha.outputs.plots_timeline import MOST_LINES, timeline_svg
from vyuha.outputs.report_identity import recognised
from vyuha.outputs.report_network import network
from vyuha.outputs.report_replay import Replay, replays_html, script_hash, viewer_script
from vyuha.outputs.report_sensitivity import sensitivity_html
from vyuha.outputs.wording import amount, money, money_span, percent, percent_span, span
from vyuha.results.files import write_whole
from vyuha.results.ledger import LINKS
from vyuha.results.seen import Seen
from vyuha.results.store import StoredRun
from vyuha.results.summary import Summary


def write_report(
    folder: StoredRun, summary: Summary, path: Path, seen: Seen | None = None, replays: Sequence[Replay] = ()
) -> None:
    """Write the report of a run folder to `path`, whole or not at all; `seen` is what the scenario's radars can see,
    `replays` are fights to play in it.
    """
    write_whole(path, report_html(folder, summary, seen, replays).encode("utf-8"))


def report_html(folder: StoredRun, summary: Summary, seen: Seen | None = None, replays: Sequence[Replay] = ()) -> str:
    """The report as text."""
    script = viewer_script() if replays else ""
    parts = [
        _headline(folder, summary),
        _fought(folder, summary),
        report_seen.seen_html(summary, seen),
        _happened(summary),
        _ledger(folder, summary),
        recognised(summary),
        network(summary),
        _rounds(summary),
        _timelines(folder, summary),
        sensitivity_html(folder),
        replays_html(replays, script),
        report_made.made(folder, summary),
        f"<footer>{paragraph(explanations.NOTICE, 'note')}</footer>",
    ]
    return page(f"{folder.laydown.title} · Vyuha report", "\n".join(parts), script_hash(script) if script else "")


def _headline(folder: StoredRun, summary: Summary) -> str:
    lede = " ".join(report_text.lede_html(folder.roster, summary))
    return (
        f'<header><p class="eyebrow">Vyuha · simulation report</p><h1>{text(folder.laydown.title)}</h1>'
        f'<p class="lede">{lede}</p></header>' + tiles(report_text.headline_tiles(summary))
    )


def _fought(folder: StoredRun, summary: Summary) -> str:
    alt = report_text.map_alt(folder.laydown)
    raids = report_text.raid_rows(folder.laydown, folder.roster, summary)
    header = ("Raid", "Type", "Number", "From", "Highest", "Flies for", "Cost each", "Come through")
    return section(
        "fought",
        "What was fought",
        picture(map_svg(folder.laydown, False, alt), map_svg(folder.laydown, True, alt), explanations.MAP),
        paragraph(report_text.ground_sentence(folder.laydown)),
        table("The raid", header, raids, (2, 4, 5, 6, 7)),
        _traffic(folder),
        table(
            "The defence and what it defends",
            ("Site", "What", "Radars", "Value", "Hits per fight", "Survives"),
            report_text.site_rows(folder.roster, summary),
            (3, 4, 5),
        ),
    )


def _traffic(folder: StoredRun) -> str:
    """What else flies; nothing if nothing does."""
    rows = report_text.traffic_rows(folder.laydown)
    header = ("Flight", "Side", "Type", "Number", "Highest", "In the sky for")
    return table("What else flies", header, rows, (3, 4, 5)) if rows else ""


def _happened(summary: Summary) -> str:
    armed, rounds = summary.armed_leakers, summary.rounds
    alt = (
        f"Two histograms. Armed threats that came through: mean {span(armed.mean)}, median {armed.median}. "
        f"Rounds fired: mean {span(rounds.mean)}, median {rounds.median}."
    )
    shares = "; ".join(f"{group.name} {percent_span(group.leaked_share)}" for group in summary.classes)
    survive = "; ".join(f"{site.id} {percent_span(site.survival)}" for site in summary.sites)
    return section(
        "happened",
        "What happened",
        paragraph(
            f"No two fights are alike. Nothing at all comes through in {percent_span(summary.no_leaker)} of the "
            f"{summary.replicates:,} fights, nothing armed in {percent_span(summary.no_armed_leaker)}."
        ),
        picture(
            distributions_svg(summary, False, alt),
            distributions_svg(summary, True, alt),
            explanations.DISTRIBUTIONS,
        ),
        heading("By class of threat"),
        picture(
            classes_svg(summary.classes, False, f"Share that came through, by class: {shares}."),
            classes_svg(summary.classes, True, f"Share that came through, by class: {shares}."),
            explanations.CLASSES,
        ),
        heading("What survives"),
        picture(
            survival_svg(summary.sites, False, f"Probability of survival: {survive}."),
            survival_svg(summary.sites, True, f"Probability of survival: {survive}."),
            explanations.SURVIVAL,
        ),
        *report_losses.killers_html(summary),
    )


def _ledger(folder: StoredRun, summary: Summary) -> str:
    broken = "; ".join(f"{row.link} {amount(row.leakers.mean)}" for row in summary.ledger if row.total)
    killed = next((step.mean for step in summary.waterfall if step.step == "killed"), 0.0)
    alt = f"Waterfall of {summary.threats} threats per fight. Came through: {broken or 'none'}. "
    alt += f"Killed: {amount(killed)}."
    meaning = {link.name: link.meaning for link in LINKS}
    rows = [
        (row.link, meaning.get(row.link, ""), span(row.leakers), percent(row.share), report_text.by_class(row.by_class))
        for row in summary.ledger
    ]
    header = ("First broken link", "What it means", "Leakers per fight", "Share", "Most of them")
    return section(
        "ledger",
        "Why they came through",
        paragraph(explanations.CHAIN),
        picture(
            ledger_svg(summary, False, alt),
            ledger_svg(summary, True, alt),
            explanations.LEDGER,
        ),
        table("The links in order", header, rows, (2, 3)),
        *report_losses.last_chance(folder, summary),
        *report_losses.blame_html(folder),
    )


def _rounds(summary: Summary) -> str:
    costs = summary.costs
    fired = "; ".join(f"{m.id} {span(m.rounds)} rounds, {money(m.spent.mean)}" for m in summary.missiles)
    spent = (
        f"Defence: rounds for {money_span(costs.rounds)}. Raid: {money_span(costs.raid_lost)} shot down of "
        f"{money(costs.raid_sent)} sent."
    )
    rows = [
        (
            missile.id,
            money(missile.unit_cost),
            span(missile.rounds),
            money_span(missile.spent),
            percent_span(missile.kills_per_round) if missile.kills_per_round else "never fired",
        )
        for missile in summary.missiles
    ]
    results = "; ".join(report_text.result_shares(missile) for missile in summary.missiles)
    if summary.rounds.values == (0,):
        return section("rounds", "Rounds and cost", paragraph("No round was fired in any fight."))
    return section(
        "rounds",
        "Rounds and cost",
        paragraph(report_text.cost_sentence(summary)),
        picture(
            rounds_svg(summary.missiles, False, f"Rounds per fight: {fired}."),
            rounds_svg(summary.missiles, True, f"Rounds per fight: {fired}."),
            explanations.ROUNDS,
        ),
        picture(
            costs_svg(summary, False, spent),
            costs_svg(summary, True, spent),
            explanations.COSTS,
        ),
        table(
            "Rounds by type",
            ("Missile", "Cost each", "Rounds per fight", "Cost per fight", "Kills per round"),
            rows,
            (1, 2, 3, 4),
        ),
        heading("What became of the rounds"),
        picture(
            results_svg(summary.missiles, False, f"Results of rounds: {results}."),
            results_svg(summary.missiles, True, f"Results of rounds: {results}."),
            explanations.RESULTS,
        ),
        paragraph(report_text.rounds_at_leakers(summary)),
        *report_losses.fates_html(summary),
    )


def _timelines(folder: StoredRun, summary: Summary) -> str:
    return section(
        "timeline",
        "Two fights in detail",
        paragraph(explanations.MARKS),
        heading(f"A typical fight: replicate {summary.typical}"),
        _timeline(folder, summary.typical, "typical"),
        heading(f"The worst fight: replicate {summary.worst}"),
        _timeline(folder, summary.worst, "worst"),
    )


def _timeline(folder: StoredRun, replicate: int, name: str) -> str:
    of_it = pl.col("replicate") == replicate
    threats = folder.table("threats").filter(of_it).collect()
    shots = folder.table("shots").filter(of_it).collect()
    alt = report_text.timeline_alt(threats, shots, replicate)
    left_out = max(0, threats.height - MOST_LINES)
    caption = f"Replicate {replicate}: {report_text.timeline_summary(threats, shots)}."
    if left_out:
        caption += f" {left_out} of {threats.height} threats are not shown; those that came through are shown first."
    duration = folder.laydown.duration
    wide, narrow = (timeline_svg(threats, shots, name, duration, narrow, alt) for narrow in (False, True))
    return picture(wide, narrow, caption, tall=True)
