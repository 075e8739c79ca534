"""Loops over whole graphs, compiled to machine code the first time they are run."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import numba

_Asked = ParamSpec("_Asked")
_Given = TypeVar("_Given")


def compiled(loop: Callable[_Asked, _Given]) -> Callable[_Asked, _Given]:
    """The same function in machine code, which is kept on disk for the next process.

    It holds no lock while it runs, so that other threads go on. Sums are taken in the order that
    is written, so that any machine gives the same. Where nothing can be kept, each process
    compiles anew.
    """
    try:
        made: Callable[_Asked, _Given] = numba.njit(cache=True, nogil=True)(loop)
    except RuntimeError:  # no folder that can be written
        made = numba.njit(nogil=True)(loop)
    return made
