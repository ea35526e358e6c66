"""The compiler of quality rules: YAML documents in, checked forms and policies out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, TypeVar

from pydantic import BaseModel

from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Place, Refusal
from scoring.quality.form import QualityForm
from scoring.quality.form_checks import check_form
from scoring.quality.policy import (
    Combine,
    Matrix,
    MultiSource,
    PayMoves,
    QualityBand,
    QualityPolicy,
    QualityWeights,
    SubjectiveRule,
)
from scoring.quality.versions import FormVersion, change_days, version_on

KINDS = ("quality_form", "quality_weights", "quality_policy", "multi_source")
Model = TypeVar("Model", bound=BaseModel)
Named = TypeVar("Named", QualityForm, MultiSource)


@dataclass(frozen=True)
class PolicyInForce:
    """The quality policy on one day."""

    rule_ref: str
    confidence: Decimal
    pay_moves: PayMoves
    bands: tuple[QualityBand, ...]
    minimum_evaluations: int
    minimum_shared_agents: int
    leniency_errors: Decimal
    leniency_points: Decimal
    spread_ratio: Decimal
    tolerance_points: Decimal
    edges: tuple[Decimal, ...]


@dataclass(frozen=True)
class WeightsInForce:
    """The weight matrix on one day."""

    file: str
    rule_ref: str
    combine: Combine
    cells: Matrix


@dataclass(frozen=True)
class QualityRules:
    """Checked quality rules of one centre."""

    forms: Mapping[str, tuple[QualityForm, LocatedYaml]]
    weights: tuple[QualityWeights, LocatedYaml]
    policy: tuple[QualityPolicy, LocatedYaml]
    reviews: Mapping[str, tuple[MultiSource, LocatedYaml]]

    @cached_property
    def _versions(self) -> dict[tuple[str, date], FormVersion]:
        return {}

    def form_on(self, form_id: str, day: date) -> FormVersion:
        """The version of a form in force on `day`. Raises Refusal for an unknown form or day."""
        if form_id not in self.forms:
            raise Refusal(
                "no file describes this evaluation form",
                place=Place("quality_forms"),
                value=form_id,
                next_step="add a file with kind: quality_form and this id",
            )
        if (form_id, day) not in self._versions:
            self._versions[form_id, day] = version_on(*self.forms[form_id], day)
        return self._versions[form_id, day]

    def weights_on(self, day: date) -> WeightsInForce:
        """The weight matrix in force on `day`."""
        weights, document = self.weights
        return WeightsInForce(
            file=document.file,
            rule_ref=f"{document.file}@{_since(weights, day)}",
            combine=weights.combine.on(day, document.place(("combine",))),
            cells=weights.weights.on(day, document.place(("weights",))),
        )

    def severity_window_months(self, day: date) -> int:
        """Months of evaluations that the severity estimate of `day` reads."""
        policy, document = self.policy
        place = document.place(("severity", "window_months"))
        return policy.severity.window_months.on(day, place)

    def policy_on(self, day: date) -> PolicyInForce:
        """The quality policy in force on `day`."""
        policy, document = self.policy

        def value(name: str, part: str | None = None) -> Any:
            dated = getattr(getattr(policy, part) if part else policy, name)
            return dated.on(day, document.place((part, name) if part else (name,)))

        return PolicyInForce(
            rule_ref=f"{document.file}@{_since(policy, day)}",
            confidence=value("confidence"),
            pay_moves=value("pay_moves"),
            bands=value("bands"),
            minimum_evaluations=value("minimum_evaluations", "severity"),
            minimum_shared_agents=value("minimum_shared_agents", "severity"),
            leniency_errors=value("leniency_errors", "bias"),
            leniency_points=value("leniency_points", "bias"),
            spread_ratio=value("spread_ratio", "bias"),
            tolerance_points=value("tolerance_points", "calibration"),
            edges=value("edges", "calibration"),
        )

    def review_on(self, review_id: str, day: date) -> SubjectiveRule:
        """The rule of a multi-source review in force on `day`. Refusal for an unknown one."""
        review, document = self._review(review_id)
        return review.rule.on(day, document.place(("rule",)))

    def review_ref(self, review_id: str, day: date) -> str:
        """The file of a review, and since when the rule of `day` holds."""
        review, document = self._review(review_id)
        return f"{document.file}@{_since(review, day)}"

    def _review(self, review_id: str) -> tuple[MultiSource, LocatedYaml]:
        if review_id not in self.reviews:
            raise Refusal(
                "no file describes this review",
                place=Place("quality_forms"),
                value=review_id,
                next_step="add a file with kind: multi_source and this id",
            )
        return self.reviews[review_id]


def compile_quality(documents: Sequence[LocatedYaml]) -> QualityRules:
    """The files of a centre's `quality_forms/` as checked rules.

    One file each of `kind: quality_weights` and `kind: quality_policy`, any number of
    `quality_form` and `multi_source`. Raises Refusal with file, line and date for the first
    fault on any date.
    """
    ordered = sorted(documents, key=lambda document: document.file)
    for document in ordered:
        _require_known_kind(document)
    forms = _of_kind(ordered, "quality_form", QualityForm)
    for form, document in forms:
        check_form(form, document)
    return QualityRules(
        forms=_by_id(forms),
        weights=_the_only(_of_kind(ordered, "quality_weights", QualityWeights), "quality_weights"),
        policy=_the_only(_of_kind(ordered, "quality_policy", QualityPolicy), "quality_policy"),
        reviews=_by_id(_of_kind(ordered, "multi_source", MultiSource)),
    )


def _require_known_kind(document: LocatedYaml) -> None:
    if _kind(document) not in KINDS:
        raise Refusal(
            "this file does not say which kind of quality rule it holds",
            place=document.place(("kind",)),
            value=_kind(document),
            next_step=f"write kind: {' or '.join(KINDS)} on its first line",
        )


def _kind(document: LocatedYaml) -> object:
    return document.data.get("kind") if isinstance(document.data, Mapping) else None


def _of_kind(
    documents: Sequence[LocatedYaml], kind: str, model: type[Model]
) -> list[tuple[Model, LocatedYaml]]:
    return [(validated(model, doc), doc) for doc in documents if _kind(doc) == kind]


def _by_id(rules: list[tuple[Named, LocatedYaml]]) -> dict[str, tuple[Named, LocatedYaml]]:
    found: dict[str, tuple[Named, LocatedYaml]] = {}
    for rule, document in rules:
        if rule.id in found:
            raise Refusal(
                f"the id '{rule.id}' is taken by {found[rule.id][1].file}",
                place=document.place(("id",)),
                next_step="give each file its own id",
            )
        found[rule.id] = (rule, document)
    return found


def _the_only(rules: list[tuple[Model, LocatedYaml]], kind: str) -> tuple[Model, LocatedYaml]:
    if len(rules) != 1:
        raise Refusal(
            f"a centre has exactly one file of kind: {kind}",
            place=Place("quality_forms") if not rules else rules[1][1].place(("kind",)),
            value=len(rules),
            next_step="write it" if not rules else "put both into one file with dates",
        )
    return rules[0]


def _since(rule: BaseModel, day: date) -> str:
    return max((change for change in change_days(rule) if change <= day), default=day).isoformat()
