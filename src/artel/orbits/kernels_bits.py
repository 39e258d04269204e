"""What numba has no word for, for `kernels`: comparisons as bits, their lowest, reading ahead."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.cpython.unsafe.numbers import trailing_zeros
from numba.extending import intrinsic
from numba.np.arrayobj import make_array

from artel.orbits.kernels_cull import GROUP


def _above(_: Any, values: Any, first: Any, others: Any, second: Any) -> Any:  # noqa: ARG001
    """Return which of GROUP float32 from `first` on exceed those of `others` from `second` on.

    The answers are the bits of a number: an instruction or two where numba would make a loop.
    """

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        line = ir.VectorType(ir.FloatType(), GROUP)

        def load(which: int) -> Any:
            data = make_array(signature.args[which])(context, builder, args[which]).data
            start = builder.gep(data, [args[which + 1]])
            return builder.load(builder.bitcast(start, line.as_pointer()), align=4)

        bits = builder.fcmp_ordered(">", load(0), load(2))
        return builder.zext(builder.bitcast(bits, ir.IntType(GROUP)), ir.IntType(64))

    return types.uint64(values, types.intp, others, types.intp), build


def _fetch(_: Any, table: Any, line: Any) -> Any:  # noqa: ARG001
    """Ask the processor for a line of a table (n, m) that will be read soon."""

    def build(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        array = make_array(signature.args[0])(context, builder, args[0])
        stride = cgutils.unpack_tuple(builder, array.strides, 2)[0]
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        address = builder.gep(builder.bitcast(array.data, byte), [builder.mul(args[1], stride)])
        kind = ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        call = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        builder.call(call, [address, number(0), number(3), number(1)])
        return context.get_dummy_value()

    return types.void(table, types.intp), build


above: Any = intrinsic(_above)
fetch: Any = intrinsic(_fetch)
lowest: Any = trailing_zeros
"""Return the number of the lowest bit that is set."""
