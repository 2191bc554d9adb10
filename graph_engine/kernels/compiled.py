"""The one way in which this house compiles a loop: lock released, cached on disk, typed for readers.

Threads are Python threads over these functions, never numba's own parallel loops: two threads that enter
those under the workqueue layer abort the process (numba issues 8563, 9288, 10565).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

_Args = ParamSpec("_Args")
_Result = TypeVar("_Result")


def compiled(function: Callable[_Args, _Result]) -> Callable[_Args, _Result]:
    """Compile `function` at its first call for the array types it meets, and keep it on disk.

    The signature stays visible to the type checker, which numba's own decorator would hide.
    """
    return cast("Callable[_Args, _Result]", numba.njit(nogil=True, cache=True)(function))
