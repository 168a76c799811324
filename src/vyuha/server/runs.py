"""Runs as plain content: what a run is, its page, and its replicates one by one."""

import traceback
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import polars as pl
from pydantic import TypeAdapter, ValidationError

from vyuha.outputs.scene_json import laydown_content
from vyuha.results.blame import by_share, read_blame
from vyuha.results.files import RunFolderError
from vyuha.results.folder import RunFolder
from vyuha.results.ledger import LINKS
from vyuha.results.manifest import BLOCK, Manifest
from vyuha.results.sensitivity import read_sensitivity
from vyuha.results.store import LAST_TABLE, SUMMARY, StoredRun, block_files
from vyuha.results.summary import SUMMARY_VERSION, EmptyRunError, Summary, summarise
from vyuha.server.content import Content, ReplicatePage, RunEntry, RunPage
from vyuha.server.folder import Folder
from vyuha.server.kept import Kept
from vyuha.server.plain_files import NotPlain, read_plain, stamp
from vyuha.server.refusal import Refused, missing

Made = TypeVar("Made")
_MOST_SUMMARY = 64 << 20
# A run with more blocks than this is counted by what its manifest says.
_COUNTED = 20
_COLUMNS = ("replicate", "leakers", "armed_leakers", "value_lost", "shots", "failure")
_SUMMARY: TypeAdapter[Summary] = TypeAdapter(Summary)


