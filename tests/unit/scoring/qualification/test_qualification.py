"""Qualification: judged day by day, told with figure and threshold, unpaid by rule."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest

from data_contracts.located_yaml import read_yaml
from data_contracts.refusal import Refusal
from scoring.period import full_months
from scoring.qualification import (
    UNQUALIFIED,
    Person,
    QualificationPlan,
    Skill,
    qualification_matrix,
    read_qualification,
    unqualified_work,
    without_pay,
)

SAMPLE = Path(__file__).parents[4] / "centres/sample/qualification.yaml"
RULE = """
kind: qualification
id: types
name_zh: 资格
name_en: Qualification
owner: Training
points:
  2026-01-01: {value: PAID, source: "§4"}
  2026-06-15: {value: UNPAID, source: "Amendment"}
contact_types:
  complaint:
    name_zh: 投诉
    name_en: Complaint
    requires:
      2026-01-01:
        value: {service_months: 6, skill: voice_complaints, level: 2, certificate: true}
        source: "§3"
"""
SINCE = date(2025, 12, 16)
LAST = date(2026, 6, 30)


@pytest.fixture
def plan() -> QualificationPlan:
    return read_qualification(read_yaml(RULE, "qualification.yaml"))


def person(level: int = 3, certified_until: date | None = None, hired: date = SINCE) -> Person:
    skill = Skill("voice_complaints", level, SINCE, None, certified_until)
    return Person("A1", "T01", hired, (skill,))


def work(*rows: tuple[str, int, str, int]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {"agent_id": who, "business_date": date(2026, 6, day), "work_type": kind, "quantity": n}
            for who, day, kind, n in rows
        ]
    )


def lacks(plan: QualificationPlan, who: Person, day: int) -> list[str]:
    done = unqualified_work(plan, "2026-06", [who], work(("A1", day, "contact:complaint", 3)))
    return done["lacks"].to_pylist()


def test_service_is_complete_on_the_day_and_not_the_day_before(plan) -> None:
    """Hired on 16 December: six months are complete on 16 June."""
    assert lacks(plan, person(), 15) == ["service_months"]
    assert lacks(plan, person(), 16) == []


def test_each_criterion_is_named(plan) -> None:
    assert lacks(plan, person(level=1), 20) == ["level"]
    assert lacks(plan, person(certified_until=date(2026, 6, 19)), 19) == []
    assert lacks(plan, person(certified_until=date(2026, 6, 19)), 20) == ["certificate"]
    assert lacks(plan, Person("A1", "T01", SINCE, ()), 20) == ["skill"]
    assert lacks(plan, Person("A2", None, SINCE, ()), 20) == ["not_on_the_staff_list"]
    assert lacks(plan, person(level=1), 15) == ["service_months, level"]


def test_a_type_that_is_not_listed_is_open_to_all(plan) -> None:
    rows = work(("A9", 20, "contact:enquiry", 5), ("A9", 20, "evaluation", 1))
    assert unqualified_work(plan, "2026-06", [], rows).num_rows == 0
    assert plan.asked("complaint", date(2025, 12, 31)) is None


def test_unpaid_work_changes_its_type_from_the_day_of_the_rule_and_none_is_lost(plan) -> None:
    rows = work(
        ("A1", 14, "contact:complaint", 3),
        ("A1", 20, "contact:complaint", 4),
        ("A1", 20, "contact:enquiry", 9),
    )
    found = unqualified_work(plan, "2026-06", [person(level=1)], rows)
    assert found["paid"].to_pylist() == [True, False]
    credited = {
        (row["business_date"].day, row["work_type"]): row["quantity"]
        for row in without_pay(rows, found).to_pylist()
    }
    assert credited == {
        (14, "contact:complaint"): 3, (20, UNQUALIFIED): 4, (20, "contact:enquiry"): 9,
    }  # fmt: skip
    assert plan.always_paid(date(2026, 6, 1), date(2026, 6, 14))
    assert not plan.always_paid(date(2026, 6, 1), LAST)


def test_the_matrix_says_from_when_time_alone_is_enough(plan) -> None:
    who = person(hired=date(2026, 3, 31))
    rows = work(("A1", 20, "contact:complaint", 4))
    found = unqualified_work(plan, "2026-06", [who], rows)
    [row] = qualification_matrix(plan, "2026-06", LAST, [who], rows, found).to_pylist()
    assert not row["eligible"] and row["lacks"] == "service_months"
    assert row["eligible_from"] == date(2026, 10, 1), "there is no 31 September"
    assert full_months(date(2026, 3, 31), date(2026, 10, 1)) == 6
    assert full_months(date(2026, 3, 31), date(2026, 9, 30)) == 5
    assert (row["contacts"], row["unqualified_contacts"]) == (4, 4)
    assert row["note_en"] == "2 months of service, 6 asked"


def test_a_level_without_a_skill_is_refused() -> None:
    wrong = RULE.replace("skill: voice_complaints, ", "")
    with pytest.raises(Refusal, match="name the skill"):
        read_qualification(read_yaml(wrong, "qualification.yaml"))


def test_the_sample_file_is_in_order() -> None:
    plan = read_qualification(read_yaml(SAMPLE.read_text("utf-8"), "qualification.yaml"))
    assert set(plan.rule.contact_types) == {"billing", "technical", "complaint", "sales"}
