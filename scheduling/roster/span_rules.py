"""Rules that look back over the weeks before: successions, weekends, nights."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from scheduling.half_hours import local_to_utc
from scheduling.roster.rule import Broken, PersonWeek, Row, named

_SPAN = timedelta(weeks=4)
_SATURDAY = 5


@named("禁止的班次衔接", "Forbidden succession", authority="centre")
def forbidden_succession(week: PersonWeek) -> Iterator[Broken]:
    """No shift is followed, the day after, by one that may not follow it."""
    code_on = {row["work_date"]: row.get("shift_code") for row in _span(week)}
    for row in week.worked:
        before = code_on.get(row["work_date"] - timedelta(days=1))
        if (before, row["shift_code"]) in week.limits.forbidden_successions:
            text = f"{before} → {row['shift_code']}"
            yield Broken(row["work_date"], f"衔接不允许：{text}", f"may not follow: {text}")


@named("四周内最多周末班", "Maximum weekends in four weeks", counted="person", authority="centre")
def maximum_weekends(week: PersonWeek) -> Iterator[Broken]:
    """Weekends with a shift in the four weeks up to this one."""
    limit = week.limits.maximum_weekends
    days = {row["work_date"] for row in _span(week) if row["work_date"].weekday() >= _SATURDAY}
    worked = {day - timedelta(days=day.weekday()) for day in days}
    if limit is not None and len(worked) > limit and week.plan_week in worked:
        n = len(worked)
        yield Broken(week.plan_week, f"四周内 {n} 个周末", f"{n} weekends in four weeks")


@named("四周内最多夜班", "Maximum nights in four weeks", counted="person", authority="centre")
def maximum_nights(week: PersonWeek) -> Iterator[Broken]:
    """Shifts that end in the night, in the four weeks up to this one; each one beyond counts."""
    limit = week.limits.maximum_nights
    nights = sorted(row["work_date"] for row in _span(week) if _is_night(week, row))
    for n, day in enumerate(nights, 1):
        if limit is not None and n > limit and day >= week.plan_week:
            yield Broken(day, f"四周内第 {n} 个夜班", f"night {n} in four weeks")


@named("公平上限", "Fairness bounds", counted="person", authority="centre")
def fairness_bounds(week: PersonWeek) -> Iterator[Broken]:
    """Weekends and nights of the week beyond what the fairness ledger leaves."""
    if week.bounds is None:
        return
    weekends, nights = week.bounds
    weekend = [row["work_date"] for row in week.worked if row["work_date"].weekday() >= _SATURDAY]
    if weekend and not weekends:
        yield Broken(weekend[0], "周末班已多于同类人员", "more weekends than their peers already")
    for row in [row for row in week.worked if _is_night(week, row)][nights:]:
        yield Broken(row["work_date"], "夜班已多于同类人员", "more nights than their peers already")


def _span(week: PersonWeek) -> list[Row]:
    """The worked days of the four weeks that end with this one."""
    since: date = week.plan_week + timedelta(weeks=1) - _SPAN
    before = [
        row
        for row in week.previous
        if row["ends_at"] is not None and since <= row["work_date"] < week.plan_week
    ]
    return [*before, *week.worked]


def _is_night(week: PersonWeek, row: Row) -> bool:
    return row["ends_at"] > local_to_utc(row["work_date"], week.limits.night_min, week.zone)
