"""Studies: from a raid to an answer."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from vyuha.api.machine import processors
from vyuha.results.answers import Answer, Findings

if TYPE_CHECKING:
    from vyuha.outputs.chart import Chart
    from vyuha.studies.crews.crew import Crew
    from vyuha.studies.manager import Progress


@dataclass(frozen=True)
class StudyOutcome:
    """What a study came to, and the folder in which it lies."""

    findings: Findings
    folder: str

    def __repr__(self) -> str:
        kinds = ", ".join(answer.name for answer in self.answers)
        return f"StudyOutcome({self.findings.title!r}, answers: {kinds}, folder: {self.folder!r})"

    @property
    def answers(self) -> tuple[Answer, ...]:
        """The answers, in the order of the questions."""
        return self.findings.answers

    @property
    def tables(self) -> Mapping[str, pl.DataFrame]:
        """All tables by name, as data frames: "points", and for each question "NAME-TABLE"."""
        return self.findings.tables

    def charts(self, question: str) -> "list[Chart]":
        """The pictures of an answer, by the name of its question; a notebook shows them. Raises `KeyError`."""
        from vyuha.outputs.study.report import charts_of

        by_name = {answer.name: answer for answer in self.answers}
        return charts_of(by_name[question])

    def fights(self, point: str, work: str = "fights") -> pl.DataFrame:
        """All trials at a point by its name: one row each. Raises `KeyError` for a point that was not fought."""
        from vyuha.studies.store import read_fights

        return read_fights(self.folder, self.tables["points"], point, work)


def study(  # noqa: PLR0913 (one call does all that the command does; everything but the study has a default)
    path: str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    workers: int | None = None,
    processes: bool = False,
    cluster: str | None = None,
    slurm: int | None = None,
    force: bool = False,
    report: bool = True,
    progress: "Callable[[Progress], None] | None" = None,
    command: str = "",
) -> StudyOutcome:
    """Fight and answer what a study file asks, into a folder or an fsspec address (`studies/<name of the file>` unless
    given), where a call that was interrupted goes on.

    Who fights: `workers` threads of this machine, or as many `processes`, or the Dask `cluster` at an address
    ("tcp://..."), or a Dask cluster in so many jobs of `slurm`. The outcome does not depend on it. `force` throws away
    what the folder holds.

    Raises `vyuha.scenario.InputErrors` for a bad study or scenario, `vyuha.results.folder.RunFolderError` for a folder
    of something else or one that cannot be written, `vyuha.studies.settings.SettingError` for a point with what cannot
    be set, `vyuha.studies.manager.StudyError` for one that cannot be fought, `vyuha.studies.crews.crew.CrewError` where
    the cluster cannot be reached or is gone.
    """
    from vyuha.engine.run import physics_hash
    from vyuha.studies.conduct import conduct
    from vyuha.studies.file import load
    from vyuha.studies.folder import opened
    from vyuha.studies.store import REPORT, check, claim

    read, physics = load(path), physics_hash()
    where = study_folder(Path(path), out)
    with opened(where) as folder:
        # Nothing is thrown away before it is known that there is somebody to fight.
        check(folder, read.study, physics, force)
        crew = hired(workers, processes, cluster, slurm, physics)
        try:
            claim(folder, read.study, read.text, physics, force)
            found = conduct(read, folder, crew, physics, progress or (lambda told: None), command)
        finally:
            crew.close()
        if report:
            from vyuha.outputs.study.report import study_page

            folder.write(REPORT, study_page(found).encode())
    return StudyOutcome(found, where)


def hired(workers: int | None, processes: bool, cluster: str | None, slurm: int | None, physics: str) -> "Crew":
    """Those who are to fight. Raises `CrewError` if they cannot be had, or are of another version."""
    if cluster is not None or slurm is not None:
        from vyuha.studies.crews.cluster import connected, in_slurm

        return connected(cluster, physics) if cluster is not None else in_slurm(slurm or 1, physics)
    from vyuha.studies.crews.pool import PoolCrew

    if workers is not None and workers < 1:
        raise ValueError(f"{workers} workers; give at least one")
    return PoolCrew(workers or processors(), processes)


def study_folder(path: Path, out: str | os.PathLike[str] | None = None) -> str:
    """Where the outcome of a study file goes."""
    return str(Path("studies") / path.stem) if out is None else os.fspath(out)
