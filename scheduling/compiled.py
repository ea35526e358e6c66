"""How an engine's inner loop is compiled: numba, cached on disk, free of the interpreter lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar, cast

import numba

# Arrays inside a loop: an element of theirs is a plain number, which numpy's stubs cannot tell.
Floats: TypeAlias = Any
Wholes: TypeAlias = Any

_Loop = TypeVar("_Loop", bound=Callable[..., Any])


def compiled(loop: _Loop) -> _Loop:
    """The function as machine code, with the types it had.

    Compiled at the first call and kept beside the source, so later processes only load it.
    Division by zero gives infinity or NaN, as in numpy.
    """
    return cast(_Loop, numba.njit(cache=True, nogil=True, error_model="numpy")(loop))


def inlined(loop: _Loop) -> _Loop:
    """Like `compiled`, but for small parts of a loop: they are copied into their callers.

    A call that passes a tuple of many arrays costs more than a small function does.
    """
    decorated = numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=True)
    return cast(_Loop, decorated(loop))
