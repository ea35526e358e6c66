"""The figures that data-set checks look at, by the `frame` entry of a contract's check."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from data_contracts.contract import Contract
from data_contracts.refusal import Place, Refusal


@dataclass(frozen=True)
class Span:
    """The days under check, both included."""

    first: date
    last: date

    def sql(self, column: str = "landing_date") -> str:
        """A condition that holds for rows of these days."""
        return f"{column} BETWEEN DATE '{self.first}' AND DATE '{self.last}'"


def frame_of(
    connection: duckdb.DuckDBPyConnection,
    contract: Contract,
    frame: Mapping[str, Any],
    first: date,
    last: date,
) -> pd.DataFrame:
    """The frame of figures, of a few rows. Raises Refusal for a kind that does not exist."""
    kind = str(frame.get("kind"))
    if kind not in _FRAMES:
        raise Refusal(
            f"no frame of figures has the kind '{kind}'",
            place=Place(f"data_contracts/inputs/{contract.name}.odcs.yaml"),
            next_step=f"use one of {', '.join(sorted(_FRAMES))}",
        )
    span = _span(connection, contract, first, last)
    arguments = {key: value for key, value in frame.items() if key != "kind"}
    return connection.sql(_FRAMES[kind](contract, span, **arguments)).df()


def _span(
    connection: duckdb.DuckDBPyConnection, contract: Contract, first: date, last: date
) -> Span:
    """The days asked for; of snapshots also the copy that was in force on the first day."""
    if contract.delivery != "snapshot":
        return Span(first, last)
    ((before,),) = connection.execute(
        f"SELECT max(landing_date) FROM landing.{contract.name} WHERE landing_date <= $1", [first]
    ).fetchall()
    return Span(before or first, last)


def _delivery(contract: Contract, span: Span) -> str:
    """One row: rows delivered and days between the newest of them and the last day."""
    return f"""
        SELECT count(*) FILTER ({span.sql()}) AS row_count,
            max(landing_date) FILTER (landing_date <= DATE '{span.last}') AS newest_landing_date,
            date_diff('day', newest_landing_date, DATE '{span.last}') AS days_behind
        FROM landing.{contract.name}"""


def _volume(contract: Contract, span: Span) -> str:
    """A row per day: its rows and their ratio to the median of the four same weekdays before.

    Of snapshots a row per copy and its ratio to the copy before.
    """
    counts = f"SELECT landing_date, count(*) AS row_count FROM landing.{contract.name} GROUP BY 1"
    if contract.delivery == "snapshot":
        return f"""
            SELECT landing_date, row_count,
                lag(row_count) OVER (ORDER BY landing_date) AS usual_rows,
                row_count / usual_rows AS volume_ratio
            FROM ({counts}) QUALIFY {span.sql()} ORDER BY landing_date"""
    return f"""
        WITH counts AS ({counts}),
        days AS (
            SELECT CAST(unnest(generate_series(DATE '{span.first}', DATE '{span.last}',
                INTERVAL 1 DAY)) AS DATE) AS landing_date
        ),
        usual AS (
            SELECT d.landing_date, median(c.row_count) AS usual_rows
            FROM days AS d JOIN counts AS c ON c.landing_date IN (d.landing_date - 7,
                d.landing_date - 14, d.landing_date - 21, d.landing_date - 28)
            GROUP BY d.landing_date
        )
        SELECT landing_date, coalesce(row_count, 0) AS row_count, usual_rows,
            coalesce(row_count, 0) / usual_rows AS volume_ratio
        FROM days LEFT JOIN counts USING (landing_date) LEFT JOIN usual USING (landing_date)
        ORDER BY landing_date"""


def _ratio(contract: Contract, span: Span, condition: str, among: str) -> str:
    """One row: the share of the rows `among` which meet a condition."""
    return f"""
        SELECT count(*) AS checked_rows, count(*) FILTER ({condition}) AS matching_rows,
            matching_rows / nullif(checked_rows, 0) AS ratio
        FROM landing.{contract.name} WHERE ({among}) AND {span.sql()}"""


def _reference(contract: Contract, span: Span, column: str, table: str, referenced: str) -> str:
    """One row: the share of a column's values that another table knows; NULL if that is empty."""
    return f"""
        WITH used AS (
            SELECT DISTINCT {column} AS v FROM landing.{contract.name}
            WHERE {column} IS NOT NULL AND {span.sql()}
        ),
        known AS (SELECT DISTINCT {referenced} AS v FROM landing.{table})
        SELECT count(*) AS checked_values, count(*) FILTER (v NOT IN (
                SELECT v FROM known WHERE v IS NOT NULL)) AS unknown_values,
            CASE WHEN EXISTS (SELECT 1 FROM known)
                THEN 1 - unknown_values / nullif(checked_values, 0) END AS known_ratio
        FROM used"""


def _values(contract: Contract, span: Span, column: str) -> str:
    """A row per value of a column with its number of rows."""
    return f"""
        SELECT {column}, count(*) AS row_count FROM landing.{contract.name}
        WHERE {span.sql()} GROUP BY {column} ORDER BY {column}"""


def _refusals(contract: Contract, span: Span) -> str:
    """One row from the ledger: what became of the rows read, and what became of none."""
    dated = f"(landing_date = 'undated' OR {span.sql('TRY_CAST(landing_date AS DATE)')})"
    return f"""
        SELECT read AS rows_in, refused AS rows_refused, duplicate AS rows_duplicate,
            abs(read - accepted - refused - duplicate) AS unaccounted_rows,
            refused / nullif(read, 0) AS refused_ratio,
            (SELECT count(DISTINCT (source_file, source_row)) FROM control.quarantine_rows
                WHERE table_name = '{contract.name}' AND rule = 'unknown_code' AND {dated}
            ) AS unknown_code_rows
        FROM (
            SELECT coalesce(sum(rows_in), 0)::BIGINT AS read,
                coalesce(sum(rows_accepted), 0)::BIGINT AS accepted,
                coalesce(sum(rows_refused), 0)::BIGINT AS refused,
                coalesce(sum(rows_duplicate), 0)::BIGINT AS duplicate
            FROM control.ingest_ledger_current
            WHERE table_name = '{contract.name}' AND {dated}
        )"""


def _key_conflicts(contract: Contract, span: Span) -> str:
    """One row: keys whose rows differ although nothing says which of them is newer."""
    newer = [name for name in ("updated_at",) if name in contract.column_names]
    copy = ["landing_date"] if contract.delivery == "snapshot" else []
    same = ", ".join(dict.fromkeys([*contract.key, *newer, *copy]))
    content = ", ".join(contract.column_names)
    return f"""
        SELECT count(*) AS conflicting_keys
        FROM (
            SELECT {same} FROM landing.{contract.name} WHERE {span.sql()}
            GROUP BY {same} HAVING count(*) > 1 AND count(DISTINCT hash({content})) > 1
        )"""


_FRAMES: dict[str, Callable[..., str]] = {
    "delivery": _delivery,
    "volume": _volume,
    "ratio": _ratio,
    "reference": _reference,
    "values": _values,
    "refusals": _refusals,
    "key_conflicts": _key_conflicts,
}
