"""Compiling the engine, once for a machine: in several processes side by side, since a compiler uses one processor.

Each of the others compiles a part of what a fight calls and leaves it in the disk cache, where this process, which
compiles everything, finds it when it gets there. They take their parts from the end of what a fight calls, so that it
gets there last.
"""

import functools
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from vyuha.base.compile import compiled_for, is_cached
from vyuha.command.fire import verdict, work
from vyuha.command.system import command_cycle
from vyuha.engine.flight import guide, strike_target
from vyuha.engine.radar_hunt import fall
from vyuha.engine.replicate import fight
from vyuha.state.tables import Setup, State, blank
from vyuha.tracking.system import process_scan

# What the other processes compile, each with the kind of its arguments beside the tables.
PARTS: tuple[tuple[tuple[Callable[..., Any], tuple[Any, ...]], ...], ...] = (
    (
        (command_cycle, (0, 0, 0, 0.0)),
        (guide, (0, 0, 0)),
        (fall, (0, 0, 0, 0.0)),
        (verdict, (0, 0, 0, 0.0)),
        (strike_target, (0, 0, 0)),
    ),
    ((work, (0, 0, 0, 0.0)),),
    ((process_scan, (0, 0, 0.0, 0)),),
)


@functools.cache
def compile_engine() -> None:
    """Compile all that a fight calls, unless it lies in the disk cache."""
    if not is_cached(fight):
        with helped():
            compiled_for(fight, blank(Setup), blank(State), 0, 0)


@contextmanager
def helped() -> Iterator[None]:
    """Unless the engine lies compiled in the disk cache, other processes compile parts of it meanwhile: as many as
    there are processors for and parts. What they have not finished at the end is given up. Inside another such block
    there are none.
    """
    count = 0 if _helpers or is_cached(fight) else min(len(PARTS), (os.cpu_count() or 1) - 1)
    own = [_start(n, count) for n in range(count)]
    _helpers.extend(own)
    try:
        yield
    finally:
        for helper in own:
            helper.terminate()
            helper.wait()
            _helpers.remove(helper)


_helpers: "list[subprocess.Popen[bytes]]" = []


def _start(n: int, count: int) -> "subprocess.Popen[bytes]":
    root = str(Path(__file__).parents[2])
    paths = os.pathsep.join(filter(None, [root, os.environ.get("PYTHONPATH")]))
    return subprocess.Popen(
        [sys.executable, "-c", f"from vyuha.engine.compiling import compile_parts; compile_parts({n}, {count})"],
        env=os.environ | {"PYTHONPATH": paths},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def compile_parts(n: int, count: int) -> None:
    """Compile every `count`th part of the engine, from part `n` on, into the disk cache."""
    for part in PARTS[n::count]:
        for kernel, more in part:
            compiled_for(kernel, blank(Setup), blank(State), *more)
