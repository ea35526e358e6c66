"""A contest file (`kind: contest`, scoring.md 4.8): who may win what for what, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scoring.awards.figures import POINTS
from scoring.catalogue import Catalogue, Metric, MetricRef, metric_ref
from scoring.exact import MONEY_DIGITS
from scoring.functions.gate import Operator
from scoring.rules.who import AppliesTo


def _whole_fen(amount: Decimal) -> Decimal:
    if amount * 10**MONEY_DIGITS % 1:
        raise ValueError("an amount of money has at most two decimals")
    return amount


Money = Annotated[Decimal, Field(ge=0), AfterValidator(_whole_fen)]
Prizes = Annotated[tuple[Money, ...], Field(min_length=1)]
POINTS_METRIC = Metric("-", "积分", "Points", "points", "up", "EVENT")


class Window(Rule):
    """First and last day, both included."""

    first: date
    last: date

    @model_validator(mode="after")
    def _forward(self) -> Window:
        if self.last < self.first:
            raise ValueError("the window ends before it begins")
        return self


class Measure(Rule):
    """What counts: a metric of the catalogue, or `points` of the points ledger."""

    metric: str
    variant: str = "-"
    min_sample: int = Field(default=0, ge=0)


class Condition(Rule):
    """An eligibility gate; a person without the figure, or with too few cases, fails it."""

    id: str
    name_zh: str
    name_en: str
    metric: str
    variant: str = "-"
    operator: Operator
    threshold: Decimal
    min_sample: int = Field(default=0, ge=0)


class TopK(Rule):
    """A prize per place, first place first."""

    kind: Literal["top_k"]
    prizes: Prizes


class AboveBar(Rule):
    """The same prize for all who reach the bar; cut equally where the budget is too small."""

    kind: Literal["above_bar"]
    bar: Decimal
    prize: Money


class Lottery(Rule):
    """A ticket for every `figure_per_ticket` reached; each prize goes to another person."""

    kind: Literal["lottery"]
    figure_per_ticket: Annotated[Decimal, Field(gt=0)]
    most_tickets: Annotated[int, Field(ge=1)]
    seed_from: str
    prizes: Prizes


class TeamRelay(Rule):
    """Teams add up their members' figures; a place's prize is shared within the team."""

    kind: Literal["team_relay"]
    least_members: Annotated[int, Field(ge=1)]
    share: Literal["equal", "by_numerator"]
    prizes: Prizes


PrizeRule = Annotated[TopK | AboveBar | Lottery | TeamRelay, Field(discriminator="kind")]


class Terms(Rule):
    """What was announced. It cannot change while the contest runs."""

    measure: Measure
    gates: tuple[Condition, ...] = ()
    scoring: PrizeRule
    budget_amount: Money
    ties: Literal["split", "earlier"]
    anti_gaming: Literal["exclude", "review", "none"]
    settle_lag_days: int = Field(ge=0)
    value_per_unit_amount: Decimal | None = None

    @model_validator(mode="after")
    def _within_budget(self) -> Terms:
        least = [self.scoring.prize] if isinstance(self.scoring, AboveBar) else self.scoring.prizes
        if sum(least) > self.budget_amount:
            raise ValueError(
                f"the prizes add up to {sum(least)} and the budget is {self.budget_amount}"
            )
        return self


class Contest(Rule):
    """One contest. `seed` is dated by the day on which it became public."""

    kind: Literal["contest"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    window: Window
    population: AppliesTo
    teams: tuple[str, ...] = ()
    terms: Dated[Terms]
    seed: Dated[str] | None = None
    payout_on: date
    currency: str
    payroll_code: str
    tax_code: str
    taxable: bool

    @model_validator(mode="after")
    def _paid_after_the_window(self) -> Contest:
        if self.payout_on <= self.window.last:
            raise ValueError("the payout date lies inside the window")
        return self


@dataclass(frozen=True)
class ContestPlan:
    """A checked contest with the terms of its first day and the metrics it reads."""

    rule: Contest
    terms: Terms
    measure: MetricRef
    gates: tuple[tuple[Condition, MetricRef], ...]
    seed: str | None
    rule_ref: str

    @property
    def higher_is_better(self) -> bool:
        """The direction of the metric that counts."""
        return self.measure.definition.direction == "up"


def read_contest(document: LocatedYaml, catalogue: Catalogue) -> ContestPlan:
    """The contest of one file, checked against the metrics.

    Raises Refusal with file, line and key: unknown keys or metrics, prizes above the budget,
    terms that change inside the window, a lottery seed known before the window closed.
    """
    contest = validated(Contest, document)
    day = contest.window.first
    terms = contest.terms.on(day, document.place(("terms",)))
    since = contest.terms.entry_on(day)
    _refuse_change(contest, document)
    path = ("terms", (since[0] if since else day).isoformat(), "value")
    measure = _metric(catalogue, terms.measure, document, (*path, "measure"))
    _refuse_undirected(measure, document, (*path, "measure"))
    gates = [
        (gate, _metric(catalogue, gate, document, (*path, "gates", index)))
        for index, gate in enumerate(terms.gates)
    ]
    rule_ref = f"{document.file}@{path[1]}"
    return ContestPlan(contest, terms, measure, tuple(gates), _seed(contest, document), rule_ref)


def _metric(
    catalogue: Catalogue,
    asked: Measure | Condition,
    document: LocatedYaml,
    path: tuple[str | int, ...],
) -> MetricRef:
    if asked.metric == POINTS:
        return MetricRef(POINTS, "-", POINTS_METRIC)
    return metric_ref(catalogue, asked.metric, asked.variant, document.place(path))


def _refuse_undirected(
    measure: MetricRef, document: LocatedYaml, path: tuple[str | int, ...]
) -> None:
    if measure.definition.direction not in ("up", "down"):
        raise Refusal(
            "this metric has no better side, so nobody can win by it",
            place=document.place(path),
            value=measure.name,
            next_step="choose a metric whose direction is up or down",
        )


def _refuse_change(contest: Contest, document: LocatedYaml) -> None:
    changes = contest.terms.changes_between(contest.window.first, contest.window.last)
    if changes:
        raise Refusal(
            "the terms of a contest cannot change while it runs",
            place=document.place(("terms", changes[0].isoformat())),
            next_step="date the terms on or before the first day of the window",
        )


def _seed(contest: Contest, document: LocatedYaml) -> str | None:
    if contest.seed is None:
        return None
    published = min(contest.seed.root)
    if published <= contest.window.last or len(contest.seed.root) > 1:
        raise Refusal(
            "a lottery seed becomes public once, after the window has closed",
            place=document.place(("seed", published.isoformat())),
            next_step="keep the one seed published after the last day of the window",
        )
    return contest.seed.root[published].value
