"""A month by the law of the centre's city: what pay has to know of it (scoring.md 4.12).

The city is the one file under the centre's statutory/; a centre without it has no facts of this
kind. Overtime comes from attendance, the class of every date from the calendar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

import duckdb
import pyarrow as pa

import scoring
from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre, DayClass
from pipelines.period import Period
from pipelines.statutory.comp_leave import comp_leave, opening_of
from pipelines.statutory.wage_averages import averages_table, wage_averages
from pipelines.warehouse import fetched, has_table
from scoring import statutory
from scoring.period import Period as Month
from scoring.statutory import (
    Approval,
    City,
    CompLeave,
    CompLeaveOpening,
    OvertimeDay,
    OvertimeRules,
    WorkTime,
)

RULES_FILE = "overtime.yaml"
APPROVALS_TABLE = "landing.overtime_approvals"
WHOLE_DAY_S = 24 * 3600
# Earlier days that the month's first week and its runs of days may reach back to.
DAYS_BEFORE = 14

_ATTENDANCE = """
select
    employee_id, agent_id, work_date, day_class, scheduled_from_at, scheduled_to_at,
    first_in_at, last_out_at, attended_s, overtime_s
from marts.attendance_day
where work_date between $first and $last
order by agent_id, work_date
"""
_CALENDAR = """
select calendar_date, day_class from config.calendar
where year(calendar_date) between $first and $last
"""
# The newest delivery of a decision wins.
_APPROVALS = f"""
select agent_id, work_date, settled_by from {APPROVALS_TABLE}
where work_date between $first and $last
qualify row_number() over (
    partition by agent_id, work_date order by landing_date desc, source_row desc
) = 1 and decision = 'approved'
"""


@dataclass(frozen=True)
class StatutoryFacts:
    """What the law makes of a month before anybody is paid.

    `days` are the month's worked and overtime seconds by agent_id, `before` earlier dates on
    which their shifts began, `averages` the mean wage of 12 months where the city pays overtime
    on it, `comp_leave` the time off in lieu of who has any. No city: the centre names none, and
    all the rest is empty.
    """

    city: City | None = None
    day_classes: Mapping[date, DayClass] = field(default_factory=dict[date, DayClass])
    work_times: Mapping[str, WorkTime] = field(default_factory=dict[str, WorkTime])
    days: Mapping[str, list[OvertimeDay]] = field(default_factory=dict[str, list[OvertimeDay]])
    before: Mapping[str, frozenset[date]] = field(default_factory=dict[str, frozenset[date]])
    averages: Mapping[str, Decimal] = field(default_factory=dict[str, Decimal])
    comp_leave: Mapping[str, CompLeave] = field(default_factory=dict[str, CompLeave])

    @property
    def overtime(self) -> pa.Table | None:
        """Overtime to be paid, as Extras.overtime takes it; None without a city.

        Time off that nobody took before it expired is paid beside the month's own.
        """
        if self.city is None:
            return None
        expired = (day for one in self.comp_leave.values() for day in one.due)
        return statutory.overtime_entries([*self.all_days, *expired], self.city)

    @property
    def all_days(self) -> Iterable[OvertimeDay]:
        """Every row of `days`."""
        return (day for days in self.days.values() for day in days)

    def joined_to(self, facts: scoring.Facts) -> scoring.Facts:
        """`facts` with the city, its day classes and the overtime to be paid."""
        if self.city is None:
            return facts
        return replace(
            facts,
            city=self.city,
            day_classes=self.day_classes,
            extras=replace(
                facts.extras,
                overtime=self.overtime,
                wage_averages=averages_table(self.averages),
            ),
        )


def city_of(centre: Centre) -> City | None:
    """The centre's city, None where it has no statutory file. Raises Refusal for several."""
    cities = [*statutory.compile_statutory(centre.documents("statutory")).values()]
    if len(cities) > 1:
        raise Refusal(
            "a centre is in one city, and here are several",
            place=Place(cities[1].document.file),
            next_step="keep the file of the centre's own city; another city is another centre",
        )
    return cities[0] if cities else None


