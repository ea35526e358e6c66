"""The lines of the rule form: what the workbook shows, which cells are open, what is blank.

Three sheets: `values` has a line per dated single value, `steps` a line per step of a function
(bands, break points), `parameters` a line per other value within a structured one. After what a
key says so far come its blank lines, in which a new version of it is entered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from data_contracts.located_yaml import Path
from scoring.catalogue import Catalogue
from scoring.rule_forms.dated_values import STEPS, DatedValue, leaves, steps_of
from scoring.rule_forms.units import NONE, SCORE, Unit
from scoring.rule_forms.value_words import choices_for, number_in, shown
from scoring.rules.rule_words import Twin, field_words

VALUES, STEP, PARAMETERS = "values", "steps", "parameters"
SPARE_STEPS = 3
RULE_FORM_LINES = pa.schema(
    [
        ("sheet", pa.string()), ("file", pa.string()), ("key", pa.string()),
        ("entry", pa.string()), ("part", pa.string()), ("rule_zh", pa.string()),
        ("rule_en", pa.string()), ("where_zh", pa.string()), ("where_en", pa.string()),
        ("field_zh", pa.string()), ("field_en", pa.string()), ("part_zh", pa.string()),
        ("part_en", pa.string()), ("unit", pa.string()), ("unit_zh", pa.string()),
        ("unit_en", pa.string()), ("score_unit_zh", pa.string()), ("score_unit_en", pa.string()),
        ("since", pa.date32()), ("value_zh", pa.string()), ("value_en", pa.string()),
        ("from", pa.string()), ("to", pa.string()), ("score", pa.string()),
        ("source", pa.string()), ("kind", pa.string()),
        ("choices", pa.string()), ("note_zh", pa.string()),
        ("note_en", pa.string()), ("state", pa.string()),
    ]
)  # fmt: skip


def form_lines(
    values: Sequence[DatedValue], catalogue: Catalogue, locked_upto: date | None
) -> pa.Table:
    """The lines of every sheet. `state` is past (may not change: it began in a locked month),
    open (began later, may be corrected) or new (blank)."""
    rows = [
        row
        for value in values
        for row in (*_said(value, catalogue, locked_upto), *_blank(value, catalogue))
    ]
    return pa.Table.from_pylist(rows, RULE_FORM_LINES)


def _said(
    value: DatedValue, catalogue: Catalogue, locked_upto: date | None
) -> Iterator[dict[str, Any]]:
    for day, entry in value.entries.items():
        past = locked_upto is not None and day <= locked_upto
        head = {
            "entry": day.isoformat(), "since": day, "source": str(entry["source"]),
            "state": "past" if past else "open",
        }  # fmt: skip
        for row in _of_value(value, entry["value"], catalogue):
            yield row | head


def _blank(value: DatedValue, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """Lines without date, value and source; more of them than the value has steps."""
    head = {"entry": "", "state": "new"}
    spare: dict[str, Any] | None = None
    for row in _of_value(value, value.latest, catalogue):
        empty = row | head | dict.fromkeys(("value_zh", "value_en", "from", "to", "score"))
        spare = empty if row["sheet"] == STEP else spare
        yield empty
    if spare is not None:
        first = int(spare["part"]) + 1
        yield from (spare | {"part": str(first + index)} for index in range(SPARE_STEPS))


def _of_value(value: DatedValue, said: Any, catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    """A line per single value within `said`; one line where it is a single value or an end."""
    if not isinstance(said, Mapping | list):
        yield _line(VALUES, value, (), said, catalogue)
        return
    key = steps_of(said)
    if key is not None and isinstance(said, Mapping):
        yield from _steps(value, said[key], key, catalogue)
    for leaf, scalar in leaves(said):
        yield _line(PARAMETERS, value, leaf, scalar, catalogue)


def _steps(
    value: DatedValue, rows: Sequence[Any], key: str, catalogue: Catalogue
) -> Iterator[dict[str, Any]]:
    score = _unit_words(value.unit(("score",), catalogue))
    for index, row in enumerate(rows):
        cells = row if isinstance(row, Mapping) else dict(zip(STEPS[key], row, strict=True))
        line = _named(STEP, value, str(index), value.unit(("from",), catalogue))
        line |= {name: shown(cells.get(name)).en if name in cells else None
                 for name in ("from", "to", "score")}  # fmt: skip
        yield line | {"kind": key, "score_unit_zh": score.zh, "score_unit_en": score.en}


def _line(
    sheet: str, value: DatedValue, leaf: Path, scalar: Any, catalogue: Catalogue
) -> dict[str, Any]:
    unit = NONE if value.is_text(leaf) else value.unit(leaf, catalogue)
    words, part = shown(scalar), "/".join(map(str, leaf))
    metric = catalogue.get(str(scalar))
    return _named(sheet, value, part, unit) | {
        "part_zh": _part(leaf).zh, "part_en": _part(leaf).en,
        "value_zh": words.zh, "value_en": words.en,
        "kind": "number" if not value.is_text(leaf) and number_in(scalar) is not None else "text",
        "choices": choices_for((*value.path, *leaf), scalar, catalogue),
        "note_zh": metric.name_zh if metric else None,
        "note_en": metric.name_en if metric else None,
    }  # fmt: skip


def _part(leaf: Path) -> Twin:
    """The keys of a leaf in words; a place in a list counts from 1."""
    words = [
        Twin(f"第 {part + 1} 项", f"no. {part + 1}") if isinstance(part, int) else field_words(part)
        for part in leaf
    ]
    return Twin(*(" · ".join(word[i] for word in words) for i in (0, 1)))


def _named(sheet: str, value: DatedValue, part: str, unit: Unit) -> dict[str, Any]:
    return {
        "sheet": sheet, "file": value.file, "key": value.key, "part": part,
        "rule_zh": value.rule.zh, "rule_en": value.rule.en, "where_zh": value.where.zh,
        "where_en": value.where.en, "field_zh": value.field.zh, "field_en": value.field.en,
        "unit": unit.code, "unit_zh": unit.zh, "unit_en": unit.en,
    }  # fmt: skip


def _unit_words(unit: Unit) -> Unit:
    return unit if unit is not NONE else SCORE
