"""gaming.yaml: what counts as a case, and how far from peers a person must stand to be flagged."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from scoring.period import Period
from scoring.rules.month import MonthReader
from scoring.rules.who import AppliesTo

Seconds = Annotated[int, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]
Ratio = Annotated[Decimal, Field(gt=1)]
DetectorName = Literal[
    "short_calls",
    "hang_ups",
    "wrap_parking",
    "wrap_without_contact",
    "self_transfer",
    "repeat_to_self",
    "survey_offering",
    "survey_selection",
    "survey_answering",
    "survey_scores",
    "threshold_bunching",
]


class Limits(Rule):
    """What a detector needs before it flags: enough cases, and a difference that matters.

    `min_exposure` and `min_cases` are counts in the month, `min_ratio` and `serious_ratio` the
    person's figure ÷ the peers' (the other way round where low is suspicious).
    """

    min_exposure: Count
    min_cases: Count
    min_ratio: Ratio
    serious_ratio: Ratio

    @model_validator(mode="after")
    def _in_order(self) -> Limits:
        if self.serious_ratio < self.min_ratio:
            raise ValueError("serious_ratio is smaller than min_ratio")
        return self


class Bunching(Rule):
    """A threshold that pays: seconds of a contact on one side of `at_s` are worth more."""

    measure: Literal["talk_s", "wrap_s", "handle_s"]
    at_s: Seconds
    width_s: Seconds
    rewarded: Literal["above", "below"]


class CaseDefinitions(Rule):
    """When a contact or a day counts as a case."""

    short_call_s: Dated[Seconds]
    hang_up_return_s: Dated[Seconds]
    repeat_within_s: Dated[Seconds]
    long_wrap_quantile: Dated[Annotated[Decimal, Field(gt=0, lt=1)]]
    wrap_without_contact_s: Dated[Seconds]
    bunching: Dated[tuple[Bunching, ...]]


class GamingRules(Rule):
    """gaming.yaml"""

    kind: Literal["gaming"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    applies_to: AppliesTo
    family_error: Dated[Annotated[Decimal, Field(gt=0, lt=1)]]
    min_peers: Dated[Annotated[int, Field(ge=5)]]
    cases: CaseDefinitions
    detectors: dict[DetectorName, Dated[Limits]] = Field(min_length=1)


@dataclass(frozen=True)
class Cases:
    """The case definitions of one month."""

    short_call_s: int
    hang_up_return_s: int
    repeat_within_s: int
    long_wrap_quantile: Decimal
    wrap_without_contact_s: int
    bunching: tuple[Bunching, ...]


@dataclass(frozen=True)
class GamingPlan:
    """The rules of one month; `limits` holds the detectors that are in force."""

    applies_to: AppliesTo
    family_error: float
    min_peers: int
    cases: Cases
    limits: dict[str, Limits]
    rule_refs: dict[str, str]


@dataclass(frozen=True)
class LocatedGamingRules:
    """The checked rules with the file they stand in."""

    rules: GamingRules
    document: LocatedYaml

    def in_month(self, period: Period) -> GamingPlan:
        """The values in force. Raises Refusal where one is missing or changes mid-month."""
        month = MonthReader(self.document, period, {})
        rules = self.rules
        names: list[DetectorName] = [
            name for name, dated in rules.detectors.items()
            if month.begun(dated, ("detectors", name))
        ]  # fmt: skip
        return GamingPlan(
            applies_to=rules.applies_to,
            family_error=float(month.value(rules.family_error, ("family_error",))),
            min_peers=month.value(rules.min_peers, ("min_peers",)),
            cases=_cases(rules.cases, month),
            limits={n: month.value(rules.detectors[n], ("detectors", n)) for n in names},
            rule_refs={n: month.rule_ref(rules.detectors[n]) for n in names},
        )


def _cases(cases: CaseDefinitions, month: MonthReader) -> Cases:
    names = CaseDefinitions.model_fields
    return Cases(**{name: month.value(getattr(cases, name), ("cases", name)) for name in names})


def read_gaming_rules(document: LocatedYaml) -> LocatedGamingRules:
    """gaming.yaml as checked rules. Raises Refusal with file, line and key."""
    return LocatedGamingRules(validated(GamingRules, document), document)
