"""costs.yaml: what employing people costs beside their pay, and by which keys cost is spread."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scoring.period import Period
from scoring.rules.month import MonthReader

# Whose handled seconds spread a cost: the person's own, those of the cost centre, of the centre.
Key = Literal["own", "cost_centre", "centre"]
# What an overhead follows: persons, seconds logged in, seconds of handling, seconds present.
Driver = Literal["heads", "logged_in_s", "handle_s", "present_s"]


class Named(Rule):
    """A thing with a key and its two names."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    name_zh: str
    name_en: str


class ContributionBase(Rule):
    """Bounds of the month's pay on which contributions are counted."""

    floor_amount: Dated[Decimal]
    ceiling_amount: Dated[Decimal]


class OnCost(Named):
    """An employer's contribution: rate × pay within the bounds."""

    rate: Dated[Decimal]


class Overhead(Named):
    """A month's amount that is nobody's pay, and the driver that gives it to persons."""

    amount: Dated[Decimal]
    driver: Driver


class Product(Named):
    """What the centre sells or serves, as a set of contact types."""

    contact_types: list[str] = Field(min_length=1)


class Account(Rule):
    """An account of the ledger."""

    account: str
    name_zh: str
    name_en: str


class Posting(Rule):
    """The two sides of an entry."""

    debit: Account
    credit: Account


class Postings(Rule):
    """How pay and contributions are entered."""

    pay: Posting
    on_cost: Posting


class CostRules(Rule):
    """costs.yaml"""

    kind: Literal["costs"]
    name_zh: str
    name_en: str
    owner: str
    currency: str
    contribution_base: ContributionBase
    on_costs: list[OnCost]
    overheads: list[Overhead]
    products: list[Product]
    support_roles: Dated[list[str]]
    keys: dict[str, Dated[Key]]
    otherwise: Dated[Key]
    resolution_days: Dated[int]
    seats: Dated[int]
    accounts: Postings


@dataclass(frozen=True)
class Charge:
    """An on-cost (`rate`) or an overhead (`fen`, `driver`) as it stands in one month."""

    id: str
    name_zh: str
    name_en: str
    rule_ref: str
    rate: Decimal = Decimal(0)
    fen: int = 0
    driver: Driver = "heads"


@dataclass(frozen=True)
class CostPlan:
    """costs.yaml in one month; money in fen."""

    file: str
    period: str
    base_fen: tuple[int, int]
    on_costs: tuple[Charge, ...]
    overheads: tuple[Charge, ...]
    products: tuple[Product, ...]
    support_roles: frozenset[str]
    keys: dict[str, Key]
    otherwise: Key
    key_ref: str
    resolution_days: int
    seats: int
    accounts: Postings

    def key(self, activity: str) -> Key:
        """Whose handled seconds spread the cost of an activity."""
        return self.keys.get(activity, self.otherwise)


def read_cost_rules(document: LocatedYaml, period: str) -> CostPlan:
    """costs.yaml as it stands in `period`.

    Raises Refusal where a value is missing on the month's first day or changes inside the
    month, where bounds are reversed, or a contact type belongs to two products.
    """
    rules = validated(CostRules, document)
    month = MonthReader(document, Period.of(period), {})
    _refuse_shared_types(rules, document)
    return CostPlan(
        file=document.file,
        period=period,
        base_fen=_bounds(rules, month),
        on_costs=tuple(_on_cost(month, n, one) for n, one in enumerate(rules.on_costs)),
        overheads=tuple(_overhead(month, n, one) for n, one in enumerate(rules.overheads)),
        products=tuple(rules.products),
        support_roles=frozenset(month.value(rules.support_roles, ("support_roles",))),
        keys={name: month.value(one, ("keys", name)) for name, one in rules.keys.items()},
        otherwise=month.value(rules.otherwise, ("otherwise",)),
        key_ref=month.rule_ref(rules.otherwise, *rules.keys.values()),
        resolution_days=month.value(rules.resolution_days, ("resolution_days",)),
        seats=month.value(rules.seats, ("seats",)),
        accounts=rules.accounts,
    )


def _bounds(rules: CostRules, month: MonthReader) -> tuple[int, int]:
    path = "contribution_base"
    floor = month.value(rules.contribution_base.floor_amount, (path, "floor_amount"))
    ceiling = month.value(rules.contribution_base.ceiling_amount, (path, "ceiling_amount"))
    if floor > ceiling:
        raise Refusal(
            "the floor of the contribution base is above its ceiling",
            place=month.document.place((path, "floor_amount")),
            value=floor,
            next_step="correct the amounts in force on this day",
        )
    return int(floor * 100), int(ceiling * 100)


def _on_cost(month: MonthReader, number: int, one: OnCost) -> Charge:
    rate = month.value(one.rate, ("on_costs", number, "rate"))
    return Charge(one.id, one.name_zh, one.name_en, month.rule_ref(one.rate), rate=rate)


def _overhead(month: MonthReader, number: int, one: Overhead) -> Charge:
    fen = int(month.value(one.amount, ("overheads", number, "amount")) * 100)
    ref = month.rule_ref(one.amount)
    return Charge(one.id, one.name_zh, one.name_en, ref, fen=fen, driver=one.driver)


def _refuse_shared_types(rules: CostRules, document: LocatedYaml) -> None:
    seen: dict[str, str] = {}
    for number, product in enumerate(rules.products):
        for name in product.contact_types:
            if name in seen:
                raise Refusal(
                    f"the contact type '{name}' belongs to {seen[name]} and to {product.id}",
                    place=document.place(("products", number, "contact_types")),
                    value=name,
                    next_step="name it under one product",
                )
            seen[name] = product.id
