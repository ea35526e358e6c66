"""Day classes and overtime from worked spans: midnight, holidays, swapped days, systems."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_contracts.refusal import Refusal
from scoring.statutory import (
    Approval,
    CycleBalance,
    WorkedSpan,
    day_class_of,
    overtime_days,
    overtime_pay,
    seconds_by_date,
)

SHANGHAI = "Asia/Shanghai"
HOUR = 3600


def span(begins: str, hours: float, zone: str = SHANGHAI) -> WorkedSpan:
    """A span from a local instant written 2026-05-01 20:00."""
    local = datetime.fromisoformat(begins).replace(tzinfo=ZoneInfo(zone))
    starts = local.astimezone(UTC).replace(tzinfo=None)
    return WorkedSpan("A1", local.date(), starts, starts + timedelta(seconds=int(hours * HOUR)))


def by_class(days) -> dict[str, int]:
    found: dict[str, int] = {}
    for day in days:
        found[day.day_class] = found.get(day.day_class, 0) + day.overtime_s
    return {kind: seconds // HOUR for kind, seconds in found.items()}


def test_a_shift_into_a_holiday_is_cut_at_local_midnight(city, calendar) -> None:
    days = overtime_days(
        [span("2026-04-30 20:00", 10)], {date(2026, 4, 30)}, calendar, city, SHANGHAI
    )
    assert [(d.work_date, d.day_class, d.worked_s // HOUR, d.overtime_s // HOUR) for d in days] == [
        (date(2026, 4, 30), "workday", 4, 0),
        (date(2026, 5, 1), "statutory_holiday", 6, 6),
    ]
    assert {d.shift_day for d in days} == {date(2026, 4, 30)}


def test_extension_runs_on_past_midnight_as_one_shift(city, calendar) -> None:
    """14:00 to 02:00 is 12 h of one shift: the last four are overtime, two on each date."""
    worked = {date(2026, 6, 2), date(2026, 6, 3)}
    days = overtime_days([span("2026-06-02 14:00", 12)], worked, calendar, city, SHANGHAI)
    assert [(d.work_date.day, d.overtime_s // HOUR) for d in days] == [(2, 2), (3, 2)]


def test_the_golden_week_has_statutory_and_swapped_days(city, calendar) -> None:
    """1 and 2 May carry 300 %; 3 to 5 May are rest days, and Saturday 9 May a workday."""
    spans = [span(f"2026-05-{day:02d} 09:00", 8) for day in (1, 2, 3, 4, 5)]
    days = overtime_days(spans, (), calendar, city, SHANGHAI)
    assert by_class(days) == {"statutory_holiday": 16, "rest_day": 24}
    pay = overtime_pay(Decimal("4350.00"), days, city)
    assert pay.exact == 16 * 25 * 3 + 24 * 25 * 2


def test_a_make_up_saturday_is_a_workday_and_a_plain_saturday_is_not(make, calendar) -> None:
    text = make.city_text().replace("{value: roster,", "{value: calendar,")
    city = make.city_of(text)
    make_up, plain = date(2026, 5, 9), date(2026, 5, 16)
    assert day_class_of(make_up, (), calendar, city) == "workday"
    assert day_class_of(plain, {plain}, calendar, city) == "rest_day"
    days = overtime_days([span("2026-05-09 09:00", 9)], (), calendar, city, SHANGHAI)
    assert by_class(days) == {"workday": 1}


def test_rest_days_of_a_rota_are_the_days_the_roster_leaves_free(city, calendar) -> None:
    saturday, tuesday = date(2026, 6, 6), date(2026, 6, 9)
    assert day_class_of(saturday, {saturday}, calendar, city) == "workday"
    assert day_class_of(tuesday, {saturday}, calendar, city) == "rest_day"
    holiday = date(2026, 6, 19)
    assert day_class_of(holiday, {holiday}, calendar, city) == "statutory_holiday"


def test_2_may_is_statutory_from_2025_on(city) -> None:
    """The day before and after the change: the same shift is paid 200 % in 2024, 300 % in 2025."""
    for year, day_class, expected in ((2024, "rest_day", 400), (2025, "statutory_holiday", 600)):
        calendar = {date(year, 5, 2): day_class}
        days = overtime_days([span(f"{year}-05-02 09:00", 8)], (), calendar, city, SHANGHAI)
        assert overtime_pay(Decimal("4350.00"), days, city).exact == expected


def test_comprehensive_hours_above_the_cycle_are_overtime_in_order_of_time(city, calendar) -> None:
    """A week of 5 × 9 h and a Saturday of 5 h is 10 h over 40; the holiday is paid apart."""
    spans = [span(f"2026-06-{day:02d} 09:00", 9) for day in range(1, 6)]
    spans += [span("2026-06-06 09:00", 5), span("2026-06-19 09:00", 8)]
    days = overtime_days(
        spans, (), calendar, city, SHANGHAI, system="COMPREHENSIVE", cycle=CycleBalance("week")
    )
    assert [(d.work_date.day, d.overtime_s // HOUR) for d in days if d.overtime_s] == [
        (5, 5),
        (6, 5),
        (19, 8),
    ]
    pay = overtime_pay(Decimal("4350.00"), days, city, system="COMPREHENSIVE")
    assert pay.exact == 10 * 25 * Decimal("1.5") + 8 * 25 * 3


def test_a_quarter_goes_on_from_the_hours_of_its_first_months(city, calendar) -> None:
    cycle = CycleBalance("quarter", worked_before_s=490 * HOUR)
    days = overtime_days(
        [span("2026-06-01 09:00", 8)],
        (),
        calendar,
        city,
        SHANGHAI,
        system="COMPREHENSIVE",
        cycle=cycle,
    )
    assert days[0].overtime_s == 2 * HOUR


def test_the_cycle_standard_changes_with_the_statutory_days(city) -> None:
    """11 statutory days make a month of 20.83 × 8 h, 13 of 20.67 × 8 h."""
    before, after = city.on(date(2024, 12, 31)), city.on(date(2025, 1, 1))
    assert before.cycle_standard_s("month") == Decimal("20.83") * 8 * HOUR
    assert after.cycle_standard_s("month") == Decimal("20.67") * 8 * HOUR
    for parameters, days in ((before, 11), (after, 13)):
        assert parameters.statutory_days.count == days
        assert parameters.cycle_standard_s("year") == (365 - 104 - days) * 8 * HOUR


def test_non_fixed_hours_are_overtime_on_statutory_days_only(city, calendar) -> None:
    spans = [span("2026-06-06 09:00", 12), span("2026-06-19 09:00", 8)]
    days = overtime_days(spans, (), calendar, city, SHANGHAI, system="NON_FIXED")
    assert by_class(days) == {"rest_day": 0, "statutory_holiday": 8}


def test_approvals_settle_and_their_lack_shows(city, calendar) -> None:
    spans = [span("2026-06-06 09:00", 8), span("2026-06-07 09:00", 8)]
    approvals = {date(2026, 6, 6): Approval(comp_leave_s=4 * HOUR)}
    first, second = overtime_days(spans, (), calendar, city, SHANGHAI, approvals=approvals)
    assert (first.approved, first.comp_leave_s) == (True, 4 * HOUR)
    assert (second.approved, second.comp_leave_s) == (False, 0)
    holiday = [span("2026-06-19 09:00", 8)]
    for rostered, approved in (({date(2026, 6, 19)}, True), ((), False)):
        (day,) = overtime_days(holiday, rostered, calendar, city, SHANGHAI, approvals={})
        assert day.approved is approved


def test_refusals(city, calendar) -> None:
    overlapping = [span("2026-06-02 09:00", 8), span("2026-06-02 16:00", 2)]
    with pytest.raises(Refusal, match="overlaps the one before it"):
        overtime_days(overlapping, (), calendar, city, SHANGHAI)
    backward = replace(overlapping[0], ends_at=overlapping[0].starts_at - timedelta(hours=1))
    with pytest.raises(Refusal, match="ends before it starts"):
        overtime_days([backward], (), calendar, city, SHANGHAI)
    with pytest.raises(Refusal, match="stands among those of"):
        mixed = [overlapping[0], replace(overlapping[1], agent_id="A2")]
        overtime_days(mixed, (), calendar, city, SHANGHAI)
    with pytest.raises(Refusal, match="calendar does not have 2031-01-01"):
        overtime_days([span("2031-01-01 09:00", 8)], (), calendar, city, SHANGHAI)
    with pytest.raises(Refusal, match="no cycle"):
        overtime_days([], (), calendar, city, SHANGHAI, system="COMPREHENSIVE")


INSTANTS = st.integers(0, 366 * 86_400).map(lambda s: datetime(2026, 1, 1) + timedelta(seconds=s))
ZONES = st.sampled_from([SHANGHAI, "Asia/Jerusalem", "America/New_York", "America/Asuncion"])


@given(starts=INSTANTS, length=st.integers(0, 200_000), zone=ZONES)
def test_the_split_adds_up_whatever_the_clock_does(starts, length, zone) -> None:
    """Days of 23 and 25 hours and zones that change at midnight included."""
    pieces = seconds_by_date(starts, starts + timedelta(seconds=length), zone)
    assert sum(seconds for _, seconds in pieces) == length
    assert all(seconds > 0 for _, seconds in pieces)
    at = starts
    for day, seconds in pieces:
        last = at + timedelta(seconds=seconds - 1)
        for instant in (at, last):
            local = instant.replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
            assert local.date() == day
        at += timedelta(seconds=seconds)


@given(
    begins=st.lists(st.integers(0, 23), min_size=1, max_size=10),
    lengths=st.lists(st.integers(1, 16 * HOUR), min_size=10, max_size=10),
    cuts=st.lists(st.integers(1, 10), min_size=10, max_size=10),
)
def test_cutting_spans_changes_nothing(city, calendar, begins, lengths, cuts) -> None:
    """Time worked in one span or in parts is the same overtime, by date and class."""
    whole, parts = [], []
    for index, (hour, length, cut) in enumerate(zip(begins, lengths, cuts, strict=False)):
        one = span(f"2026-05-{1 + 2 * index:02d} {hour:02d}:00", length / HOUR)
        middle = one.starts_at + (one.ends_at - one.starts_at) * cut // 11
        middle = middle.replace(microsecond=0)
        whole.append(one)
        parts.append(WorkedSpan("A1", one.shift_date, one.starts_at, middle))
        parts.append(WorkedSpan("A1", one.shift_date, middle, one.ends_at))
    rostered = {one.shift_date for one in whole[::2]}
    days = overtime_days(whole, rostered, calendar, city, SHANGHAI)
    assert overtime_days(parts[::-1], rostered, calendar, city, SHANGHAI) == days
    assert sum(day.worked_s for day in days) == sum(
        (one.ends_at - one.starts_at) // timedelta(seconds=1) for one in whole
    )


@given(
    hours=st.lists(st.integers(1, 12), min_size=14, max_size=14),
    shift=st.integers(0, 13),
)
def test_moving_the_holiday_moves_the_class_and_not_the_total(city, hours, shift) -> None:
    days = [date(2026, 6, 1) + timedelta(days=i) for i in range(14)]
    spans = [span(f"{day.isoformat()} 08:00", h) for day, h in zip(days, hours, strict=True)]
    calendar = dict.fromkeys(days, "workday") | {days[shift]: "statutory_holiday"}
    found = overtime_days(spans, days, calendar, city, SHANGHAI)
    assert sum(day.worked_s for day in found) == sum(hours) * HOUR
    extension = sum(max(0, h - 8) for i, h in enumerate(hours) if i != shift)
    assert by_class(found) == {"workday": extension, "statutory_holiday": hours[shift]}


@given(day=st.integers(1, 28), month=st.integers(1, 12), hour=st.integers(0, 23), zone=ZONES)
def test_a_shift_pays_the_same_hours_in_summer_and_winter_time(city, day, month, hour, zone):
    one = span(f"2026-{month:02d}-{day:02d} {hour:02d}:00", 11, zone)
    nearby = [one.shift_date + timedelta(days=i) for i in range(-1, 3)]
    days = overtime_days([one], nearby, dict.fromkeys(nearby, "workday"), city, zone)
    assert sum(d.worked_s for d in days) == 11 * HOUR
    assert sum(d.overtime_s for d in days) == 3 * HOUR
