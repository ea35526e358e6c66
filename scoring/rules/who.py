"""Whom a rule is about, and the gates any rule may carry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol, TypeVar

from pydantic import Field, field_validator

from data_contracts.dated import Dated, Rule
from data_contracts.refusal import Place, Refusal
from scoring.functions.gate import GateRule

EVERYONE = "everyone"


class Roles(Rule):
    """People of these roles in the period."""

    role: tuple[str, ...] = Field(min_length=1)

    @field_validator("role", mode="before")
    @classmethod
    def _one_or_many(cls, role: object) -> object:
        return [role] if isinstance(role, str) else role


AppliesTo = Roles | Literal["everyone"]


def covers(applies_to: AppliesTo, role: str | None) -> bool:
    """True where the rule is about people of `role`; a person without role is only 'everyone'."""
    return applies_to == EVERYONE or (isinstance(applies_to, Roles) and role in applies_to.role)


class Gate(Rule):
    """A named gate with its dated rule (F14)."""

    id: str
    name_zh: str
    name_en: str
    rule: Dated[GateRule]


class AboutPeople(Protocol):
    """A rule in force that is about some people."""

    @property
    def applies_to(self) -> AppliesTo: ...


PlanT = TypeVar("PlanT", bound=AboutPeople)


def only(
    plans: Sequence[PlanT], role: str | None, agent_id: str, file_of: Callable[[PlanT], str]
) -> PlanT | None:
    """The one plan that is about people of `role`; None where there is none.

    Raises Refusal, naming `agent_id`, where two are.
    """
    found = [plan for plan in plans if covers(plan.applies_to, role)]
    if len(found) > 1:
        raise Refusal(
            f"{agent_id} ({role}) is in two rules of one kind: "
            f"{file_of(found[0])} and {file_of(found[1])}",
            place=Place(file_of(found[1]), key="applies_to"),
            next_step="let one of the two no longer apply to this role",
        )
    return found[0] if found else None
