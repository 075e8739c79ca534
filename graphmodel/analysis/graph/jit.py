"""Compilation of loops over whole graphs to machine code on first use."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

_Parameters = ParamSpec("_Parameters")
_Returned = TypeVar("_Returned")


def compiled(loop: Callable[_Parameters, _Returned]) -> Callable[_Parameters, _Returned]:
    """Compile a function to machine code, cached on disk for later processes.

    It releases the GIL while it runs, so that other threads continue. Sums are evaluated in the
    order written, so that every machine gives the same result. If the cache cannot be written, each
    process compiles again.
    """
    try:
        machine_code: Callable[_Parameters, _Returned] = numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # no writable folder
        machine_code = numba.njit(nogil=True)(loop)
    return machine_code
