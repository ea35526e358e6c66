"""What a centre decides about quality beside its forms: weights by situation, severity, ratings."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from data_contracts.dated import Dated, Rule
from scoring.quality.form import Weight

Method = Literal["live", "remote", "recording", "mystery"]
Combine = Literal["BY_EVALUATION", "BY_CELL"]
PayMoves = Literal["POINT", "CI_CLEARS"]
Source = Literal["supervisor", "qa", "customer", "peer", "self", "system"]
CellWeight = Annotated[Decimal, Field(ge=0)]
Matrix = dict[str, dict[str, dict[Method, CellWeight]]]


class QualityWeights(Rule):
    """The weight matrix form × call type × method (`kind: quality_weights`; S2-27).

    `call_types` and `methods` are what the matrix must cover, complete on every date.
    BY_EVALUATION gives each evaluation its cell's weight; BY_CELL weighs the means of cells.
    """

    kind: Literal["quality_weights"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    call_types: tuple[str, ...] = Field(min_length=1)
    methods: tuple[Method, ...] = Field(min_length=1)
    combine: Dated[Combine]
    weights: Dated[Matrix]

    @model_validator(mode="after")
    def _complete(self) -> QualityWeights:
        for day, entry in self.weights.root.items():
            for form, rows in (entry.value or {}).items():
                if set(rows) != set(self.call_types):
                    raise ValueError(f"{form} on {day}: list exactly the call_types, once each")
                for call_type, cells in rows.items():
                    if set(cells) != set(self.methods):
                        raise ValueError(f"{form}, {call_type} on {day}: list exactly the methods")
        return self


class QualityBand(Rule):
    """A band of the quality score, from its lower edge up to the next band's."""

    lower: Decimal = Field(alias="from")
    name_zh: str
    name_en: str


class SeverityPolicy(Rule):
    """When an evaluator's leniency is taken out of the scores.

    The estimate reads the evaluations of the last `window_months` months, the period's own
    included. An evaluator with fewer evaluations, or fewer agents whom somebody else evaluated
    too, is shown but not corrected.
    """

    window_months: Dated[Annotated[int, Field(ge=1)]]
    minimum_evaluations: Dated[Annotated[int, Field(ge=1)]]
    minimum_shared_agents: Dated[Annotated[int, Field(ge=1)]]


class CalibrationPolicy(Rule):
    """How agreement is counted: two form scores agree within `tolerance_points`; `edges` cut the
    form score into the ordered classes of weighted kappa."""

    tolerance_points: Dated[Annotated[Decimal, Field(ge=0)]]
    edges: Dated[tuple[Decimal, ...]]

    @field_validator("edges")
    @classmethod
    def _rising(cls, edges: Dated[tuple[Decimal, ...]]) -> Dated[tuple[Decimal, ...]]:
        for day, entry in edges.root.items():
            if entry.value and list(entry.value) != sorted(set(entry.value)):
                raise ValueError(f"the edges of {day} must rise")
        return edges


class BiasPolicy(Rule):
    """When a rater is flagged: leniency beyond `leniency_errors` standard errors and
    `leniency_points`; a spread, or a difference between dimensions, under `spread_ratio` of the
    other raters'."""

    leniency_errors: Dated[Annotated[Decimal, Field(gt=0)]]
    leniency_points: Dated[Annotated[Decimal, Field(ge=0)]]
    spread_ratio: Dated[Annotated[Decimal, Field(gt=0, lt=1)]]


class QualityPolicy(Rule):
    """Severity, rater bias, calibration, and when pay may move (`kind: quality_policy`; N10).

    `confidence` is the level of the interval of an agent's score. Under CI_CLEARS pay moves to
    another band of `bands` only if the whole interval lies beyond the edge between them.
    """

    kind: Literal["quality_policy"]
    id: str
    owner: str
    confidence: Dated[Annotated[Decimal, Field(gt=0, lt=1)]]
    pay_moves: Dated[PayMoves]
    bands: Dated[tuple[QualityBand, ...]]
    severity: SeverityPolicy
    bias: BiasPolicy
    calibration: CalibrationPolicy

    @field_validator("bands")
    @classmethod
    def _from_the_bottom(
        cls, bands: Dated[tuple[QualityBand, ...]]
    ) -> Dated[tuple[QualityBand, ...]]:
        for day, entry in bands.root.items():
            lower = [band.lower for band in entry.value or ()]
            if entry.value is not None and (lower[:1] != [0] or lower != sorted(set(lower))):
                raise ValueError(f"the bands of {day} must begin at 0 and rise")
        return bands


class SubjectiveRule(Rule):
    """How ratings by several sources become one score (F15; S1-09).

    `sources` are weights that sum to 100; sources without a rating share theirs among the others.
    Within a source, `trim` of the raters are cut from each end (0.1: a tenth, rounded down) and
    the rest averaged by rater weight. A rating more than `comment_outside` points from the mean
    of all ratings needs a comment: without one it is counted and named (FLAG) or left out
    (EXCLUDE). A source with fewer raters than its `minimum_raters` is left out.
    """

    sources: dict[Source, Weight] = Field(min_length=1)
    trim: Annotated[Decimal, Field(ge=0, lt=Decimal("0.5"))] = Decimal(0)
    comment_outside: Annotated[Decimal, Field(ge=0)]
    without_comment: Literal["FLAG", "EXCLUDE"] = "FLAG"
    adjust_severity: bool = False
    minimum_raters: dict[Source, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _whole(self) -> SubjectiveRule:
        total = sum(self.sources.values(), Decimal(0))
        if total != 100:
            raise ValueError(f"the weights of the sources sum to {total}, not to 100")
        unknown = sorted(set(self.minimum_raters) - set(self.sources))
        if unknown:
            raise ValueError(f"minimum_raters names {', '.join(unknown)}, which has no weight")
        return self


class MultiSource(Rule):
    """A multi-source review (`kind: multi_source`)."""

    kind: Literal["multi_source"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    rule: Dated[SubjectiveRule]
