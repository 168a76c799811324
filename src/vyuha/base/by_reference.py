"""Tables handed from kernel to kernel by reference.

A tuple of arrays goes to compiled code by value: each call carries every array's pointer, shape and strides, some
hundreds of numbers for `Setup` and `State`, and takes as long to compile. A tuple that is `ByReference` goes as one
pointer to that list, which is made where Python calls a kernel and lives for that call. Attributes read as before.
"""

from typing import Any

from llvmlite import ir
from numba.core import cgutils, imputils, types
from numba.core.datamodel import models, register_default
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, lower_getattr_generic, typeof_impl, unbox
from numba.np.ufunc import array_exprs  # noqa: F401  (numba reads its own parts in this order)

from vyuha.base.table import ByReference


class TablesType(types.Type):
    """A tuple of arrays behind one pointer."""

    def __init__(self, kind: type, members: tuple[Any, ...]) -> None:
        self.fields = kind._fields  # type: ignore[attr-defined]
        self.members = members
        super().__init__(name=f"{kind.__module__}.{kind.__qualname__}{members}")

    @property
    def key(self) -> Any:
        return self.name


register_default(TablesType)(models.OpaqueModel)


@typeof_impl.register(ByReference)
def _type_of(value: Any, context: Any) -> TablesType:
    from numba import typeof

    return TablesType(type(value), tuple(typeof(table) for table in value))


@infer_getattr
class _Attributes(AttributeTemplate):
    key = TablesType

    def generic_resolve(self, kind: TablesType, name: str) -> Any:
        return kind.members[kind.fields.index(name)] if name in kind.fields else None


def _layout(context: Any, kind: TablesType) -> ir.LiteralStructType:
    return ir.LiteralStructType([context.get_value_type(member) for member in kind.members])


@lower_getattr_generic(TablesType)
def _attribute(context: Any, builder: Any, kind: TablesType, value: Any, name: str) -> Any:
    place = kind.fields.index(name)
    listed = builder.bitcast(value, _layout(context, kind).as_pointer())
    found = builder.load(cgutils.gep_inbounds(builder, listed, 0, place))
    # The list does not change while any kernel reads it: loads may be shared and moved out of loops.
    found.set_metadata("invariant.load", builder.module.add_metadata([]))
    return imputils.impl_ret_borrowed(context, builder, kind.members[place], found)


@unbox(TablesType)
def _list_of(kind: TablesType, value: Any, c: Any) -> NativeValue:
    listed = cgutils.alloca_once(c.builder, _layout(c.context, kind))
    wrong = cgutils.alloca_once_value(c.builder, cgutils.false_bit)
    natives = []
    for place, member in enumerate(kind.members):
        item = c.pyapi.tuple_getitem(value, place)
        native = c.unbox(member, item)
        c.builder.store(native.value, cgutils.gep_inbounds(c.builder, listed, 0, place))
        with cgutils.if_unlikely(c.builder, native.is_error):
            c.builder.store(cgutils.true_bit, wrong)
        natives.append((member, native))

    def clean() -> None:
        for member, native in natives:
            if native.cleanup is not None:
                native.cleanup()
            if c.context.enable_nrt:
                c.context.nrt.decref(c.builder, member, native.value)

    pointer = c.builder.bitcast(listed, c.context.get_value_type(kind))
    return NativeValue(pointer, is_error=c.builder.load(wrong), cleanup=clean)
