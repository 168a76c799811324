"""The manifest: everything about a run that is not an outcome, so that its folder explains itself."""

import json
import math
import os
import platform
import sys
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from vyuha.results.files import RunFolderError
from vyuha.results.laydown import Area, AssumedFigure, Laydown, Place, Relief, Ring, Route
from vyuha.results.records import Named, Roster

FORMAT = "vyuha run folder"
FORMAT_VERSION = 2
# Replicates in one Parquet file of each table.
BLOCK = 100


@dataclass(frozen=True)
class RunPlan:
    """What is going to be fought. Two plans may share a folder if they agree on all that decides an outcome.

    `scenario_text` is the scenario byte for byte and `scenario_hash` its SHA-256 in hexadecimal. `response_time` [s] is
    the shortest time from first detection to intercept (infinite without a defence); `fixed_kill` the kill probability
    that replaces the endgame (negative: none). `versions` has at least "vyuha"; `command` is the command line, if
    any, and `physics` a hash of the catalogue and the code that the engine fights with. `terrain` is a hash of the
    heights of the ground ("" on a smooth earth), `code` one of the functions that its doctrines bring ("" without any),
    `paths` one of its files of recorded paths, and `home` the folder of the scenario in which all these files lie.
    """

    scenario_text: bytes
    scenario_hash: str
    seed: int
    roster: Roster
    laydown: Laydown
    response_time: float
    fixed_kill: float
    versions: dict[str, str]
    command: str = ""
    physics: str = ""
    terrain: str = ""
    home: str = ""
    code: str = ""
    paths: str = ""


@dataclass(frozen=True)
class Manifest:
    """`manifest.json` as an object.

    `replicates_wanted` and `replicates_done` are those of the last run that came to its end (0 before that); a folder
    tells itself what it holds (`StoredRun.replicates`). `platform` is where the folder was made, `other_platforms`
    where else it was continued. `failures` counts failed replicates by reason.
    """

    format: str
    format_version: int
    versions: dict[str, str]
    scenario_hash: str
    seed: int
    physics: str
    fixed_kill: float
    response_time: float
    replicates_wanted: int
    replicates_done: int
    block_size: int
    failures: dict[str, int]
    created: str
    command: str
    platform: dict[str, str]
    other_platforms: tuple[dict[str, str], ...]
    roster: Roster
    laydown: Laydown
    terrain: str = ""
    home: str = ""
    code: str = ""
    paths: str = ""


def new_manifest(plan: RunPlan) -> Manifest:
    """The manifest of a folder in which nothing has been fought yet."""
    return Manifest(
        format=FORMAT,
        format_version=FORMAT_VERSION,
        versions=plan.versions,
        scenario_hash=plan.scenario_hash,
        seed=plan.seed,
        physics=plan.physics,
        fixed_kill=plan.fixed_kill,
        response_time=plan.response_time,
        replicates_wanted=0,
        replicates_done=0,
        block_size=BLOCK,
        failures={},
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        command=plan.command,
        platform=platform_info(plan.versions),
        other_platforms=(),
        roster=plan.roster,
        laydown=plan.laydown,
        terrain=plan.terrain,
        home=plan.home,
        code=plan.code,
        paths=plan.paths,
    )


def disagreement(manifest: Manifest, plan: RunPlan) -> str:
    """What a stored run differs in from a plan, so that their replicates must not be mixed ("" if in nothing)."""
    stored, planned = manifest.versions.get("vyuha", "unknown"), plan.versions["vyuha"]
    if manifest.scenario_hash != plan.scenario_hash:
        return "another scenario"
    if manifest.seed != plan.seed:
        return f"seed {manifest.seed}, not {plan.seed}"
    if stored != planned:
        return f"version {stored} of vyuha, not {planned}"
    if manifest.fixed_kill != plan.fixed_kill:
        return f"a fixed kill probability of {manifest.fixed_kill:g}, not {plan.fixed_kill:g}"
    if manifest.block_size != BLOCK:
        return f"blocks of {manifest.block_size} replicates, not {BLOCK}"
    if manifest.roster != plan.roster:
        return "another catalogue (the units or threats differ)"
    if manifest.terrain != plan.terrain:
        return "another terrain (its heights have changed since)"
    if manifest.code != plan.code:
        return "another function of a doctrine (its file has changed since)"
    if manifest.paths != plan.paths:
        return "other recorded paths (their file has changed since)"
    if manifest.physics != plan.physics:
        return "other figures of the catalogue, or other code of the engine"
    return ""


