"""The parts of a report on chances and losses: last chances, what each link is to blame for, rounds in vain, and who
destroyed what.
"""

from vyuha.outputs.page import heading, paragraph, picture, table
from vyuha.outputs.plots_blame import blame_svg
from vyuha.outputs.wording import amount, money_span, percent, percent_span, span
from vyuha.results.blame import Blame, by_share, read_blame
from vyuha.results.blame_text import HEADER, NOTE, blame_rows, signed_percent
from vyuha.results.chances import Chance, last_chances
from vyuha.results.rounds import FATES
from vyuha.results.store import StoredRun
from vyuha.results.summary import SiteResult, Summary

_CHANCE = (
    "The latest command cycle in which a round, had it been ordered then, could still have met the threat, and what "
    "stood in the way. It is looked for at every track, also where the commander does not ask; nobody decides by it. "
    "Threats without one were never tracked while any unit could reach them."
)
_BLAME = (
    "The same fights again, with the same random numbers, once for each link made perfect. The bar is the share of the "
    "leakage that is then gone, with its 95 % interval; grey where that holds zero."
)
_RATHER = "Which link is to blame for how much: not asked yet; `vyuha blame RUN` tells."
_FATES = (
    "Fates overlap: a round may be a double shot and in vain too. In vain is what came to dead targets, decoys and "
    "nothing."
)


def last_chance(folder: StoredRun, summary: Summary) -> tuple[str, ...]:
    """Heading, sentence and table; nothing where nothing came through."""
    found = last_chances(folder, summary.replicates)
    if not found:
        return ()
    return heading("The last chance"), paragraph(_CHANCE), table("Last chances at leakers", *_chances(found), (1, 2, 3))


def _chances(found: list[Chance]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    header = ("What stood in the way", "Leakers per fight", "Share", "Median time left", "Unit most often")
    rows: list[tuple[str, ...]] = [
        (
            chance.reason,
            amount(chance.leakers),
            percent(chance.share),
            "" if chance.left is None else f"{chance.left:.0f} s",
            chance.unit,
        )
        for chance in found
    ]
    return header, rows


def blame_html(folder: StoredRun) -> tuple[str, ...]:
    """The bars and the table if blame was asked for, else how to ask."""
    made = read_blame(folder.path)
    title = heading("What each link is to blame for")
    if made is None:
        return title, paragraph(_RATHER)
    alt = _in_words(made)
    return (
        title,
        paragraph(f"Over the first {made.replicates:,} fights, in which {span(made.leakers)} come through as it is."),
        picture(blame_svg(made, False, alt), blame_svg(made, True, alt), _BLAME),
        paragraph(NOTE),
        table("Blame by link", HEADER, blame_rows(made), (1, 2, 3, 4)),
        table("What perfect means", ("Link", "Then"), [(link.link, link.meaning) for link in made.links]),
    )


def _in_words(made: Blame) -> str:
    shares = [f"{link.link} {signed_percent(link.share.mean)}" for link in by_share(made) if link.share]
    return f"Share of the leakage that goes away: {'; '.join(shares) or 'nothing comes through'}."


def killers_html(summary: Summary) -> tuple[str, ...]:
    """A sentence for each site that was ever destroyed, and a table of who hit what."""
    sites = [site for site in summary.sites if site.killers]
    if not sites:
        return ()
    rows = [
        (site.id, killer.raid, killer.type, percent_span(killer.destroyed), span(killer.hits), percent(killer.share))
        for site in sites
        for killer in site.killers
    ]
    header = ("Site", "Raid", "Type", "Gave the last hit", "Hits per fight", "Share of its hits")
    said = (paragraph(killed_by(site)) for site in sites if site.survival.mean < 1.0)
    return heading("Who destroyed it"), *said, table("Who hit what", header, rows, (3, 4, 5))


def killed_by(site: SiteResult) -> str:
    """`airbase: destroyed in 67 % of fights; by babur 41 %, shahed 26 %.`"""
    by = ", ".join(
        f"{killer.raid} {percent(killer.destroyed.mean)}" for killer in site.killers if killer.destroyed.mean
    )
    return f"{site.id}: destroyed in {percent(1.0 - site.survival.mean)} of fights; by {by or 'nobody known'}."


def fates_html(summary: Summary) -> tuple[str, ...]:
    """Rounds in vain, lost and at others, by type; nothing where there were none."""
    rows = [
        (missile.id, fate.fate, FATES[fate.fate], span(fate.rounds), money_span(fate.spent))
        for missile in summary.missiles
        for fate in missile.fates
        if fate.rounds.mean > 0.0
    ]
    if not rows:
        return ()
    header = ("Missile", "Fate", "What it means", "Rounds per fight", "Cost per fight")
    return heading("Rounds in vain"), paragraph(_FATES), table("Rounds in vain and lost", header, rows, (3, 4))
