"""The rules of a roster: one function each, with one English and one Chinese name.

A rule takes a person's finished week and yields what breaks it. `RULES` is their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from scheduling.half_hours import local_to_utc
from scheduling.roster.rule import Broken, Named, PersonWeek, RosterRule, Row, named
from scheduling.roster.session_rules import sessions_attended
from scheduling.roster.shift_library import ShiftOption
from scheduling.roster.site_rules import seats
from scheduling.roster.span_rules import (
    fairness_bounds,
    forbidden_succession,
    maximum_nights,
    maximum_weekends,
)

_WEEK = 7


@named("每日一班", "One shift a day", counted="day")
def one_shift_a_day(week: PersonWeek) -> Iterator[Broken]:
    """Every day of the week has exactly one row: a shift, a day off or leave."""
    for day in _days(week):
        rows = sum(row["work_date"] == day for row in week.shifts)
        if rows != 1:
            yield Broken(day, f"当日有 {rows} 行", f"{rows} rows on the day")


@named("班次间最短休息", "Minimum rest between shifts", authority="centre")
def minimum_rest(week: PersonWeek) -> Iterator[Broken]:
    """From one shift's end to the next one's start, the week before included."""
    ends = [row["ends_at"] for row in week.previous if row["ends_at"] is not None]
    before = max((end for end in ends), default=None)
    for row in week.worked:
        if before is not None:
            rest_min = (row["starts_at"] - before).total_seconds() / 60
            if rest_min < week.limits.minimum_rest_min:
                text = f"{rest_min / 60:g}"
                yield Broken(row["work_date"], f"只休息 {text} 小时", f"only {text} h of rest")
        before = row["ends_at"]


@named("最长连续工作天数", "Maximum consecutive days", counted="day", authority="law")
def maximum_consecutive_days(week: PersonWeek) -> Iterator[Broken]:
    """Working days in a row, counted from the week before."""
    worked = {row["work_date"] for row in week.worked}
    worked |= {row["work_date"] for row in week.previous if row["ends_at"] is not None}
    for day in _days(week):
        run = 0
        while day - timedelta(days=run) in worked:
            run += 1
        if run > week.limits.maximum_consecutive_days:
            yield Broken(day, f"连续第 {run} 天", f"day {run} in a row")


@named("每周最少休息日", "Minimum days off in a week", counted="person", authority="law")
def minimum_days_off(week: PersonWeek) -> Iterator[Broken]:
    """Days without a shift, leave included."""
    off = _WEEK - len({row["work_date"] for row in week.worked})
    if off < week.limits.minimum_days_off_per_week:
        yield Broken(week.plan_week, f"只有 {off} 个休息日", f"only {off} days off")


@named("每日工时上限", "Maximum paid hours a day", authority="law")
def maximum_paid_hours_per_day(week: PersonWeek) -> Iterator[Broken]:
    """Paid seconds of the activities of a day."""
    for row in week.worked:
        paid = _paid_s(week, row["work_date"])
        if paid > week.limits.maximum_paid_s_per_day:
            yield Broken(row["work_date"], f"{paid / 3600:g} 小时", f"{paid / 3600:g} h")


@named("每周工时上限", "Maximum paid hours a week", counted="person", authority="law")
def maximum_paid_hours_per_week(week: PersonWeek) -> Iterator[Broken]:
    """Paid seconds of the activities of the week."""
    paid = sum(_paid_s(week, row["work_date"]) for row in week.worked)
    if paid > week.limits.maximum_paid_s_per_week:
        yield Broken(week.plan_week, f"{paid / 3600:g} 小时", f"{paid / 3600:g} h")


@named("合同工时", "Contract hours", counted="person")
def contract_hours(week: PersonWeek) -> Iterator[Broken]:
    """Not above the contract, and paid seconds of shifts as their activities say."""
    contract = float(week.person["weekly_hours"])
    paid = sum(row["paid_s"] for row in week.worked) / 3600
    if paid > contract:
        text = f"{paid:g} > {contract:g}"
        yield Broken(week.plan_week, f"超过合同：{text} 小时", f"above the contract: {text} h")
    for row in week.worked:
        if row["paid_s"] != _paid_s(week, row["work_date"]):
            yield Broken(
                row["work_date"],
                "带薪时长与活动不符",
                "paid seconds differ from the activities",
            )


@named("已批准的请假", "Approved leave", counted="day")
def approved_leave(week: PersonWeek) -> Iterator[Broken]:
    """No shift touches a leave, and a day it touches is marked LEAVE."""
    for leave in week.leaves:
        for row in week.worked:
            if row["starts_at"] < leave["ends_at"] and row["ends_at"] > leave["starts_at"]:
                yield Broken(row["work_date"], "请假期间排了班", "a shift lies in a leave")
    for row in week.shifts:
        starts, ends = (
            local_to_utc(row["work_date"] + timedelta(days=more), 0, week.zone) for more in (0, 1)
        )
        away = any(one["starts_at"] < ends and one["ends_at"] > starts for one in week.leaves)
        if (row["shift_code"] == "LEAVE") != away:
            yield Broken(row["work_date"], "请假标记不符", "leave and the mark LEAVE disagree")


@named("班次属于班次库与合同类型", "Shift of the library and the employment")
def allowed_shift(week: PersonWeek) -> Iterator[Broken]:
    """Code, start and length are in the library and open to the person's employment."""
    codes = week.limits.shift_codes.get(week.person["employment"], ())
    for row in week.worked:
        if row["shift_code"] not in codes or _option(week, row) is None:
            yield Broken(
                row["work_date"],
                f"班次 {row['shift_code']} 不可用",
                f"shift {row['shift_code']} is not allowed or starts at another time",
            )


