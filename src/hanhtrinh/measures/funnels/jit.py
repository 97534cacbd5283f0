"""How kernels are compiled.

Only the outermost function of a kernel is called from Python and cached; it holds the code of all that it calls.
Sparing the inner ones their wrappers and cache files makes the first compilation shorter.
"""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def inner(function: Kernel) -> Kernel:
    """Compile a function that only other kernels call."""
    compiled = njit(nogil=True, no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)  # type: ignore[call-overload]
    return cast(Kernel, compiled)
