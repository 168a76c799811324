"""Folders that a command fills: what stood there before, and how a refusal is worded."""

from pathlib import Path
from typing import NoReturn

from vyuha.cli.console import FAILED, REFUSED, refuse, say


class Before:
    """What a folder held before a command wrote there; `mark` is the file that says what was asked."""

    def __init__(self, folder: Path, mark: str) -> None:
        self._folder, self._mark = folder, mark
        self._names = self._present()
        self._asked = (folder / mark).read_bytes() if mark in self._names else b""

    def say_replaced(self, what: str) -> None:
        """Say that `what` stood there was another one, and which of its files went; nothing if it was the same."""
        if self._asked and (self._folder / self._mark).read_bytes() != self._asked:
            went = sorted(self._names - self._present())
            removed = f" and removed its {', '.join(went)}" if went else ""
            say(f"note: replaced {what} that {self._folder} held{removed}")

    def _present(self) -> set[str]:
        return {path.name for path in self._folder.iterdir() if path.is_file()} if self._folder.is_dir() else set()


def refuse_folder(command: str, error: Exception) -> NoReturn:
    """End the command: the folder is not one to write to (2), or the system would not let it (1)."""
    from vyuha.results.files import UnwritableError

    refuse(f"vyuha {command}: {error}", FAILED if isinstance(error, UnwritableError) else REFUSED)
