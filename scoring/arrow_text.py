"""Columns of text, put together and cut by Arrow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

Texts = pa.Array | Sequence[str]


def filled(*parts: str | Texts) -> Any:
    """The parts put together, row by row; one text where all parts are constant."""
    if all(isinstance(part, str) for part in parts):
        return "".join(part for part in parts if isinstance(part, str))
    arrays = [_datum(part) for part in parts]
    return pc.call_function("binary_join_element_wise", [*arrays, pa.scalar("")])


def _datum(part: str | Texts) -> pa.Array | pa.Scalar:
    if isinstance(part, pa.Array):
        return part
    return pa.scalar(part) if isinstance(part, str) else pa.array(part, pa.string())


def repeated(text: str | Texts, count: int) -> pa.Array:
    """A column of `count` rows."""
    return pa.repeat(pa.scalar(text), count) if isinstance(text, str) else _datum(text)


def trimmed(texts: pa.Array, ending: str) -> pa.Array:
    """Without any of the characters of `ending` at the end."""
    return pc.call_function("utf8_rtrim", [texts], pc.TrimOptions(ending))


def halved(texts: pa.Array, last: int) -> tuple[pa.Array, pa.Array]:
    """All but the last characters, and the last ones."""
    before = pc.SliceOptions(0, -last)
    after = pc.SliceOptions(-last)
    return (
        pc.call_function("utf8_slice_codeunits", [texts], before),
        pc.call_function("utf8_slice_codeunits", [texts], after),
    )


def replaced(texts: pa.Array, old: str, new: str) -> pa.Array:
    """With every `old` as `new`."""
    return pc.call_function("replace_substring", [texts], pc.ReplaceSubstringOptions(old, new))


def chosen(mask: pa.Array, texts: str | Texts, otherwise: str | Texts) -> pa.Array:
    """`texts` where the mask holds, else `otherwise`."""
    return pc.call_function("if_else", [mask, _datum(texts), _datum(otherwise)])


def exchanged(texts: pa.Array, mask: pa.Array, others: pa.Array) -> pa.Array:
    """With the rows of the mask exchanged for `others`, in their order."""
    return pc.call_function("replace_with_mask", [texts, mask, others])
