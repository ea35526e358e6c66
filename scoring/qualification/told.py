"""What somebody lacks, in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from scoring.qualification.judging import (
    CERTIFICATE,
    LEVEL,
    NOT_STAFF,
    SERVICE,
    SKILL,
    Person,
    service_months,
)
from scoring.qualification.rules import Requirement


def told(
    person: Person, asked: Requirement | None, lacks: Sequence[str], day: date
) -> tuple[str, str]:
    """The judgement in Chinese and English, each missing criterion with figure and threshold."""
    if asked is None:
        return "不设门槛", "nothing is asked"
    if not lacks:
        return "符合全部条件", "meets every criterion"
    parts = [_part(person, asked, name, day) for name in lacks]
    return "；".join(zh for zh, _ in parts), "; ".join(en for _, en in parts)


def _part(person: Person, asked: Requirement, name: str, day: date) -> tuple[str, str]:
    held = person.skill(asked.skill, day) if asked.skill else None
    served = service_months(person.hired_on, day) if person.hired_on else 0
    level, until = (held.level, held.certified_until) if held else (0, None)
    words = {
        NOT_STAFF: ("员工名册中无此人", "not on the staff list"),
        SERVICE: (
            f"司龄 {served} 个月，要求 {asked.service_months}",
            f"{served} months of service, {asked.service_months} asked",
        ),
        SKILL: (f"无技能 {asked.skill}", f"lacks the skill {asked.skill}"),
        LEVEL: (f"技能级别 {level}，要求 {asked.level}", f"level {level}, {asked.level} asked"),
        CERTIFICATE: (f"证书已于 {until} 到期", f"certificate ended on {until}"),
    }
    return words[name]
