"""The run folder as it is written: block by block, resumable at any moment, never mixed with another run.

Layout: `manifest.json`, `scenario.yaml`, `summary.json`, and a folder of Parquet files per table, each file named by
the number of its first replicate. A block is complete when its file in `replicates/` exists, which is written last. The
files of a block depend on nothing but its replicates, so a run in parts leaves the same bytes as a run at once.

A folder may hold more replicates than the last run asked for; they are kept, and the summary covers all that is stored.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from vyuha.results.blame import BLAME, BLAME_TABLE
from vyuha.results.files import (
    LOCK_NAME,
    FolderLock,
    RunFolderError,
    is_temporary,
    parquet,
    reason,
    remove_temporaries,
    sync_folder,
    write_whole,
)
from vyuha.results.manifest import (
    BLOCK,
    Manifest,
    RunPlan,
    check_ours,
    disagreement,
    new_manifest,
    platform_info,
    to_json,
)
from vyuha.results.records import Block
from vyuha.results.sensitivity import SENSITIVITY, SENSITIVITY_TABLE
from vyuha.results.store import LAST_TABLE, MANIFEST, REPORT, SCENARIO, SUMMARY, StoredRun, block_files, open_manifest
from vyuha.results.summary import Summary, summarise, summary_json
from vyuha.results.tables import TABLES, frames

__all__ = ["BLOCK", "RunFolder", "RunFolderError", "RunPlan"]

# Called with the number of replicates fought so far in this call and to be fought in all.
Progress = Callable[[int, int], None]


class RunFolder(StoredRun):
    """A run folder, open for reading (`open`) or, by one process at a time, for writing (`open_or_create`)."""

    def __init__(self, path: Path, manifest: Manifest, lock: FolderLock | None = None) -> None:
        super().__init__(path, manifest)
        self._lock = lock

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Open for reading; RunFolderError if the path is not a run folder."""
        return cls(Path(path), open_manifest(Path(path)))

    @classmethod
    def open_or_create(cls, path: Path | str, plan: RunPlan, force: bool = False) -> Self:
        """Open for writing: a new folder, or one that holds the same run, which then goes on.

        `force` starts afresh in any run folder: its tables, summary and report are removed, other files left alone.
        RunFolderError for another run without `force`, a folder of something else, or a place that cannot be written.
        """
        path = Path(path)
        try:
            _refuse_foreign(path)
            path.mkdir(parents=True, exist_ok=True)
            lock = FolderLock(path)
        except OSError as error:
            raise RunFolderError(f"{path}: cannot write here: {reason(error)}") from error
        try:
            return cls(path, _prepare(path, plan, force), lock)
        except OSError as error:
            lock.release()
            raise RunFolderError(f"{path}: cannot write here: {reason(error)}") from error
        except BaseException:
            lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let another process write here."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def missing(self, replicates: int) -> list[range]:
        """The blocks still to be fought for `replicates` [count]; one that is stored but too short is listed whole."""
        stored = dict(self.blocks())
        wanted = [range(first, min(first + BLOCK, replicates)) for first in range(0, replicates, BLOCK)]
        return [block for block in wanted if stored.get(block.start, 0) < len(block)]

    def write(self, block: Block) -> None:
        """Store a block that starts at a multiple of BLOCK; a longer one is stored as several."""
        self._check_writable()
        if block.first % BLOCK:
            raise ValueError(f"a block starts at a multiple of {BLOCK}, not at {block.first}")
        for start in range(0, block.threats.shape[0], BLOCK):
            self._write_one(_part(block, start))

    def finish(self, replicates: int) -> Summary:
        """Write the summary of all that is stored, and the manifest of a run that asked for `replicates` [count]."""
        self._check_writable()
        summary = summarise(self)
        write_whole(self.path / SUMMARY, summary_json(summary))
        self.manifest = replace(
            self.manifest,
            replicates_wanted=replicates,
            replicates_done=summary.replicates + summary.failed,
            failures=summary.failures,
        )
        write_whole(self.path / MANIFEST, to_json(self.manifest))
        return summary

    def _write_one(self, block: Block) -> None:
        """The tables of one block. A shorter version is first declared incomplete, so that no mixture is ever whole."""
        tables = frames(block, self.roster, self.laydown)
        last = self.block_path(LAST_TABLE, block.first)
        if last.exists():
            last.unlink()
            sync_folder(last.parent)
        for name in sorted(TABLES, key=lambda name: name == LAST_TABLE):
            write_whole(self.block_path(name, block.first), parquet(tables[name]))

    def _check_writable(self) -> None:
        if self._lock is None:
            raise RunFolderError(f"{self.path}: open for reading only")


def _refuse_foreign(path: Path) -> None:
    """A file, or a folder with something in it that is not a run folder, is left alone, with `force` or without."""
    if not path.exists():
        return
    if not path.is_dir():
        raise RunFolderError(f"{path}: not a folder")
    others = [entry.name for entry in path.iterdir() if entry.name != LOCK_NAME and not is_temporary(entry.name)]
    if others and MANIFEST not in others:
        raise RunFolderError(f"{path}: the folder is not empty and not a run folder; choose another")


def _prepare(path: Path, plan: RunPlan, force: bool) -> Manifest:
    """Bring a locked folder into the state that `write` expects. The manifest comes first: it makes the folder ours."""
    for folder in (path, *(path / name for name in TABLES)):
        if folder.is_dir():
            remove_temporaries(folder)
    manifest = _go_on(path, plan, force) if (path / MANIFEST).exists() else new_manifest(plan)
    text = to_json(manifest)
    if not (path / MANIFEST).exists() or (path / MANIFEST).read_bytes() != text:
        write_whole(path / MANIFEST, text)
    if not (path / SCENARIO).exists() or (path / SCENARIO).read_bytes() != plan.scenario_text:
        write_whole(path / SCENARIO, plan.scenario_text)
    for name in TABLES:
        (path / name).mkdir(exist_ok=True)
    sync_folder(path)
    return manifest


def _go_on(path: Path, plan: RunPlan, force: bool) -> Manifest:
    """The manifest with which a stored run goes on, or a new one if it is to be replaced."""
    if force:
        check_ours(path / MANIFEST)
        _wipe(path)
        return new_manifest(plan)
    manifest = open_manifest(path)
    difference = disagreement(manifest, plan)
    if difference:
        raise RunFolderError(
            f"{path}: holds a run of {difference}; choose another folder, or start afresh in this one (--force)"
        )
    here = platform_info(plan.versions)
    if here == manifest.platform or here in manifest.other_platforms:
        return manifest
    return replace(manifest, other_platforms=(*manifest.other_platforms, here))


def _wipe(path: Path) -> None:
    """Remove what a run left, the mark of complete blocks first. The manifest stays until it is replaced."""
    for name in sorted(TABLES, key=lambda name: name != LAST_TABLE):
        for file in block_files(path / name):
            file.unlink()
    for name in (SUMMARY, REPORT, BLAME, BLAME_TABLE, SENSITIVITY, SENSITIVITY_TABLE):
        (path / name).unlink(missing_ok=True)


def _part(block: Block, start: int) -> Block:
    """At most BLOCK replicates of a block, from its `start`-th on."""
    first = block.first + start
    part = slice(start, start + BLOCK)
    low, high = np.searchsorted(block.shot_replicate, (first, first + BLOCK))
    return Block(
        first=first,
        threats=block.threats[part],
        sites=block.sites[part],
        shots=block.shots[low:high],
        shot_replicate=block.shot_replicate[low:high],
        failures=block.failures[part],
        events=block.events[part],
        recognitions=block.recognitions[part],
    )
