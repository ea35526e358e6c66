"""A running month carried to its end: what is known on a day fetched, projected, stored."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import duckdb
import pyarrow as pa

import scoring
from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre, load_centre
from pipelines.daily_sums import daily_sums
from pipelines.metrics import METRIC_VALUES, Metric
from pipelines.months import agent_values, earlier, facts_of
from pipelines.period import Period, parse_period
from pipelines.qualification import credited_work
from pipelines.scores import catalogue, centre_rules
from pipelines.segments import people_in_segments
from pipelines.settings import House
from pipelines.statutory.month import statutory_facts
from pipelines.warehouse import fetched, open_warehouse, replace_rows
from scoring.impact import (
    Band,
    KnownDays,
    Projection,
    ProjectionPlan,
    project_month,
    spread,
    spread_factors,
)

RULES_FILE = "projection.yaml"
PROJECTIONS, BANDS = "scoring.projections", "scoring.projection_bands"
ONE_DAY = timedelta(days=1)
PROJECTION_TABLES = ("projections", "projection_bands")

_ATTENDANCE = """
select
    agent_id, work_date as business_date, case when scheduled_s > 0 then shift_code end as shift,
    scheduled_s > 0 and paid_s > 0 as paid, attended_s < scheduled_s / 2 as away
from marts.attendance_day
where agent_id is not null and work_date between $first and $last
"""
# Whoever is known to be on leave will not work the shift.
_PLANNED = """
select
    employees.agent_id, shifts.work_date as business_date, min(shifts.shift_code) as shift
from staging.stg_planning__planned_shifts as shifts
inner join staging.stg_people__employees as employees using (employee_id)
left join staging.stg_people__leaves as leaves
    on
        shifts.employee_id = leaves.employee_id
        and leaves.status = 'approved'
        and leaves.starts_at <= shifts.starts_at
        and leaves.ends_at >= shifts.ends_at
        and cast(leaves.updated_at as date) < $first
where
    employees.agent_id is not null
    and shifts.paid
    and shifts.work_date between $first and $last
    and leaves.leave_id is null
