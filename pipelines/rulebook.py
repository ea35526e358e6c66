"""The rulebook of a month: rule values, changes, who is under which plan, and who gets what.

The rule tables are stored in schema scoring; where the data come from and who gets which
workbook is told from contracts and recipients, for WB13 alone.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

import reports
import scoring
from data_contracts.located_yaml import LocatedYaml
from pipelines.centre import Centre
from pipelines.ingestion import Ingestion
from pipelines.period import Period
from pipelines.report_map import report_map
from pipelines.segments import people_in_segments
from pipelines.warehouse import replace_rows
from reports.scope import ScopeKind
from scoring.rules.coverage import coverage_tables
from scoring.rules.rulebook import rulebook_tables

FOLDERS = (
    "scorecards", "points", "pay", "quality_forms", "contests", "cascades", "awards",
    "selection", "statutory",
)  # fmt: skip
FILES = (
    "standards/retiming.yaml", "gaming.yaml", "overtime.yaml", "approvals.yaml",
    "period_scores.yaml", "time_windows.yaml", "qualification.yaml", "work_matrix.yaml",
    "queues.yaml", "working_time.yaml",
)  # fmt: skip
# How a workbook's audience is cut; any other audience reads the whole centre.
SCOPES: dict[str, ScopeKind] = {"agent": "agent", "team": "team"}
SOURCES = pa.schema(
    [
        ("table_name", pa.string()), ("title", pa.string()), ("grain", pa.string()),
        ("owner", pa.string()), ("delivery", pa.string()), ("available_at", pa.string()),
        ("columns", pa.int64()), ("mapped", pa.bool_()),
    ]
)  # fmt: skip
RIGHTS = pa.schema(
    [
        ("workbook_id", pa.string()), ("recipient_zh", pa.string()),
        ("recipient_en", pa.string()), ("cadence", pa.string()), ("scope_kind", pa.string()),
        ("mailed", pa.bool_()), ("sees_names", pa.bool_()), ("sees_pay", pa.bool_()),
    ]
)  # fmt: skip


def rule_documents(centre: Centre) -> list[LocatedYaml]:
    """Every rule file of the centre that the rulebook tells."""
    found = [document for folder in FOLDERS for document in centre.documents(folder)]
    alone = (centre.document(name) for name in FILES)
    return [*found, *(document for document in alone if document is not None)]


def rulebook(
    connection: duckdb.DuckDBPyConnection,
    ingestion: Ingestion,
    rules: scoring.Rules,
    period: Period,
) -> dict[str, pa.Table]:
    """The tables of WB13 for a month; those about rules and plans are stored."""
    centre = ingestion.centre
    long_leave_days = centre.settings.attendance.long_leave_days_on(period.last)
    people = people_in_segments(connection, period, long_leave_days=long_leave_days)
    tables = rulebook_tables(rule_documents(centre), period.name)
    tables |= coverage_tables(rules, people, period.name)
    for name, table in tables.items():
        replace_rows(connection, f"scoring.{name}", table, where={"period": period.name})
    return tables | {
        "source_contracts": _sources(ingestion),
        "access_rights": _rights(centre),
        "report_map": report_map(centre, tables["rule_values"]),
    }


def _sources(ingestion: Ingestion) -> pa.Table:
    """One row per input table as its contract promises it."""
    rows = [
        {
            "table_name": contract.name, "title": contract.title, "grain": contract.grain,
            "owner": contract.owner, "delivery": contract.delivery,
            "available_at": contract.available_at, "columns": len(contract.columns),
            "mapped": contract.name in ingestion.mappings,
        }
        for contract in ingestion.contracts.values()
    ]  # fmt: skip
    return pa.Table.from_pylist(rows, SOURCES)


def _rights(centre: Centre) -> pa.Table:
    """One row per workbook and recipient: the cut, and whether names and pay enter the file."""
    people = {"agent": ("每位员工", "each person"), "team": ("每位班长", "each team leader")}
    rows = []
    for workbook_id, report in centre.reports.items():
        scope: ScopeKind = SCOPES.get(report.audience, "centre")
        readers = [people[report.audience]] if report.audience in people else [
            (mailbox.name_zh, mailbox.name_en)
            for mailbox in centre.recipients.values()
            if workbook_id in mailbox.receives
        ]  # fmt: skip
        rows += [
            {
                "workbook_id": workbook_id, "recipient_zh": zh, "recipient_en": en,
                "cadence": report.cadence, "scope_kind": scope, "mailed": True,
                "sees_names": reports.access(workbook_id, scope).names,
                "sees_pay": reports.access(workbook_id, scope).pay,
            }
            for zh, en in readers
        ]  # fmt: skip
    return pa.Table.from_pylist(rows, RIGHTS)
