"""No orphans in the catalogue: every data file is read by the loader, every source is cited by some figure.

The control adds a file that nobody reads to a copy of the data.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

from tests.rules.sources import PACKAGE

DATA = PACKAGE / "catalogue" / "data"
# An audit hook sees every file that a fresh process opens, whatever opens it.
READ = """
import sys
from pathlib import Path
opened = set()
sys.addaudithook(lambda event, given: opened.add(str(given[0])) if event == "open" else None)
from vyuha.catalogue import load
load(Path(sys.argv[1]))
print("\\n".join(opened))
"""


def orphans(folder: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", READ, str(folder)], check=True, capture_output=True, text=True, timeout=60
    )
    opened = set(done.stdout.splitlines())
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() and str(path) not in opened]


def uncited(folder: Path) -> list[str]:
    text = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.yaml")}
    names = re.findall(r"^([\w.-]+):", text.pop("sources.yaml"), re.MULTILINE)
    assert names
    rest = "\n".join(text.values())
    return [name for name in names if not re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", rest)]


def test_every_data_file_is_read_and_every_source_cited() -> None:
    assert orphans(DATA) == []
    assert uncited(DATA) == []


def test_control_an_orphan_is_seen(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    (folder / "lasers.yaml").write_text("{}\n")
    with (folder / "sources.yaml").open("a") as sources:
        sources.write("nobody-cites-this: a book\n")
    assert orphans(folder) == ["lasers.yaml"]
    assert uncited(folder) == ["nobody-cites-this"]
