"""The command as a whole: version, help, exit codes, and what it says when its output cannot be written.

Run as a user runs it, in a process of its own where pipes and signals matter.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

import vyuha
from tests.rules.sources import ROOT
from vyuha.cli.app import app
from vyuha.results.files import FolderLock
from vyuha.results.folder import RunFolder

COMMANDS = (
    "run",
    "serve",
    "replay",
    "live",
    "blame",
    "sensitivity",
    "study",
    "check",
    "catalogue",
    "envelope",
    "coverage",
    "track",
    "assign",
    "verify",
    "new",
    "schema",
)
MAIN = [sys.executable, "-c", "import sys; sys.argv[0] = 'vyuha'; from vyuha.cli import main; main()"]


def vyuha_says(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # type: ignore[call-overload, no-any-return]
        [*MAIN, *arguments], check=False, text=True, timeout=120, stderr=subprocess.PIPE, cwd=ROOT, **options
    )


def test_version() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.stdout) == (0, f"vyuha {vyuha.__version__}\n")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_help_has_an_example_that_names_the_command(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: vyuha {command}" in result.stdout


def test_help_lists_every_command() -> None:
    out = CliRunner().invoke(app, ["--help"]).stdout
    assert [name for name in COMMANDS if f"\n  {name} " not in out] == []
    registered = {row.name or row.callback.__name__ for row in app.registered_commands if row.callback}
    assert registered == set(COMMANDS)
    assert "\n  programme " in out and "\n  dis " in out


@pytest.mark.parametrize("command", ["list", "record", "check", "schema", "share", "outcome", "forecast", "backtest"])
def test_every_help_of_programmes_has_an_example(command: str) -> None:
    result = CliRunner().invoke(app, ["programme", command, "--help"])
    assert result.exit_code == 0
    assert f"vyuha programme {command}" in result.stdout


@pytest.mark.parametrize("arguments", [["fly"], ["run"], ["run", "x.yaml", "-n", "0"], ["schema", "--yes"], []])
def test_wrong_usage_is_refused_with_two(arguments: list[str]) -> None:
    assert CliRunner().invoke(app, arguments).exit_code == 2


@pytest.mark.parametrize("arguments", [["catalogue"], ["schema"], ["catalogue", "--json"]], ids=" ".join)
def test_a_reader_that_has_seen_enough_ends_it_quietly(arguments: list[str]) -> None:
    """The pipe is closed before the command writes to it."""
    read, write = os.pipe()
    os.close(read)
    result = vyuha_says(*arguments, stdout=write)
    os.close(write)
    assert (result.returncode, result.stderr) == (1, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("arguments", [["catalogue"], ["schema"]], ids=" ".join)
def test_a_full_disk_is_one_line(arguments: list[str]) -> None:
    with open("/dev/full", "w") as full:
        result = vyuha_says(*arguments, stdout=full)
    assert (result.returncode, result.stderr) == (1, "vyuha: no space left on device\n")


def test_control_a_good_output_ends_with_zero() -> None:
    result = vyuha_says("schema", stdout=subprocess.DEVNULL)
    assert (result.returncode, result.stderr) == (0, "")


def test_an_interrupt_is_said_and_ends_with_130(tmp_path: Path) -> None:
    """Interrupted at the first sign of a stored manifest; the folder is whole and free."""
    out = tmp_path / "run"
    arguments = ["run", "scenarios/one-on-one.yaml", "-n", "100000", "-w", "2", "-o", str(out)]
    with subprocess.Popen(
        [*MAIN, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    ) as run:
        deadline = time.monotonic() + 300.0
        while not (out / "sites").exists() and run.poll() is None and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(0.5)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=120)
    assert run.returncode == 130
    assert said.splitlines()[-1].startswith("vyuha: interrupted (a run or a study goes on")
    assert "Traceback" not in said
    # Whoever comes next can write here: the lock is free, whether or not its file was still there to be removed.
    FolderLock(out).release()
    assert RunFolder.open(out).replicates % 100 == 0


def test_a_damaged_table_is_told_in_a_line(tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert vyuha_says("run", "scenarios/one-on-one.yaml", "-n", "2", "-o", str(out), "--no-report").returncode == 0
    next((out / "threats").iterdir()).write_bytes(b"no table")
    for command in (["replay", str(out), "-r", "0", "--threat", "fighter/1"], ["blame", str(out), "-n", "1"]):
        result = vyuha_says(*command)
        assert result.returncode == 1 and "Traceback" not in result.stderr
        assert "damaged" in result.stderr.splitlines()[-1]
