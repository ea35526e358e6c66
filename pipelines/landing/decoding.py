"""Bytes to UTF-8: a file in the wrong encoding is refused, single broken lines are marked.

The boundary: the file is refused when its header line does not decode, when more than one
line in five does not, or when the encoding is not made of single lines (UTF-16, UTF-32).
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from data_contracts.refusal import Place, Refusal

BROKEN_SHARE = 0.2
_NOT_BY_LINES = ("utf-16", "utf-32")


@dataclass(frozen=True)
class Decoded:
    """UTF-8 bytes of the file; `broken` maps a line's number (from 1) to what can be shown of it.

    A broken line is an empty line in `utf8`, so that the numbers of the others stay.
    """

    utf8: bytes
    broken: dict[int, str]


def decode(content: bytes, encoding: str, place: Place, head_lines: int) -> Decoded:
    """The content in UTF-8. The first `head_lines` lines must decode. Raises Refusal."""
    codec = codecs.lookup(encoding).name
    if codec == "utf-8":
        codec, content = "utf-8", content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode(codec)
        return Decoded(content if codec == "utf-8" else text.encode(), {})
    except UnicodeDecodeError as error:
        if codec.startswith(_NOT_BY_LINES):
            raise _wrong_encoding(content, encoding, place, error.start) from None
        return _by_lines(content, encoding, place, error.start, head_lines)


def _by_lines(
    content: bytes, encoding: str, place: Place, first_bad: int, head_lines: int
) -> Decoded:
    lines = content.split(b"\n")
    kept: list[bytes] = []
    broken: dict[int, str] = {}
    for number, line in enumerate(lines, start=1):
        try:
            kept.append(line.decode(encoding).encode())
        except UnicodeDecodeError:
            kept.append(b"")
            broken[number] = line.decode(encoding, errors="backslashreplace").rstrip("\r")
    if min(broken) <= head_lines or len(broken) > BROKEN_SHARE * len(lines):
        raise _wrong_encoding(content, encoding, place, first_bad)
    return Decoded(b"\n".join(kept), broken)


def _wrong_encoding(content: bytes, encoding: str, place: Place, position: int) -> Refusal:
    found = content[position : position + 4].hex(" ")
    line = content.count(b"\n", 0, position) + 1
    return Refusal(
        f"the file is not written in {encoding}: byte {position} (line {line}) does not decode",
        place=place,
        value=found,
        next_step="ask for the export in this encoding, or correct reader.encoding in the mapping",
    )
