"""Stamps kept between processes: to read a source tree that has not changed costs a second, each time."""

import atexit
import contextlib
import hashlib
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path


class KeptStamps:
    """The stamps of one source tree under `root`, in a file beside its bytecode. They hold as long as no byte of any
    `.py` file of the tree changes, and for one version of Python; what cannot be read or written is made anew.
    """

    def __init__(self, root: Path, folder: Path) -> None:
        self._root = root
        self._file = folder / f"stamps.{sys.implementation.cache_tag}.json"
        self._tree = self._hash()
        self._stamps = self._read()
        self._new = False

    def stamp(self, path: Path, name: str, make: Callable[[Path, str], str]) -> str:
        """The stamp of `name` in the file at `path`, by `make` where it is not kept yet."""
        key = f"{path.relative_to(self._root).as_posix()}:{name}"
        if key not in self._stamps:
            if not self._new:
                atexit.register(self.save)
            self._stamps[key], self._new = make(path, name), True
        return self._stamps[key]

    def save(self) -> None:
        """Write what is known to the file, with what others have written since."""
        own = self._file.with_suffix(f".{os.getpid()}")
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            own.write_text(json.dumps({"tree": self._tree, "stamps": self._read() | self._stamps}))
            own.replace(self._file)

    def _hash(self) -> str:
        digest = hashlib.sha256()
        for path in sorted(self._root.rglob("*.py")):
            digest.update(str(path.relative_to(self._root)).encode() + b"\0")
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def _read(self) -> dict[str, str]:
        try:
            kept = json.loads(self._file.read_text())
            return dict(kept["stamps"]) if kept["tree"] == self._tree else {}
        except (OSError, ValueError, KeyError, TypeError):
            return {}
