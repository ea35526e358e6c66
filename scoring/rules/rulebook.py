"""The rulebook as tables: what every rule file says in a month, and what changed before.

Any file of dated values can be told, also those that other engines read. Nothing is computed
from the values: they are written as the file writes them, and in words.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

import pyarrow as pa

from data_contracts.located_yaml import LocatedYaml
from scoring.period import Period
from scoring.rules.rule_words import FORMULAS, Twin, field_words, told

_RULE = [
    ("period", pa.string()), ("kind", pa.string()), ("file", pa.string()),
    ("rule_id", pa.string()), ("position", pa.int64()), ("path", pa.string()),
    ("depth", pa.int64()), ("node_kind", pa.string()), ("name_zh", pa.string()),
    ("name_en", pa.string()), ("above_zh", pa.string()), ("above_en", pa.string()),
    ("field", pa.string()), ("field_zh", pa.string()),
    ("field_en", pa.string()),
]  # fmt: skip
RULE_VALUES = pa.schema(
    [
        *_RULE, ("value", pa.string()), ("value_zh", pa.string()), ("value_en", pa.string()),
        ("since", pa.date32()), ("source", pa.string()),
    ]
)  # fmt: skip
RULE_CHANGES = pa.schema(
    [
        *_RULE, ("old_value", pa.string()), ("old_zh", pa.string()), ("old_en", pa.string()),
        ("new_value", pa.string()), ("new_zh", pa.string()), ("new_en", pa.string()),
        ("since", pa.date32()), ("source", pa.string()),
    ]
)  # fmt: skip
_UNSAID = ("id", "kind", "name_zh", "name_en")


@dataclass(frozen=True)
class _Node:
    """Where a value stands: its file, the nodes above it, and their names."""

    kind: str
    file: str
    rule_id: str
    path: str
    depth: int
    node_kind: str
    name: Twin
    above: Twin

    def below(self, child: Mapping[str, Any], node_kind: str) -> _Node:
        """The node of an entry with an id, as a section or a component."""
        key = str(child["id"])
        name = Twin(str(child.get("name_zh", key)), str(child.get("name_en", key)))
        path = f"{self.path}/{key}" if self.path else key
        return replace(
            self, path=path, depth=self.depth + 1, node_kind=node_kind, name=name, above=self.name
        )


def rulebook_tables(documents: Sequence[LocatedYaml], period: str) -> dict[str, pa.Table]:
    """`rule_values` and `rule_changes` of a month (contracts of these names); S0-06, S0-08.

    `documents` are the rule files to tell. Undated keys have no `since`. A change is a value
    that replaced another within the twelve months up to the end of `period`.
    Raises Refusal where `period` is no month.
    """
    month = Period.of(period)
    said = [entry for document in documents for entry in _said(document)]
    values = [row for entry in said if (row := _in_force(*entry, month)) is not None]
    changes = [row for entry in said for row in _changed(*entry, month)]
    changes.sort(key=lambda row: (row["since"], row["file"], row["position"]))
    return {
        "rule_values": pa.Table.from_pylist(values, RULE_VALUES),
        "rule_changes": pa.Table.from_pylist(changes, RULE_CHANGES),
    }


def _said(document: LocatedYaml) -> Iterator[tuple[dict[str, Any], Any]]:
    """Every value of a file with its place, in the file's order."""
    data = document.data if isinstance(document.data, Mapping) else {}
    stem = document.file.rsplit("/", 1)[-1].removesuffix(".yaml")
    rule_id, kind = str(data.get("id", stem)), str(data.get("kind", stem))
    name = Twin(str(data.get("name_zh", rule_id)), str(data.get("name_en", rule_id)))
    root = _Node(kind, document.file, rule_id, "", 0, kind, name, name)
    for position, (node, field, value) in enumerate(_walk(data, root, "")):
        words = field_words(field)
        yield {
            "kind": kind, "file": document.file, "rule_id": rule_id, "position": position,
            "path": node.path, "depth": node.depth, "node_kind": node.node_kind,
            "name_zh": node.name.zh, "name_en": node.name.en,
            "above_zh": node.above.zh, "above_en": node.above.en, "field": field,
            "field_zh": words.zh, "field_en": words.en,
        }, value  # fmt: skip


def _walk(data: Mapping[Any, Any], node: _Node, within: str) -> Iterator[tuple[_Node, str, Any]]:
    for key, value in data.items():
        field = f"{within}{key}"
        if field in _UNSAID:
            continue
        if _is_nodes(value):
            for child in value:
                yield from _walk(child, node.below(child, str(key).removesuffix("s")), "")
        elif isinstance(value, Mapping) and not _is_dated(value) and _holds_dated(value):
            yield from _walk(value, node, f"{field}/")
        else:
            yield node, field, value
    if str(data.get("code")) in FORMULAS and not within:
        yield node, "formula", FORMULAS[str(data["code"])]


def _is_nodes(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(
        isinstance(part, Mapping) and "id" in part for part in value
    )  # fmt: skip


def _is_dated(value: Any) -> bool:
    return isinstance(value, Mapping) and bool(value) and all(isinstance(k, date) for k in value)


def _holds_dated(value: Mapping[Any, Any]) -> bool:
    return any(
        _is_dated(part) or (isinstance(part, Mapping) and _holds_dated(part))
        for part in value.values()
    )


def _in_force(place: dict[str, Any], value: Any, month: Period) -> dict[str, Any] | None:
    """The row of the value in force at the month's end; None where none is."""
    since, source = None, None
    if _is_dated(value):
        begun = [day for day in sorted(value) if day <= month.last]
        if not begun or value[begun[-1]]["value"] is None:
            return None
        since, entry = begun[-1], value[begun[-1]]
        value, source = entry["value"], str(entry["source"])
    return {"period": month.label, **place, **_told("value", value), "since": since,
            "source": source}  # fmt: skip


def _changed(place: dict[str, Any], value: Any, month: Period) -> Iterator[dict[str, Any]]:
    if not _is_dated(value):
        return
    days = sorted(value)
    for before, since in pairwise(days):
        if _year_before(month.last) < since <= month.last:
            yield {
                "period": month.label, **place,
                **_told("old", value[before]["value"]), **_told("new", value[since]["value"]),
                "since": since, "source": str(value[since]["source"]),
            }  # fmt: skip


def _year_before(day: date) -> date:
    """The same day a year before; 28 February stands for 29."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)


def _told(prefix: str, value: Any) -> dict[str, str | None]:
    words = value if isinstance(value, Twin) else told(value)
    text = words.en if isinstance(value, Twin) else _text(value)
    key = "value" if prefix == "value" else f"{prefix}_value"
    return {key: text, f"{prefix}_zh": words.zh, f"{prefix}_en": words.en}


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)
