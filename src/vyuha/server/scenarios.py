"""Scenario files: read, checked, and saved whole or not at all."""

import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from vyuha.base.units import rough_time
from vyuha.reading.problems import InputErrors
from vyuha.reading.problems import Problem as Found
from vyuha.reading.tree import MOST_BYTES, read
from vyuha.scenario import Estimate, Scenario, estimate, parse, remarks
from vyuha.scenario.code import code_problems
from vyuha.scenario.files import files_named
from vyuha.server.content import Checked, Problem, ScenarioEntry, ScenarioPage
from vyuha.server.folder import Folder, id_at
from vyuha.server.job_asked import FILE_NAME
from vyuha.server.kept import Kept
from vyuha.server.plain_files import NotPlain, locked, opened_plain, read_plain, stamp, write_plain
from vyuha.server.refusal import Refused, missing, reading_only

_STEP = re.compile(r"\[(\d+)\]|\.?([^.\[\]]+)")
_NEW = "scenarios"


class Scenarios:
    """The scenario files of a folder; they are saved only if `edit` holds."""

    def __init__(self, folder: Folder, edit: bool = False) -> None:
        self.folder = folder
        self._edit = edit
        self._entries: Kept[tuple[str, str | None]] = Kept(4000)

    def entry(self, id: str, relative: str) -> ScenarioEntry:
        """A line of the index, of a scenario that lies at `relative`."""
        try:
            data = read_plain(self.folder.root, relative, MOST_BYTES)
        except NotPlain:
            return {"id": id, "name": relative, "title": relative, "problem": "It cannot be read."}
        title, problem = self._entries.get(etag(data), lambda: _glance(data, relative))
        return {"id": id, "name": relative, "title": title, "problem": problem}

    def page(self, id: str) -> ScenarioPage:
        """The text of a scenario."""
        relative = self.folder.find("scenarios", id)
        data = self._data(relative)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Refused(422, f"{relative} is not UTF-8 text.", "Save it as UTF-8 in an editor.") from None
        return {"id": id, "name": relative, "text": text, "etag": etag(data)}

    def home(self, id: str) -> str:
        """The folder, below the one that is served, in which a scenario lies, or a new one would."""
        return str(PurePosixPath(self.name(id)).parent)

    def name(self, id: str) -> str:
        """The path of a scenario below the folder, or of a new one."""
        return str(self._new_home() / id) if FILE_NAME.fullmatch(id) else self.folder.find("scenarios", id)

    def parsed(self, id: str, text: str) -> Scenario:
        """The scenario in a text that stands where `id` stands. Raises `InputErrors`."""
        home = self.home(id)
        scenario = parse(text, "scenario")
        try:
            check_files(self.folder.root, home, (file for _, file in files_named(scenario)))
        except NotPlain as error:
            found = Found("scenario", 0, "", str(error), "is no regular file of the scenario's folder")
            raise InputErrors([found]) from None
        code_problems(scenario, self.folder.root / home, text, "scenario")
        return scenario

    def check(self, id: str, text: str) -> Checked:
        """All that is wrong with a text, as far as reading it tells; without the laydown."""
        try:
            scenario = self.parsed(id, text)
        except InputErrors as errors:
            return {"problems": problems(errors), "laydown": None, "notes": [], "cost": ""}
        return {"problems": [], "laydown": None, "notes": list(remarks(scenario)), "cost": cost(estimate(scenario))}

    def save(self, id: str, text: str, known: str, beside: str = "") -> dict[str, str]:
        """Write a scenario in place of the version that has the etag `known`; "" for a new file, whose name `id` is and
        which is put `beside` another scenario, since it may name the same files. What reading finds wrong is not saved.
        """
        if not self._edit:
            raise reading_only()
        data = text.encode("utf-8", "replace")
        if len(data) > MOST_BYTES:
            raise Refused(413, f"A scenario has at most {MOST_BYTES // 1_000_000} MB.")
        new = bool(FILE_NAME.fullmatch(id))
        if new and known:
            raise missing()
        relative = str(PurePosixPath(self.home(beside)) / id) if new and beside else self.name(id)
        if wrong := self.check(beside or id, text)["problems"]:
            raise Refused(422, f"{relative} was not saved: the text has problems.", "Mend them first.", wrong)
        try:
            self._write(relative, data, known, new)
        except FileExistsError:
            raise Refused(409, f"There is a {relative} already.", "Choose another name.") from None
        except (OSError, NotPlain) as error:
            why = error.strerror if isinstance(error, OSError) else "it does not lie in plain folders"
            remedy = "Make room, or see to it that this user may write there."
            raise Refused(422, f"{relative} was not saved: {why}.", remedy) from error
        self.folder.look_again()
        return {"etag": etag(data), "name": relative, "id": id_at("scenario", relative)}

    def _write(self, relative: str, data: bytes, known: str, new: bool) -> None:
        at = PurePosixPath(relative)
        with locked(self.folder.root, str(at.parent)) as descriptor:
            if not new and etag(self._data(relative)) != known:
                raise Refused(
                    409,
                    "The file has changed since it was opened.",
                    "Copy what you wrote, open it again, and put it in.",
                )
            write_plain(descriptor, at.name, data, new=new)

    def _data(self, relative: str) -> bytes:
        try:
            return read_plain(self.folder.root, relative, MOST_BYTES)
        except NotPlain:
            raise missing() from None

    def _new_home(self) -> PurePosixPath:
        home = self.folder.root / _NEW
        return PurePosixPath(_NEW if home.is_dir() and not home.is_symlink() else ".")


def check_files(root: Path, home: str, files: Iterable[str]) -> None:
    """Raise `NotPlain` for one of the `files` of a folder below `root` that is a link, a pipe or a device."""
    for file in files:
        path = root / home / file
        # What reads it says that it is not there, or that it leads out.
        if os.path.lexists(path) and not path.is_dir():
            with opened_plain(root, f"{home}/{file}"):
                pass
        elif os.path.lexists(path):
            stamp(root, f"{home}/{file}")


def problems(errors: InputErrors) -> list[Problem]:
    """As the page has them."""
    return [
        {"line": one.line or None, "path": steps(one.path), "value": one.value, "message": one.message}
        for one in errors.problems
    ]


def steps(path: str) -> list[str | int]:
    """The keys and numbers of a path.

    >>> steps("raids[0].from.range")
    ['raids', 0, 'from', 'range']
    """
    return [int(number) if number else key for number, key in _STEP.findall(path)]


def cost(found: Estimate) -> str:
    """What fighting it costs, roughly."""
    return f"about {rough_time(found.seconds)}, {max(found.megabytes, 1.0):,.0f} MB of results"


def etag(data: bytes) -> str:
    """A text that changes when the bytes do."""
    return hashlib.sha256(data).hexdigest()[:32]


def _glance(data: bytes, name: str) -> tuple[str, str | None]:
    """The title of a scenario, and the first thing that is wrong."""
    text = data.decode("utf-8-sig", "replace")
    try:
        return parse(text, name).title, None
    except InputErrors as errors:
        root, _ = read(text, name)
        title = root.value.get("title") if root is not None and isinstance(root.value, dict) else None
        shown = title.value if title is not None and isinstance(title.value, str) else name
        return shown, str(errors).partition("\n")[0]


def unused(names: set[str], wanted: str) -> str:
    """A name that is not taken yet: the one that is wanted, or that with a number."""
    numbered = (f"{wanted}-{n}" for n in range(2, 1000))
    return next((name for name in (wanted, *numbered) if name not in names), f"{wanted}-{secrets.token_hex(4)}")
