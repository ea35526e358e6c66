"""P10 扣款: compensation taken within the lawful share, oldest first, the rest carried on.

Source: scoring.md 4.12; Interim Provisions on Payment of Wages, art. 16.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from data_contracts.refusal import Place, Refusal
from scoring.exact import MONEY_DIGITS, truncated
from scoring.statutory.city import Parameters
from scoring.statutory.minimum_wage import NOTHING


@dataclass(frozen=True)
class Claim:
    """Compensation that a person still owes; `arose_on` is when the loss was established."""

    claim_id: str
    arose_on: date
    outstanding_amount: Decimal


@dataclass(frozen=True)
class DeductionLine:
    """A claim in one month: opening = taken + carried."""

    claim_id: str
    arose_on: date
    opening_amount: Decimal
    taken_amount: Decimal
    carried_amount: Decimal


@dataclass(frozen=True)
class Deductions:
    """What is taken from one person's wage, within `allowed_amount`, and how it was found."""

    lines: tuple[DeductionLine, ...]
    wage_amount: Decimal
    counted_amount: Decimal
    share_cap: Decimal
    share_amount: Decimal
    floor_amount: Decimal
    allowed_amount: Decimal
    rule_ref: str

    @property
    def taken_amount(self) -> Decimal:
        """Σ taken: the component, as a positive amount."""
        return sum((line.taken_amount for line in self.lines), NOTHING)

    @property
    def carried_amount(self) -> Decimal:
        """Σ carried into the next month."""
        return sum((line.carried_amount for line in self.lines), NOTHING)

    def inputs(self) -> list[tuple[str, object]]:
        """What the allowed amount is made of, for the trace node."""
        return [
            ("wage_amount", self.wage_amount),
            ("share_cap", self.share_cap),
            ("share_amount", self.share_amount),
            ("counted_amount", self.counted_amount),
            ("floor_amount", self.floor_amount),
            ("allowed_amount", self.allowed_amount),
        ]


def cap_deductions(
    wage_amount: Decimal,
    counted_amount: Decimal,
    required_amount: Decimal,
    claims: Sequence[Claim],
    parameters: Parameters,
) -> Deductions:
    """What may be taken this month: at most the share of the wage, never into the minimum.

    `wage_amount` is the month's gross wage, `counted_amount` what of it counts for the
    minimum wage (top-up included), `required_amount` the minimum for the time attended.
    The city's `deduction_floor` says whether that or the whole monthly minimum must remain.
    Raises Refusal for a claim below 0.
    """
    floor = required_amount
    if parameters.deduction_floor == "full_month":
        floor = max(required_amount, parameters.minimum_wage_month_amount)
    share = truncated(
        Fraction(wage_amount) * Fraction(parameters.deduction_share_cap), MONEY_DIGITS
    )
    allowed = max(NOTHING, min(share, counted_amount - floor))
    return Deductions(
        lines=_oldest_first(claims, allowed),
        wage_amount=wage_amount,
        counted_amount=counted_amount,
        share_cap=parameters.deduction_share_cap,
        share_amount=share,
        floor_amount=floor,
        allowed_amount=allowed,
        rule_ref=parameters.citations["deduction_share_cap"].rule_ref,
    )


def _oldest_first(claims: Sequence[Claim], allowed: Decimal) -> tuple[DeductionLine, ...]:
    lines: list[DeductionLine] = []
    for claim in sorted(claims, key=lambda claim: (claim.arose_on, claim.claim_id)):
        opening = claim.outstanding_amount
        if opening < 0:
            raise Refusal(
                f"the claim '{claim.claim_id}' is negative",
                place=Place("claims", key="outstanding_amount"),
                value=str(opening),
                next_step="pay money back as an adjustment (P12), not as a deduction",
            )
        taken = min(opening, allowed)
        allowed -= taken
        lines.append(DeductionLine(claim.claim_id, claim.arose_on, opening, taken, opening - taken))
    return tuple(lines)