def to_json(manifest: Manifest) -> bytes:
    """One line per field: readable, and short although a laydown has many points."""
    content = asdict(manifest)
    if math.isinf(manifest.response_time):
        content["response_time"] = None
    lines = (
        f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False, allow_nan=False)}"
        for key, value in content.items()
    )
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def check_ours(path: Path) -> dict[str, Any]:
    """The content of a manifest of any version; RunFolderError if it is not one of ours."""
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise RunFolderError(
            f"{path}: not a readable manifest of a run folder; if the folder held a run, remove it and fight again"
        ) from error
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise RunFolderError(f"{path}: not the manifest of a run folder")
    return content


def read_manifest(path: Path) -> Manifest:
    """Read `manifest.json`; RunFolderError if it is not one of ours, damaged or of another format version."""
    content = check_ours(path)
    if content.get("format_version") != FORMAT_VERSION:
        raise RunFolderError(
            f"{path}: format version {content.get('format_version')}; this version of vyuha reads {FORMAT_VERSION}. "
            "Fight it again: `vyuha run ... --force` starts afresh"
        )
    try:
        return _manifest(content)
    except (KeyError, TypeError, ValueError) as error:
        raise RunFolderError(f"{path}: the manifest is damaged ({type(error).__name__}: {error})") from error


def _manifest(content: dict[str, Any]) -> Manifest:
    # Folders from before there were recorded paths say nothing about them.
    values = {field.name: content[field.name] for field in fields(Manifest) if field.name != "paths"}
    values["paths"] = content.get("paths", "")
    if values["response_time"] is None:
        values["response_time"] = math.inf
    values["other_platforms"] = tuple(values["other_platforms"])
    values["roster"] = _roster(values["roster"])
    values["laydown"] = _laydown(values["laydown"])
    return Manifest(**values)


def _roster(content: dict[str, Any]) -> Roster:
    named = {
        key: tuple(Named(**row) for row in content[key])
        for key in ("threats", "sites", "missiles", "fire_units", "radars")
    }
    return Roster(targets=tuple(content["targets"]), **named)


def _laydown(content: dict[str, Any]) -> Laydown:
    return Laydown(
        title=content["title"],
        latitude=content["latitude"],
        longitude=content["longitude"],
        duration=content["duration"],
        places=tuple(Place(**row) for row in content["places"]),
        rings=tuple(Ring(**_tuples(row)) for row in content["rings"]),
        routes=tuple(Route(**_tuples(row)) for row in content["routes"]),
        assumed=tuple(AssumedFigure(**row) for row in content["assumed"]),
        ground=Relief(**_tuples(content["ground"])) if content.get("ground") else None,
        # Folders from before there were zones do not say anything about them.
        zones=tuple(Area(**_tuples(row)) for row in content.get("zones", ())),
    )


def _tuples(row: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}


def platform_info(versions: dict[str, str]) -> dict[str, str]:
    """What a floating-point result may depend on besides the program."""
    return {
        "system": platform.platform(terse=True),
        "machine": platform.machine(),
        "processor": _processor(),
        "cores": str(os.cpu_count() or 0),
        "libm": " ".join(platform.libc_ver()).strip() or "unknown",
        "python": ".".join(str(part) for part in sys.version_info[:3]),
        "numpy": np.__version__,
        "numba": versions.get("numba", "unknown"),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown"
