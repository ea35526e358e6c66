"""A proposal as rows of outputs/tours and outputs/tours_comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pyarrow as pa

from scheduling.half_hours import local_to_utc
from scheduling.roster.shift_library import Pause, ShiftOption
from scheduling.tables import TOURS, TOURS_COMPARISON, table
from scheduling.tours.proposal import DAYS, Proposal, QueueCover

DAY_MIN = 1440
LONG_PAUSE_MIN = 90
"""An unpaid pause from here on parts a split shift."""


def tour_table(proposal: Proposal, plan_week: date, zone: str) -> pa.Table:
    """outputs/tours: people by set of shifts, queue, day, shift and start."""
    return table(_tours(proposal, plan_week, zone), TOURS)


def comparison_table(proposal: Proposal, plan_week: date) -> pa.Table:
    """outputs/tours_comparison of both sets; the roster's own rows are the pipeline's."""
    rows = [
        {
            "plan_week": plan_week,
            "shift_set": cover.shift_set,
            "queue_id": cover.queue_id,
            "required_h": cover.required_h,
            "at_work_h": cover.at_work_h,
            "short_h": cover.short_h,
            "over_h": cover.over_h,
            "person_days": sum(tour.people for tour in cover.tours),
            "paid_h": cover.paid_h,
            "cost_h": cover.cost_h,
            "bound_h": cover.bound_h,
            "gap": cover.gap,
            "bound_of": cover.bound_of,
            "time_s": cover.time_s,
        }
        for cover in proposal.covers
    ]
    return table(rows, TOURS_COMPARISON)


def _tours(proposal: Proposal, plan_week: date, zone: str) -> Iterator[dict[str, Any]]:
    for cover in proposal.covers:
        for (day, name), people in sorted(_people(cover).items()):
            option, work_date = proposal.options[name], plan_week + timedelta(days=day)
            paid_h = people * option.paid_s / 3600
            yield {
                "plan_week": plan_week,
                "shift_set": cover.shift_set,
                "queue_id": cover.queue_id,
                "work_date": work_date,
                "shift_code": option.code,
                "starts_at": local_to_utc(work_date, option.start_min, zone),
                "ends_at": local_to_utc(work_date, option.end_min, zone),
                "new_shift": option.code in proposal.new_codes,
                "people": people,
                "paid_h": paid_h,
                "name_zh": option.name_zh,
                "name_en": option.name_en,
                "pauses_zh": "；".join(_pause(option, pause)[0] for pause in option.pauses),
                "pauses_en": "; ".join(_pause(option, pause)[1] for pause in option.pauses),
            }


def _people(cover: QueueCover) -> Counter[tuple[int, str]]:
    """People by day and name of the pattern, whatever the places of their pauses."""
    found: Counter[tuple[int, str]] = Counter()
    for tour in cover.tours:
        found[tour.day % DAYS, tour.shift.name] += tour.people
    return found


def _pause(option: ShiftOption, pause: Pause) -> tuple[str, str]:
    """As "用餐 30 分，11:00–12:30 开始" and "meal 30 min, from 11:00–12:30"."""
    first, last = (_clock(option.start_min + at) for at in (pause.earliest_min, pause.latest_min))
    begins = first if first == last else f"{first}–{last}"
    parted = pause.kind == "meal" and pause.length_min >= LONG_PAUSE_MIN
    zh, en = (
        ("间歇", "time off between")
        if parted
        else {"meal": ("用餐", "meal"), "break": ("短休", "break")}[pause.kind]
    )
    return (
        f"{zh} {pause.length_min} 分（{begins} 开始）",
        f"{en} {pause.length_min} min from {begins}",
    )


def _clock(minute: int) -> str:
    return f"{minute % DAY_MIN // 60:02d}:{minute % 60:02d}"
