"""Settlement for readers: its ledgers as tables of the warehouse."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.settlement.appeal_desk import AppealDesk
from pipelines.settlement.corrections import adjustments, overrides
from pipelines.settlement.settling import Settling
from pipelines.warehouse import ensure_table, replace_rows
from scoring.settlement import (
    adjustments_table,
    appeal_statistics,
    cases_table,
    overrides_table,
)


def settlement_tables(
    connection: duckdb.DuckDBPyConnection, settling: Settling
) -> dict[str, pa.Table]:
    """Every settlement table by its name in the warehouse; `connection` knows trace and marts."""
    cases = AppealDesk(settling).cases_in(connection)
    return {
        "control.settlement_events": settling.ledger.table(),
        "scoring.adjustments": adjustments_table(adjustments(settling.house)),
        "scoring.overrides": overrides_table(overrides(settling.house)),
        "scoring.appeal_cases": cases_table(cases),
        "scoring.appeal_statistics": appeal_statistics(cases),
    }


def store_settlement(connection: duckdb.DuckDBPyConnection, settling: Settling) -> None:
    """Replace the settlement tables of the warehouse by what the ledgers say now."""
    for name, table in settlement_tables(connection, settling).items():
        ensure_table(connection, name, table.schema)
        replace_rows(connection, name, table, where={})