class Runs:
    """The runs of a folder."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self._tables: Kept[pl.DataFrame] = Kept(2)

    def read(self, id: str, make: Callable[[StoredRun, str], Made]) -> Made:
        """What `make` makes of a run and of a text that changes when the run does. What was swapped or written
        meanwhile is not answered. Raises `Refused`.
        """
        relative = self.folder.find("runs", id)
        for _ in range(3):
            mark = self._mark(relative)
            try:
                made = make(RunFolder.open(self.folder.root / relative), mark)
            except Refused:
                raise
            except (RunFolderError, EmptyRunError, pl.exceptions.PolarsError, OSError) as error:
                raise self.refused(error) from error
            except MemoryError as error:
                raise Refused(413, "The run is too large to be shown here.", "Use the command line.") from error
            except (Exception, pl.exceptions.PanicException) as error:
                # Damage shows in any way; the terminal says which, should it be a mistake of ours.
                traceback.print_exc()
                raise self.refused(RunFolderError(f"{relative}: damaged ({type(error).__name__})")) from error
            if self._mark(relative) == mark:
                return made
        raise Refused(409, "The run is being written.", "Try again in a moment.")

    def refused(self, error: Exception) -> Refused:
        """What went wrong with a run, without the path of the folder."""
        said = str(error).replace(f"{self.folder.root}/", "")
        if isinstance(error, EmptyRunError):
            return Refused(409, f"The run cannot be shown: {said}.", "Go on with `vyuha run` in the same folder.")
        return Refused(422, f"The run cannot be read: {said}", "Fight it again: `vyuha run ... --force`.")

    def entry(self, id: str, run: StoredRun) -> RunEntry:
        """A line of the index."""
        manifest = run.manifest
        count = stored_replicates(run)
        return {
            "id": id,
            "name": self._name(run),
            "title": manifest.laydown.title,
            "replicates": count,
            "seed": manifest.seed,
            "created": manifest.created,
            "whole": count > 0,
        }

    def _name(self, run: StoredRun) -> str:
        return self.folder.name(str(run.path.relative_to(self.folder.root)))

    def page(self, id: str) -> RunPage:
        """Everything about a run but its fights."""
        return self.read(id, lambda run, mark: self._page(id, run))

    def _page(self, id: str, run: StoredRun) -> RunPage:
        summary = self.summary(id, run)
        return {
            "id": id,
            "name": self._name(run),
            "made": _made(run.manifest, summary),
            "summary": asdict(summary),
            "laydown": laydown_content(run.laydown),
            "assumed": [asdict(figure) for figure in run.laydown.assumed],
            "links": [link._asdict() for link in LINKS],
            "blame": _blame(run),
            "sensitivity": _sensitivity(run),
        }

    def summary(self, id: str, run: StoredRun) -> Summary:
        """The summary that is stored, made again where it is not that of all that is stored."""
        try:
            data = read_plain(self.folder.root, f"{self.folder.find('runs', id)}/{SUMMARY}", _MOST_SUMMARY)
            stored = _SUMMARY.validate_json(data)
        except (NotPlain, ValidationError):
            return summarise(run)
        counted = stored.replicates + stored.failed
        fits = stored.version == SUMMARY_VERSION and counted == run.manifest.replicates_done
        return stored if fits and len(_blocks(run)) == -(-counted // BLOCK) else summarise(run)

    def replicates(self, id: str, offset: int, limit: int, sort: str, order: str) -> ReplicatePage:
        """Some of the replicates, from the `offset`th on, in the order of a column, "up" or "down"."""
        if sort not in _COLUMNS or order not in ("up", "down") or offset < 0 or not 1 <= limit <= 1000:
            raise Refused(400, f"sort is one of {', '.join(_COLUMNS)}; order is up or down; limit at most 1000.")
        table = self.read(id, lambda run, mark: self._tables.get(mark, lambda: _replicates(run)))
        keys = [sort, "replicate"] if sort != "replicate" else [sort]
        down = [order == "down", False][: len(keys)]
        rows = table.sort(keys, descending=down, nulls_last=True).slice(offset, limit)
        return {"total": table.height, "rows": rows.to_dicts()}

    def _mark(self, relative: str) -> str:
        try:
            return stamp(self.folder.root, relative)
        except NotPlain:
            raise missing() from None


def stored_replicates(run: StoredRun) -> int:
    """How many replicates there are: counted where that is quick, else as the manifest says."""
    count = len(_blocks(run))
    if count <= _COUNTED:
        return run.replicates
    return run.manifest.replicates_done or count * BLOCK


def _blocks(run: StoredRun) -> list[Path]:
    return block_files(run.path / LAST_TABLE)


def _replicates(run: StoredRun) -> pl.DataFrame:
    """The columns that are shown, of all that is stored. A run of many blocks is not counted block by block first."""
    files = _blocks(run)
    if not files:
        return pl.DataFrame(schema=dict.fromkeys(_COLUMNS, pl.String))
    stored = pl.scan_parquet(files, glob=False, hive_partitioning=False).select(_COLUMNS)
    return stored.with_columns(pl.col("failure").cast(pl.String)).collect()


def _made(manifest: Manifest, summary: Summary) -> Content:
    machine = manifest.platform
    return {
        "version": manifest.versions.get("vyuha", ""),
        "seed": manifest.seed,
        "created": manifest.created,
        "command": manifest.command,
        "scenario_hash": manifest.scenario_hash,
        "replicates": summary.replicates,
        "failed": summary.failed,
        "platform": ", ".join(machine[key] for key in ("system", "processor", "python") if key in machine),
    }


def _blame(run: StoredRun) -> Content | None:
    """What `vyuha blame` left; none if it is of another version or damaged: it is quickly made again."""
    try:
        blame = read_blame(run.path)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if blame is None:
        return None
    links = [
        {
            "name": link.link,
            "meaning": link.meaning,
            "saved": asdict(link.saved),
            "share": None if link.share is None else asdict(link.share),
        }
        for link in by_share(blame)
    ]
    return {"replicates": blame.replicates, "leakers": asdict(blame.leakers), "links": links}


def _sensitivity(run: StoredRun) -> Content | None:
    """What `vyuha sensitivity` left, figures that were varied first; none if it is of another version or damaged."""
    try:
        found = read_sensitivity(run.path)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return None if found is None else asdict(found)
