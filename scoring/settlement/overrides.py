"""Override rows: a figure of a metric corrected by name, with who, why, old, new and expiry.

An override is data, not a result: it changes what the engine reads, and the engine recomputes
(scoring.md 4.9). It holds for the old figure only: where the source has changed meanwhile it is
not applied and a notice says so.
"""

# pyright: reportAttributeAccessIssue=false
# pyarrow.compute makes its functions when it is imported.

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import pyarrow as pa
import pyarrow.compute as pc

from scoring.notices import Notice
from scoring.settlement.quotient import quotient
from scoring.settlement.tables import OVERRIDES, table_of

Figure = Literal["numerator", "denominator", "value"]
NOTE_COLUMNS = ("override_zh", "override_en")
_ZH: dict[str, str] = {"numerator": "分子", "denominator": "分母", "value": "指标值"}


@dataclass(frozen=True)
class Override:
    """One corrected figure of one person's month. `value` replaces the quotient itself."""

    override_id: str
    period: str
    agent_id: str
    metric: str
    variant: str
    figure: Figure
    old_value: Decimal | None
    new_value: Decimal | None
    reason_zh: str
    reason_en: str
    entered_by: str
    entered_at: datetime
    expires_on: date | None = None
    appeal_id: str | None = None


@dataclass(frozen=True)
class Overridden:
    """`metric_values` with the corrections in it and two note columns that name them.

    `applied` are ids; `notices` tell of overrides that no longer fit, and why.
    """

    metric_values: pa.Table
    applied: tuple[str, ...]
    notices: tuple[Notice, ...]


def apply_overrides(
    metric_values: pa.Table, overrides: Iterable[Override], as_of: datetime
) -> Overridden:
    """The values as corrected by what was entered by `as_of` (naive UTC) and has not expired.

    Overrides of one figure apply in the order they were entered, each to the figure that the one
    before left. Columns `override_zh` and `override_en` are added: NULL, or what was corrected, by
    whom and why, for the trace. Rows come out in the order of subject kind, subject and metric
    where anything was corrected, else as they were.
    """
    active = sorted(
        (o for o in overrides if _holds(o, as_of)), key=lambda o: (o.entered_at, o.override_id)
    )
    touched, rest = _split(metric_values, {o.agent_id for o in active})
    rows = {_key(row): row | dict.fromkeys(NOTE_COLUMNS) for row in touched.to_pylist()}
    applied: list[str] = []
    notices: list[Notice] = []
    for override in active:
        row = rows.get((override.period, override.agent_id, override.metric, override.variant))
        if row is None or row[override.figure] != override.old_value:
            notices.append(_stale(override, row))
            continue
        _correct(row, override)
        applied.append(override.override_id)
    values = _joined(metric_values, rest, rows.values(), applied)
    return Overridden(values, tuple(applied), tuple(notices))


def overrides_table(overrides: Iterable[Override]) -> pa.Table:
    """The rows as contract outputs/overrides has them."""
    return table_of((vars(override) for override in overrides), OVERRIDES)


def _holds(override: Override, as_of: datetime) -> bool:
    in_time = override.expires_on is None or as_of.date() <= override.expires_on
    return override.entered_at <= as_of and in_time


def _key(row: dict[str, Any]) -> tuple[str, str, str, str]:
    return row["period"], row["subject_id"], row["metric"], row["variant"]


def _split(values: pa.Table, agents: set[str]) -> tuple[pa.Table, pa.Table]:
    """Rows of these agents, and all others."""
    wanted = pc.and_(
        pc.equal(values["subject_kind"], "agent"),
        pc.is_in(values["subject_id"], value_set=pa.array(sorted(agents), pa.string())),
    )
    return values.filter(wanted), values.filter(pc.invert(wanted))


def _correct(row: dict[str, Any], override: Override) -> None:
    row[override.figure] = override.new_value
    if override.figure == "value":
        row["numerator"] = row["denominator"] = None
    else:
        row["value"] = quotient(row["numerator"], row["denominator"])
    zh, en = _told(override)
    row["override_zh"] = "；".join(filter(None, [row["override_zh"], zh]))
    row["override_en"] = "; ".join(filter(None, [row["override_en"], en]))


def _told(override: Override) -> tuple[str, str]:
    old, new = (_shown(value) for value in (override.old_value, override.new_value))
    appeal_zh = f"，申诉 {override.appeal_id}" if override.appeal_id else ""
    appeal_en = f", appeal {override.appeal_id}" if override.appeal_id else ""
    return (
        f"更正 {override.override_id}：{_ZH[override.figure]} {old} → {new}"
        f"（{override.entered_by}：{override.reason_zh}{appeal_zh}）",
        f"override {override.override_id}: {override.figure} {old} → {new}"
        f" ({override.entered_by}: {override.reason_en}{appeal_en})",
    )


def _shown(value: Decimal | None) -> str:
    return "∅" if value is None else f"{value.normalize():f}"


def _stale(override: Override, row: dict[str, Any] | None) -> Notice:
    zh, en = _told(override)
    if row is None:
        why_zh, why_en = "没有这项指标", "there is no such figure"
    else:
        found = _shown(row[override.figure])
        why_zh, why_en = f"现值为 {found}", f"the figure is now {found}"
    return Notice(
        "override_not_applied",
        f"{zh}未采用：{why_zh}",
        f"{en} is not applied: {why_en}",
        (override.agent_id,),
    )


def _joined(
    metric_values: pa.Table, rest: pa.Table, rows: Iterable[dict[str, Any]], applied: list[str]
) -> pa.Table:
    if not applied:
        return _with_notes(metric_values)
    untouched = _with_notes(rest)
    corrected = pa.Table.from_pylist(list(rows), untouched.schema)
    keys = [(key, "ascending") for key in ("subject_kind", "subject_id", "metric", "variant")]
    return pa.concat_tables([untouched, corrected]).sort_by(keys)


def _with_notes(values: pa.Table) -> pa.Table:
    for name in NOTE_COLUMNS:
        values = values.append_column(name, pa.nulls(values.num_rows, pa.string()))
    return values
