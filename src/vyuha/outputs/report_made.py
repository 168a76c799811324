"""The last section of a report: how it was made, so that a reader can judge it and repeat it."""

import math

from vyuha.outputs import explanations
from vyuha.outputs.page import bullets, heading, paragraph, section, table
from vyuha.results.store import StoredRun
from vyuha.results.summary import Summary


def made(folder: StoredRun, summary: Summary) -> str:
    """Manifest, assumed figures, intervals and limits."""
    return section(
        "made",
        "How it was made",
        table("The run", ("What", "Value"), _run_rows(folder, summary)),
        *_assumed(folder),
        heading("How to read the intervals"),
        *(paragraph(sentence) for sentence in explanations.INTERVALS),
        heading("What this version leaves out"),
        bullets(explanations.LIMITS),
    )


def _run_rows(folder: StoredRun, summary: Summary) -> list[tuple[str, str]]:
    manifest = folder.manifest
    failed = "; ".join(f"{reason}: {count}" for reason, count in summary.failures.items())
    rows = [
        ("Replicates", f"{summary.replicates:,} (each is one fight), seed {manifest.seed}"),
        ("Failed replicates", f"{summary.failed} ({failed})" if summary.failed else "none"),
        ("Scenario", f"SHA-256 {manifest.scenario_hash}"),
        ("Ground", _ground(folder)),
        ("Versions", ", ".join(f"{name} {version}" for name, version in manifest.versions.items())),
        ("Platform", ", ".join(f"{name}: {value}" for name, value in manifest.platform.items())),
        ("Begun", manifest.created),
    ]
    if manifest.other_platforms:
        rows.append(("Continued on", "; ".join(other.get("system", "") for other in manifest.other_platforms)))
    if manifest.command:
        rows.append(("Command", manifest.command))
    if math.isfinite(manifest.response_time):
        quickest = f"{manifest.response_time:.0f} s from first detection to intercept (the ledger uses it)"
        rows.append(("Fastest reaction", quickest))
    if manifest.fixed_kill >= 0.0:
        fixed = f"every round that reaches its target kills with probability {manifest.fixed_kill:g}; no endgame"
        rows.append(("Fixed kill probability", fixed))
    rows.append(("Look closer", f"vyuha replay {folder.path} -r {summary.worst} --to acmi (or czml)"))
    return rows


def _ground(folder: StoredRun) -> str:
    """Which ground was fought over."""
    ground = folder.laydown.ground
    return explanations.SMOOTH if ground is None else f"{ground.text}; SHA-256 {folder.manifest.terrain}"


def _assumed(folder: StoredRun) -> tuple[str, ...]:
    assumed = folder.laydown.assumed
    title = heading("Assumed figures in use")
    if not assumed:
        return (title, paragraph("Every figure of the catalogue that this run used has a source."))
    lead = (
        f"{len(assumed)} of the figures that this run used have no public source and were assumed. A different choice "
        "may change the result; each stands in the catalogue with its range."
    )
    rows = [(figure.item, figure.figure.replace("_", " "), figure.text, figure.why) for figure in assumed]
    return (title, paragraph(lead), table("Assumed figures", ("Item", "Figure", "Value", "Why"), rows))
