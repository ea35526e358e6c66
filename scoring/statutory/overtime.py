"""Overtime of each person, local date and day class, from worked spans (scoring.md 4.12).

A shift that crosses midnight is cut at 00:00 local; each minute has the class of its own
date. What counts as overtime depends on the work-time system:

    STANDARD       statutory holiday and rest day: every minute; workday: what a shift has
                   beyond the standard day
    COMPREHENSIVE  statutory holiday: every minute; any other day: what the cycle has beyond
                   its standard, in order of time
    NON_FIXED      statutory holiday: every minute

Minutes on a statutory holiday are paid apart, so they use up neither standard.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from data_contracts.refusal import Place, Refusal
from scoring.statutory.city import City
from scoring.statutory.parameters import Cycle, DayClass, System

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class WorkedSpan:
    """Time worked, half-open, naive UTC at whole seconds; `shift_date` is when its shift began."""

    agent_id: str
    shift_date: date
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Approval:
    """Overtime that the employer arranged, and how much of it at most is settled by time off."""

    comp_leave_s: int = 0


@dataclass(frozen=True)
class OvertimeDay:
    """One person, shift and local date: seconds worked, and how many of them are overtime.

    Comes from `overtime_days`, or from a mart of the same columns. Only approved overtime
    is paid; what `comp_leave_s` settles is not paid where the law lets it be settled.
    """

    agent_id: str
    work_date: date
    day_class: DayClass
    worked_s: int
    overtime_s: int
    comp_leave_s: int = 0
    approved: bool = True
    shift_date: date | None = None

    @property
    def shift_day(self) -> date:
        """The local date on which the shift began: the work date unless it says otherwise."""
        return self.shift_date or self.work_date


@dataclass(frozen=True)
class CycleBalance:
    """A cycle of the comprehensive system: its length, and what was worked before the spans.

    `standard_s` replaces the city's standard, for people who join or leave inside the cycle.
    """

    cycle: Cycle
    worked_before_s: int = 0
    standard_s: int | None = None


@lru_cache(maxsize=4096)
def _midnight_utc(day: date, zone: str) -> datetime:
    local = datetime.combine(day, time(0), ZoneInfo(zone))
    return local.astimezone(UTC).replace(tzinfo=None)


def seconds_by_date(starts_at: datetime, ends_at: datetime, zone: str) -> list[tuple[date, int]]:
    """The seconds of a half-open UTC span on each local date of `zone`; they sum to its length."""
    day = starts_at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date()
    pieces: list[tuple[date, int]] = []
    while starts_at < ends_at:
        until = min(ends_at, _midnight_utc(day + DAY, zone))
        pieces.append((day, (until - starts_at) // SECOND))
        starts_at, day = until, day + DAY
    return pieces


def overtime_days(
    spans: Sequence[WorkedSpan],
    rostered: Collection[date],
    calendar: Mapping[date, DayClass],
    city: City,
    zone: str,
    *,
    system: System = "STANDARD",
    cycle: CycleBalance | None = None,
    approvals: Mapping[date, Approval] | None = None,
) -> list[OvertimeDay]:
    """Worked and overtime seconds of one person by shift and local date, in order of time.

    `rostered` holds the local dates on which rostered time falls, `calendar` the class of
    every date. `approvals` is by the date on which the shift began: overtime without one is not
    approved, save that of a rostered statutory holiday; None approves all.
    Raises Refusal for spans that overlap, a date that the calendar does not have, and the
    comprehensive system without a cycle.
    """
    beyond = _beyond(system, city, cycle)
    days: dict[tuple[date, date], OvertimeDay] = {}
    for span in _in_order(spans):
        for day, worked_s in seconds_by_date(span.starts_at, span.ends_at, zone):
            day_class = day_class_of(day, rostered, calendar, city)
            overtime_s = worked_s
            if day_class != "statutory_holiday":
                overtime_s = beyond(span.shift_date, day, day_class, worked_s)
            piece = OvertimeDay(
                span.agent_id, day, day_class, worked_s, overtime_s, shift_date=span.shift_date
            )
            key = (span.shift_date, day)
            days[key] = joined(days[key], piece) if key in days else piece
    return [_settled(days[key], rostered, approvals) for key in sorted(days)]


def joined(first: OvertimeDay, more: OvertimeDay) -> OvertimeDay:
    """`first` with the seconds that `more`, of the same shift and date, adds to it."""
    return replace(
        first,
        worked_s=first.worked_s + more.worked_s,
        overtime_s=first.overtime_s + more.overtime_s,
    )


def day_class_of(
    day: date, rostered: Collection[date], calendar: Mapping[date, DayClass], city: City
) -> DayClass:
    """The class of a date for one person.

    Statutory holidays are the calendar's for everybody. Rest days are the calendar's, or,
    where the city's `rest_days_from` is roster, the dates on which nothing is rostered.
    """
    if day not in calendar:
        raise Refusal(
            f"the calendar does not have {day.isoformat()}",
            place=Place("calendar.yaml", key=day.isoformat()),
            next_step="extend the calendar over every date that is worked",
        )
    if calendar[day] == "statutory_holiday" or city.on(day).rest_days_from == "calendar":
        return calendar[day]
    return "workday" if day in rostered else "rest_day"


def _in_order(spans: Sequence[WorkedSpan]) -> list[WorkedSpan]:
    ordered = sorted(spans, key=lambda span: (span.starts_at, span.ends_at))
    for span in ordered:
        if span.ends_at < span.starts_at:
            raise _wrong_span(span, "ends before it starts")
    for earlier, later in pairwise(ordered):
        if later.agent_id != earlier.agent_id:
            raise _wrong_span(later, f"stands among those of {earlier.agent_id}")
        if later.starts_at < earlier.ends_at:
            raise _wrong_span(later, "overlaps the one before it")
    return ordered


def _wrong_span(span: WorkedSpan, what: str) -> Refusal:
    return Refusal(
        f"a worked span of {span.agent_id} {what}",
        place=Place("worked spans", key=span.agent_id),
        value=f"{span.starts_at.isoformat()} to {span.ends_at.isoformat()}",
        next_step="pair the punches again; no second may be worked twice",
    )


# shift date, work date, class, seconds → seconds that are overtime; keeps what is used up
Beyond = Callable[[date, date, DayClass, int], int]


def _beyond(system: System, city: City, cycle: CycleBalance | None) -> Beyond:
    if system == "STANDARD":
        return _beyond_the_day(city)
    if system == "NON_FIXED":
        return lambda shift_date, day, day_class, worked_s: 0
    if cycle is None:
        raise Refusal(
            "the comprehensive system has no cycle",
            place=Place("people", key="work_time_system"),
            next_step="name the cycle that was approved: week, month, quarter or year",
        )
    return _beyond_the_cycle(city, cycle)


def _beyond_the_day(city: City) -> Beyond:
    left: dict[date, int] = {}

    def beyond(shift_date: date, day: date, day_class: DayClass, worked_s: int) -> int:
        if day_class == "rest_day":
            return worked_s
        normal_s = left.setdefault(shift_date, city.on(shift_date).standard_day_s)
        left[shift_date] = max(0, normal_s - worked_s)
        return max(0, worked_s - normal_s)

    return beyond


def _beyond_the_cycle(city: City, balance: CycleBalance) -> Beyond:
    left: dict[date, int] = {}

    def beyond(shift_date: date, day: date, day_class: DayClass, worked_s: int) -> int:
        begins = cycle_start(day, balance.cycle)
        if begins not in left:
            standard_s = balance.standard_s
            if standard_s is None:
                standard_s = city.on(begins).cycle_standard_s(balance.cycle)
            left[begins] = max(0, standard_s - (0 if left else balance.worked_before_s))
        normal_s = left[begins]
        left[begins] = max(0, normal_s - worked_s)
        return max(0, worked_s - normal_s)

    return beyond


def cycle_start(day: date, cycle: Cycle) -> date:
    """The first date of the cycle that `day` is in; weeks begin on Monday."""
    if cycle == "week":
        return day - timedelta(days=day.weekday())
    if cycle == "month":
        return day.replace(day=1)
    if cycle == "quarter":
        return date(day.year, day.month - (day.month - 1) % 3, 1)
    return date(day.year, 1, 1)


def _settled(
    day: OvertimeDay, rostered: Collection[date], approvals: Mapping[date, Approval] | None
) -> OvertimeDay:
    if approvals is None or not day.overtime_s:
        return day
    if day.shift_day in approvals:
        settled = min(approvals[day.shift_day].comp_leave_s, day.overtime_s)
        return replace(day, comp_leave_s=settled)
    arranged = day.day_class == "statutory_holiday" and day.work_date in rostered
    return replace(day, approved=arranged)
