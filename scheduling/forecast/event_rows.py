"""What the coming events do to the forecast, told event by event: the notice of those it left out.

An event of a kind that a queue's past has never seen changes nothing: nobody knows its size. It is
told as such, for an override to say it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pyarrow as pa

from scheduling.forecast.event_effects import EventEffects
from scheduling.forecast.events import Event

ESTIMATED, NO_PAST = "estimated", "no_past"
FORECAST_EVENTS = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("event_id", pa.string()),
        ("queue_id", pa.string()),
        ("kind", pa.string()),
        ("name_zh", pa.string()),
        ("name_en", pa.string()),
        ("first_date", pa.date32()),
        ("last_date", pa.date32()),
        ("scope", pa.float64()),
        ("status", pa.string()),
        ("days_seen", pa.int64()),
        ("factor_p05", pa.float64()),
        ("factor", pa.float64()),
        ("factor_p95", pa.float64()),
        ("note_zh", pa.string()),
        ("note_en", pa.string()),
    ]
)
_NOTES = {
    ESTIMATED: ("按同类活动的历史估计", "estimated from past events of its kind"),
    NO_PAST: (
        "该队列没有同类活动的历史，预测未计入；如有把握请用人工调整",
        "the queue has no past event of its kind, so the forecast leaves it out; override it",
    ),
}


def event_rows(
    effects: Iterable[EventEffects], first: date, last: date, plan_week: date
) -> pa.Table:
    """Rows of outputs/forecast_events: each known event of the days from first to last by queue."""
    rows = [
        {"plan_week": plan_week, "queue_id": one.history.queue_id} | row
        for one in effects
        for row in _rows(one, first, last)
    ]
    return pa.Table.from_pylist(rows, schema=FORECAST_EVENTS)


def _rows(effects: EventEffects, first: date, last: date) -> Iterator[dict[str, Any]]:
    for event in effects.events:
        if event.last_date >= first and event.first_date <= last:
            status = ESTIMATED if event.kind in effects.kinds else NO_PAST
            yield {
                "event_id": event.event_id,
                "kind": event.kind,
                "name_zh": event.name_zh,
                "name_en": event.name_en,
                "first_date": event.first_date,
                "last_date": event.last_date,
                "scope": event.scope,
                "status": status,
                "note_zh": _NOTES[status][0],
                "note_en": _NOTES[status][1],
            } | _effect(effects, event)


def _effect(effects: EventEffects, event: Event) -> dict[str, Any]:
    """Contacts of one of its days over those without it; nothing is known without a past."""
    if event.kind not in effects.kinds:
        return {"days_seen": 0, "factor_p05": None, "factor": None, "factor_p95": None}
    low, factor, high = effects.factor(event)
    seen = effects.days_seen[effects.kinds.index(event.kind)]
    return {"days_seen": seen, "factor_p05": low, "factor": factor, "factor_p95": high}
