"""The plan document of a role: every value that its people are scored and paid by in a month.

It is cut from the rulebook (`rule_values`), so it says what the rules say. Its hash is over the
values alone: a new source, a new wording or a rule of other roles leaves it as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from scoring.rules.who import EVERYONE

# Kinds of rule that decide about a person's score or pay.
KINDS = ("scorecard", "points", "pay", "commission", "guarantee")
# Keys that say nothing about score or pay; a component's code is told as its formula.
UNTOLD = ("description", "owner", "code", "payroll_code", "currency", "rounding", "tax_code")
PLAN_DOCUMENTS = pa.schema(
    [
        ("period", pa.string()), ("role", pa.string()), ("plan_hash", pa.string()),
        ("position", pa.int64()), ("kind", pa.string()), ("rule_id", pa.string()),
        ("path", pa.string()), ("depth", pa.int64()), ("name_zh", pa.string()),
        ("name_en", pa.string()), ("field", pa.string()), ("field_zh", pa.string()),
        ("field_en", pa.string()), ("value_zh", pa.string()), ("value_en", pa.string()),
        ("since", pa.date32()), ("source", pa.string()),
    ]
)  # fmt: skip
Row = Mapping[str, Any]


def plan_documents(rule_values: pa.Table, roles: Iterable[str], period: str) -> pa.Table:
    """The plan documents of some roles (contract plan_documents), one row per value.

    `rule_values` is the rulebook of the month. A role without any rule has no document.
    """
    rules = [row for row in rule_values.to_pylist() if row["kind"] in KINDS]
    rows = [
        line
        for role in sorted(set(roles))
        for line in _document(list(_of_role(rules, role)), role, period)
    ]
    return pa.Table.from_pylist(rows, PLAN_DOCUMENTS)


def _document(rows: Sequence[Row], role: str, period: str) -> Iterator[dict[str, Any]]:
    identity = {"period": period, "role": role, "plan_hash": _hash(rows)}
    for position, row in enumerate(rows):
        kept = {name: row[name] for name in PLAN_DOCUMENTS.names if name in row}
        yield {**kept, **identity, "position": position}


def _hash(rows: Iterable[Row]) -> str:
    """SHA-256 of what is said, wherever and in whichever order of files it is said."""
    said = sorted(
        [row["kind"], row["rule_id"], row["path"], row["field"], row["value"]] for row in rows
    )
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _of_role(rows: Sequence[Row], role: str) -> Iterator[Row]:
    """The values of rules and nodes that are about `role`, without those of other roles."""
    others = {
        (row["file"], row["path"])
        for row in rows
        if row["field"] == "applies_to" and not _is_about(row["value"], role)
    }
    for row in rows:
        if row["field"] in UNTOLD or row["field"].rpartition("/")[2] == "applies_to":
            continue
        if _within(row, others) or _of_other_role(row["field"], role):
            continue
        yield row


def _is_about(value: str | None, role: str) -> bool:
    """Whether applies_to, as rule_values writes it, names the role or everyone."""
    if value is None or value == EVERYONE:
        return True
    named = json.loads(value).get("role", [])
    return role in ([named] if isinstance(named, str) else named)


def _within(row: Row, others: set[tuple[str, str]]) -> bool:
    """Whether a node above the row, or its own, is about other people."""
    parts = row["path"].split("/") if row["path"] else []
    above = ["", *("/".join(parts[: count + 1]) for count in range(len(parts)))]
    return any((row["file"], path) in others for path in above)


def _of_other_role(field: str, role: str) -> bool:
    """Whether a value is that of another role, as role_coefficient/evaluator."""
    key, _, named = field.partition("/")
    return key in ("role_coefficient", "weight_by_role") and named != role
