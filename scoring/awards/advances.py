"""The ledger of guarantees and draws: advances, recoveries, write-offs (scoring.md 4.8).

A person's period is settled in SETTLEMENT_ORDER. Recoveries take the oldest advance first,
never more than was advanced, never more than the share of the period's earnings, and never
push pay below a guarantee still in force. Lines are added, never changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.awards.advances_rules import GuaranteePlan
from scoring.awards.figures import exact_fraction, rows_of
from scoring.awards.tables import ADVANCE_LEDGER
from scoring.exact import MONEY_DIGITS, from_units, rounded, shown, units
from scoring.rules.who import covers
from scoring.tables import table_of

Row = dict[str, Any]


@dataclass
class _Advance:
    """An advance in fen and what is still outstanding of it."""

    id: str
    period: str
    outstanding: int
    recoverable: bool


@dataclass
class _Account:
    """One person in one period: what they earned, were promised, and owe."""

    plan: GuaranteePlan
    agent_id: str
    earned: int
    draw: int
    covered: bool
    advances: list[_Advance]
    entries: list[Row] = field(default_factory=list)

    @property
    def floor(self) -> int:
        """Fen of the guarantee, 0 where it no longer covers the person."""
        return units(self.plan.floor_amount, MONEY_DIGITS) if self.covered else 0

    @property
    def owed(self) -> int:
        """Fen outstanding over all recoverable advances."""
        return sum(one.outstanding for one in self.advances if one.recoverable)


def settle_advances(plan: GuaranteePlan, people: pa.Table, ledger: pa.Table) -> pa.Table:
    """The entries of the plan's period, given all earlier ones in `ledger`.

    `people`: agent_id, role, variable_pay_amount (earned this period before advances),
    periods_served (this one included) and, where there are draws, draw_amount (asked for and
    granted; always recoverable). An entry's amount is its effect on pay: positive for an
    advance, negative for a recovery, 0 for a write-off, whose loss is `written_off_amount`.
    Raises Refusal where the ledger already holds the period or a later one.
    """
    owed = _outstanding(plan, ledger)
    needed = ("agent_id", "role", "variable_pay_amount", "periods_served")
    entries: list[Row] = []
    for person in sorted(rows_of(people, "people", needed), key=lambda row: row["agent_id"]):
        advances = owed.get(person["agent_id"], [])
        covered = covers(plan.rule.applies_to, person["role"])
        if not covered and not advances and not person.get("draw_amount"):
            continue
        account = _Account(
            plan=plan,
            agent_id=person["agent_id"],
            earned=_fen(person, "variable_pay_amount"),
            draw=_fen(person, "draw_amount") if person.get("draw_amount") else 0,
            covered=covered and person["periods_served"] <= plan.periods,
            advances=advances,
        )
        for step in SETTLEMENT_ORDER:
            step(account)
        entries += account.entries
    return table_of(entries, ADVANCE_LEDGER)


def _fen(person: Row, column: str) -> int:
    amount = exact_fraction(person[column], "people", column)
    return units(rounded(amount, MONEY_DIGITS), MONEY_DIGITS)


def _outstanding(plan: GuaranteePlan, ledger: pa.Table) -> dict[str, list[_Advance]]:
    """The open advances of this guarantee by person, oldest first."""
    balances: dict[str, _Advance] = {}
    owners: dict[str, str] = {}
    for row in ledger.to_pylist():
        if row["guarantee_id"] != plan.rule.id:
            continue
        _refuse_settled(plan, row)
        if row["kind"] == "advance":
            advance = _Advance(row["entry_id"], row["period"], 0, row["recoverable"])
            balances.setdefault(row["advance_id"], advance)
            owners[row["advance_id"]] = row["agent_id"]
    for key, rest in _lowest_balances(plan, ledger).items():
        balances[key].outstanding = rest
    found: dict[str, list[_Advance]] = defaultdict(list)
    for key, advance in sorted(balances.items(), key=lambda item: (item[1].period, item[0])):
        if advance.outstanding and advance.recoverable:
            found[owners[key]].append(advance)
    return found


def _lowest_balances(plan: GuaranteePlan, ledger: pa.Table) -> dict[str, int]:
    """Balances only fall, so the newest of an advance is its lowest, whatever the row order."""
    found: dict[str, int] = {}
    for row in ledger.to_pylist():
        if row["guarantee_id"] == plan.rule.id:
            rest = units(row["outstanding_amount"], MONEY_DIGITS)
            found[row["advance_id"]] = min(rest, found.get(row["advance_id"], rest))
    return found


def _refuse_settled(plan: GuaranteePlan, row: Row) -> None:
    if row["period"] >= plan.period.label:
        raise Refusal(
            "the ledger already holds this period or a later one",
            place=Place("advance_ledger", key="period"),
            value=row["period"],
            next_step="hand over the entries of earlier periods only",
        )


def top_up(account: _Account) -> None:
    """Advance what the earnings are short of the guarantee."""
    short = account.floor - account.earned
    if short > 0:
        figures = f"{_yuan(account.floor)} − {_yuan(account.earned)}"
        reasons = f"保底 {figures}", f"guarantee {figures}"
        _advance(account, "guarantee", short, account.plan.recoverable, reasons)


def pay_draw(account: _Account) -> None:
    """Pay a granted draw; it is always recoverable."""
    if account.draw > 0:
        reasons = f"预支 {_yuan(account.draw)}", f"draw of {_yuan(account.draw)}"
        _advance(account, "draw", account.draw, True, reasons)


def recover(account: _Account) -> None:
    """Take back earlier advances, oldest first, within the period's limits."""
    plan = account.plan
    share = Fraction(plan.recovery_share) * max(0, account.earned)
    room = max(0, min(share.__floor__(), account.earned - account.floor))
    for advance in account.advances:
        part = min(room, advance.outstanding)
        if advance.period == plan.period.label or part <= 0:
            continue
        room -= part
        advance.outstanding -= part
        limit = f"{shown(plan.recovery_share)} × {_yuan(account.earned)}"
        reasons = (
            f"扣回 {advance.period} 预付，上限 {limit}",
            f"recovery of the advance of {advance.period}, at most {limit}",
        )
        _enter(account, advance, "recovery", -part, reasons)


