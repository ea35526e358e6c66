"""skill_groups.yaml: alike agents of several skills, their cost, and the days simulated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated

RequirementBy = Literal["by_queue", "shared_skills"]


class Served(Rule):
    """How a group serves a queue: asked first at `agent_rank` 1, `handle_factor` × its AHT."""

    agent_rank: int = Field(default=1, ge=1)
    handle_factor: float = Field(default=1.0, gt=0)


class SkillGroup(Rule):
    """Alike agents: the queues they serve, and what one costs against the others."""

    serves: dict[str, Served] = Field(min_length=1)
    cost: float = Field(gt=0)
    at_once: int = Field(default=1, ge=1)
    stretch: list[float] = Field(default=[1.0])

    @model_validator(mode="after")
    def _one_stretch_each(self) -> Self:
        if len(self.stretch) != self.at_once:
            raise ValueError("give one stretch, AHT(k) / AHT(1), for each of 1 to at_once")
        return self


class NamedGroup(Rule):
    """A group's names, and what it is on each day."""

    name_zh: str
    name_en: str
    group: Dated[SkillGroup]


class SkillGroupsFile(Rule):
    """skill_groups.yaml"""

    weekdays: Dated[list[int]]
    simulated_days: Dated[int]
    requirement: Dated[RequirementBy] | None = None
    groups: dict[str, NamedGroup] = Field(min_length=1)


@dataclass(frozen=True)
class SkillRules:
    """The rules in force on one day; `weekdays` are those simulated, Monday 0.

    `requirement` says what rosters are drawn from on these weekdays: each queue's own need, or the
    groups' agents shared out over the queues.
    """

    weekdays: list[int]
    simulated_days: int
    groups: dict[str, SkillGroup]
    names: dict[str, tuple[str, str]]
    requirement: RequirementBy = "by_queue"


def read_skill_groups(document: LocatedYaml, day: date) -> SkillRules:
    """The rules on a day. Raises Refusal where one is missing or impossible."""
    file = validated(SkillGroupsFile, document)
    chosen = file.requirement
    return SkillRules(
        weekdays=file.weekdays.on(day, document.place(("weekdays",))),
        simulated_days=file.simulated_days.on(day, document.place(("simulated_days",))),
        groups={
            name: one.group.on(day, document.place(("groups", name, "group")))
            for name, one in file.groups.items()
        },
        names={name: (one.name_zh, one.name_en) for name, one in file.groups.items()},
        requirement=chosen.on(day, document.place(("requirement",))) if chosen else "by_queue",
    )
