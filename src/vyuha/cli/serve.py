"""`vyuha serve`: shows a folder of runs, plans and scenarios as a page in the browser."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from vyuha.cli.console import FAILED, refuse, say, show


def serve(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="A run folder, or a folder of runs, plans and scenarios.")
    ] = Path(),
    port: Annotated[int, typer.Option("--port", "-p", min=0, max=65535, help="0: any that is free.")] = 0,
    edit: Annotated[
        bool, typer.Option("--edit", help="Let the page save and run scenarios, and find blame and sensitivity.")
    ] = False,
    open_it: Annotated[
        bool | None, typer.Option("--open/--no-open", help="Open a browser; with a screen, unless told otherwise.")
    ] = None,
) -> None:
    """Show a folder in the browser: replays on a globe, results, plans; with --edit scenarios are edited and run.

    The server answers this machine alone, and only whoever has the address that it prints. Ctrl-C ends it.

    Example: vyuha serve runs
    """
    if not folder.is_dir():
        refuse(f"vyuha serve: {folder}: {'not a folder' if folder.exists() else 'no such folder'}")
    from vyuha.server.page_files import UnbuiltError
    from vyuha.server.serving import serve as serve_folder

    with _Browser(open_it) as browser:

        def announce(address: str) -> None:
            show(address)
            # Whoever reads it from a pipe waits for it while the server runs.
            sys.stdout.flush()
            say("vyuha serve: open this address; Ctrl-C ends the server")
            browser.open(address)

        try:
            serve_folder(folder, port, edit, announce)
        except UnbuiltError as error:
            refuse(f"vyuha serve: {error}; {_remedy()}")
        except OSError as error:
            refuse(f"vyuha serve: --port {port}: {(error.strerror or str(error)).lower()}", FAILED)
        except KeyboardInterrupt:
            say("vyuha serve: ended")


def _remedy() -> str:
    """How to get the page: a source tree builds it, an installation has it in its wheel."""
    tool = Path(__file__).resolve().parents[3] / "tools" / "build_page.py"
    if tool.is_file():
        return f"type: python {tool}"
    return "type: pip install --force-reinstall vyuha, from a wheel, which carries it"


class _Browser:
    """Opens an address by way of a file that only its owner can read: command lines, which everybody of the machine can
    list, must not hold the token.
    """

    def __init__(self, wanted: bool | None) -> None:
        self._wanted = _has_screen() if wanted is None else wanted
        self._folder: Path | None = None

    def __enter__(self) -> "_Browser":
        return self

    def __exit__(self, *error: object) -> None:
        if self._folder is not None:
            import shutil

            shutil.rmtree(self._folder, ignore_errors=True)

    def open(self, address: str) -> None:
        """Open the address, if a browser is wanted and there is one."""
        if not self._wanted:
            return
        import tempfile
        import webbrowser

        self._folder = Path(tempfile.mkdtemp(prefix="vyuha-"))
        page = self._folder / "open.html"
        page.touch(0o600)
        page.write_text(f'<!doctype html><meta http-equiv="refresh" content="0;url={address}"><title>Vyuha</title>\n')
        if not webbrowser.open(page.as_uri()):
            say("vyuha serve: no browser was found; copy the address")


def _has_screen() -> bool:
    import os
    import sys

    if not sys.stdout.isatty():
        return False
    return sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
