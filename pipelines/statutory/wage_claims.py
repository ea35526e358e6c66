"""Claims on wages: what people still owe, and what each month took of it within the law (P10).

A claim that rests on an agreement counts from the day the person signed it. What a month takes
is decided by the pay engine; the ledger remembers it, and the next month begins with the rest.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import duckdb
import pyarrow as pa

import scoring
from pipelines.period import Period
from pipelines.settings import House
from pipelines.settlement.locked import locked_tables, only, without
from pipelines.warehouse import ensure_table, fetched, has_table
from scoring.period import Period as Month
from scoring.statutory.tables import DEDUCTION_LEDGER
from scoring.tables import MONEY, table_of

CLAIMS, LEDGER = "staging.stg_people__wage_claims", "scoring.deduction_ledger"
DUE = pa.schema(
    [
        ("agent_id", pa.string()), ("reference", pa.string()), ("amount", MONEY),
        ("reason_zh", pa.string()), ("reason_en", pa.string()),
    ]
)  # fmt: skip
REASONS = {
    "damage": ("损坏赔偿", "damage"),
    "overpaid": ("多发工资", "wages overpaid"),
    "advance": ("预支未还", "advance not repaid"),
    "court_order": ("法院扣划", "court order"),
}
BASES = {
    "agreement": ("{} 书面同意", "agreed in writing on {}"),
    "court_order": ("法院文书", "by order of a court"),
}
_OWED = f"""
with taken as (
    select claim_id, sum(taken_amount) as amount from {LEDGER}
    where period < $period
    group by claim_id
)
select
    claims.claim_id, claims.agent_id, claims.arose_on, claims.reason, claims.lawful_basis,
    claims.consent_on,
    cast(claims.amount - coalesce(taken.amount, 0) as decimal(18, 2)) as amount
from {CLAIMS} as claims
left join taken using (claim_id)
where
    claims.status = 'open'
    and claims.arose_on <= $last
    and (claims.lawful_basis <> 'agreement' or claims.consent_on <= $last)
    and claims.amount > coalesce(taken.amount, 0)
order by claims.arose_on, claims.claim_id
"""


def claims_due(connection: duckdb.DuckDBPyConnection, period: Period) -> pa.Table | None:
    """What is owed at the end of the month as Extras.deductions; None without such a source.

    A reference begins with the day the claim arose, so that the oldest is taken first.
    """
    if not has_table(connection, CLAIMS):
        return None
    ensure_table(connection, LEDGER, DEDUCTION_LEDGER)
    span = {"period": period.name, "last": period.last}
    return table_of([_due(row) for row in fetched(connection, _OWED, span).to_pylist()], DUE)


def _due(row: dict[str, Any]) -> dict[str, Any]:
    why_zh, why_en = REASONS[row["reason"]]
    by_zh, by_en = (text.format(row["consent_on"]) for text in BASES[row["lawful_basis"]])
    return {
        "agent_id": row["agent_id"],
        "reference": f"{row['arose_on']} {row['claim_id']}",
        "amount": row["amount"],
        "reason_zh": f"{why_zh}（{by_zh}）",
        "reason_en": f"{why_en} ({by_en})",
    }


def deduction_ledger(done: scoring.Scoring) -> pa.Table:
    """Rows of outputs/deduction_ledger: every claim of the month, opening = taken + carried."""
    run = done.run
    city = run.facts.city
    if city is None:
        return DEDUCTION_LEDGER.empty_table()
    rule = city.in_month(Month.of(run.period.label)).citations["deduction_share_cap"].rule_ref
    carried = [row for paid in run.paid for row in paid.carried.to_pylist()]
    return table_of([_ledger_row(row, run.period.label, rule) for row in carried], DEDUCTION_LEDGER)


def _ledger_row(row: dict[str, Any], period: str, rule_ref: str) -> dict[str, Any]:
    arose_on, _, claim_id = row["reference"].partition(" ")
    money = ("opening_amount", "taken_amount", "carried_amount")
    return {
        "period": period,
        "agent_id": row["agent_id"],
        "claim_id": claim_id,
        "arose_on": date.fromisoformat(arose_on),
        **{name: row[name] for name in money},
        "rule_ref": rule_ref,
    }


def ledger_of_month(
    connection: duckdb.DuckDBPyConnection, house: House, done: scoring.Scoring, period: Period
) -> pa.Table:
    """The month's ledger: as calculated, but as it stands for those whose slip is locked."""
    made = deduction_ledger(done)
    versions = locked_tables(house, period.name).values()
    locked = {agent for one in versions for agent in one.table("pay_lines")["agent_id"].to_pylist()}
    if not locked:
        return made
    ensure_table(connection, LEDGER, DEDUCTION_LEDGER)
    query = f"select * from {LEDGER} where period = ? order by all"
    stands = fetched(connection, query, [period.name]).select(DEDUCTION_LEDGER.names)
    return pa.concat_tables([without(made, locked), only(stands, locked).cast(DEDUCTION_LEDGER)])