group by employees.agent_id, shifts.work_date
"""
_DAYS = (
    "select count(distinct business_date) from marts.agent_day where business_date between ? and ?"
)
_NEWEST = "select max(business_date) from marts.agent_day where business_date between ? and ?"


@dataclass(frozen=True)
class Projecting:
    """What projecting a month of one centre needs."""

    centre: Centre
    rules: scoring.Rules
    metrics: tuple[Metric, ...]
    document: LocatedYaml

    def store(
        self, connection: duckdb.DuckDBPyConnection, period: Period, days: Sequence[date]
    ) -> list[Projection]:
        """Project the month as of each of `days` and put the result in place of what was known
        of the month."""
        made = [self.as_of(connection, period, day) for day in days]
        where = {"period": period.name}
        bands = self._bands(period)
        tables = [
            one.table(ProjectionPlan.on(self.document, period.last).at_risk_below) for one in made
        ]
        replace_rows(connection, PROJECTIONS, pa.concat_tables(tables), where=where)
        chances = pa.concat_tables([one.bands(bands) for one in made])
        replace_rows(connection, BANDS, chances, where=where)
        return made

    def days(self, connection: duckdb.DuckDBPyConnection, period: Period) -> list[date]:
        """The days that projection.yaml names, as far as there are data, and the last of data."""
        [(newest,)] = connection.execute(_NEWEST, [period.first, period.last]).fetchall()
        if newest is None:
            return []
        plan = ProjectionPlan.on(self.document, period.last)
        named = {period.first + timedelta(days=day - 1) for day in plan.days_of_month}
        return sorted({newest, *(day for day in named if day < newest)})

    def as_of(self, connection: duckdb.DuckDBPyConnection, period: Period, day: date) -> Projection:
        """The month as it may end, seen from the evening of `day`.

        What is settled at the month's end (commission, prizes, adjustments) counts only when
        the month is over; overtime counts as far as it was worked. Draws are spread as far as
        the months before needed it.
        """
        if day >= period.last:
            people = self._people(connection, period)
            settled = facts_of(connection, self.centre, period, people)
            return self._projected(connection, period, day, people, settled)
        drawn = self._unsettled(connection, period, day)
        judged = [
            (self._unsettled(connection, one, seen), self._unsettled(connection, one, one.last))
            for one, seen in self._judged(connection, period, day)
        ]
        return spread(drawn, spread_factors(judged))

    def _judged(
        self, connection: duckdb.DuckDBPyConnection, period: Period, day: date
    ) -> Iterator[tuple[Period, date]]:
        """The months before that the data hold whole, each with the day that `day` is in it."""
        month = period
        for _ in range(ProjectionPlan.on(self.document, period.last).judged_months):
            month = month.previous()
            [(days,)] = connection.execute(_DAYS, [month.first, month.last]).fetchall()
            if days == (month.last - month.first).days + 1:
                yield month, min(month.first + (day - period.first), month.last - ONE_DAY)

    def _people(self, connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table:
        long_leave_days = self.centre.settings.attendance.long_leave_days_on(period.last)
        return people_in_segments(connection, period, long_leave_days=long_leave_days)

    def _unsettled(
        self, connection: duckdb.DuckDBPyConnection, period: Period, day: date
    ) -> Projection:
        """The month seen from `day` without what is settled at its end."""
        people = self._people(connection, period)
        law = statutory_facts(connection, self.centre, period, people)
        worked = {
            agent: [one for one in days if one.work_date <= day] for agent, days in law.days.items()
        }
        facts = replace(law, days=worked).joined_to(scoring.Facts())
        return self._projected(connection, period, day, people, facts)

    def _projected(
        self, connection: duckdb.DuckDBPyConnection, period: Period, day: date,
        people: pa.Table, facts: scoring.Facts,
    ) -> Projection:  # fmt: skip
        model = ProjectionPlan.on(self.document, period.last).model
        first = min(period.first, day - timedelta(days=model.memory_days - 1))
        span = {"first": first, "last": day}
        read = self._read()
        sums = daily_sums(connection, read, subject_kind="agent", first=first, last=day)
        back = earlier(period, self.rules.months_back(period.name))
        known = KnownDays(
            as_of=day,
            daily_values=sums.rename_columns(["agent_id", *sums.column_names[1:]]),
            work_done=credited_work(connection, self.centre, first, day),
            attendance=fetched(connection, _ATTENDANCE, span),
            planned=fetched(connection, _PLANNED, {"first": day + ONE_DAY, "last": period.last}),
            earlier=pa.concat_tables(
                [METRIC_VALUES.empty_table(), *(agent_values(connection, read, m) for m in back)]
            ),
        )
        return project_month(self.rules, period.name, people, known, model, facts)

    def _read(self) -> tuple[Metric, ...]:
        """The metrics whose names stand in a rule file: no other can change a result."""
        documents = [
            doc for _, doc in (*self.rules.scorecards, *self.rules.points, *self.rules.pay)
        ]
        words = " ".join(str(document.data) for document in documents)
        return tuple(metric for metric in self.metrics if metric.name in words)

    def _bands(self, period: Period) -> dict[str, list[Band]]:
        found: dict[str, list[Band]] = {}
        for row in scoring.score_bands(self.rules, period.name).to_pylist():
            card = found.setdefault(row.pop("scorecard_id"), [])
            card.append(Band(row["grade_zh"], row["grade_en"], row["score_from"], row["score_to"]))
        return found


def projecting(house: House, centre: Centre) -> Projecting | None:
    """What projects the centre's months; None where it has no projection.yaml."""
    document = centre.document(RULES_FILE)
    if document is None:
        return None
    metrics = catalogue(house, centre)
    return Projecting(centre, centre_rules(centre, metrics), metrics, document)


def project(house: House, month: str, day: date) -> Projection:
    """Project a month as of one day and store it, for the operator.

    Raises Refusal where the centre has no projection.yaml or the day is not of the month.
    """
    centre, period = load_centre(house.centre_dir), parse_period(month)
    made = projecting(house, centre)
    if made is None:
        raise Refusal(
            "the centre does not say how its months are projected",
            place=Place(f"centres/{centre.directory.name}/{RULES_FILE}"),
            next_step="copy it from centres/sample and adapt it",
        )
    if not period.first <= day <= period.last:
        raise Refusal(
            f"this day is not in {month}",
            place=Place("--as-of"),
            value=day.isoformat(),
            next_step=f"name a day from {period.first} to {period.last}",
        )
    with open_warehouse(house.warehouse) as connection:
        (found,) = made.store(connection, period, [day])
    return found
