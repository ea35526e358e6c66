"""A centre's dated configuration as tables of schema `config`, where dbt joins it as of a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa

from data_contracts.dated import Dated
from pipelines.callback_rules import callback_rules_table
from pipelines.centre import Centre
from pipelines.time_windows import windows_table

_DECIMAL = pa.decimal128(9, 6)


def centre_tables(centre: Centre, *, first: date, last: date) -> dict[str, pa.Table]:
    """Every table of schema `config`, by name. The calendar covers `first` to `last`."""
    return {
        "centre": _centre(centre),
        "queues": _queues(centre),
        "calendar": _calendar(centre, first, last),
        "attendance_rules": _attendance_rules(centre),
        "time_windows": windows_table(centre),
        "callback_rules": callback_rules_table(centre),
    }


def _centre(centre: Centre) -> pa.Table:
    settings = centre.settings
    return pa.table(
        {
            "centre_id": [settings.centre_id],
            "name_zh": [settings.name_zh],
            "name_en": [settings.name_en],
            "zone": [settings.zone],
            "currency": [settings.currency],
        }
    )


def _queues(centre: Centre) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for queue_id, queue in centre.queues.items():
        dated = {
            "target_wait_s": queue.target_wait_s,
            "short_abandon_s": queue.short_abandon_s,
            "service_level_target": queue.service_level_target,
        }
        for span in _common_spans(dated):
            target = span["service_level_target"]
            rows.append(
                {
                    "queue_id": queue_id,
                    "name_zh": queue.name_zh,
                    "name_en": queue.name_en,
                    "channel": queue.channel,
                    **span,
                    "service_level_target": None if target is None else Decimal(target),
                }
            )
    schema = pa.schema(
        [
            ("queue_id", pa.string()),
            ("name_zh", pa.string()),
            ("name_en", pa.string()),
            ("channel", pa.string()),
            ("effective_from", pa.date32()),
            ("effective_to", pa.date32()),
            ("target_wait_s", pa.int32()),
            ("short_abandon_s", pa.int32()),
            ("service_level_target", _DECIMAL),
        ]
    )
    return pa.Table.from_pylist(rows, schema)


def _calendar(centre: Centre, first: date, last: date) -> pa.Table:
    rows: list[dict[str, Any]] = []
    for day in centre.days(first, last):
        special = centre.calendar.days.get(day)
        rows.append(
            {
                "calendar_date": day,
                "day_class": centre.calendar.day_class(day),
                "name_zh": special.name_zh if special else None,
                "name_en": special.name_en if special else None,
            }
        )
    schema = pa.schema(
        [
            ("calendar_date", pa.date32()),
            ("day_class", pa.string()),
            ("name_zh", pa.string()),
            ("name_en", pa.string()),
        ]
    )
    return pa.Table.from_pylist(rows, schema)


def _attendance_rules(centre: Centre) -> pa.Table:
    rules = centre.settings.attendance
    dated = {"grace_s": rules.grace_s, "punch_pairing_max_s": rules.punch_pairing_max_s}
    schema = pa.schema(
        [
            ("effective_from", pa.date32()),
            ("effective_to", pa.date32()),
            ("grace_s", pa.int32()),
            ("punch_pairing_max_s", pa.int32()),
        ]
    )
    return pa.Table.from_pylist(_common_spans(dated), schema)


def _common_spans(dated: dict[str, Dated[Any]]) -> list[dict[str, Any]]:
    """Spans in which none of the values changes; `effective_to` is the day after, or None."""
    days = sorted({day for values in dated.values() for day in values.root})
    ends = [*days[1:], None]
    spans: list[dict[str, Any]] = []
    for since, until in zip(days, ends, strict=True):
        found = {name: values.entry_on(since) for name, values in dated.items()}
        values = {name: entry[1].value if entry else None for name, entry in found.items()}
        spans.append({"effective_from": since, "effective_to": until, **values})
    return spans


def calendar_span(first: date, last: date) -> tuple[date, date]:
    """Whole years around a span of data, with room for the planned weeks after it."""
    return date(first.year, 1, 1), max(date(last.year, 12, 31), last + timedelta(days=120))
