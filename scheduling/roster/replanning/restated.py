"""A roster in force after an accepted change: the same tables, restated from its duties."""

from __future__ import annotations

from collections import Counter
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

_OF_BOUND = (
    "bound", "bound_kind", "lagrangian_bound", "counts_bound", "gap", "total_gap",
    "structural_share",
)  # fmt: skip
"""Rows of the proof that say nothing where the bound is unknown."""


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

    Objective and gap are those of the changed week. Its bound stays, as it bounds every roster of
    the week; it is unknown where somebody now works other hours than the plan gave them, as by
    accepted overtime, and where it was of several weeks. `changes` were accepted so far; `asked`:
    the problem holds what people asked for.
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
    said = _figures(proof, figures, _bound(proof, published, duties)) | {
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


def _bound(proof: pa.Table, published: Published, duties: Duties) -> float | None:
    """The proof's bound where it still bounds the week; None where it is unknown."""
    items = {row["item"]: row["value"] for row in proof.to_pylist()}
    known = items.get("bound", "unknown") != "unknown" and items.get("roster_weeks", "1") == "1"
    return float(items["bound"]) if known and not _other_hours(published, duties) else None


def _other_hours(published: Published, duties: Duties) -> bool:
    """Whether anybody's paid time is no longer what the roster gave them."""
    change: Counter[str] = Counter()
    for sign, held in ((1, duties), (-1, published.duties)):
        for duty in held.values():
            change[duty.worker.agent_id] += sign * duty.option.paid_s
    return any(change.values())


def _figures(proof: pa.Table, figures: Mapping[str, float], bound: float | None) -> dict[str, str]:
    """The changed figures as the proof writes them, with objective, bound and gaps."""
    objective = sum(figures[name] for name in ("coverage_cost", "rule_cost", "wish_cost"))
    gap = None if bound is None else relative_gap(objective, bound)
    said = {name: f"{value:.4f}" for name, value in figures.items()}
    said["objective"] = f"{objective:.4f}"
    if bound is None:
        return said | dict.fromkeys(_OF_BOUND, "unknown")
    share = "unknown" if gap is None else f"{1.0 - gap:.6f}"
    known = {"gap": "unknown" if gap is None else f"{gap:.6f}", "structural_share": share}
    return said | known | {"total_gap": "unknown"}


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
            "note_zh": "发布后已接受的变更数；下界仍成立时为原班表的下界，工时有变（如加班）则未知",
            "note_en": "Changes accepted since the roster was made; its bound is shown where it "
            "holds, unknown where hours changed, as by overtime",
        },
    ]
