"""The one module that names Numba: `@kernel` compiles a function and keeps its disk cache honest.

Numba notices an edit in the file that holds a function, but not in a file which that function imports; it would then
run old physics. Here the stamp of each cached function is the SHA-256 of its own file and of every first-party file
that it imports, directly or through others. Only absolute imports are followed (the linter bans the others).
"""

import ast
import functools
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba import types
from numba.core import caching

_TOP_PACKAGE, *_INNER = __package__.split(".")
_ROOT = Path(__file__).resolve().parents[len(_INNER)]

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Compile `function` on first call, cached on disk, releasing the interpreter lock while it runs.

    Typed as the identity so that type checkers look inside kernels. `NUMBA_DISABLE_JIT=1` leaves plain Python.
    """
    compiled: Any = numba.njit(error_model="numpy", nogil=True)(function)
    if hasattr(compiled, "_cache"):  # plain Python when compilation is disabled
        compiled._cache = _StampedCache(function)  # type: ignore[no-untyped-call]
        _forget_literals(compiled)
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


def closure_stamp(path: Path) -> str:
    """SHA-256 over a source file and all first-party files that it imports, directly or not."""
    seen: set[Path] = set()
    todo = [path]
    while todo:
        current = todo.pop()
        if current not in seen:
            seen.add(current)
            todo.extend(_first_party_imports(current))
    digest = hashlib.sha256()
    for current in sorted(seen):
        digest.update(str(current.relative_to(_ROOT)).encode() if current.is_relative_to(_ROOT) else b"")
        digest.update(current.read_bytes())
    return digest.hexdigest()


def is_cached(function: Callable[..., Any]) -> bool:
    """Whether a compiled form of this kernel with the present sources lies in the disk cache."""
    cache = getattr(function, "_cache", None)
    if cache is None:
        return True
    index = Path(cache._cache_file._index_path)
    if not index.exists():
        return False
    return bool(cache._cache_file._load_index())


_stamp_once = functools.cache(closure_stamp)


@functools.cache
def _first_party_imports(path: Path) -> tuple[Path, ...]:
    found: list[Path] = []
    for node in ast.walk(ast.parse(path.read_bytes())):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            top, *inner = name.split(".")
            if top == _TOP_PACKAGE:
                place = _ROOT.joinpath(*inner)
                found.extend(p for p in (place.with_suffix(".py"), place / "__init__.py") if p.is_file())
    return tuple(found)


def _stamped(locator: Any, path: str) -> Any:
    locator.get_source_stamp = lambda: _stamp_once(Path(path).resolve())
    return locator


class _StampedLocator(caching.UserProvidedCacheLocator):
    """The first of Numba's own cache places that can be written to, with our stamp."""

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> Any:
        for place in (caching.UserProvidedCacheLocator, caching.InTreeCacheLocator, caching.UserWideCacheLocator):
            locator = place.from_function(py_func, py_file)  # type: ignore[no-untyped-call]
            if locator is not None:
                return _stamped(locator, py_file)
        return None


class _StampedImpl(caching.CompileResultCacheImpl):
    _locator_classes = [_StampedLocator]


class _StampedCache(caching.FunctionCache):
    _impl_class = _StampedImpl
