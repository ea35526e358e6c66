"""A roster in force after an accepted change: the same tables, restated from its duties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from scheduling.roster.coverage_cost import cost_parts
from scheduling.roster.penalties import (
    contract_penalties,
    coverage_penalties,
    start_change_penalties,
    start_changes,
)
from scheduling.roster.replanning.proposal import Duties
from scheduling.roster.replanning.published import Published, as_week
from scheduling.roster.requests.outcomes import refused_weight, request_penalties, request_rows
from scheduling.roster.roster_rows import activity_rows, coverage_rows, shift_rows
from scheduling.roster.session_duties import absence_penalties
from scheduling.roster.soft_breaches import soft_penalties
from scheduling.roster.solver import relative_gap
from scheduling.tables import (
    ROSTER_ACTIVITIES,
    ROSTER_COVERAGE,
    ROSTER_PENALTIES,
    ROSTER_PROOF,
    ROSTER_REQUESTS,
    ROSTER_SHIFTS,
    table,
)


@dataclass(frozen=True)
class Restated:
    """The tables of outputs/roster_* after the change; `requests` None where nobody was asked."""

    shifts: pa.Table
    activities: pa.Table
    coverage: pa.Table
    penalties: pa.Table
    proof_table: pa.Table
    requests: pa.Table | None


def restated(
    published: Published, duties: Duties, proof: pa.Table, *, asked: bool, changes: int
) -> Restated:
    """The tables that `duties` give. `proof` is that of the roster as it was made.

    Its bound stays valid, as it bounds every roster of the week, unless somebody now works beyond
    the contract; objective and gap are those of the changed roster. `changes` were accepted so far;
    `asked`: the problem holds what people asked for.
    """
    week = published.week
    plain, activities = as_week(week, list(duties.values()), published.busy)
    shifts, coverage = shift_rows(week, plain, activities), coverage_rows(week, activities)
    costs = [
        cost_parts(row["required_agents"], row["scheduled_agents"], week.limits.prices)
        for row in coverage
    ]
    requests = None
    if asked:
        rows = request_rows(published.problem, list(duties.values()), week.plan_week)
        requests = table(rows, ROSTER_REQUESTS)
    breaches = [*soft_penalties(week, shifts), *absence_penalties(week, activities)]
    penalties = [
        *coverage_penalties(coverage, costs, week.plan_week),
        *start_change_penalties(plain, week.limits, week.plan_week),
        *contract_penalties(week.people, week.plan_week),
        *request_penalties(requests),
        *breaches,
    ]
    figures = {
        "coverage_cost": sum(short + over for short, over in costs),
        "rule_cost": sum(row["amount"] for row in breaches),
        "wish_cost": refused_weight(requests),
        "coverage_short_h": sum(row["short_h"] for row in coverage),
        "coverage_over_h": sum(row["over_h"] for row in coverage),
        "scheduled_h": sum(row["scheduled_agents"] for row in coverage) / 2,
    }
    said = _figures(proof, figures) | {
        "start_change": str(len(start_changes(plain))),
        "accepted_changes": str(changes),
    }
    return Restated(
        shifts=table(shifts, ROSTER_SHIFTS),
        activities=table(activity_rows(week, activities), ROSTER_ACTIVITIES),
        coverage=table(coverage, ROSTER_COVERAGE),
        penalties=table(penalties, ROSTER_PENALTIES),
        proof_table=table(_proof_rows(proof.to_pylist(), said), ROSTER_PROOF),
        requests=requests,
    )


def _figures(proof: pa.Table, figures: Mapping[str, float]) -> dict[str, str]:
    """The changed figures as the proof writes them, with objective and gap."""
    items = {row["item"]: row["value"] for row in proof.to_pylist()}
    objective = sum(figures[name] for name in ("coverage_cost", "rule_cost", "wish_cost"))
    known = items.get("bound", "unknown") != "unknown"
    gap = relative_gap(objective, float(items["bound"])) if known else None
    return {name: f"{value:.4f}" for name, value in figures.items()} | {
        "objective": f"{objective:.4f}",
        "gap": "unknown" if gap is None else f"{gap:.6f}",
    }


def _proof_rows(rows: Sequence[dict[str, Any]], said: Mapping[str, str]) -> list[dict[str, Any]]:
    """Rows of outputs/roster_proof; a later week of a plan has none of its own."""
    if not rows:
        return []
    kept = [row for row in rows if row["item"] != "accepted_changes"]
    changed = [row | {"value": said.get(row["item"], row["value"])} for row in kept]
    return [
        *changed,
        {
            "plan_week": rows[0]["plan_week"],
            "item": "accepted_changes",
            "value": said["accepted_changes"],
            "note_zh": "发布后已接受的变更数；下界为原班表的下界",
            "note_en": "Changes accepted since the roster was made, which has the bound",
        },
    ]
