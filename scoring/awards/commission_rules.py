"""A commission file (`kind: commission`, P6 of scoring.md 4.7): rates by product, clawback days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scoring.functions import Tiered
from scoring.rules.month import rule_ref
from scoring.rules.who import AppliesTo

Rate = Annotated[Decimal, Field(ge=0, le=1)]


class Commission(Rule):
    """Either `rates` by product, read by the day on which a sale was certified, or `tiers`
    (F13) of what a person sold in a month. The clawback window is read by that day as well."""

    kind: Literal["commission"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    applies_to: AppliesTo
    rates: dict[str, Dated[Rate]] = Field(default_factory=dict)
    tiers: Dated[Tiered] | None = None
    clawback_days: Dated[Annotated[int, Field(ge=0)]]
    currency: str
    payroll_code: str
    taxable: bool

    @model_validator(mode="after")
    def _one_tariff(self) -> Commission:
        if bool(self.rates) == (self.tiers is not None):
            raise ValueError("write either rates by product or tiers, and not both")
        return self


@dataclass(frozen=True)
class CommissionPlan:
    """A checked commission file; values are looked up by day."""

    rule: Commission
    document: LocatedYaml

    def rate(self, product_id: str, day: date) -> tuple[Decimal, str]:
        """The rate of a product on a day, and the rule it comes from.

        Raises Refusal where the product has none on that day.
        """
        dated = self.rule.rates.get(product_id)
        if dated is None:
            raise Refusal(
                f"a certified sale is of the product '{product_id}', which has no rate",
                place=self.document.place(("rates",)),
                value=product_id,
                next_step="add the product with its dated rate, 0 where it earns nothing",
            )
        value = dated.on(day, self.document.place(("rates", product_id)))
        since = dated.entry_on(day)
        return value, rule_ref(self.document.file, since[0] if since else day)

    def tiers(self, day: date) -> tuple[Tiered, str]:
        """The tiers in force on a day, and the rule they come from."""
        dated = self.rule.tiers
        assert dated is not None
        value = dated.on(day, self.document.place(("tiers",)))
        since = dated.entry_on(day)
        return value, rule_ref(self.document.file, since[0] if since else day)

    def clawback_days(self, day: date) -> int:
        """How many days after `day`, its certification, a sale may be clawed back."""
        return self.rule.clawback_days.on(day, self.document.place(("clawback_days",)))


def read_commission(document: LocatedYaml) -> CommissionPlan:
    """The commission rules of one file. Raises Refusal with file, line and key."""
    return CommissionPlan(validated(Commission, document), document)
