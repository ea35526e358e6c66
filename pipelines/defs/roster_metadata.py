"""What the roster shows of itself: how it was searched, and how good it is proven to be."""

from __future__ import annotations

from datetime import date
from typing import Any

import dagster as dg
import duckdb

from pipelines.planning import StoredRoster
from pipelines.warehouse import fetched

_COLUMNS = {
    "step": ("string", "step"),
    "seconds": ("float", "round(seconds, 2)"),
    "objective": ("float", "round(objective, 2)"),
    "bound": ("float", "round(bound, 2)"),
    "gap": ("float", "round(gap, 4)"),
}


def roster_metadata(
    connection: duckdb.DuckDBPyConnection, made: StoredRoster, plan_week: date
) -> dict[str, Any]:
    """Objective, bound and gap (left out where unknown), and the search's better rosters."""
    shown = ", ".join(f"{value} as {name}" for name, (_, value) in _COLUMNS.items())
    query = f"select {shown} from scheduling.roster_progress \
where plan_week = $week order by number"
    rows = fetched(connection, query, {"week": plan_week}).to_pylist()
    schema = dg.TableSchema([dg.TableColumn(name, kind) for name, (kind, _) in _COLUMNS.items()])
    figures = {"objective": made.objective, "bound": made.bound, "gap": made.gap}
    return {
        "summary": f"{_found(made, plan_week)} {_kept(made)}with {_proven(made)}",
        "search": dg.MetadataValue.table([dg.TableRecord(row) for row in rows], schema),
        **{name: value for name, value in figures.items() if value is not None},
    }


def _found(made: StoredRoster, plan_week: date) -> str:
    if made.objective is not None:
        return f"roster of {plan_week}"
    return f"NO ROSTER of {plan_week} was found ({made.status}; WB05 Proof says what to do),"


def _kept(made: StoredRoster) -> str:
    return "kept, its inputs are unchanged, " if made.kept else ""


def _proven(made: StoredRoster) -> str:
    if made.gap is not None:
        return f"a proven gap of {made.gap:.2%}"
    if made.objective is not None:
        return "no proven gap"
    return "no known bound" if made.bound is None else f"a cost of at least {made.bound:,.1f}"
