"""The one module that names Numba: `@kernel` compiles a function and keeps its disk cache honest.

Numba notices an edit in the file that holds a function, but not in a file which that function imports; it would then
run old physics. Here each cached function carries the stamp of everything first-party that it was compiled from
(`base.stamp`). Only absolute imports are followed (the linter bans the others).

A kernel whose name begins with an underscore is called by other kernels only: it gets no way in from Python, which is
a third of the time to compile it.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import types
from numba.core import caching

from vyuha.base.stamp import WHOLE, closure_stamp

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile `function` on first call, cached on disk, releasing the interpreter lock while it runs.

    A kernel allocates nothing, so it is compiled without counting references to arrays, which would cost a third of the
    running time. Typed as the identity so that type checkers look inside kernels. `NUMBA_DISABLE_JIT=1` leaves plain
    Python.
    """
    return _compiled(function, allocates=False)


def allocating_kernel(function: Function) -> Function:
    """A kernel that makes arrays, or calls one that does and holds what it returns."""
    return _compiled(function, allocates=True)


def _compiled(function: Function, allocates: bool) -> Function:
    inner = function.__name__.startswith("_")
    wrappers = {"no_cfunc_wrapper": True, "no_cpython_wrapper": inner}
    options: dict[str, Any] = {"error_model": "numpy", "nogil": True, "_nrt": allocates} | wrappers
    compiled: Any = numba.njit(**options)(function)
    if hasattr(compiled, "_cache"):  # plain Python when compilation is disabled
        compiled._cache = _StampedCache(function)  # type: ignore[no-untyped-call]
        _forget_literals(compiled)
        if inner:
            _shut(compiled)
    return cast(Function, compiled)


def _forget_literals(compiled: Any) -> None:
    """Make callers see plain integers where they pass constants; otherwise every constant would compile a form of the
    kernel of its own.
    """
    ask = compiled.get_call_template

    def ask_for_types(args: Any, kws: Any) -> Any:
        plain: Callable[[Any], Any] = types.unliteral
        return ask(tuple(map(plain, args)), {name: plain(kind) for name, kind in kws.items()})

    compiled.get_call_template = ask_for_types


def _shut(compiled: Any) -> None:
    """Refuse calls from Python to a kernel that has no way in: without this they would jump to nowhere."""

    def refuse(*args: Any, **kws: Any) -> None:
        raise TypeError(f"{compiled.__name__} is called by other kernels only")

    compiled._insert = lambda *args, **kws: None
    compiled._compile_for_args = refuse


def is_cached(function: Callable[..., Any]) -> bool:
    """Whether a compiled form of this kernel with the present sources lies in the disk cache."""
    cache = getattr(function, "_cache", None)
    if cache is None:
        return True
    index = Path(cache._cache_file._index_path)
    if not index.exists():
        return False
    return bool(cache._cache_file._load_index())


def _stamped(locator: Any, function: Callable[..., Any], path: str) -> Any:
    name = function.__qualname__
    stamp = closure_stamp(Path(path), name if name.isidentifier() else WHOLE)
    locator.get_source_stamp = lambda: stamp
    return locator


class _StampedLocator(caching.UserProvidedCacheLocator):
    """The first of Numba's own cache places that can be written to, with our stamp."""

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Any:
        for place in (caching.UserProvidedCacheLocator, caching.InTreeCacheLocator, caching.UserWideCacheLocator):
            locator = place.from_function(py_func, py_file)  # type: ignore[no-untyped-call]
            if locator is not None:
                return _stamped(locator, py_func, py_file)
        return None


class _StampedImpl(caching.CompileResultCacheImpl):
    _locator_classes = [_StampedLocator]


class _StampedCache(caching.FunctionCache):
    _impl_class = _StampedImpl
