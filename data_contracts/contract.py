"""A table's contract, read from its ODCS file, and the row checks that follow from it.

The ODCS text is the only description of a table. `read_contract` makes it small and frozen;
`row_checks` turns it into conditions in SQL that the databases we use share.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from open_data_contract_standard.model import (
    DataQuality,
    OpenDataContractStandard,
    SchemaObject,
    SchemaProperty,
    Team,
)

from data_contracts.located_yaml import LocatedYaml, read_yaml, validated
from data_contracts.refusal import Refusal

Severity = Literal["error", "warning"]
Delivery = Literal["daily", "snapshot"]


@dataclass(frozen=True)
class Column:
    """One column: its SQL type, what it means, and which values it may hold."""

    name: str
    type: str
    description: str
    required: bool = False
    key_position: int | None = None
    unit: str | None = None
    enum: tuple[str, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    classification: str | None = None


@dataclass(frozen=True)
class RowRule:
    """A condition on one row in SQL, TRUE or NULL when the row is good."""

    name: str
    condition: str
    message: str


@dataclass(frozen=True)
class DataSetCheck:
    """A check of a whole delivery: the frame of figures it needs and the expectation on it.

    `frame` holds `kind` and its arguments, `expectation` is a Great Expectations type and
    `arguments` its keywords.
    """

    name: str
    severity: Severity
    message: str
    frame: Mapping[str, Any]
    expectation: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Contract:
    """A table that crosses a wall. `fingerprint` changes with any byte of the ODCS text."""

    name: str
    title: str
    grain: str
    owner: str
    delivery: Delivery | None
    available_at: str | None
    columns: tuple[Column, ...]
    row_rules: tuple[RowRule, ...]
    data_set_checks: tuple[DataSetCheck, ...]
    fingerprint: str = field(repr=False)

    def column(self, name: str) -> Column:
        """The column called `name`. Raises KeyError where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def column_names(self) -> tuple[str, ...]:
        """Names in the order of the table."""
        return tuple(column.name for column in self.columns)

    @property
    def key(self) -> tuple[str, ...]:
        """Names of the key columns in key order."""
        keyed = [c for c in self.columns if c.key_position is not None]
        return tuple(c.name for c in sorted(keyed, key=lambda c: c.key_position or 0))


@dataclass(frozen=True)
class RowCheck:
    """One executable check: `sql_condition` is FALSE exactly for the rows to refuse."""

    rule: str
    column: str | None
    sql_condition: str
    message: str


def read_contract(text: str, file: str) -> Contract:
    """The contract in the ODCS `text`. Raises Refusal naming `file` and line."""
    document = read_yaml(text, file)
    standard = validated(OpenDataContractStandard, document)
    tables = standard.schema_ or []
    if len(tables) != 1:
        raise _refused(document, ("schema",), f"a contract describes one table, not {len(tables)}")
    table = tables[0]
    custom = {entry.property: entry.value for entry in standard.customProperties or []}
    available = [s for s in standard.slaProperties or [] if s.property == "timeOfAvailability"]
    return Contract(
        name=_said(document, ("schema", 0, "name"), table.name),
        title=standard.name or table.name or "",
        grain=_said(
            document,
            ("schema", 0, "description"),
            table.dataGranularityDescription or table.description,
        ),
        owner=(standard.team.name or "") if isinstance(standard.team, Team) else "",
        delivery=_delivery(document, custom.get("delivery")),
        available_at=f"{available[0].value} {available[0].unit or ''}" if available else None,
        columns=_columns(document, table),
        row_rules=_row_rules(document, table),
        data_set_checks=_data_set_checks(document, table),
        fingerprint=hashlib.sha256(text.encode()).hexdigest(),
    )


def row_checks(contract: Contract) -> tuple[RowCheck, ...]:
    """The checks every row must pass: required, enum, bounds, then the contract's own rules.

    A condition that is NULL passes: only what is known to be wrong is refused.
    """
    made: list[RowCheck] = []
    for column in contract.columns:
        made.extend(_column_checks(column))
    made.extend(RowCheck(r.name, None, r.condition, r.message) for r in contract.row_rules)
    return tuple(made)


