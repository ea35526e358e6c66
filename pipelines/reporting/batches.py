"""Which workbooks a month has, with their tables, and who reads each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

import reports
import scoring
from pipelines.identity import RunIdentity
from pipelines.ingestion import Ingestion
from pipelines.metrics import Metric
from pipelines.period import Period
from pipelines.reporting.tables import (
    TEAM_TABLES,
    Tables,
    data_quality_tables,
    person_and_team_tables,
    plan_tables,
    result_tables,
    review_tables,
    roster_weeks,
    settlement_tables,
    span_tables,
)
from pipelines.rulebook import rulebook

SETTLED_BOOKS = ("WB07", "WB19")
# Workbooks of the month's stored results, whole for a mailbox each.
RESULT_BOOKS = ("WB04", "WB08", "WB09", "WB13", "WB15", "WB16", "WB17", "WB18", "WB20")


@dataclass(frozen=True)
class Reader:
    """Whose file it is: a folder, a scope, and where it is mailed (no address: not mailed)."""

    folder: str
    scope: reports.Scope
    name: str
    address: str | None
    locale: str


@dataclass(frozen=True)
class Batch:
    """Workbooks of one kind: the same tables, cut for each reader."""

    workbook_id: str
    first: date
    last: date
    tables: Tables
    readers: Sequence[Reader]


@dataclass(frozen=True)
class Batches:
    """The kinds of workbook that one centre makes."""

    ingestion: Ingestion
    metrics: tuple[Metric, ...]
    rules: scoring.Rules

    def of(
        self, connection: duckdb.DuckDBPyConnection, period: Period, identity: RunIdentity
    ) -> Iterator[Batch]:
        """The kinds of workbook the centre has declared, each with its tables and readers."""
        wanted, first, last = self.ingestion.centre.reports, period.first, period.last
        month = person_and_team_tables(connection, self.metrics, self.rules, period)
        people = month["directory"].to_pylist()
        if "WB01" in wanted:
            scored = set(month["score_lines"].filter(_of(period)).column("agent_id").to_pylist())
            paid = set(month["pay_lines"].filter(_of(period)).column("agent_id").to_pylist())
            agents = self._agents(people, scored | paid)
            yield Batch("WB01", first, last, month, agents)
            yield from self._calendars(connection, period, agents)
        if "WB02" in wanted:
            day = _last_busy_day(connection, period)
            tables = span_tables(connection, self.metrics, day, day)
            tables |= result_tables(connection, TEAM_TABLES, period)
            yield Batch("WB02", day, day, tables, self._teams(people))
        if "WB03" in wanted:
            tables = month | review_tables(connection, reports.required_tables("WB03"), period)
            yield Batch("WB03", first, last, tables, self._mailboxes("WB03"))
        if "WB14" in wanted:
            house = self.ingestion.house
            tables = data_quality_tables(connection, house, period, identity.run_id)
            yield Batch("WB14", first, last, tables, self._mailboxes("WB14"))

        yield from self._planner_batches(connection, period, month["directory"])
        yield from self._settled_batches(connection, period, month)
        yield from self._result_batches(connection, period, month["directory"])

    def _calendars(
        self, connection: duckdb.DuckDBPyConnection, period: Period, agents: Sequence[Reader]
    ) -> Iterator[Batch]:
        """Each agent's shifts of the coming roster as a calendar, where there is one."""
        week = period.plan_week
        shifts = plan_tables(connection, week, only=("roster_shifts", "roster_activities"))
        rostered = set(shifts["roster_shifts"]["agent_id"].to_pylist()) if len(shifts) == 2 else ()
        readers = [one for one in agents if one.scope.subject_id in rostered]
        if readers:
            last = week + timedelta(weeks=roster_weeks(connection, week), days=-1)
            yield Batch(reports.CALENDAR_ID, week, last, shifts, readers)

    def _planner_batches(
        self, connection: duckdb.DuckDBPyConnection, period: Period, people: pa.Table
    ) -> Iterator[Batch]:
        """The week that is planned, and the month's last whole week looked back on."""
        planned = {**plan_tables(connection, period.plan_week), "directory": people}
        for workbook_id, week in (("WB05", period.plan_week), ("WB06", period.last_week)):
            if workbook_id in self.ingestion.centre.reports:
                needed = reports.required_tables(workbook_id)
                tables = planned | review_tables(connection, needed, period)
                tables |= result_tables(connection, {"early_warnings"} & set(needed), period)
                readers = self._mailboxes(workbook_id)
                yield Batch(workbook_id, week, week + timedelta(days=6), tables, readers)

    def _settled_batches(
        self, connection: duckdb.DuckDBPyConnection, period: Period, month: Tables
    ) -> Iterator[Batch]:
        """The workbooks of payroll: pay of the month with its proofs, appeals and adjustments."""
        for workbook_id in SETTLED_BOOKS:
            if workbook_id in self.ingestion.centre.reports:
                needed = reports.required_tables(workbook_id)
                known = {name: month[name] for name in needed if name in month}
                others = [name for name in needed if name not in known]
                tables = known | settlement_tables(connection, others, period)
                readers = self._mailboxes(workbook_id)
                yield Batch(workbook_id, period.first, period.last, tables, readers)

    def _result_batches(
        self, connection: duckdb.DuckDBPyConnection, period: Period, people: pa.Table
    ) -> Iterator[Batch]:
        """The workbooks that show stored results and the rulebook."""
        wanted = [book for book in RESULT_BOOKS if book in self.ingestion.centre.reports]
        if not wanted:
            return
        told = rulebook(connection, self.ingestion, self.rules, period) | {"directory": people}
        for workbook_id in wanted:
            names = [name for name in reports.required_tables(workbook_id) if name not in told]
            tables = {**told, **result_tables(connection, names, period)}
            tables |= review_tables(connection, names, period)
            readers = self._mailboxes(workbook_id)
            yield Batch(workbook_id, period.first, period.last, tables, readers)

    def _agents(self, people: Sequence[Mapping[str, str]], wanted: set[str]) -> list[Reader]:
        return [
            Reader(
                folder=person["agent_id"],
                scope=reports.Scope("agent", person["agent_id"], person["full_name"]),
                name=person["full_name"],
                address=person["email"],
                locale=person["language"] or self._locale,
            )
            for person in people
            if person["agent_id"] in wanted
        ]

    def _teams(self, people: Sequence[Mapping[str, str]]) -> list[Reader]:
        """Each team's daily file goes to its leader; a team without one has a folder of its own."""
        teams = {p["team_id"]: p["team_name"] for p in people if p["team_id"]}
        leaders = {
            p["team_id"]: p for p in people if p["role"] == "team_leader" and not p["left_on"]
        }
        found: list[Reader] = []
        for team_id, team_name in sorted(teams.items()):
            leader = leaders.get(team_id)
            found.append(
                Reader(
                    folder=leader["agent_id"] if leader else team_id,
                    scope=reports.Scope("team", team_id, team_name, (team_id,)),
                    name=leader["full_name"] if leader else team_name,
                    address=leader["email"] if leader else None,
                    locale=(leader["language"] if leader else None) or self._locale,
                )
            )
        return found

    def _mailboxes(self, workbook_id: str) -> list[Reader]:
        settings = self.ingestion.centre.settings
        return [
            Reader(
                folder=key,
                scope=reports.Scope(
                    "centre",
                    settings.centre_id,
                    settings.name_zh if recipient.language == "zh_CN" else settings.name_en,
                ),
                name=recipient.name_zh if recipient.language == "zh_CN" else recipient.name_en,
                address=recipient.email,
                locale=recipient.language,
            )
            for key, recipient in self.ingestion.centre.recipients.items()
            if workbook_id in recipient.receives
        ]

    @property
    def _locale(self) -> str:
        return self.ingestion.centre.settings.languages[0]


def _of(period: Period) -> pc.Expression:
    return pc.field("period") == period.name


def _last_busy_day(connection: duckdb.DuckDBPyConnection, period: Period) -> date:
    [(day,)] = connection.execute(
        "select max(business_date) from marts.agent_day where business_date between $1 and $2",
        [period.first, period.last],
    ).fetchall()
    return day or period.last
