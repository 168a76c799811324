"""What has to start at once loads no compiler: help, checking a scenario, the catalogue, reading results.

Seen from a fresh process by the list of loaded modules; the control loads a kernel and must show the compiler.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.sources import ROOT

LOADED = "import sys; print('numba' in sys.modules)"
COMMAND = """
import sys
sys.argv = ["vyuha", *{arguments!r}]
from vyuha.cli import main
try:
    main()
except SystemExit as stop:
    assert not stop.code, stop.code
sys.stderr.write("compiler loaded" if "numba" in sys.modules else "no compiler")
"""


def fresh(program: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, check=True, capture_output=True, text=True, timeout=120
    )


@pytest.mark.parametrize(
    "name",
    [
        "vyuha",
        "vyuha.state",
        "vyuha.catalogue",
        "vyuha.scenario",
        "vyuha.results",
        "vyuha.recordings.asterix_read",
        "vyuha.exports.asterix",
        "vyuha.outputs.kml",
    ],
)
def test_importing_loads_no_compiler(name: str) -> None:
    assert fresh(f"import {name}; {LOADED}").stdout.strip() == "False"


def test_control_a_kernel_loads_the_compiler() -> None:
    assert fresh(f"import vyuha.base.vector; {LOADED}").stdout.strip() == "True"


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["run", "--help"],
        ["track", "--help"],
        ["replay", "--help"],
        ["assign", "--help"],
        ["catalogue"],
        ["check", "scenarios/one-on-one.yaml"],
        ["schema"],
    ],
    ids=" ".join,
)
def test_a_quick_command_loads_no_compiler(arguments: list[str]) -> None:
    assert fresh(COMMAND.format(arguments=arguments)).stderr.endswith("no compiler")
