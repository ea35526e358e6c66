"""An evaluation form's file: sections, questions and what a fatal error does, every value dated."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule

Mode = Literal["QUESTION_ONLY", "SECTION_ONLY", "POINTS_BASED"]
QuestionsWeigh = Literal["EQUAL", "WEIGHTED"]
FaultClass = Literal["customer", "business", "compliance"]
Share = Annotated[Decimal, Field(ge=0, le=1)]
Weight = Annotated[Decimal, Field(ge=0, le=100)]
Points = Annotated[Decimal, Field(gt=0)]


class Fatal(Rule):
    """What a fatal error costs: the form or its section scores nothing, or `value` at most.

    It fires where the evaluator marks it; with `fails_below` also by itself, where the question
    earns a smaller share of its points than that (auto-fail).
    """

    fault_class: FaultClass = Field(alias="class")
    effect: Literal["ZERO", "CAP"]
    value: Decimal | None = Field(default=None, ge=0)
    target: Literal["form", "section"] = "form"
    fails_below: Share | None = None

    @model_validator(mode="after")
    def _cap_has_a_value(self) -> Fatal:
        if (self.effect == "CAP") != (self.value is not None):
            raise ValueError("CAP needs a value, and ZERO takes none")
        return self

    @property
    def ceiling(self) -> Decimal:
        """The highest score left."""
        return self.value if self.value is not None else Decimal(0)


class Question(Rule):
    """One question. It is asked while `full_points` is in force; null ends it.

    `weight` counts in QUESTION_ONLY forms and weighted sections of SECTION_ONLY ones. A question
    with `bonus` has no weight: full marks lift the form by so many points, never counted against.
    """

    id: str
    name_zh: str
    name_en: str
    full_points: Dated[Points]
    weight: Dated[Weight] | None = None
    bonus: Dated[Points] | None = None
    fatal: Dated[Fatal] | None = None


class FormSection(Rule):
    """A section of the form; `weight` and `questions_weigh` count in SECTION_ONLY forms."""

    id: str
    name_zh: str
    name_en: str
    weight: Dated[Weight] | None = None
    questions_weigh: Dated[QuestionsWeigh] | None = None
    questions: tuple[Question, ...] = Field(min_length=1)


class QualityForm(Rule):
    """A whole form (`kind: quality_form`).

    `version` is the label that the quality system prints on its evaluations. `unlisted_fatal`
    judges a fatal error marked on a question that lists none, or on the evaluation as a whole.
    """

    kind: Literal["quality_form"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    description: str = ""
    version: Dated[str]
    mode: Dated[Mode]
    cap_hi: Dated[Points]
    unlisted_fatal: Dated[Fatal]
    sections: tuple[FormSection, ...] = Field(min_length=1)
