"""The folder of a study: what was asked, the fights, and what they say, so that it explains itself.

    study.json       what the fights belong to: scenario, seed, version; and how the answers were made
    study.yaml       as it was read, and scenario.yaml beside it
    parts/           the fights, see `studies.parts`
    points/          the scenario of each point as it was fought, by the name in column `parts` (of the first hundred)
    tables/          each table of each answer as Parquet and CSV, and `points`: what was set where
    answers.json     the answers in words
    report.html      for people

An edited study goes on in its folder as long as scenario, seed and version stay: what was fought already is not fought
again, unless a file beside the scenario is another. Anything else is refused, or, with `afresh`, thrown away.
"""

import hashlib
import io
import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any

import polars as pl

from vyuha.reading.problems import suggestion
from vyuha.results.answers import Findings
from vyuha.results.files import RunFolderError, parquet
from vyuha.studies.folder import Folder, at
from vyuha.studies.parts import PARTS, held, row_of
from vyuha.studies.study import Study
from vyuha.studies.task import Place

FORMAT, FORMAT_VERSION = "vyuha study folder", 1
MANIFEST, ANSWERS, STUDY, SCENARIO, REPORT, TABLES = (
    "study.json",
    "answers.json",
    "study.yaml",
    "scenario.yaml",
    "report.html",
    "tables",
)
POINTS = "points"
_LOCK = ".lock"
# What tells one study's fights from another's, and how that is said.
_DIFFERS = {
    "scenario": "another scenario (or an edited one)",
    "seed": "another seed",
    "random_numbers": "another use of random numbers",
    "version": "another version of vyuha",
    "physics": "other figures of the catalogue, or other code of the engine",
}


def identity(study: Study, physics: str) -> dict[str, Any]:
    """What the fights of a study depend on, all points alike."""
    return {
        "scenario": _hash(study.scenario_text),
        "seed": study.seed,
        "random_numbers": "common" if study.common else "independent",
        "version": version("vyuha"),
        "physics": physics,
    }


def check(folder: Folder, study: Study, physics: str, afresh: bool) -> None:
    """Raises `RunFolderError` for a folder that cannot be that of the study: one of something else."""
    names = _names(folder)
    if MANIFEST not in names:
        if names:
            raise RunFolderError(f"{folder.where}: holds other files ({names[0]}) and no study; choose another folder")
    elif not afresh:
        _check(folder, study, physics)


def claim(folder: Folder, study: Study, text: str, physics: str, afresh: bool) -> None:
    """Make a folder that of a study, or go on in it; `afresh` throws away what it holds. Raises as `check`."""
    check(folder, study, physics, afresh)
    for name in _names(folder):
        # The manifest goes last: until then the folder is ours.
        if name != MANIFEST and (afresh or not name.startswith(f"{PARTS}/")):
            folder.remove(name)
    _write_manifest(folder, study, physics, {})
    folder.write(STUDY, text.encode())
    folder.write(SCENARIO, study.scenario_text.encode())


def keep(folder: Folder, study: Study, physics: str, found: Findings) -> None:
    """Write tables, answers, and last how they were made."""
    for name, table in found.tables.items():
        folder.write(f"{TABLES}/{name}.parquet", parquet(table))
        folder.write(f"{TABLES}/{name}.csv", table.write_csv().encode())
    answers = [
        {
            "ask": answer.ask,
            "name": answer.name,
            "title": answer.title,
            "sentences": [{"text": sentence.text, "fights": sentence.fights} for sentence in answer.sentences],
            "notes": list(answer.notes),
        }
        for answer in found.answers
    ]
    folder.write(ANSWERS, _json(answers))
    _write_manifest(folder, study, physics, found.made)


def keep_points(folder: Folder, places: Iterable[Place]) -> None:
    """Write the scenarios of some places, each under its digest, so that `vyuha run` can fight them."""
    for place in places:
        set_too = "".join(f"# With {one.path} at {one.value}, which no scenario can say.\n" for one in place.figures)
        folder.write(f"{POINTS}/{place.digest}.yaml", (set_too + place.text).encode())


def _names(folder: Folder) -> list[str]:
    return [name for name in folder.names() if name != _LOCK]


def _check(folder: Folder, study: Study, physics: str) -> None:
    try:
        content = json.loads(folder.read(MANIFEST))
        ours = content["format"] == FORMAT
        held = content["identity"] if ours else {}
    except (ValueError, KeyError, TypeError) as error:
        raise RunFolderError(f"{folder.where}/{MANIFEST}: not that of a study; choose another folder") from error
    if not ours or content.get("format_version") != FORMAT_VERSION:
        raise RunFolderError(f"{folder.where}: not a study that this version of vyuha reads; choose another folder")
    wanted = identity(study, physics)
    different = [said for key, said in _DIFFERS.items() if held.get(key) != wanted[key]]
    if different:
        raise RunFolderError(
            f"{folder.where}: holds the fights of a study with {different[0]}; choose another folder, or start afresh "
            "in this one (--force)"
        )


def _write_manifest(folder: Folder, study: Study, physics: str, made: Mapping[str, str]) -> None:
    content = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "title": study.title,
        "identity": identity(study, physics),
        "made": dict(made),
    }
    folder.write(MANIFEST, _json(content))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n").encode()


def read_fights(where: str, points: pl.DataFrame, point: str, work: str) -> pl.DataFrame:
    """All trials at a point of a study that lies at `where`, by the point's name in its table `points`. Raises
    `KeyError` for a point that was not fought.
    """
    rows = points.filter((pl.col("point") == point) & (pl.col("work") == work))
    if not rows.height:
        raise KeyError(f"{point}{suggestion(point, points['point'].unique().to_list())}")
    folder, parts = at(where), str(rows["parts"][0])
    row = row_of(held(folder.names(f"{PARTS}/{parts}/{work}"))[parts, work])
    tables = (pl.read_parquet(io.BytesIO(folder.read(part.name))) for part in row)
    return pl.concat(tables).head(int(rows["trials"][0]))