def overtime_rules(centre: Centre, period: Period) -> OvertimeRules:
    """overtime.yaml in a month. Raises Refusal where the file is missing beside a city."""
    document = centre.document(RULES_FILE)
    if document is None:
        raise Refusal(
            "the centre has a city, but no file says when time outside the roster is overtime",
            place=Place(f"centres/{centre.directory.name}/{RULES_FILE}"),
            next_step="copy it from centres/sample and adapt it",
        )
    return statutory.read_overtime_rules(document, Month.of(period.name))


def statutory_facts(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    period: Period,
    people: pa.Table,
) -> StatutoryFacts:
    """The facts of a month from attendance, calendar and rules; empty without a city.

    `people` are those of `pipelines.segments`. Raises Refusal for a calendar that is not the
    law's, and for a rule that is missing.
    """
    city = city_of(centre)
    if city is None:
        return StatutoryFacts()
    own = overtime_rules(centre, period)
    cycles = [statutory.cycle_start(period.first, cycle) for cycle in own.cycles]
    first = min([period.first - timedelta(days=DAYS_BEFORE), *cycles])
    calendar = _calendar(connection, first.year, period.last.year + 1)
    refuse_wrong_year(centre, city, calendar, period.first.year)
    span = {"first": first, "last": period.last}
    work_times = _work_times(people, own)
    worked = statutory.overtime_of_attendance(
        fetched(connection, _ATTENDANCE, span),
        calendar,
        city,
        centre.settings.zone,
        approvals=_approvals(connection, span),
        tolerance_s=own.tolerance_s,
        work_times=work_times,
    )
    days = {agent: _within(days, period) for agent, days in worked.items()}
    opening = opening_of(centre)
    if opening is None and has_table(connection, APPROVALS_TABLE):
        opening = CompLeaveOpening()
    return StatutoryFacts(
        city=city,
        day_classes=calendar,
        work_times=work_times,
        days=days,
        before={agent: _began_before(days, period) for agent, days in worked.items()},
        averages=wage_averages(connection, period) if _on_average(city, period) else {},
        comp_leave=comp_leave(connection, city, days, period, opening) if opening else {},
    )


def _on_average(city: City, period: Period) -> bool:
    """Whether overtime is paid on the average of 12 months on any day of the month."""
    ends = (city.on(day).overtime_base for day in (period.first, period.last))
    return any(base.definition == "average_12_months" for base in ends)


def refuse_wrong_year(
    centre: Centre, city: City, calendar: Mapping[date, DayClass], year: int
) -> None:
    """Refuse a calendar of one year whose statutory days are not the law's."""
    days: dict[date, DayClass] = {d: kind for d, kind in calendar.items() if d.year == year}
    place = Place(f"centres/{centre.directory.name}/calendar.yaml", key="days")
    statutory.refuse_wrong_calendar(days, city, place)


def _calendar(connection: duckdb.DuckDBPyConnection, first: int, last: int) -> dict[date, DayClass]:
    found = connection.execute(_CALENDAR, {"first": first, "last": last}).fetchall()
    return dict(found)


def _approvals(
    connection: duckdb.DuckDBPyConnection, span: Mapping[str, date]
) -> dict[str, dict[date, Approval]]:
    found: dict[str, dict[date, Approval]] = {}
    if has_table(connection, APPROVALS_TABLE):
        for agent, day, settled_by in connection.execute(_APPROVALS, dict(span)).fetchall():
            by_time_off = WHOLE_DAY_S if settled_by == "comp_leave" else 0
            found.setdefault(agent, {})[day] = Approval(by_time_off)
    return found


def _work_times(people: pa.Table, rules: OvertimeRules) -> dict[str, WorkTime]:
    """The system of everybody, by the role held last in the month."""
    rows = people.sort_by("employed_to").select(["agent_id", "role"]).to_pylist()
    return {row["agent_id"]: rules.work_time(row["role"]) for row in rows}


def _within(days: Iterable[OvertimeDay], period: Period) -> list[OvertimeDay]:
    return [day for day in days if period.first <= day.work_date <= period.last]


def _began_before(days: Iterable[OvertimeDay], period: Period) -> frozenset[date]:
    return frozenset(day.shift_day for day in days if day.worked_s and day.shift_day < period.first)