def _column_checks(column: Column) -> list[RowCheck]:
    name = column.name
    made: list[RowCheck] = []
    if column.required:
        made.append(RowCheck("required", name, f"{name} IS NOT NULL", f"{name} is empty"))
    if column.enum:
        words = ", ".join(f"'{value}'" for value in column.enum)
        told = f"{name} is none of {', '.join(column.enum)}"
        made.append(RowCheck("enum", name, f"{name} IN ({words})", told))
    if column.minimum is not None:
        told = f"{name} is below {column.minimum}"
        made.append(RowCheck("minimum", name, f"{name} >= {column.minimum}", told))
    if column.maximum is not None:
        told = f"{name} is above {column.maximum}"
        made.append(RowCheck("maximum", name, f"{name} <= {column.maximum}", told))
    return made


def _columns(document: LocatedYaml, table: SchemaObject) -> tuple[Column, ...]:
    return tuple(
        _column(document, index, entry) for index, entry in enumerate(table.properties or [])
    )


def _column(document: LocatedYaml, index: int, entry: SchemaProperty) -> Column:
    path = ("schema", 0, "properties", index)
    options = entry.logicalTypeOptions or {}
    custom = {c.property: c.value for c in entry.customProperties or []}
    return Column(
        name=_said(document, (*path, "name"), entry.name),
        type=_said(document, (*path, "physicalType"), entry.physicalType),
        description=entry.description or "",
        required=bool(entry.required),
        key_position=(entry.primaryKeyPosition or 1) if entry.primaryKey else None,
        unit=custom.get("unit"),
        enum=tuple(str(e.value) for e in entry.enum or []),
        minimum=_bound(options.get("minimum")),
        maximum=_bound(options.get("maximum")),
        classification=entry.classification,
    )


def _bound(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _rules_of(table: SchemaObject, engine: str) -> list[tuple[int, DataQuality]]:
    return [(i, q) for i, q in enumerate(table.quality or []) if q.engine == engine]


def _row_rules(document: LocatedYaml, table: SchemaObject) -> tuple[RowRule, ...]:
    made: list[RowRule] = []
    for index, entry in _rules_of(table, "callfloor-row"):
        path = ("schema", 0, "quality", index)
        if not isinstance(entry.implementation, str):
            raise _refused(document, path, "a row rule is one SQL condition")
        name = _said(document, (*path, "name"), entry.name)
        message = _said(document, (*path, "description"), entry.description)
        made.append(RowRule(name, entry.implementation, message))
    return tuple(made)


def _data_set_checks(document: LocatedYaml, table: SchemaObject) -> tuple[DataSetCheck, ...]:
    made: list[DataSetCheck] = []
    for index, entry in _rules_of(table, "great-expectations"):
        path = ("schema", 0, "quality", index)
        body = entry.implementation
        if not isinstance(body, dict) or set(body) != {"frame", "type", "kwargs"}:
            raise _refused(document, path, "a data-set check has the keys frame, type and kwargs")
        made.append(
            DataSetCheck(
                name=_said(document, (*path, "name"), entry.name),
                severity="error" if entry.severity == "error" else "warning",
                message=_said(document, (*path, "description"), entry.description),
                frame=body["frame"],
                expectation=str(body["type"]),
                arguments=body["kwargs"],
            )
        )
    return tuple(made)


def _delivery(document: LocatedYaml, value: object) -> Delivery | None:
    if value is None:
        return None
    if value == "daily":
        return "daily"
    if value == "snapshot":
        return "snapshot"
    raise _refused(document, ("customProperties",), "delivery is daily or snapshot", value)


def _said(document: LocatedYaml, path: tuple[str | int, ...], value: str | None) -> str:
    if not value:
        raise _refused(document, path, f"the key '{path[-1]}' is missing")
    return value


def _refused(
    document: LocatedYaml, path: tuple[str | int, ...], what: str, value: object = None
) -> Refusal:
    return Refusal(
        what,
        place=document.place(path),
        value=value,
        next_step="correct the contract; data_contracts/inputs holds working examples",
    )
