"""The qualification matrix of a month, and the contacts handled without qualification."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from scoring.qualification.judging import SERVICE, Person, lacking, service_months
from scoring.qualification.rules import QualificationPlan, Requirement
from scoring.qualification.tables import QUALIFICATION_MATRIX, UNQUALIFIED_WORK
from scoring.qualification.told import told
from scoring.tables import table_of

CONTACT = "contact:"


def unqualified_work(
    plan: QualificationPlan, period: str, people: Iterable[Person], work: pa.Table
) -> pa.Table:
    """Rows of outputs/unqualified_work: contacts that somebody handled without qualification.

    `work` is the mart work_done of the month: agent_id, business_date, work_type, quantity. A
    login that is not among `people` is on no staff list.
    """
    known = {person.agent_id: person for person in people}
    done: Counter[tuple[str, date, str]] = Counter()
    for row in work.to_pylist():
        if row["work_type"].startswith(CONTACT):
            name = row["work_type"].removeprefix(CONTACT)
            done[row["agent_id"], row["business_date"], name] += int(row["quantity"])
    rows = [
        row
        for (agent, day, name), contacts in sorted(done.items())
        for row in _unqualified(
            plan, period, known.get(agent) or Person(agent, None, None, ()), name, day, contacts
        )
    ]
    return table_of(rows, UNQUALIFIED_WORK)


def _unqualified(
    plan: QualificationPlan, period: str, person: Person, name: str, day: date, contacts: int
) -> Iterator[dict[str, Any]]:
    asked = plan.asked(name, day)
    lacks = lacking(person, asked, day)
    if lacks:
        zh, en = told(person, asked, lacks, day)
        yield _identity(plan, period, person, name) | {
            "business_date": day,
            "contacts": contacts,
            "lacks": ", ".join(lacks),
            "paid": plan.paid(day),
            "rule_ref": plan.rule_ref(name, day),
            "note_zh": zh,
            "note_en": en,
        }


def _identity(
    plan: QualificationPlan, period: str, person: Person, contact_type: str
) -> dict[str, Any]:
    listed = plan.rule.contact_types[contact_type]
    return {
        "period": period,
        "agent_id": person.agent_id,
        "team_id": person.team_id,
        "contact_type": contact_type,
        "name_zh": listed.name_zh,
        "name_en": listed.name_en,
    }


def qualification_matrix(
    plan: QualificationPlan,
    period: str,
    as_of: date,
    people: Sequence[Person],
    work: pa.Table,
    unqualified: pa.Table,
) -> pa.Table:
    """Rows of outputs/qualification_matrix: each person and type, judged on `as_of`.

    `eligible_from` is when time alone makes somebody eligible: only months of service lack.
    """
    done = _summed(work, "work_type", "quantity")
    without = _summed(unqualified, "contact_type", "contacts")
    rows = [
        _identity(plan, period, person, name)
        | _judged(plan, person, name, as_of)
        | {
            "as_of": as_of,
            "contacts": done[person.agent_id, CONTACT + name],
            "unqualified_contacts": without[person.agent_id, name],
        }
        for person in sorted(people, key=lambda one: one.agent_id)
        for name in plan.rule.contact_types
    ]
    return table_of(rows, QUALIFICATION_MATRIX)


def _summed(table: pa.Table, key: str, count: str) -> defaultdict[tuple[str, str], int]:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for row in table.select(["agent_id", key, count]).to_pylist():
        found[row["agent_id"], row[key]] += int(row[count])
    return found


def _judged(plan: QualificationPlan, person: Person, name: str, day: date) -> dict[str, Any]:
    asked = plan.asked(name, day)
    lacks = lacking(person, asked, day)
    held = person.skill(asked.skill, day) if asked and asked.skill else None
    zh, en = told(person, asked, lacks, day)
    served = service_months(person.hired_on, day) if person.hired_on else 0
    return {
        "eligible": not lacks,
        "lacks": ", ".join(lacks),
        "level": held.level if held else None,
        "service_months": served,
        "certified_until": held.certified_until if held else None,
        "eligible_from": _eligible_from(person, asked, lacks),
        "rule_ref": plan.rule_ref(name, day),
        "note_zh": zh,
        "note_en": en,
    }


def _eligible_from(person: Person, asked: Requirement | None, lacks: Sequence[str]) -> date | None:
    if asked is None or person.hired_on is None or [*lacks] != [SERVICE]:
        return None
    return _after(person.hired_on, asked.service_months)


def _after(hired_on: date, months: int) -> date:
    """The first day on which `months` full months of service are complete."""
    years, month = divmod(hired_on.month - 1 + months, 12)
    begun = date(hired_on.year + years, month + 1, 1)
    following = date(begun.year + begun.month // 12, begun.month % 12 + 1, 1)
    return min(date.fromordinal(begun.toordinal() + hired_on.day - 1), following)
