"""A scorecard file: sections to any depth, items at the leaves, every value dated."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import Path
from scoring.catalogue import of_contact_type
from scoring.functions import Function, ScoringFunction
from scoring.functions.gate import Multipliers
from scoring.functions.scored import Number
from scoring.rules.grades import Grades
from scoring.rules.missing import MissingPolicy
from scoring.rules.ramp import Ramp
from scoring.rules.who import AppliesTo, Gate, Roles

Weight = Annotated[Number, Field(ge=0, le=100)]
Composition = Literal["weighted_mean", "sum_of_points", "min", "product"]
SegmentMode = Literal["SCORE_SEGMENTS", "TARGET_PRORATE", "MAJORITY"]
ProrationKey = Literal["calendar_days", "scheduled_days", "attended_days"]


class Weighted(Rule):
    """What every child of a section has: a name and a weight, one for all or one per role.

    `weight_by_role` is the weight matrix of F12: weight = W[child, role].
    """

    id: str
    name_zh: str
    name_en: str
    weight: Dated[Weight] | None = None
    weight_by_role: dict[str, Dated[Weight]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _one_kind_of_weight(self) -> Weighted:
        if self.kinds_of_weight != 1:
            raise ValueError(f"'{self.id}' needs either weight or weight_by_role")
        return self

    @property
    def kinds_of_weight(self) -> int:
        """How many kinds of weight the child is given."""
        return (self.weight is not None) + bool(self.weight_by_role)

    @property
    def weights(self) -> dict[str, Dated[Weight]]:
        """The weight by role; '' stands for every role."""
        return {"": self.weight} if self.weight is not None else self.weight_by_role

    def weight_path(self, role: str) -> Path:
        """Where the weight for a role ('': for every role) stands below the child."""
        return ("weight_by_role", role) if role else ("weight",)


class Peers(Rule):
    """Whom people are compared with: those alike in these columns, without some roles."""

    by: tuple[Literal["role", "team_id", "department_id", "employment", "tenure_band"], ...]
    without: Roles | None = None


class Item(Weighted):
    """A leaf: metrics turned into a score.

    `prorated` marks a volume: its target shrinks with the part of the month worked. `ramped`
    marks an item whose target is lower for people in training. `weight_by_contact_type` is the
    weight matrix W[item, call type] of F12: the item is scored once per contact type.
    """

    weight_by_contact_type: dict[str, Dated[Weight]] = Field(default_factory=dict)
    metric: str | None = None
    variant: str = "-"
    function: Dated[ScoringFunction]
    full_score: Dated[Number] | None = None
    cap_lo: Dated[Number] | None = None
    cap_hi: Dated[Number] | None = None
    min_sample: Dated[int] | None = None
    missing_policy: Dated[MissingPolicy]
    peers: Peers | None = None
    prorated: bool = False
    ramped: bool = False
    gates: tuple[Gate, ...] = ()
    multipliers: Multipliers = "product"

    @model_validator(mode="after")
    def _names_what_it_measures(self) -> Item:
        functions = [entry.value for entry in self.function.root.values() if entry.value]
        own = [names_metrics(function) for function in functions]
        if self.metric is None and not all(own):
            raise ValueError(f"the item '{self.id}' names no metric, but its function reads one")
        if self.metric is not None and any(own):
            raise ValueError(f"the item '{self.id}' names metrics in its function; name none here")
        if self.peers is None and any(function.needs_peers for function in functions):
            raise ValueError(f"the item '{self.id}' compares people; say with which peers")
        if self.metric is None and self.weight_by_contact_type:
            raise ValueError(f"'{self.id}' has weights by contact type, so it needs one metric")
        return self

    @property
    def kinds_of_weight(self) -> int:
        """How many kinds of weight the item is given."""
        return super().kinds_of_weight + bool(self.weight_by_contact_type)

    @property
    def cells(self) -> tuple[Item, ...]:
        """What is scored: the item itself, or its cell of every contact type."""
        if not self.weight_by_contact_type:
            return (self,)
        return tuple(
            self._cell(contact_type, weight)
            for contact_type, weight in self.weight_by_contact_type.items()
        )

    def _cell(self, contact_type: str, weight: Dated[Weight]) -> Cell:
        changed: dict[str, Any] = {
            "id": of_contact_type(self.id, contact_type),
            "name_zh": f"{self.name_zh} · {contact_type}",
            "name_en": f"{self.name_en} · {contact_type}",
            "metric": of_contact_type(self.metric or "", contact_type),
            "weight": weight,
            "weight_by_contact_type": {},
            "contact_type": contact_type,
        }
        return Cell.model_construct(None, **{**dict(self), **changed})


class Cell(Item):
    """An item on the contacts of one type; never written in a file."""

    contact_type: str

    def weight_path(self, role: str) -> Path:
        """Where the weight of the cell stands below its item."""
        return ("weight_by_contact_type", self.contact_type)


def names_metrics(function: Function) -> bool:
    """True where the function itself names the metrics it reads."""
    return function.metrics is not None


class Section(Weighted):
    """A branch: the composition of its sections and items."""

    composition: Composition = "weighted_mean"
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    gates: tuple[Gate, ...] = ()
    multipliers: Multipliers = "product"


class Segments(Rule):
    """How a month with several roles or teams is scored, and what a part of it is part of.

    SCORE_SEGMENTS scores each segment by its own plan and takes the mean by length;
    TARGET_PRORATE and MAJORITY score the month once by the plan of the longest segment, with
    targets for volumes by the days under it, or as they are. Source: scoring.md 4.4.
    """

    mode: SegmentMode = "SCORE_SEGMENTS"
    key: ProrationKey = "calendar_days"


class Scorecard(Rule):
    """The whole tree, its owner and the people it is about."""

    kind: Literal["scorecard"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    applies_to: AppliesTo
    composition: Composition = "weighted_mean"
    sections: tuple[Section, ...] = ()
    items: tuple[Item, ...] = ()
    gates: tuple[Gate, ...] = ()
    multipliers: Multipliers = "product"
    segments: Segments = Segments()
    ramp: Dated[Ramp] | None = None
    grades: Dated[Grades] | None = None
