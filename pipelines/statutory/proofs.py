"""After pay: the statutory proofs of a month, what they rest on, and gate G8 (scoring.md 4.12).

The proofs test the slip: what is paid is read from the pay lines, what is due is worked out anew
from attendance, contract and the city's parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, get_args

import duckdb
import pyarrow as pa

import scoring
from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre
from pipelines.period import Period as Month
from pipelines.segments import people_in_segments
from pipelines.settings import House
from pipelines.settlement.locked import locked_tables, without
from pipelines.statutory.month import StatutoryFacts, overtime_rules, statutory_facts
from pipelines.warehouse import fetched, has_table, open_warehouse, replace_rows
from scoring import statutory
from scoring.exact import RoundingMode
from scoring.period import Period
from scoring.rules.pay_plans import AllowancePlan, ComponentPlan, PayPlanInForce
from scoring.statutory import NormalLabour, OvertimePay, PersonMonth, TopUp, WageItem
from scoring.statutory.parameters import WageKind
from scoring.statutory.proof_rules import PROOF_RULES

STATUTORY_TABLES = (
    "overtime_day", "overtime_lines", "comp_leave_ledger", "statutory_proofs",
    "statutory_violations",
)  # fmt: skip
OVERTIME_CODES = ("P9", "P3_ot")
PROOFS_TABLE = "scoring.statutory_proofs"
NOTHING = Decimal("0.00")
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Slip:
    """What one person is paid in the month, by component, with the plan that pays it."""

    plan: PayPlanInForce
    lines: tuple[tuple[ComponentPlan, Decimal], ...]

    def paid(self, *codes: str) -> Decimal:
        """Σ of the components of these codes."""
        return sum((amount for one, amount in self.lines if one.code in codes), NOTHING)

    @property
    def wage(self) -> Decimal:
        """Everything earned, before deductions."""
        return sum((amount for one, amount in self.lines if one.code != "P10"), NOTHING)

    @property
    def items(self) -> list[WageItem]:
        """What the minimum-wage test looks at: earned, and not left out by the plan."""
        return [
            WageItem(one.id, amount, wage_kind(one))
            for one, amount in self.lines
            if one.code not in ("P_min", "P10") and one.counts_for_minimum_wage
        ]


def wage_kind(component: ComponentPlan) -> WageKind:
    """The kind of pay by which a city may leave a component out of the minimum wage."""
    if component.code in OVERTIME_CODES:
        return "overtime"
    if isinstance(component, AllowancePlan) and component.allowance in get_args(WageKind):
        return component.allowance  # pyright: ignore[reportReturnType]
    return "normal"


@dataclass(frozen=True)
class Proved:
    """The month's statutory tables by the name of their contract; empty without a city.

    `locked` are people whose slip was signed and locked: what comes later is an adjustment.
    """

    tables: Mapping[str, pa.Table]
    locked: frozenset[str] = frozenset()

    @property
    def failures(self) -> list[str]:
        """Who fails a blocking test, one sentence each: rule, date or limit, what to do.

        Amounts stand in statutory_proofs only, since pay is never told in messages.
        """
        if not self.tables:
            return []
        failed = statutory.blocking_failures(self.tables["statutory_proofs"])
        return [_told(row) for row in failed if row["agent_id"] not in self.locked]


def _told(row: Row) -> str:
    rule = PROOF_RULES[row["rule"]]
    what = row["name_en"] if rule.unit == "money" else row["note_en"]
    seen = f", amounts in {PROOFS_TABLE}" if rule.unit == "money" else ""
    return f"{row['agent_id']}: {what}{seen} ({row['rule_ref']}); {rule.next_step}"


def prove_stored(
    connection: duckdb.DuckDBPyConnection,
    house: House,
    centre: Centre,
    rules: scoring.Rules,
    period: Month,
) -> Proved:
    """Prove the month that stands in scoring.pay_lines, and store what was found beside it.

    Slips that are locked were proved before they were signed, and are not tested again.
    Raises Refusal where pay follows another work-time system than a role is on.
    """
    long_leave_days = centre.settings.attendance.long_leave_days_on(period.last)
    people = people_in_segments(connection, period, long_leave_days=long_leave_days)
    facts = statutory_facts(connection, centre, period, people)
    lines = fetched(connection, "select * from scoring.pay_lines where period = ?", [period.name])
    locked = _locked(house, period)
    plans = rules.in_month(period.name).pay
    if facts.city is not None:
        statutory.refuse_other_system(overtime_rules(centre, period), plans)
    open_lines = without(lines, set(locked))
    proved = prove_month(facts, plans, open_lines, people, Period.of(period.name))
    for name, rows in proved.tables.items():
        # the ledger of time off is one over all months, as it stands at the end of this one
        where = {"period": period.name} if "period" in rows.column_names else {}
        replace_rows(connection, f"scoring.{name}", rows, where=where)
    return replace(proved, locked=locked)


def _locked(house: House, period: Month) -> frozenset[str]:
    slips = (version.table("pay_lines") for version in locked_tables(house, period.name).values())
    return frozenset(agent for lines in slips for agent in lines["agent_id"].to_pylist())


def prove_month(
    facts: StatutoryFacts,
    plans: Sequence[PayPlanInForce],
    pay_lines: pa.Table,
    people: pa.Table,
    period: Period,
) -> Proved:
    """Every statutory table of a month; none where the centre names no city.

    Limits of working time are tested for all who have attendance, money for all who are paid.
    `plans` and `people` are what was calculated with.
    """
    if facts.city is None:
        return Proved({})
    slips, rows = slips_of(plans, pay_lines), _rows_by_agent(people)
    months = {
        agent: _person_month(agent, facts, period, rows.get(agent, []), slips.get(agent))
        for agent in sorted({*facts.days, *slips})
    }
    pays = {agent: one.overtime for agent, one in months.items() if one.overtime is not None}
    return Proved(
        {
            "overtime_day": statutory.overtime_day_table(period.label, facts.all_days),
            "overtime_lines": statutory.overtime_lines_table(period.label, pays),
            "comp_leave_ledger": statutory.comp_leave_table(
                row for _, one in sorted(facts.comp_leave.items()) for row in one.rows
            ),
            "statutory_proofs": pa.concat_tables(
                statutory.prove(group, mode) for mode, group in _by_rounding(months, slips)
            ),
            "statutory_violations": statutory.violations_table(months.values()),
        }
    )


def slips_of(plans: Sequence[PayPlanInForce], pay_lines: pa.Table) -> dict[str, Slip]:
    """The slip of everybody who is paid, by agent_id."""
    components = {
        (plan.document.file, component.id): (plan, component)
        for plan in plans
        for component in plan.components
    }
    found: dict[str, Slip] = {}
    columns = ["agent_id", "component", "rule_ref", "pay_amount"]
    for row in pay_lines.select(columns).to_pylist():
        key = (row["rule_ref"].rsplit("@", 1)[0], row["component"])
        plan, component = components[key]
        before = found[row["agent_id"]].lines if row["agent_id"] in found else ()
        found[row["agent_id"]] = Slip(plan, (*before, (component, row["pay_amount"])))
    return found


def _rows_by_agent(people: pa.Table) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in people.to_pylist():
        found.setdefault(row["agent_id"], []).append(row)
    return found


def _person_month(
    agent: str, facts: StatutoryFacts, period: Period, rows: list[Row], slip: Slip | None
) -> PersonMonth:
    assert facts.city is not None
    days = facts.days.get(agent, [])
    month = statutory.Month(
        agent, period, tuple(days), facts.before.get(agent, frozenset()), facts.city
    )
    if slip is None or not rows:
        return PersonMonth(month)
    law = facts.city.in_month(period)
    top_up = _top_up(slip, rows, month)
    counted = top_up.counted_amount + slip.paid("P_min")
    return PersonMonth(
        month,
        overtime=_overtime(facts, agent, rows, month),
        overtime_paid_amount=slip.paid("P9"),
        top_up=top_up,
        top_up_paid_amount=slip.paid("P_min"),
        deductions=statutory.cap_deductions(slip.wage, counted, top_up.required_amount, (), law),
        deducted_amount=-slip.paid("P10"),
    )


def _overtime(
    facts: StatutoryFacts, agent: str, rows: list[Row], month: statutory.Month
) -> OvertimePay:
    """What is due; on the minimum wage where the contract amount is not known."""
    system = facts.work_times.get(agent, statutory.WorkTime()).system
    contract = rows[0]["base_salary_amount"] or NOTHING
    average = facts.averages.get(agent)
    expired = facts.comp_leave[agent].due if agent in facts.comp_leave else ()
    return statutory.overtime_pay(
        contract, (*month.days, *expired), month.city, system=system, average_amount=average
    )


def _top_up(slip: Slip, rows: list[Row], month: statutory.Month) -> TopUp:
    """The minimum-wage test: by the hour for part-time staff, else by the month."""
    law = month.city.in_month(month.period)
    if rows[-1].get("employment") == "part_time":
        return statutory.hourly_minimum_top_up(
            slip.items, sum(day.worked_s for day in month.days), law
        )
    return statutory.minimum_wage_top_up(slip.items, labour(rows, month.period), law)


def labour(rows: Iterable[Row], period: Period) -> NormalLabour:
    """The attended part of the month in days: paid ÷ scheduled × employed ÷ calendar days.

    Paid days hold paid leave, which counts as labour. Without scheduled days all are paid.
    """
    scheduled = paid = employed = 0
    for row in rows:
        planned = row["scheduled_days"] or 0
        scheduled += planned
        paid += planned if row["paid_days"] is None else min(row["paid_days"], planned)
        employed += period.days_between(row["employed_from"], row["employed_to"])
    share = Fraction(paid, scheduled) if scheduled else Fraction(1)
    return NormalLabour(share * employed, Fraction(0), Fraction(period.days))


def _by_rounding(
    months: Mapping[str, PersonMonth], slips: Mapping[str, Slip]
) -> list[tuple[RoundingMode, list[PersonMonth]]]:
    """The months by the rounding of the plan that pays them."""
    groups: dict[RoundingMode, list[PersonMonth]] = {}
    for agent, month in months.items():
        mode: RoundingMode = slips[agent].plan.rounding if agent in slips else "HALF_UP"
        groups.setdefault(mode, []).append(month)
    return sorted(groups.items())


def stored_sheet(house: House, period: Month, language: Literal["zh_CN", "en"]) -> str:
    """The proof sheet of the month's last run, also where the gate is closed.

    Raises Refusal where the month has no proofs.
    """
    with open_warehouse(house.warehouse) as connection:
        if has_table(connection, PROOFS_TABLE):
            query = f"select * from {PROOFS_TABLE} where period = ? order by agent_id, rule"
            proofs = fetched(connection, query, [period.name])
            if proofs.num_rows:
                return statutory.proof_sheet(proofs, language)
    raise Refusal(
        "the month has no statutory proofs",
        place=Place("--period"),
        value=period.name,
        next_step=f"callfloor run --period {period.name}; a centre without statutory/ has none",
    )
