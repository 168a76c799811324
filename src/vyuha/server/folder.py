"""The folder that is served: which runs, plans and scenarios it holds, each under an id.

An id is looked up in what was found and in nothing else, so no id can name a path. Hidden folders, links and whatever
is no regular file are passed over, and the search is bounded in depth and number.
"""

import hashlib
import math
import os
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from vyuha.results.manifest import FORMAT as RUN
from vyuha.results.store import LAST_TABLE, MANIFEST, SCENARIO
from vyuha.server.plain_files import NotPlain, opened_folder, opened_plain
from vyuha.server.refusal import missing
from vyuha.studies.plan.store import FIGHTS, MARKER
from vyuha.studies.plan.store import FORMAT as PLAN

MOST_LEVELS, MOST_FOLDERS, MOST_ENTRIES = 3, 4000, 2000
_FORMAT = re.compile(rb'\A\s*\{\s*"format":\s*"([^"\\]{1,60})"')
_KEY = re.compile(rb"^vyuha:", re.MULTILINE)
# Seconds after which the folder is looked at again.
_FRESH = 1.0


@dataclass
class Found:
    """What the folder holds: id -> path below it; `broken` and `begun` are paths of runs and of plans that have no
    manifest that can be read.
    """

    runs: dict[str, str] = field(default_factory=dict)
    plans: dict[str, str] = field(default_factory=dict)
    scenarios: dict[str, str] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)


class Folder:
    """A folder as it is served; `root` may be a run folder itself."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self._found, self._at = Found(), -math.inf

    @property
    def found(self) -> Found:
        """What is there, looked up at most once in a second."""
        if time.monotonic() - self._at >= _FRESH:
            self._found, self._at = self._search(), time.monotonic()
        return self._found

    def look_again(self) -> None:
        """What is there has changed."""
        self._at = -math.inf

    def find(self, kind: str, id: str) -> str:
        """The path below the folder of a run, plan or scenario. Raises `Refused` for what is unknown."""
        if id not in getattr(self.found, kind):
            # Another of the server's processes may have made it just now.
            self.look_again()
        known: dict[str, str] = getattr(self.found, kind)
        if id not in known:
            raise missing()
        return known[id]

    def name(self, relative: str) -> str:
        """How people call what lies there."""
        return relative if relative != "." else self.root.name

    def _search(self) -> Found:
        found, folders = Found(), 0
        waiting = [(".", 0)]
        while waiting and folders < MOST_FOLDERS:
            relative, level = waiting.pop(0)
            folders += 1
            try:
                names, files = self._listing(relative)
            except NotPlain:
                continue
            if self._is_ours(relative, names, files, found):
                continue
            for name in files:
                if name.endswith((".yaml", ".yml")) and len(found.scenarios) < MOST_ENTRIES:
                    self._scenario(_joined(relative, name), found)
            if level < MOST_LEVELS:
                waiting += [(_joined(relative, name), level + 1) for name in names]
        return found

    def _listing(self, relative: str) -> tuple[list[str], list[str]]:
        """Names of folders and of regular files."""
        with opened_folder(self.root, relative) as descriptor, os.scandir(descriptor) as listing:
            entries = [entry for entry in _bounded(listing) if _is_clear(entry.name)]
            folders = sorted(entry.name for entry in entries if entry.is_dir(follow_symlinks=False))
            return folders, sorted(entry.name for entry in entries if entry.is_file(follow_symlinks=False))

    def _is_ours(self, relative: str, names: list[str], files: list[str], found: Found) -> bool:
        """Whether it is a run or a plan, whole or not; it is put where it belongs."""
        format = _format_of(self.root, _joined(relative, MANIFEST)) if MANIFEST in files else ""
        kinds = {RUN: found.runs, PLAN: found.plans}
        if format in kinds:
            if len(kinds[format]) < MOST_ENTRIES:
                kinds[format][id_at(format, relative)] = relative
            return True
        if SCENARIO in files and LAST_TABLE in names:
            found.broken.append(relative)
            return True
        if FIGHTS in names and _head(self.root, _joined(relative, MARKER), 1):
            found.begun.append(relative)
            return True
        return False

    def _scenario(self, relative: str, found: Found) -> None:
        if _KEY.search(_head(self.root, relative, 16_384)):
            found.scenarios[id_at("scenario", relative)] = relative


def _format_of(root: Path, relative: str) -> str:
    """The format that a manifest says it has; "" if it says none or cannot be read."""
    head = _FORMAT.match(_head(root, relative, 200))
    return head[1].decode("utf-8", "replace") if head else ""


def _head(root: Path, relative: str, most: int) -> bytes:
    """The first bytes of a file, none of one that cannot be read."""
    try:
        with opened_plain(root, relative) as file:
            return file.read(most)
    except (NotPlain, OSError):
        return b""


def _bounded(listing: Iterator["os.DirEntry[str]"]) -> Iterator["os.DirEntry[str]"]:
    for count, entry in enumerate(listing):
        if count >= MOST_FOLDERS:
            return
        yield entry


def _is_clear(name: str) -> bool:
    """Whether a name is not hidden and is text that can be shown."""
    return not name.startswith(".") and name.isprintable() and "\\" not in name


def _joined(relative: str, name: str) -> str:
    return name if relative == "." else f"{relative}/{name}"


def id_at(kind: str, relative: str) -> str:
    """An id that stays the same as long as the thing stays where it is, so that an address can be kept."""
    return hashlib.sha256(f"{kind}\0{relative}".encode("utf-8", "surrogateescape")).hexdigest()[:20]
