"""Tables handed from kernel to kernel by reference.

A tuple of arrays goes to compiled code by value: each call carries every array's pointer, shape and strides, some
hundreds of numbers for `Setup` and `State`, and takes as long to compile. A tuple that is `ByReference` goes as one
pointer to a list of these numbers, which the tuple itself keeps. Attributes read as before.

The list is what a compiled kernel expects of its arrays one after the other: no owner, number of items, size of an
item, address, shape and strides, all of them words of eight bytes. So a kernel must not give an array of such a tuple
back to Python, where nobody would know to whom it belongs.
"""

import functools
from typing import Any, cast

from llvmlite import ir  # type: ignore[import-untyped]
from numba import typeof, types
from numba.core import cgutils, imputils
from numba.core.typing import templates
from numba.extending import NativeValue, lower_getattr_generic, models, register_model, typeof_impl, unbox
from numba.np.ufunc import array_exprs  # noqa: F401  (the compiler's own parts have to be read in this order)

from vyuha.base.table import ByReference

# The compiler's own functions have no types.
_element: Any = cgutils.gep_inbounds
_borrowed: Any = imputils.impl_ret_borrowed
_native: Any = NativeValue


class TablesType(types.Type):
    """A tuple of arrays behind one pointer, as the compiler sees it."""

    def __init__(self, kind: type, members: tuple[Any, ...]) -> None:
        self.fields: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
        self.members = members
        self.short = kind.__qualname__
        super().__init__(name=f"{kind.__module__}.{kind.__qualname__}{members}")

    @property
    def mangling_args(self) -> Any:
        """Short: by its whole name the symbol of every kernel would be some thousands of letters long."""
        return self.short, ()


class _Attributes(templates.AttributeTemplate):
    key = TablesType

    def generic_resolve(self, kind: Any, name: str) -> Any:  # type: ignore[override]
        return kind.members[kind.fields.index(name)] if name in kind.fields else None


def _type_of(value: Any, context: Any) -> TablesType:
    known = value.__dict__.get("_type")
    if known is None:
        known = value.__dict__["_type"] = TablesType(type(value), tuple(map(typeof, value)))
    return cast(TablesType, known)


def _attribute(context: Any, builder: Any, kind: TablesType, value: Any, name: str) -> Any:
    place = kind.fields.index(name)
    layout = ir.LiteralStructType([context.get_value_type(member) for member in kind.members])
    listed = builder.bitcast(value, layout.as_pointer())
    found = builder.load(_element(builder, listed, 0, place))
    # The list never changes: loads may be shared and moved out of loops.
    found.set_metadata("invariant.load", builder.module.add_metadata([]))
    return _borrowed(context, builder, kind.members[place], found)


def _list_of(kind: TablesType, value: Any, c: Any) -> Any:
    address = c.pyapi.object_getattr_string(value, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return _native(c.builder.bitcast(pointer, c.context.get_value_type(kind)))


@functools.cache
def teach() -> None:
    """Teach the compiler, once, what `ByReference` tuples are."""
    typeof_impl.register(ByReference)(_type_of)
    cast(Any, register_model(TablesType))(models.OpaqueModel)
    cast(Any, templates.infer_getattr)(_Attributes)
    reads, unboxes = cast(Any, lower_getattr_generic), cast(Any, unbox)
    reads(TablesType)(_attribute)
    unboxes(TablesType)(_list_of)
