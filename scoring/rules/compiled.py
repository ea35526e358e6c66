"""The compiler: rule files in, checked rules out, and their fingerprint for a month."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scoring.catalogue import Catalogue
from scoring.period import Period
from scoring.rules.checks import PAY_CHECKS, POINTS_CHECKS, SCORECARD_CHECKS
from scoring.rules.pay import PayPlan
from scoring.rules.pay_resolve import pay_in
from scoring.rules.plans import MonthPlan
from scoring.rules.points import PointsTariff
from scoring.rules.points_resolve import points_in
from scoring.rules.scorecard import Scorecard
from scoring.rules.scorecard_resolve import scorecard_in

KINDS = ("scorecard", "points", "pay")


@dataclass(frozen=True)
class Rules:
    """Checked rule files of one centre with the catalogue they were checked against."""

    catalogue: Catalogue
    scorecards: tuple[tuple[Scorecard, LocatedYaml], ...]
    points: tuple[tuple[PointsTariff, LocatedYaml], ...]
    pay: tuple[tuple[PayPlan, LocatedYaml], ...]
    beside: tuple[LocatedYaml, ...] = ()

    def months_back(self, period: str) -> int:
        """How many earlier months of metric values the scorecards of `period` look at."""
        cards = self.in_month(period).scorecards
        return max((item.months_back for card in cards for item in card.items), default=0)

    def in_month(self, period: str) -> MonthPlan:
        """Every rule with its values in `period` (as 2026-06).

        Raises Refusal where a value is missing or changes within the month.
        """
        month = Period.of(period)
        cards = [scorecard_in(card, doc, month, self.catalogue) for card, doc in self.scorecards]
        points = [points_in(tariff, doc, month, self.catalogue) for tariff, doc in self.points]
        pay = [pay_in(plan, doc, month, self.catalogue) for plan, doc in self.pay]
        return MonthPlan(
            scorecards=tuple(card for card in cards if card),
            points=tuple(tariff for tariff in points if tariff),
            pay=tuple(plan for plan in pay if plan),
        )

    def fingerprint(self, period: str) -> str:
        """SHA-256 (64 hex digits) of every value in force in `period` and of the metrics read,
        of the files beside the rules too.

        A change that touches other months only leaves it as it was.
        """
        month = Period.of(period)
        documents = [doc for _, doc in (*self.scorecards, *self.points, *self.pay)]
        content = {doc.file: _in_force(doc.data, month) for doc in (*documents, *self.beside)}
        catalogue = {name: asdict(metric) for name, metric in self.catalogue.items()}
        text = json.dumps([content, catalogue], sort_keys=True, default=str, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def compile_rules(
    documents: Sequence[LocatedYaml], metrics: Catalogue, beside: Sequence[LocatedYaml] = ()
) -> Rules:
    """Rule files (`kind: scorecard | points | pay`) as checked, typed rules.

    Files `beside` them decide about scores or pay too, such as a city's law: other rooms read
    them, but they belong to the fingerprint. `metrics` maps a metric's name in the semantic
    layer to its definition. Raises Refusal with file, line and date for the first thing that
    is wrong on any date.
    """
    ordered = sorted(documents, key=lambda document: document.file)
    rules = Rules(
        catalogue=dict(metrics),
        scorecards=tuple((validated(Scorecard, d), d) for d in _of_kind(ordered, "scorecard")),
        points=tuple((validated(PointsTariff, d), d) for d in _of_kind(ordered, "points")),
        pay=tuple((validated(PayPlan, d), d) for d in _of_kind(ordered, "pay")),
        beside=tuple(sorted(beside, key=lambda document: document.file)),
    )
    _check(rules)
    return rules


def _of_kind(documents: Sequence[LocatedYaml], kind: str) -> list[LocatedYaml]:
    return [document for document in documents if _kind(document) == kind]


def _kind(document: LocatedYaml) -> str:
    kind = document.data.get("kind") if isinstance(document.data, Mapping) else None
    if kind not in KINDS:
        raise Refusal(
            "this file does not say which kind of rule it holds",
            place=document.place(("kind",)),
            value=kind,
            next_step=f"write kind: {' or '.join(KINDS)} on its first line",
        )
    return str(kind)


def _check(rules: Rules) -> None:
    for card, document in rules.scorecards:
        for check in SCORECARD_CHECKS:
            check(card, document, rules.catalogue)
    for tariff, document in rules.points:
        for check in POINTS_CHECKS:
            check(tariff, document, rules.catalogue)
    for plan, document in rules.pay:
        for check in PAY_CHECKS:
            check(plan, document, rules.catalogue)
    _refuse_twins(rules)


def _refuse_twins(rules: Rules) -> None:
    for kind in (rules.scorecards, rules.points, rules.pay):
        seen: dict[str, str] = {}
        for rule, document in kind:
            if rule.id in seen:
                raise Refusal(
                    f"the id '{rule.id}' is taken by {seen[rule.id]}",
                    place=document.place(("id",)),
                    next_step="give each rule file its own id",
                )
            seen[rule.id] = document.file


def _in_force(data: Any, month: Period) -> Any:
    """`data` with every dated value reduced to what is in force within the month."""
    if isinstance(data, Mapping):
        if data and all(isinstance(key, date) for key in data):
            begun = [day for day in data if day <= month.first]
            kept = [*sorted(begun)[-1:], *(d for d in data if month.first < d <= month.last)]
            return {day.isoformat(): data[day] for day in sorted(kept)}
        return {str(key): _in_force(value, month) for key, value in data.items()}
    if isinstance(data, list):
        return [_in_force(value, month) for value in data]
    return data
