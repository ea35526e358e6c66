"""One month's figures as the run stores them: metric values, then scores, points, pay and trace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

import duckdb
import pyarrow as pa

import scoring
from data_contracts.dated import without_later
from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import GateBlocked
from pipelines.centre import Centre
from pipelines.contact_types import with_contact_types
from pipelines.metrics import Metric, SubjectKind, metric_values, read_metrics
from pipelines.period import Period
from pipelines.quality import metric, reviews
from pipelines.settings import House
from pipelines.time_windows import refuse_unknown_windows
from pipelines.transform import current_manifest
from pipelines.warehouse import replace_rows

RULE_FOLDERS = ("scorecards", "points", "pay")
# What else decides about pay: it belongs to the fingerprint of the rules.
FOLDERS_BESIDE = ("statutory", "contests", "cascades", "awards")
FILES_BESIDE = (
    "overtime.yaml", "comp_leave.yaml", "gaming.yaml", "time_windows.yaml", "qualification.yaml",
)  # fmt: skip
SUBJECTS: tuple[SubjectKind, ...] = ("agent", "team", "queue", "centre")
SCORING_TABLES = ("score_lines", "grade_lines", "point_lines", "pay_lines", "trace_nodes")


def catalogue(house: House, centre: Centre) -> tuple[Metric, ...]:
    """Every metric of the semantic layer, and those that a scorecard weighs by contact type."""
    metrics = read_metrics(current_manifest(house, centre).with_name("semantic_manifest.json"))
    return with_contact_types(metrics, centre.documents("scorecards"))


def scoring_catalogue(metrics: tuple[Metric, ...]) -> dict[str, scoring.Metric]:
    """The metrics as the scoring engine wants to know them, and those beside the marts."""
    found = {
        metric.name: scoring.Metric(
            id=metric.id,
            name_zh=metric.name_zh,
            name_en=metric.name_en,
            unit=metric.unit,
            direction="up" if metric.direction == "up" else
            "down" if metric.direction == "down" else "neutral",
            basis=metric.basis,
            variant=metric.variant,
            digits=metric.digits,
            mart=metric.mart.split(".")[-1],
        )
        for metric in metrics
    }  # fmt: skip
    return found | {metric.NAME: metric.ADJUSTED, reviews.NAME: reviews.METRIC}


def centre_rules(
    centre: Centre, metrics: tuple[Metric, ...], as_of: date = date.max
) -> scoring.Rules:
    """The centre's scorecards, points and pay plans, compiled; Refusal for what is wrong.

    With `as_of`, values that were dated after that day are left out.
    """
    documents = [without_later(one, as_of) for one in _documents(centre, RULE_FOLDERS)]
    rules = scoring.compile_rules(
        documents,
        scoring_catalogue(with_contact_types(metrics, documents)),
        [*_documents(centre, FOLDERS_BESIDE), *_files(centre, FILES_BESIDE)],
    )
    refuse_unknown_windows(centre, rules)
    return rules


def _documents(centre: Centre, folders: tuple[str, ...]) -> list[LocatedYaml]:
    return [document for folder in folders for document in centre.documents(folder)]


def _files(centre: Centre, names: tuple[str, ...]) -> list[LocatedYaml]:
    found = [centre.document(name) for name in names]
    return [document for document in found if document is not None]


def store_metric_values(
    connection: duckdb.DuckDBPyConnection, metrics: tuple[Metric, ...], period: Period
) -> pa.Table:
    """Compute and store the month's value of every metric for every kind of subject."""
    tables = [
        metric_values(
            connection,
            metrics,
            subject_kind=kind,
            first=period.first,
            last=period.last,
            period=period.name,
        )
        for kind in SUBJECTS
    ]
    values = pa.concat_tables(tables)
    replace_rows(connection, "scoring.metric_values", values, where={"period": period.name})
    return values


def contributions_add_up(score_lines: pa.Table) -> list[str]:
    """Nodes whose children's contributions do not sum to their score, one sentence each."""
    sums: dict[tuple[str, str], Decimal] = {}
    rows = score_lines.select(
        ["agent_id", "node_id", "parent_id", "kind", "score", "contribution"]
    ).to_pylist()
    for row in rows:
        if row["parent_id"] is not None:
            key = (row["agent_id"], row["parent_id"])
            sums[key] = sums.get(key, Decimal(0)) + row["contribution"]
    return [
        f"{row['agent_id']} {row['node_id']}: children give {sums[key]}, it has {row['score']}"
        for row in rows
        if (key := (row["agent_id"], row["node_id"])) in sums
        and row["score"] is not None
        and sums[key] != row["score"]
    ]


def pay_adds_up(done: scoring.Scoring) -> list[str]:
    """Persons whose pay lines do not sum to the root of their trace, one sentence each."""
    paid: dict[str, Decimal] = {}
    for row in done.pay_lines.select(["agent_id", "pay_amount"]).to_pylist():
        paid[row["agent_id"]] = paid.get(row["agent_id"], Decimal(0)) + row["pay_amount"]
    nodes = done.trace_nodes.select(["agent_id", "parent_id", "kind", "output"]).to_pylist()
    traced = {
        node["agent_id"]: node["output"]
        for node in nodes
        if node["parent_id"] is None and node["kind"] == "amount"
    }
    return [
        f"{agent}: pay lines sum to {total}, the trace says {traced.get(agent)}"
        for agent, total in paid.items()
        if traced.get(agent) != total
    ]


COVERED_BY: Mapping[str, Literal["scorecard", "pay"]] = {
    "no_scorecard_for_person": "scorecard",
    "no_pay_plan_for_person": "pay",
}


def without_a_plan(done: scoring.Scoring, centre: Centre, period: Period) -> list[str]:
    """People without a scorecard or pay plan whose role is not exempt, one sentence each."""
    people = done.run.people
    roles = dict(zip(people.agent_ids, people.role, strict=True))
    found: list[str] = []
    for notice in done.notices:
        kind = COVERED_BY.get(notice.code)
        if kind is not None:
            exempt = centre.settings.exempt_roles.on(kind, period.last)
            found += [
                f"{agent} ({roles[agent] or 'no role'}) is under no {kind} plan"
                for agent in notice.agents
                if roles[agent] not in exempt
            ]
    return found


def require(problems: list[str], gate: str, next_step: str) -> None:
    """Close the gate where there are problems. Raises GateBlocked naming the first ones."""
    if problems:
        raise GateBlocked(gate, "; ".join(problems[:3]), next_step=next_step)
