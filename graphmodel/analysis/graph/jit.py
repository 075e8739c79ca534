"""Loops over whole graphs, compiled to machine code the first time they are run."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

_Parameters = ParamSpec("_Parameters")
_Returned = TypeVar("_Returned")


def compiled(loop: Callable[_Parameters, _Returned]) -> Callable[_Parameters, _Returned]:
    """The same function in machine code, which is kept on disk for the next process.

    It holds no lock while it runs, so that other threads go on. Sums are taken in the order that
    is written, so that any machine gives the same. Where nothing can be kept, each process
    compiles anew.
    """
    try:
        machine_code: Callable[_Parameters, _Returned] = numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # no folder that can be written
        machine_code = numba.njit(nogil=True)(loop)
    return machine_code
