"""A guarantee file (`kind: guarantee`, scoring.md 4.8): an advance up to a floor, its recovery."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from scoring.awards.contest_rules import Money
from scoring.period import Period
from scoring.rules.month import rule_ref
from scoring.rules.who import AppliesTo

T = TypeVar("T")


class Guarantee(Rule):
    """What is advanced to whom, and how it comes back.

    For the first `periods` of a person the variable pay is topped up to `floor_amount`. A
    recoverable advance is taken out of later earnings, oldest first, at most
    `recovery_share` of a period's; what is left `write_off_after` periods on is written off.
    """

    kind: Literal["guarantee"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    applies_to: AppliesTo
    periods: Dated[Annotated[int, Field(ge=1)]]
    floor_amount: Dated[Money]
    recoverable: Dated[bool]
    recovery_share: Dated[Annotated[Decimal, Field(ge=0, le=1)]]
    write_off_after: Dated[Annotated[int, Field(ge=1)]]
    currency: str
    payroll_code: str
    taxable: bool


@dataclass(frozen=True)
class GuaranteePlan:
    """A guarantee with the values on the first day of one month."""

    rule: Guarantee
    period: Period
    periods: int
    floor_amount: Decimal
    recoverable: bool
    recovery_share: Decimal
    write_off_after: int
    rule_ref: str


def read_guarantee(document: LocatedYaml, period: str) -> GuaranteePlan:
    """The guarantee of one file as it stands on the first day of `period`.

    Raises Refusal with file, line and key.
    """
    rule, first = validated(Guarantee, document), Period.of(period).first

    def value(dated: Dated[T], key: str) -> T:
        return dated.on(first, document.place((key,)))

    dated = (rule.periods, rule.floor_amount, rule.recoverable, rule.recovery_share)
    begun = [entry[0] for one in (*dated, rule.write_off_after) if (entry := one.entry_on(first))]
    return GuaranteePlan(
        rule=rule,
        period=Period.of(period),
        periods=value(rule.periods, "periods"),
        floor_amount=value(rule.floor_amount, "floor_amount"),
        recoverable=value(rule.recoverable, "recoverable"),
        recovery_share=value(rule.recovery_share, "recovery_share"),
        write_off_after=value(rule.write_off_after, "write_off_after"),
        rule_ref=rule_ref(document.file, max(begun, default=first)),
    )
