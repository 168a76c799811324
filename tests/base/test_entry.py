"""Functions that kernels call by their address, compiled and interpreted.

Expected values: the functions themselves.
"""

import math
import os
import subprocess
import sys

import pytest

from vyuha.base.compile import Entry, call_at, loose_kernel, returns


def ratio(a: float, b: float) -> float:
    return a / b


def test_a_call_by_address_gives_what_the_function_gives() -> None:
    entry = Entry(ratio, 2)
    assert call_at(entry.address, (3.0, 4.0)) == entry.call(3.0, 4.0) == 0.75
    assert call_at(entry.address, (3.0, 0.0)) == math.inf
    # Control: another address, another function.
    other = Entry(lambda a, b: a * b, 2)
    assert call_at(other.address, (3.0, 4.0)) == 12.0


def test_what_does_not_compile_is_named() -> None:
    with pytest.raises(TypeError, match="nowhere"):
        Entry(lambda a: nowhere(a) + 1.0, 1)  # type: ignore[name-defined]  # noqa: F821
    assert returns(loose_kernel(ratio), 1.0, 2.0) == "float64"
    with pytest.raises(TypeError):
        returns(loose_kernel(ratio), 1.0, "two")


def test_the_same_without_the_compiler() -> None:
    program = (
        "from vyuha.base.compile import Entry, call_at; e = Entry(lambda a, b: a - b, 2); "
        "print(call_at(e.address, (5.0, 3.0)), e.call(1.0, 4.0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout.split() == ["2.0", "-3.0"]
