"""A run folder as it is read: the blocks that are complete, and nothing else."""

import re
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from vyuha.results.files import RunFolderError, reason
from vyuha.results.laydown import Laydown
from vyuha.results.manifest import Manifest, read_manifest
from vyuha.results.records import Roster
from vyuha.results.tables import TABLES, empty_frames

MANIFEST = "manifest.json"
SCENARIO = "scenario.yaml"
SUMMARY = "summary.json"
REPORT = "report.html"
# Written last, so that its presence says that the block is whole.
LAST_TABLE = "replicates"

_BLOCK_NAME = re.compile(r"(\d{8,})\.parquet")


class StoredRun:
    """The stored outcome of a run. A folder that is being written may be read: it grows block by block."""

    def __init__(self, path: Path, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest

    @property
    def roster(self) -> Roster:
        """The names behind the rows."""
        return self.manifest.roster

    @property
    def laydown(self) -> Laydown:
        """What was fought where."""
        return self.manifest.laydown

    @property
    def replicates(self) -> int:
        """Number of replicates stored in complete blocks."""
        return sum(rows for _, rows in self.blocks())

    @property
    def scenario_text(self) -> bytes:
        """The scenario, byte for byte."""
        try:
            return (self.path / SCENARIO).read_bytes()
        except OSError as error:
            raise RunFolderError(f"{self.path / SCENARIO}: {reason(error)}") from error

    def blocks(self) -> list[tuple[int, int]]:
        """Complete blocks in order: number of the first replicate, and how many there are."""
        found = []
        for path in block_files(self.path / LAST_TABLE):
            rows = _rows_in(path)
            if rows > 0:
                found.append((int(path.stem), rows))
        return found

    def table(self, name: str) -> pl.LazyFrame:
        """A table ("replicates", "threats", "shots" or "sites") over all complete blocks, in replicate order."""
        if name not in TABLES:
            raise ValueError(f"no table {name!r}; there are {', '.join(TABLES)}")
        files = [self.block_path(name, first) for first, _ in self.blocks()]
        if not files:
            return empty_frames(self.roster, self.laydown)[name].lazy()
        return _scan(files)

    def block_table(self, name: str, first: int, columns: Sequence[str] | None = None) -> pl.DataFrame:
        """A table of the one block that starts with replicate `first`."""
        stored = _scan([self.block_path(name, first)])
        return (stored.select(columns) if columns else stored).collect()

    def block_path(self, name: str, first: int) -> Path:
        """Where a block of a table is kept."""
        return self.path / name / f"{first:08d}.parquet"


def open_manifest(path: Path) -> Manifest:
    """The manifest of a run folder; RunFolderError if the path is not one."""
    if not path.exists():
        raise RunFolderError(f"{path}: no such folder")
    if not path.is_dir():
        raise RunFolderError(f"{path}: not a folder")
    if not (path / MANIFEST).is_file():
        raise RunFolderError(f"{path}: not a run folder (it has no {MANIFEST})")
    return read_manifest(path / MANIFEST)


def block_files(folder: Path) -> list[Path]:
    """The files of one table, in replicate order; anything else in the folder is left alone."""
    if not folder.is_dir():
        return []
    return sorted(
        (path for path in folder.iterdir() if _BLOCK_NAME.fullmatch(path.name)), key=lambda path: int(path.stem)
    )


def _scan(files: list[Path]) -> pl.LazyFrame:
    """Parquet files one after another. A folder's name is only a name, whatever stars or equals signs it has. Columns
    are those of the first file: a run that another version began may have blocks with more or fewer of them.
    """
    return pl.scan_parquet(files, glob=False, hive_partitioning=False, missing_columns="insert", extra_columns="ignore")


def _rows_in(path: Path) -> int:
    """Rows of a Parquet file by its footer; 0 if it is damaged, so that the block is fought again."""
    try:
        return int(_scan([path]).select(pl.len()).collect().item())
    except (pl.exceptions.PolarsError, OSError):
        return 0
