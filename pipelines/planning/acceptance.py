"""Accepted changes of a stored roster: what changed, by whom and why, and the roster restated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import duckdb

from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre
from pipelines.planning.change_ledger import CHANGES, accepted_changes
from pipelines.planning.proposal_words import shift_words
from pipelines.planning.roster import roster_tables, store_rule_checks
from pipelines.warehouse import ensure_table, fetched, has_table, replace_rows
from scheduling.roster.replanning import Proposal, Published, restated
from scheduling.tables import ROSTER_CHANGES, table


@dataclass(frozen=True)
class Decision:
    """Which of the proposals is accepted (from 1), by whom, why and when (UTC without zone)."""

    number: int
    by: str
    why: str
    at: datetime


def accept(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    published: Published,
    proposals: Sequence[Proposal],
    decision: Decision,
) -> int:
    """Make the chosen proposal the roster in force; the number of the change.

    Only the days it changes get other shifts. Raises Refusal where there is no such proposal, it
    changes nothing or a day that is past, or a rule that nobody may excuse refuses it.
    """
    plan_week = published.week.plan_week
    proposal = chosen(proposals, decision.number, plan_week)
    refuse_past(proposal, last_known_day(connection))
    ensure_table(connection, CHANGES, ROSTER_CHANGES)
    number = accepted_changes(connection, plan_week) + 1
    week, asked = {"week": plan_week}, has_table(connection, "scheduling.roster_requests")
    proof = fetched(connection, "from scheduling.roster_proof where plan_week = $week", week)
    made = restated(published, proposal.duties, proof, asked=asked, changes=number)
    for name, rows in roster_tables(made).items():
        replace_rows(connection, f"scheduling.{name}", rows, where={"plan_week": plan_week})
    store_rule_checks(connection, centre, plan_week)
    rows = table(_ledger_rows(published, proposal, decision, number), ROSTER_CHANGES)
    key: dict[str, object] = {"plan_week": plan_week, "change_no": number}
    replace_rows(connection, CHANGES, rows, where=key)
    return number


def chosen(proposals: Sequence[Proposal], number: int, plan_week: date) -> Proposal:
    """The proposal to accept. Raises Refusal where there is none or a rule refuses it."""
    place = Place("callfloor replan", key=plan_week.isoformat())
    if not 1 <= number <= len(proposals) or not proposals[number - 1].changes:
        raise Refusal(
            "there is no such proposal to accept",
            place=place,
            value=str(number),
            next_step="run the command without --accept and take a number that it shows",
        )
    proposal = proposals[number - 1]
    if proposal.verdict == "refused":
        broken = ", ".join(rule for rule, _, _ in proposal.broken)
        raise Refusal(
            f"the proposal breaks rules that nobody may excuse: {broken}",
            place=place,
            value=str(number),
            next_step="accept another one, or change the rule itself",
        )
    return proposal


def last_known_day(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The last day whose contacts are known; None where none is."""
    if not has_table(connection, "marts.queue_interval"):
        return None
    query = "select max(business_date) from marts.queue_interval"
    [(day,)] = connection.execute(query).fetchall()
    return day


def refuse_past(proposal: Proposal, last_known: date | None) -> None:
    """Raise Refusal where the proposal changes days whose outcome is known: they stay as worked."""
    changed = {change.work_date for change in proposal.changes}
    past = sorted(day for day in changed if last_known is not None and day <= last_known)
    if past:
        raise Refusal(
            f"the proposal changes days that are past: contacts are known up to {last_known}",
            place=Place("callfloor replan", key=past[0].isoformat()),
            value=", ".join(day.isoformat() for day in past),
            next_step=f"ask for days after {last_known}; what was worked otherwise is corrected in "
            "the time records, not in the roster",
        )


def _ledger_rows(
    published: Published, proposal: Proposal, decision: Decision, number: int
) -> Iterator[dict[str, Any]]:
    """A row per person and day that is not as it was in the roster in force."""
    before, after = published.duties, proposal.duties
    for key in sorted({*before, *after}):
        if before.get(key) != after.get(key):
            agent_id, day = key
            [work_date] = published.week.days([day])
            yield {
                "plan_week": published.week.plan_week,
                "change_no": number,
                "agent_id": agent_id,
                "work_date": work_date,
                "kind": proposal.kind,
                "verdict": proposal.verdict,
                "accepted_at": decision.at,
                "accepted_by": decision.by,
                "why": decision.why,
                "shift_before": shift_words(before.get(key)),
                "shift_after": shift_words(after.get(key)),
                "cost": proposal.cost,
                "broken_rules": ",".join(rule for rule, _, _ in proposal.broken),
            }
