"""Proposals about the stored roster, written beside it and never over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.csv as pa_csv

from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre
from pipelines.planning.proposal_words import clock, shift_words
from pipelines.planning.roster_inputs import roster_inputs
from pipelines.settings import House
from pipelines.warehouse import fetched, has_table
from scheduling.roster.replanning import (
    Approval,
    MeetingSlot,
    Proposal,
    Published,
    read_approval,
    read_published,
)

APPROVAL_FILE = "replanning.yaml"
CHANGES = pa.schema(
    [
        ("proposal", pa.int64()),
        ("kind", pa.string()),
        ("verdict", pa.string()),
        ("coverage_cost", pa.float64()),
        ("short_half_hours", pa.float64()),
        ("over_half_hours", pa.float64()),
        ("broken_rules", pa.string()),
        ("agent_id", pa.string()),
        ("work_date", pa.date32()),
        ("before", pa.string()),
        ("after", pa.string()),
    ]
)
VERDICTS = {
    "approved": "approved / 自动批准",
    "planner": "for the planner / 待排班员决定",
    "refused": "refused / 不可行",
}


def published_roster(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> Published:
    """The stored roster of a week. Raises Refusal where there is none."""
    week = {"week": plan_week}
    inputs = roster_inputs(connection, centre, plan_week)
    if inputs is None or not has_table(connection, "scheduling.roster_shifts"):
        raise _no_roster(plan_week)
    shifts = fetched(connection, "from scheduling.roster_shifts where plan_week = $week", week)
    if not shifts.num_rows:
        raise _no_roster(plan_week)
    return read_published(
        shifts,
        fetched(connection, "from scheduling.roster_activities where plan_week = $week", week),
        requirement=inputs.requirement,
        known=inputs.known,
        preferences=inputs.preferences,
    )


def approval_rule(centre: Centre, plan_week: date) -> Approval:
    """The centre's rule of approval, dated; the plain one where it has none."""
    document = centre.document(APPROVAL_FILE)
    return Approval() if document is None else read_approval(document, plan_week)


def team_members(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date, team_id: str
) -> list[str]:
    """Logins of a team's rostered people."""
    inputs = roster_inputs(connection, centre, plan_week)
    rows = inputs.people.to_pylist() if inputs else []
    return [row["agent_id"] for row in rows if row.get("team_id") == team_id]


def proposal_lines(proposals: Sequence[Proposal]) -> Iterator[str]:
    """The proposals as a table for the screen."""
    if not any(one.changes for one in proposals):
        yield "nothing to change / 无需变更"
    for n, one in enumerate(proposals, 1):
        if one.changes:
            yield (
                f"{n}. {one.kind}: {VERDICTS[one.verdict]}; coverage cost {one.cost:+.1f}, "
                f"short {one.short / 2:+.2f} h, over {one.over / 2:+.2f} h"
            )
        yield from (f"   rule: {en} / {zh}" for _, zh, en in one.broken)
        for change in one.changes:
            before, after = shift_words(change.before), shift_words(change.after)
            yield f"   {change.agent_id}  {change.work_date}  {before:32} -> {after}"


def meeting_lines(slots: Iterable[MeetingSlot]) -> Iterator[str]:
    """The slots as a table for the screen."""
    yield f"{'date':12}{'from':>6}{'present':>9}{'coverage cost':>15}"
    for slot in slots:
        at = clock(slot.start_min)
        yield f"{slot.work_date!s:12}{at:>6}{slot.present:>9}{slot.cost:>15.1f}"


def write_proposals(house: House, name: str, proposals: Sequence[Proposal]) -> Path:
    """The proposals as `out/proposals/<name>.csv`, a row per changed day."""
    rows = [
        {
            "proposal": n,
            "kind": one.kind,
            "verdict": one.verdict,
            "coverage_cost": one.cost,
            "short_half_hours": one.short,
            "over_half_hours": one.over,
            "broken_rules": ",".join(rule for rule, _, _ in one.broken),
            "agent_id": change.agent_id,
            "work_date": change.work_date,
            "before": shift_words(change.before),
            "after": shift_words(change.after),
        }
        for n, one in enumerate(proposals, 1)
        for change in one.changes
    ]
    path = house.out / "proposals" / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    pa_csv.write_csv(pa.Table.from_pylist(rows, schema=CHANGES), path)
    return path


def monday_of(day: date) -> date:
    """The plan week that a day lies in."""
    return day - timedelta(days=day.weekday())


def _no_roster(plan_week: date) -> Refusal:
    return Refusal(
        "there is no roster of that week",
        place=Place("scheduling.roster_shifts", key=plan_week.isoformat()),
        next_step="run the month first, or name a day of a week that is rostered",
    )
