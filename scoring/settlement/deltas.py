"""What a new version of a locked month changes in pay, and when it is paid or recovered.

Δ = Σ components of the new version − Σ everything paid for that month so far, earlier deltas
included, by person and component (scoring.md 4.10). Because the delta is taken against what was
paid and not against the version before, nothing is paid or recovered twice, however many versions
there are and whichever of them were posted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

import pyarrow as pa

from scoring.exact import MONEY_DIGITS, truncated
from scoring.settlement.approvals import DeltaPolicy
from scoring.settlement.months import following
from scoring.settlement.states import SettlementKey
from scoring.settlement.tables import ADJUSTMENTS, PAYABLE_ADJUSTMENTS, table_of

Amounts = Mapping[tuple[str, str], Decimal]
ADJUSTMENT_CODE = "P12"


@dataclass(frozen=True)
class Adjustment:
    """Money posted into a later month: back pay, or an instalment of what is recovered."""

    legal_entity: str
    pay_group: str
    agent_id: str
    reference_period: str
    version: int
    component: str
    posted_period: str
    instalment: int
    amount: Decimal
    currency: str
    reason_zh: str
    reason_en: str


@dataclass(frozen=True)
class Restatement:
    """One new version of a locked month and the rules for posting its differences.

    `posted_from` is the first month that is still open. `recovery_share` of what was paid for
    the month is the most that one later month recovers from a person.
    """

    key: SettlementKey
    version: int
    posted_from: str
    currency: str
    policy: DeltaPolicy
    threshold_amount: Decimal
    recovery_share: Decimal
    reason_zh: str
    reason_en: str


def paid_components(pay_lines: pa.Table) -> dict[tuple[str, str], Decimal]:
    """Pay by person and component, without P12: what is posted from other months stays theirs."""
    lines = pay_lines.select(["agent_id", "component", "code", "pay_amount"]).to_pylist()
    return _summed(
        ((line["agent_id"], line["component"]), line["pay_amount"])
        for line in lines
        if line["code"] != ADJUSTMENT_CODE
    )


def already_paid(
    first: Amounts, posted: Iterable[Adjustment], period: str
) -> dict[tuple[str, str], Decimal]:
    """Everything paid for `period`: the locked components and all that was posted for it."""
    later = (
        ((row.agent_id, row.component), row.amount)
        for row in posted
        if row.reference_period == period
    )
    return _summed([*first.items(), *later])


def restated(
    case: Restatement, latest: Amounts, first: Amounts, posted: Iterable[Adjustment]
) -> list[Adjustment]:
    """What to post for the new version: rows by person, component and month.

    `first` is what the locked version paid, `posted` every adjustment posted so far for any month
    of the pay group. Under `pay_only` a person who would owe on balance gets no row; under
    `threshold` neither does one whose balance is smaller: both stay open for the next version.
    """
    known = list(posted)
    paid = already_paid(first, known, case.key.period)
    rows: list[Adjustment] = []
    for agent_id in sorted({agent for agent, _ in {**latest, **paid}}):
        delta = _delta(agent_id, latest, paid)
        if delta and _is_posted(case, sum(delta.values(), Decimal(0))):
            base = sum((amount for (who, _), amount in paid.items() if who == agent_id), Decimal(0))
            booked = _booked(agent_id, known)
            rows += _spread(case, agent_id, delta, _most_recovered(case, base), booked)
    return rows


def adjustments_table(rows: Iterable[Adjustment]) -> pa.Table:
    """The rows as contract outputs/adjustments has them."""
    return table_of((asdict(row) for row in rows), ADJUSTMENTS)


def adjustments_of(table: pa.Table) -> list[Adjustment]:
    """The rows of a table as `adjustments_table` made it."""
    return [Adjustment(**row) for row in table.to_pylist()]


def payable(rows: Iterable[Adjustment], period: str) -> pa.Table:
    """What the pay engine takes as P12 of `period`: agent_id, reference, amount, reasons."""
    return table_of(
        (
            {
                "agent_id": row.agent_id,
                "reference": f"{row.reference_period} v{row.version} {row.component}",
                "amount": row.amount,
                "reason_zh": row.reason_zh,
                "reason_en": row.reason_en,
            }
            for row in rows
            if row.posted_period == period
        ),
        PAYABLE_ADJUSTMENTS,
    )


def _summed(amounts: Iterable[tuple[tuple[str, str], Decimal]]) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for key, amount in amounts:
        sums[key] += amount
    return dict(sums)


def _delta(agent_id: str, latest: Amounts, paid: Amounts) -> dict[str, Decimal]:
    """The components of one person that differ, with their differences."""
    components = sorted({name for agent, name in {**latest, **paid} if agent == agent_id})
    found = {
        name: latest.get((agent_id, name), Decimal(0)) - paid.get((agent_id, name), Decimal(0))
        for name in components
    }
    return {name: amount for name, amount in found.items() if amount}


def _is_posted(case: Restatement, balance: Decimal) -> bool:
    if case.policy == "pay_only":
        return balance >= 0
    return abs(balance) >= case.threshold_amount


def _most_recovered(case: Restatement, paid: Decimal) -> Decimal | None:
    """The most that one month recovers; None (no limit here) where the share is not one fen."""
    most = truncated(paid * case.recovery_share, MONEY_DIGITS)
    return most if most > 0 else None


def _booked(agent_id: str, posted: Iterable[Adjustment]) -> dict[str, Decimal]:
    """The balance of a person's adjustments by the month they are posted in."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in posted:
        if row.agent_id == agent_id:
            sums[row.posted_period] += row.amount
    return sums


def _spread(
    case: Restatement,
    agent_id: str,
    delta: Mapping[str, Decimal],
    most: Decimal | None,
    booked: dict[str, Decimal],
) -> Iterator[Adjustment]:
    """Back pay at once; what is recovered in instalments that no month's limit is exceeded by."""
    month, instalment = case.posted_from, 1
    for component, amount in delta.items():
        if amount > 0:
            booked[month] = booked.get(month, Decimal(0)) + amount
            yield _row(case, agent_id, component, month, instalment, amount)
    for component, amount in delta.items():
        owed = -amount
        while owed > 0:
            taken = owed if most is None else min(owed, most + booked.get(month, Decimal(0)))
            if taken <= 0:
                month, instalment = following(month), instalment + 1
                continue
            booked[month] = booked.get(month, Decimal(0)) - taken
            owed -= taken
            yield _row(case, agent_id, component, month, instalment, -taken)


def _row(
    case: Restatement, agent_id: str, component: str, month: str, instalment: int, amount: Decimal
) -> Adjustment:
    return Adjustment(
        legal_entity=case.key.legal_entity,
        pay_group=case.key.pay_group,
        agent_id=agent_id,
        reference_period=case.key.period,
        version=case.version,
        component=component,
        posted_period=month,
        instalment=instalment,
        amount=amount,
        currency=case.currency,
        reason_zh=case.reason_zh,
        reason_en=case.reason_en,
    )
