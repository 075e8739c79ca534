"""Compiling loops over whole graphs to machine code the first time they run."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

_Parameters = ParamSpec("_Parameters")
_Returned = TypeVar("_Returned")


def compiled(loop: Callable[_Parameters, _Returned]) -> Callable[_Parameters, _Returned]:
    """The same function in machine code, cached on disk for the next process.

    It releases the lock while it runs, so that other threads continue. Sums are taken in the order
    written, so that every machine gives the same. If the cache cannot be written, each process
    compiles again.
    """
    try:
        machine_code: Callable[_Parameters, _Returned] = numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # no writable folder
        machine_code = numba.njit(nogil=True)(loop)
    return machine_code