@named("休息与用餐窗口", "Windows of meals and breaks")
def pause_windows(week: PersonWeek) -> Iterator[Broken]:
    """Each pause of the shift is there, as long as it should be, begun within its window."""
    for row in week.worked:
        option, pauses = _option(week, row), week.pauses(row["work_date"])
        if option is None:
            continue
        wanted = [pause.kind for pause in option.pauses]
        if [pause["activity"] for pause in pauses] != wanted:
            yield Broken(row["work_date"], "休息或用餐缺失", "a meal or break is missing")
            continue
        for pause, planned in zip(option.pauses, pauses, strict=True):
            after = _minutes(planned["starts_at"] - row["starts_at"])
            length = _minutes(planned["ends_at"] - planned["starts_at"])
            inside = pause.earliest_min <= after <= pause.latest_min
            if not inside or length != pause.length_min:
                yield Broken(row["work_date"], "超出时间窗", "a pause lies outside its window")


@named("活动首尾相接", "Activities without a gap", counted="day")
def activities_without_gap(week: PersonWeek) -> Iterator[Broken]:
    """The activities of a day follow each other from the shift's start to its end."""
    for row in week.worked:
        part = sorted(
            (a for a in week.activities if a["work_date"] == row["work_date"]),
            key=lambda a: a["starts_at"],
        )
        edges = [row["starts_at"], *(a["ends_at"] for a in part)]
        if [*(a["starts_at"] for a in part), row["ends_at"]] != edges:
            yield Broken(row["work_date"], "活动有空隙或重叠", "activities leave a gap or overlap")
    for one in week.activities:
        if one["work_date"] not in {row["work_date"] for row in week.worked}:
            yield Broken(one["work_date"], "无班次却有活动", "an activity without a shift")


@named("技能有效", "Valid skill")
def valid_skill(week: PersonWeek) -> Iterator[Broken]:
    """The person holds the skill of the queue on the day, with a valid certificate."""
    for row in week.worked:
        day = row["work_date"]
        held = any(
            skill["queue_id"] == row["queue_group"]
            and (skill.get("effective_from") or date.min) <= day
            and day < (skill.get("effective_to") or date.max)
            and day <= (skill.get("certificate_expires_on") or date.max)
            for skill in week.skills
        )
        if not held:
            queue = row["queue_group"]
            yield Broken(day, f"没有有效技能 {queue}", f"no valid skill {queue}")


RULES: tuple[RosterRule, ...] = (
    one_shift_a_day,
    minimum_rest,
    forbidden_succession,
    maximum_consecutive_days,
    minimum_days_off,
    maximum_weekends,
    maximum_nights,
    fairness_bounds,
    maximum_paid_hours_per_day,
    maximum_paid_hours_per_week,
    contract_hours,
    approved_leave,
    allowed_shift,
    pause_windows,
    activities_without_gap,
    valid_skill,
)
ALL_RULES: tuple[Named, ...] = (*RULES, seats, sessions_attended)


def _days(week: PersonWeek) -> list[date]:
    return [week.plan_week + timedelta(days=day) for day in range(_WEEK)]


def _paid_s(week: PersonWeek, day: date) -> int:
    spans: list[tuple[datetime, datetime]] = [
        (row["starts_at"], row["ends_at"])
        for row in week.activities
        if row["work_date"] == day and row["paid"]
    ]
    return round(sum((end - start).total_seconds() for start, end in spans))


def _option(week: PersonWeek, row: Row) -> ShiftOption | None:
    for option in week.options:
        starts_at = local_to_utc(row["work_date"], option.start_min, week.zone)
        if (
            option.code == row["shift_code"]
            and starts_at == row["starts_at"]
            and _minutes(row["ends_at"] - row["starts_at"]) == option.length_min
        ):
            return option
    return None


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)
