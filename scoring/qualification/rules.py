"""qualification.yaml: what each type of contact asks of whoever handles it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated


class Requirement(Rule):
    """What has to hold on the day: completed months of service, the skill of a queue at a level,
    and its certificate in force. A certificate is the skill's: without a last day it never ends."""

    service_months: Annotated[int, Field(ge=0)] = 0
    skill: str | None = None
    level: Annotated[int, Field(ge=1, le=5)] | None = None
    certificate: bool = False

    @model_validator(mode="after")
    def _of_a_skill(self) -> Requirement:
        if self.skill is None and (self.level or self.certificate):
            raise ValueError("a level and a certificate are those of a skill: name the skill")
        return self


class ContactType(Rule):
    """A type of contact and what it asks; a value of null asks nothing any more."""

    name_zh: str
    name_en: str
    requires: Dated[Requirement]


class Qualification(Rule):
    """qualification.yaml

    Types that are not listed may be handled by anybody. Under UNPAID, contacts handled without
    qualification are work of the type contact:unqualified, whose standard the tariff states.
    """

    kind: Literal["qualification"]
    id: str
    name_zh: str
    name_en: str
    owner: str
    points: Dated[Literal["PAID", "UNPAID"]]
    contact_types: dict[str, ContactType] = Field(min_length=1)


@dataclass(frozen=True)
class QualificationPlan:
    """qualification.yaml with the document it stands in."""

    rule: Qualification
    document: LocatedYaml

    def asked(self, contact_type: str | None, day: date) -> Requirement | None:
        """What the type asks on the day; None where it asks nothing."""
        listed = self.rule.contact_types.get(contact_type or "")
        entry = listed.requires.entry_on(day) if listed else None
        return entry[1].value if entry else None

    def paid(self, day: date) -> bool:
        """Whether work without qualification earns points. Raises Refusal where nothing says."""
        return self.rule.points.on(day, self.document.place(("points",))) == "PAID"

    def always_paid(self, first: date, last: date) -> bool:
        """Whether work without qualification earns points on every day of a span."""
        return all(
            value == "PAID"
            for since, until, value in self.rule.points.spans()
            if since <= last and (until is None or until >= first)
        )

    def rule_ref(self, contact_type: str, day: date) -> str:
        """The file, and since when the type asks what it asks on the day."""
        entry = self.rule.contact_types[contact_type].requires.entry_on(day)
        return f"{self.document.file}@{entry[0].isoformat()}" if entry else self.document.file


def read_qualification(document: LocatedYaml) -> QualificationPlan:
    """Raises Refusal with file and line for a file that is wrong."""
    return QualificationPlan(validated(Qualification, document), document)
