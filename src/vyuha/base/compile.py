"""Where Numba is named, beside `base.by_reference`: `@kernel` compiles a function and keeps its disk cache honest.

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
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types
from numba.core import caching, cgutils, config
from numba.extending import intrinsic

from vyuha.base.by_reference import teach
from vyuha.base.stamp import WHOLE, closure_stamp

# Nothing is compiled.
_INTERPRETED = bool(cast(Any, config).DISABLE_JIT)
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
    teach()
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


class Entry:
    """A function of floats, compiled now and not kept on disk, that kernels call by its address (see `call_at`).

    `function` takes `arguments` floats and returns one; TypeError if it does not compile to that. The address holds as
    long as the entry lives. A new function changes no kernel: they all see is a number.
    """

    def __init__(self, function: Callable[..., float], arguments: int) -> None:
        self.call: Callable[..., float] = function
        if _INTERPRETED:
            self.address = id(self)
            _PLAIN[self.address] = function
            return
        signature = types.float64(*[types.float64] * arguments)
        try:
            self._compiled = numba.cfunc(signature, error_model="numpy")(function)
        except numba.core.errors.NumbaError as error:
            raise TypeError(_first_line(error)) from error
        self.address = int(cast(Any, self._compiled).address)
        self.call = self._compiled.ctypes


def loose_kernel(function: Function) -> Function:
    """A kernel of a function that stands in no module, such as one that a user brings: not kept on disk."""
    options: dict[str, Any] = {"error_model": "numpy", "nogil": True, "_nrt": False}
    return cast(Function, numba.njit(**options)(function))


def returns(function: Callable[..., Any], *examples: Any) -> str:
    """What a kernel returns for arguments like the `examples`, in the compiler's words. TypeError if it does not
    compile for them.
    """
    if _INTERPRETED:
        type_of: Any = numba.typeof
        return str(type_of(function(*examples)))
    try:
        compiled_for(function, *examples)
        return str(cast(Any, function).nopython_signatures[0].return_type)
    except numba.core.errors.NumbaError as error:
        raise TypeError(_first_line(error)) from error


def compiled_for(function: Callable[..., Any], *examples: Any) -> None:
    """Compile a kernel for arguments like the `examples`, into the disk cache, if anything is compiled at all."""
    if not _INTERPRETED:
        type_of: Any = numba.typeof
        cast(Any, function).compile(tuple(type_of(example) for example in examples))


def _first_line(error: Exception) -> str:
    """What the compiler complains of, without its frame of advice."""
    lines = [line.strip() for line in str(error).splitlines()]
    told = [line for line in lines if line and not line.startswith(("Failed in", "- ", "During", "<source", "File"))]
    return told[0] if told else type(error).__name__


# Functions by address where nothing is compiled.
_PLAIN: dict[int, Callable[..., float]] = {}


def _emit_call(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    double, count = ir.DoubleType(), len(signature.args[1])
    pointer = builder.inttoptr(args[0], ir.FunctionType(double, [double] * count).as_pointer())
    unpack: Any = cgutils.unpack_tuple
    return builder.call(pointer, unpack(builder, args[1], count))


def _type_call(context: Any, address: Any, arguments: Any) -> Any:
    return types.float64(types.int64, arguments), _emit_call


def _call_plain(address: int, arguments: tuple[float, ...]) -> float:
    return _PLAIN[address](*arguments)


_call_pointer: Any = _call_plain if _INTERPRETED else intrinsic(_type_call)


@kernel
def call_at(address: int, arguments: tuple[float, ...]) -> float:
    """What the `Entry` at `address` [address] returns for its `arguments` [any units]."""
    return float(_call_pointer(address, arguments))
