"""The compile module's own answers. What its stamp is for is tested in tests/rules/test_stale_cache.py."""

import os
from pathlib import Path

import pytest

import vyuha.base.vector
from tests.rules.sources import PACKAGE
from vyuha.base.compile import is_cached, kernel
from vyuha.base.stamp import closure_stamp
from vyuha.base.vector import norm

INTERPRETED = bool(int(os.environ.get("NUMBA_DISABLE_JIT", "0")))
compiled_only = pytest.mark.skipif(INTERPRETED, reason="needs the compiler, which NUMBA_DISABLE_JIT switched off")


@compiled_only
def test_an_inner_kernel_is_refused_from_python_before_and_after_it_is_compiled() -> None:
    @kernel
    def _inner(a: float) -> float:
        """Twice `a` [1]."""
        return 2.0 * a

    @kernel
    def outer(a: float) -> float:
        """Four times `a` [1]."""
        return 2.0 * _inner(a)

    with pytest.raises(TypeError, match="other kernels only"):
        _inner(1.0)
    assert outer(1.0) == 4.0
    with pytest.raises(TypeError, match="other kernels only"):
        _inner(1.0)


def test_the_stamp_follows_imports() -> None:
    vector, units = PACKAGE / "base" / "vector.py", PACKAGE / "base" / "units.py"
    assert closure_stamp(vector) == closure_stamp(Path(vyuha.base.vector.__file__))
    assert closure_stamp(vector) != closure_stamp(units)


def test_a_called_kernel_lies_in_the_cache() -> None:
    norm(1.0, 2.0, 3.0)
    assert is_cached(norm)


@compiled_only
def test_a_kernel_divides_by_zero_without_raising() -> None:
    @kernel
    def divide(a: float, b: float) -> float:
        """`a` [1] over `b` [1]."""
        return a / b

    assert divide(1.0, 0.0) == float("inf")


@compiled_only
def test_a_kernel_lets_other_threads_run_and_keeps_strict_arithmetic() -> None:
    # Thread pools over replicates rest on the first, bit-equal results on the second.
    options = norm.targetoptions  # type: ignore[attr-defined]
    assert options["nogil"] is True
    assert not options.get("fastmath") and not options.get("parallel")
