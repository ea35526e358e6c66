"""The rows of a month by pay group: what is hashed, signed and locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import duckdb
import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from pipelines.centre import shown
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.settings import House
from pipelines.settlement.locked import only
from pipelines.warehouse import fetched
from scoring.settlement import RESULT_TABLES, Approvals, result_hash


@dataclass(frozen=True)
class Result:
    """One pay group's rows of a month, with what they were made from."""

    agents: frozenset[str]
    tables: Mapping[str, pa.Table]
    metric_values: pa.Table
    people: pa.Table

    @cached_property
    def hash(self) -> str:
        """The hash that is signed."""
        return result_hash(self.tables)

    @property
    def files(self) -> dict[str, pa.Table]:
        """What a locked version keeps."""
        return {**self.tables, "metric_values": self.metric_values, "people": self.people}


def published(house: House) -> duckdb.DuckDBPyConnection:
    """The published copy, read-only: the last result that passed every gate.

    Raises Refusal where nothing was published yet.
    """
    if not house.published.exists():
        raise Refusal(
            "there is no published warehouse yet",
            place=Place(shown(house.published)),
            next_step="callfloor run, then settle the month",
        )
    return duckdb.connect(str(house.published), read_only=True)


def published_results(
    connection: duckdb.DuckDBPyConnection, approvals: Approvals, period: Period
) -> dict[str, Result]:
    """The published rows of the month by pay group."""
    people = people_of(connection, period.first, period.last)
    tables = {
        name: fetched(connection, f"select * from scoring.{name} where period = ?", [period.name])
        for name in _kept_tables(connection)
    }
    return cut(approvals, people, tables, period)


def _kept_tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Result tables and metric values, as far as this warehouse has them."""
    rows = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'scoring'"
    ).fetchall()
    return sorted({name for (name,) in rows} & {*RESULT_TABLES, "metric_values"})


def cut(
    approvals: Approvals, people: pa.Table, tables: Mapping[str, pa.Table], period: Period
) -> dict[str, Result]:
    """Result tables and metric values of a whole month, cut by pay group."""
    members: dict[str, set[str]] = defaultdict(set)
    for agent, group in pay_groups(approvals, people, period).items():
        members[group].add(agent)
    return {
        group: Result(
            agents=frozenset(agents),
            tables={n: only(tables[n], agents) for n in RESULT_TABLES if n in tables},
            metric_values=only(tables["metric_values"], agents, "subject_id"),
            people=only(people, agents),
        )
        for group, agents in sorted(members.items())
    }


def pay_groups(approvals: Approvals, people: pa.Table, period: Period) -> dict[str, str]:
    """Everybody's pay group by agent_id, as of the last day of the month.

    Raises Refusal where a role is in no pay group, or in two.
    """
    rules = approvals.on(period.last)
    rows = people.select(["agent_id", "role"]).to_pylist()
    return {row["agent_id"]: rules.group_of(row["role"]) for row in rows}
