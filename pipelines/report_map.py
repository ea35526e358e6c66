"""Where each assessed item is shown: rule → result table → workbooks (S0-06).

An item whose results no workbook of the centre reads is an orphan.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import duckdb
import pyarrow as pa

import reports
from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.warehouse import fetched, has_table

REPORT_MAP = pa.schema(
    [
        (name, pa.string())
        for name in ("kind", "rule_id", "name_zh", "name_en", "table_name", "workbooks", "state")
    ]
)
# What a node of a rule file becomes, by kind of file and of node.
RESULTS: Mapping[tuple[str, str], str] = {
    ("scorecard", "item"): "score_lines",
    ("scorecard", "gate"): "institution_lines",
    ("points", "points"): "point_lines",
    ("pay", "component"): "pay_lines",
    ("pay", "pool"): "point_prices",
    ("pay", "gate"): "institution_lines",
    ("quality_form", "question"): "evaluation_lines",
    ("quality_weights", "quality_weights"): "quality_scores",
    ("multi_source", "multi_source"): "review_scores",
    ("contest", "contest"): "contest_standings",
    ("cascade", "kpi"): "cascade_lines",
    ("commission", "commission"): "pay_lines",
    ("guarantee", "guarantee"): "pay_lines",
    ("target_tree", "node"): "target_tree",
    ("selection", "criteria"): "promotion_eligibility",
    ("training", "course"): "training_needs",
    ("statutory", "statutory"): "statutory_proofs",
    ("gaming", "gaming"): "gaming_flags",
    ("qualification", "qualification"): "qualification_matrix",
    ("work_matrix", "work_matrix"): "work_matrix",
    ("approvals", "step"): "settlement_events",
}
SHOWN, ORPHAN = "shown", "orphan"


def report_map(centre: Centre, rule_values: pa.Table) -> pa.Table:
    """Every assessed node of the month's rules with the workbooks that show its results."""
    readers = _readers(centre)
    rows = [_row(node, readers) for node in _nodes(rule_values)]
    return pa.Table.from_pylist(rows, REPORT_MAP)


def unreported(connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period) -> list[str]:
    """The month's items that no workbook of the centre shows, one sentence each."""
    if not has_table(connection, "scoring.rule_values"):
        return []
    query = "select * from scoring.rule_values where period = ? order by file, position"
    table = report_map(centre, fetched(connection, query, [period.name]))
    return [
        f"{row['kind']} {row['rule_id']} {row['name_en']}: no workbook reads {row['table_name']}"
        for row in table.to_pylist()
        if row["state"] == ORPHAN
    ]


def _readers(centre: Centre) -> dict[str, list[str]]:
    """The workbooks of the centre that read a table, by table."""
    found: dict[str, list[str]] = {}
    for workbook_id in sorted(centre.reports):
        for table in reports.required_tables(workbook_id):
            found.setdefault(table, []).append(workbook_id)
    return found


def _nodes(rule_values: pa.Table) -> Iterator[dict[str, Any]]:
    """Each node once, in the order of the files."""
    seen: set[tuple[str, ...]] = set()
    for row in rule_values.to_pylist():
        key = (row["kind"], row["rule_id"], row["path"])
        if key not in seen and (row["kind"], row["node_kind"]) in RESULTS:
            seen.add(key)
            yield row


def _row(node: Mapping[str, Any], readers: Mapping[str, list[str]]) -> dict[str, Any]:
    table = RESULTS[node["kind"], node["node_kind"]]
    books = readers.get(table, [])
    return {key: node[key] for key in ("kind", "rule_id", "name_zh", "name_en")} | {
        "table_name": table,
        "workbooks": ", ".join(books),
        "state": SHOWN if books else ORPHAN,
    }
