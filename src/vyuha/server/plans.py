"""Plan folders as plain content: answers in words, tables as columns."""

import json
from datetime import UTC, datetime
from typing import Any

import polars as pl

from vyuha.programme.outcome import MEASURES, TABLES
from vyuha.server.content import Content, PlanEntry, PlanPage
from vyuha.server.folder import Folder
from vyuha.server.plain_files import NotPlain, read_plain, stamp
from vyuha.server.refusal import Refused, missing
from vyuha.studies.plan import store

_MOST_JSON, _MOST_TABLE, _MOST_ROWS = 16 << 20, 256 << 20, 200_000
_AGAIN = "Make it again: `vyuha programme outcome ...`."


class Plans:
    """The plans of a folder."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder

    def entry(self, id: str, relative: str) -> PlanEntry:
        """A line of the index, of a plan that lies at `relative`."""
        manifest = self._json(relative, store.MANIFEST)
        if not isinstance(manifest, dict) or manifest.get("format_version") != store.FORMAT_VERSION:
            raise Refused(422, "The plan was made by another version.", _AGAIN)
        name = self.folder.name(relative)
        try:
            written = (self.folder.root / relative / store.MANIFEST).lstat().st_mtime
        except OSError:
            raise missing() from None
        created = datetime.fromtimestamp(written, UTC).isoformat(timespec="seconds")
        return {"id": id, "name": name, "title": str(manifest.get("title", name)), "created": created}

    def page(self, id: str) -> PlanPage:
        """All of a plan."""
        relative = self.folder.find("plans", id)
        entry = self.entry(id, relative)
        mark = self._mark(relative)
        manifest, answers = self._json(relative, store.MANIFEST), self._json(relative, store.ANSWERS)
        tables = {name: self._table(relative, name) for name in TABLES}
        try:
            told, dates = [_answer(answer) for answer in answers], [str(date) for date in manifest.get("dates", ())]
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise Refused(422, "The answers or the dates of the plan are damaged.", _AGAIN) from error
        if self._mark(relative) != mark:
            raise Refused(409, "The plan is being written.", "Try again in a moment.")
        return {
            "id": id,
            "name": entry["name"],
            "title": entry["title"],
            "answers": told,
            "alternatives": list(dict.fromkeys(tables["outcomes"].get("alternative", []))),
            "measures": {name: {"unit": unit, "meaning": meaning} for name, (unit, meaning) in MEASURES.items()},
            "tables": tables,
            "names": {kind: _texts(names) for kind, names in _mapping(manifest.get("names")).items()},
            "as_of": str(manifest.get("as_of", "")),
            "dates": dates,
            "made": _texts(manifest.get("made")),
        }

    def _mark(self, relative: str) -> str:
        try:
            return stamp(self.folder.root, relative)
        except NotPlain:
            raise missing() from None

    def _json(self, relative: str, name: str) -> Any:
        try:
            return json.loads(read_plain(self.folder.root, f"{relative}/{name}", _MOST_JSON))
        except NotPlain:
            raise Refused(422, f"The plan has no {name} that can be read.", _AGAIN) from None
        except (ValueError, RecursionError) as error:
            raise Refused(422, f"The {name} of the plan is damaged.", _AGAIN) from error

    def _table(self, relative: str, name: str) -> dict[str, list[Any]]:
        try:
            data = read_plain(self.folder.root, f"{relative}/{store.TABLES}/{name}.parquet", _MOST_TABLE)
            table = pl.read_parquet(data).select(pl.col(key).cast(kind) for key, kind in TABLES[name].items())
        except (NotPlain, pl.exceptions.PolarsError) as error:
            raise Refused(422, f"The table of {name} of the plan cannot be read.", _AGAIN) from error
        if table.height > _MOST_ROWS:
            raise Refused(422, f"The table of {name} has {table.height:,} rows, more than a page can show.")
        return table.with_columns(pl.selectors.date().cast(pl.String)).to_dict(as_series=False)


def _mapping(content: object) -> Content:
    """What should be an object, and is empty if it is none: older plans have no names."""
    return content if isinstance(content, dict) else {}


def _texts(content: object) -> dict[str, str]:
    return {str(key): str(value) for key, value in _mapping(content).items()}


def _answer(answer: Content) -> Content:
    """An answer in words: the question, the verdict, reasons, figures and what it rests on."""
    figures = [_figure(value) for value in answer.get("values", ())]
    basis = [answer["basis"]] if answer.get("basis") else []
    return {"title": answer["question"], "verdict": answer["verdict"], "lines": [*answer["reasons"], *figures, *basis]}


def _figure(value: Content) -> str:
    unit = f" {value['unit']}" if value.get("unit") not in ("", "1", None) else ""
    span = f" ({value['low']:,.3g} to {value['high']:,.3g})" if value.get("low") is not None else ""
    return f"{value['label']}: {value['value']:,.4g}{span}{unit}"
