"""A plan folder: what was asked, what came of it, and the fights behind it, so that it explains itself.

    plan.yaml, programmes/   as they were read
    scenario.yaml            the same
    tables/                  each table as Parquet and as CSV
    answers.json             the answers
    report.html, charts/     for people
    manifest.json            how it was made: versions, seed, hashes, command; written last, so that a folder with one
                             is complete
    fights/                  run folders of the surface, which a later call uses again
    .vyuha-plan              says that the folder is one that this program may tidy

Every file is whole or absent; an interrupted run leaves the fights that it has fought, and a later one goes on. Fights
of an edited scenario stay beside the new ones until they are thrown away (`afresh`).
"""

import hashlib
import io
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import polars as pl

from vyuha.base.calendar import show_day
from vyuha.programme.outcome import PlanOutcome
from vyuha.programme.plan import Inputs
from vyuha.results.files import FolderLock, RunFolderError, reason, write_whole

FORMAT = "vyuha plan folder"
FORMAT_VERSION = 1
MANIFEST, ANSWERS, PLAN, SCENARIO, REPORT = (
    "manifest.json",
    "answers.json",
    "plan.yaml",
    "scenario.yaml",
    "report.html",
)
FIGHTS, TABLES, PROGRAMMES, CHARTS = "fights", "tables", "programmes", "charts"
MARKER = ".vyuha-plan"


@contextmanager
def opened(folder: Path, afresh: bool = False) -> Iterator[None]:
    """A plan folder that nobody else writes to meanwhile; `afresh` throws its fights away."""
    prepare(folder)
    lock = FolderLock(folder)
    try:
        if afresh:
            shutil.rmtree(folder / FIGHTS)
            (folder / FIGHTS).mkdir()
        yield
    finally:
        lock.release()


def prepare(folder: Path) -> None:
    """Make a plan folder; RunFolderError where something else stands there."""
    try:
        if folder.is_dir() and any(folder.iterdir()) and not _is_plan_folder(folder):
            raise RunFolderError(f"{folder}: holds other files and is no plan folder; choose another")
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(folder / MARKER, f"{FORMAT}\n".encode())
        (folder / FIGHTS).mkdir(exist_ok=True)
    except OSError as error:
        raise RunFolderError(f"{folder}: cannot be made: {reason(error)}") from error


def _is_plan_folder(folder: Path) -> bool:
    """Whether this program made it: a folder that merely has the same names inside is left alone."""
    manifest = folder / MANIFEST
    if manifest.is_file() and _read(manifest).get("format") != FORMAT:
        raise RunFolderError(f"{folder}: its {MANIFEST} is not that of a plan folder")
    return manifest.is_file() or (folder / MARKER).is_file()


def made_before(folder: Path) -> Mapping[str, str]:
    """How the plan that lies in the folder was made, empty if there is none."""
    manifest = folder / MANIFEST
    made = _read(manifest).get("made") if manifest.is_file() else None
    return made if isinstance(made, dict) else {}


def clear(folder: Path) -> None:
    """Remove what an earlier call made, but not the fights: what lies side by side is always of one piece."""
    for name in (MANIFEST, REPORT, ANSWERS, PLAN, SCENARIO):
        (folder / name).unlink(missing_ok=True)
    for name in (TABLES, PROGRAMMES, CHARTS):
        if (folder / name).is_dir():
            shutil.rmtree(folder / name)


def store(folder: Path, outcome: PlanOutcome, inputs: Inputs) -> None:
    """Write a plan's outcome and the files that it was made from in place of an earlier one; `seal` comes last."""
    try:
        clear(folder)
        for name in (TABLES, PROGRAMMES):
            (folder / name).mkdir()
    except OSError as error:
        raise RunFolderError(f"{folder}: cannot be written to: {reason(error)}") from error
    for name, text in _texts(inputs).items():
        write_whole(folder / name, text.encode())
    for name, table in outcome.tables.items():
        write_whole(folder / TABLES / f"{name}.parquet", _parquet(table))
        write_whole(folder / TABLES / f"{name}.csv", table.write_csv().encode())
    write_whole(folder / ANSWERS, _json([asdict(answer) for answer in outcome.answers]))


def seal(folder: Path, outcome: PlanOutcome, inputs: Inputs) -> None:
    """Write the manifest, with a hash of each file that the outcome was made from."""
    manifest = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "title": outcome.plan.title,
        "made": outcome.made,
        "names": _names(outcome),
        "as_of": show_day(outcome.plan.as_of.last_noon),
        "dates": [show_day(span.middle) for span in outcome.plan.dates],
        "sha256": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in _texts(inputs).items()},
    }
    write_whole(folder / MANIFEST, _json(manifest))


def _names(outcome: PlanOutcome) -> dict[str, dict[str, str]]:
    """What people call the ids of the tables. A tranche of an option has the id of the option before its own."""
    contracts = [contract for programme in outcome.programmes for contract in programme.contracts]
    tranches = {tranche.id: tranche.name for contract in contracts for tranche in contract.tranches if tranche.name}
    options = {option.id: option.name for programme in outcome.programmes for option in programme.options}
    return {
        "alternatives": {alternative.id: alternative.name for alternative in outcome.plan.alternatives},
        "programmes": {programme.id: programme.title for programme in outcome.programmes},
        "tranches": options | tranches,
    }


def _texts(inputs: Inputs) -> dict[str, str]:
    """The files that were read, by their names in the folder."""
    programmes = {f"{PROGRAMMES}/{id}.yaml": text for id, text in inputs.programme_texts.items()}
    return {PLAN: inputs.plan_text, SCENARIO: inputs.scenario_text, **programmes}


def _parquet(table: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    table.write_parquet(buffer)
    return buffer.getvalue()


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _read(manifest: Path) -> dict[str, object]:
    try:
        found = json.loads(manifest.read_bytes())
    except (OSError, ValueError) as error:
        raise RunFolderError(f"{manifest}: cannot be read: {error}") from error
    return found if isinstance(found, dict) else {}