def write_off(account: _Account) -> None:
    """Give up what is left of advances that have reached their age."""
    for advance in account.advances:
        age = _months_between(advance.period, account.plan.period.label)
        if advance.outstanding and age >= account.plan.write_off_after:
            lost, advance.outstanding = advance.outstanding, 0
            reasons = (
                f"{advance.period} 预付余额 {_yuan(lost)} 核销",
                f"{_yuan(lost)} left of the advance of {advance.period} written off",
            )
            _enter(account, advance, "write_off", 0, reasons, written_off=lost)


SETTLEMENT_ORDER: tuple[Callable[[_Account], None], ...] = (top_up, pay_draw, recover, write_off)


def _advance(
    account: _Account, what: str, fen: int, recoverable: bool, reasons: tuple[str, str]
) -> None:
    plan = account.plan
    entry_id = f"{plan.rule.id}/{plan.period.label}/{account.agent_id}/{what}"
    advance = _Advance(entry_id, plan.period.label, fen if recoverable else 0, recoverable)
    account.advances.append(advance)
    _enter(account, advance, "advance", fen, reasons)


def _enter(
    account: _Account,
    advance: _Advance,
    kind: str,
    fen: int,
    reasons: tuple[str, str],
    *,
    written_off: int = 0,
) -> None:
    plan = account.plan
    suffix = "" if kind == "advance" else f"/{plan.period.label}/{kind}"
    account.entries.append(
        {
            "entry_id": f"{advance.id}{suffix}",
            "period": plan.period.label,
            "agent_id": account.agent_id,
            "guarantee_id": plan.rule.id,
            "advance_id": advance.id,
            "kind": kind,
            "amount": from_units(fen, MONEY_DIGITS),
            "outstanding_amount": from_units(advance.outstanding, MONEY_DIGITS),
            "written_off_amount": from_units(written_off, MONEY_DIGITS),
            "recoverable": advance.recoverable,
            "currency": plan.rule.currency,
            "payroll_code": plan.rule.payroll_code,
            "taxable": plan.rule.taxable,
            "rule_ref": plan.rule_ref,
            "reason_zh": f"{plan.rule.name_zh}：{reasons[0]}",
            "reason_en": f"{plan.rule.name_en}: {reasons[1]}",
        }
    )


def _months_between(earlier: str, later: str) -> int:
    (y0, m0), (y1, m1) = (map(int, label.split("-")) for label in (earlier, later))
    return (y1 - y0) * 12 + m1 - m0


def _yuan(fen: int) -> str:
    return shown(from_units(fen, MONEY_DIGITS), 2)
