"""Whom a rule is about, and the gates any rule may carry."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from data_contracts.dated import Dated, Rule
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
