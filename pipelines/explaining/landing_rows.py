"""The accepted rows of the extracts that belong to one person and one day at the centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from pipelines.explaining.lineage import Feed, identity
from pipelines.landing.contracts import load_contract
from pipelines.warehouse import fetched

_EMPLOYEES = """
    select employee_id from intermediate.int_people_dated
    where agent_id = ? and calendar_date = ?"""


@dataclass(frozen=True)
class LandingRows:
    """The landing rows of one person on one local day."""

    connection: duckdb.DuckDBPyConnection
    agent_id: str
    day: date
    zone: str

    def of(self, feed: Feed) -> list[dict[str, Any]]:
        """The rows of a table in the order of time, each with its `delivery_rank`; 1 is in use."""
        order = ", ".join([*feed.when, "source_file", "source_row"])
        query = f"{self._ranked(feed)} order by {order}"
        named = {name: value for name, value in self._parameters().items() if f"${name}" in query}
        return fetched(self.connection, query, named).to_pylist()

    def named(self, table: str, keys: Sequence[str]) -> list[dict[str, Any]]:
        """The rows of a table by their keys, `/` between the columns, with their deliveries."""
        mine = f"list_contains($keys, concat_ws('/', {', '.join(identity(table))}))"
        query = f"{_ranked(table, mine)} order by {', '.join(identity(table))}, delivery_rank"
        return fetched(self.connection, query, {"keys": list(keys)}).to_pylist()

    def _ranked(self, feed: Feed) -> str:
        return _ranked(feed.table, self._condition(feed))

    def _condition(self, feed: Feed) -> str:
        if feed.parent:
            key = ", ".join(feed.parent_key)
            return f"""({key}) in (
                select ({key}) from ({self._ranked(feed.parent)}) where delivery_rank = 1)"""
        types = {column.name: column.type for column in load_contract(feed.table).columns}
        local = ", ".join(
            f"timezone($zone, timezone('UTC', {name}))"
            if types[name] == "TIMESTAMP" else f"cast({name} as timestamp)"
            for name in feed.when
        )  # fmt: skip
        who = " or ".join(
            f"list_contains($employees, {name})" if name == "employee_id" else f"{name} = $agent"
            for name in feed.person
        )
        return f"""({who}) and least({local}) < $day + interval 1 day
            and (greatest({local}) > $day or least({local}) >= $day)"""

    def _parameters(self) -> dict[str, Any]:
        found = self.connection.execute(_EMPLOYEES, [self.agent_id, self.day]).fetchall()
        return {
            "agent": self.agent_id,
            "employees": [row[0] for row in found],
            "day": datetime.combine(self.day, datetime.min.time()),
            "zone": self.zone,
        }


def _ranked(table: str, mine: str) -> str:
    """The rows that `mine` holds for as SQL, ranked among all deliveries as staging ranks them."""
    key = ", ".join(identity(table))
    versions = "updated_at" in load_contract(table).column_names
    newest = "updated_at desc nulls last, " if versions else ""
    return f"""
        select * from (
            select *, row_number() over (
                partition by {key}
                order by {newest}landing_date desc, source_row desc, source_file desc
            ) as delivery_rank
            from landing.{table}
            where ({key}) in (select ({key}) from landing.{table} where {mine})
        ) where {mine}"""
