"""Why there is no roster: minimal sets of rules, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from scheduling.lines import LineProblem, NoRoster, Person, conflict, precheck, solve_lines
from scheduling.lines.problem import Contract
from tests.unit.scheduling.line_problems import SHIFTS, all_lines, problems


def alone(contract: Contract, days_off: frozenset[int] = frozenset()) -> LineProblem:
    return LineProblem(14, SHIFTS, (Person("A", contract, days_off),), (), (), ((5, 6), (12, 13)))


def test_too_few_shifts_for_the_minutes_agreed() -> None:
    (found,) = precheck(alone(Contract(3360, 4320, 2, 5, 2, 1, {"E": 3, "N": 0})))
    assert found.rules == ("shift_maximum E", "shift_maximum N", "minimum_minutes")
    assert found.text_en == (
        "A: at most 3 shifts E and at most 0 shifts N and at least 3360 minutes clash"
    )
    assert found.text_zh == "A：E 班至多 3 个与N 班至多 0 个与至少 3360 分钟相互矛盾"


def test_a_weekend_rule_against_days_off() -> None:
    week_days_off = frozenset({*range(5), *range(7, 12)})
    (found,) = precheck(alone(Contract(1440, 9600, 1, 5, 1, 1), week_days_off))
    assert set(found.rules) == {"day_off", "maximum_weekends", "minimum_minutes"}


def test_no_roster_is_said_before_any_solving() -> None:
    with pytest.raises(NoRoster, match="A: at most 4320 minutes and at least 4800") as refused:
        solve_lines(alone(Contract(4800, 4320, 2, 5, 2, 1)), seed=1, rounds=1)
    assert refused.value.conflicts[0].rules == ("maximum_minutes", "minimum_minutes")


@settings(max_examples=30, deadline=None)
@given(problems(people=1))
def test_a_conflict_is_found_just_where_no_line_exists(problem: LineProblem) -> None:
    (person,) = problem.staff
    assert (conflict(problem, person) is None) == bool(all_lines(problem, person))


@settings(max_examples=30, deadline=None)
@given(problems(people=1))
def test_a_conflict_is_minimal(problem: LineProblem) -> None:
    (person,) = problem.staff
    contract = replace(person.contract, minimum_minutes=2400)
    person = replace(person, contract=contract)
    found = conflict(problem, person)
    assume(found is not None and "minimum_minutes" in found.rules)
    eased = replace(person, contract=replace(contract, minimum_minutes=0))
    assert conflict(problem, eased) is None
