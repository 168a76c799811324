"""A plan folder: what was asked, what came of it, and the fights behind it, so that it explains itself.

    plan.yaml, programmes/   as they were given
    tables/                  each table as Parquet and as CSV
    answers.json             the answers
    manifest.json            how it was made: versions, seed, hashes, command; written last
    report.html, charts/     for people
    fights/                  run folders of the surface, which a later call uses again

Every file is whole or absent; an interrupted run leaves the fights that it has fought, and a later one goes on.
"""

import io
import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import polars as pl

from vyuha.programme.outcome import PlanOutcome
from vyuha.results.files import FolderLock, RunFolderError, reason, write_whole

FORMAT = "vyuha plan folder"
FORMAT_VERSION = 1
MANIFEST, ANSWERS, PLAN, REPORT, FIGHTS, TABLES = (
    "manifest.json",
    "answers.json",
    "plan.yaml",
    "report.html",
    "fights",
    "tables",
)


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
    manifest = folder / MANIFEST
    try:
        if folder.is_dir() and any(folder.iterdir()) and not (folder / FIGHTS).is_dir():
            raise RunFolderError(f"{folder}: holds other files and is no plan folder; choose another")
        (folder / FIGHTS).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunFolderError(f"{folder}: cannot be made: {reason(error)}") from error
    if manifest.is_file() and _read(manifest).get("format") != FORMAT:
        raise RunFolderError(f"{folder}: its {MANIFEST} is not that of a plan folder")


def made_before(folder: Path) -> Mapping[str, str]:
    """How the plan that lies in the folder was made, empty if there is none."""
    manifest = folder / MANIFEST
    made = _read(manifest).get("made") if manifest.is_file() else None
    return made if isinstance(made, dict) else {}


def store(folder: Path, outcome: PlanOutcome, plan: bytes, programmes: Mapping[str, bytes]) -> None:
    """Write a plan's outcome; `plan` and `programmes` (by id) are the files as they were given."""
    for name in (TABLES, "programmes"):
        (folder / name).mkdir(exist_ok=True)
    (folder / MANIFEST).unlink(missing_ok=True)
    write_whole(folder / PLAN, plan)
    for id, data in programmes.items():
        write_whole(folder / "programmes" / f"{id}.yaml", data)
    for name, table in outcome.tables.items():
        write_whole(folder / TABLES / f"{name}.parquet", _parquet(table))
        write_whole(folder / TABLES / f"{name}.csv", table.write_csv().encode())
    write_whole(folder / ANSWERS, _json([asdict(answer) for answer in outcome.answers]))
    manifest = {"format": FORMAT, "format_version": FORMAT_VERSION, "title": outcome.plan.title, "made": outcome.made}
    write_whole(folder / MANIFEST, _json(manifest))


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
