"""Why somebody has no line at all, or none that grants a request: the fewest rules that clash.

Cover and requests are soft, so only one person's rules can contradict each other. A deletion
filter drops one rule after the other as long as there is still no line (Chinneck 2008); what is
left is minimal: without any one of them there is a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from scheduling.lines.automaton import line_automaton
from scheduling.lines.pricing import cheapest_through
from scheduling.lines.problem import Contract, LineProblem, Person, Request

Asked = tuple[LineProblem, Person]


@dataclass(frozen=True)
class Conflict:
    """Rules of one person that contradict each other, by name and in words."""

    person: str
    rules: tuple[str, ...]
    text_en: str
    text_zh: str


class NoRoster(ValueError):
    """No roster can exist; `conflicts` says why, person by person."""

    def __init__(self, conflicts: list[Conflict]) -> None:
        self.conflicts = conflicts
        super().__init__("; ".join(one.text_en for one in conflicts))


@dataclass(frozen=True)
class _Rule:
    """A rule in words, and the same question without it."""

    name: str
    text_en: str
    text_zh: str
    relaxed: Callable[[LineProblem, Person], Asked]


def precheck(problem: LineProblem) -> list[Conflict]:
    """For everybody without any line the rules that clash; empty where a roster exists."""
    found = (conflict(problem, person) for person in problem.staff)
    return [one for one in found if one is not None]


def conflict(
    problem: LineProblem, person: Person, granted: Request | None = None
) -> Conflict | None:
    """The fewest rules that leave the person no line (none that grants the request).

    None where there is such a line.
    """
    if _possible(problem, person, granted):
        return None
    asked, clashing = (problem, person), list[_Rule]()
    for rule in _rules(problem, person):
        without = rule.relaxed(*asked)
        if _possible(*without, granted):
            clashing.append(rule)
        else:
            asked = without
    en, zh = _in_words(granted)
    return Conflict(
        person.code,
        tuple(rule.name for rule in clashing),
        f"{person.code}: {' and '.join(en + [rule.text_en for rule in clashing])} clash",
        f"{person.code}：{'与'.join(zh + [rule.text_zh for rule in clashing])}相互矛盾",
    )


def _in_words(granted: Request | None) -> tuple[list[str], list[str]]:
    if granted is None:
        return [], []
    no_en, no_zh = ("", "") if granted.wanted else ("no ", "不")
    day, shift = granted.day, granted.shift
    en, zh = (f"shift {shift}", f"上 {shift} 班") if shift else ("day off", "休息")
    return [f"{no_en}{en} on day {day}"], [f"第 {day} 天{no_zh}{zh}"]


def _possible(problem: LineProblem, person: Person, granted: Request | None) -> bool:
    automaton = line_automaton(problem, person.contract)
    if automaton.empty:
        return False
    open_ = np.isfinite(cheapest_through(automaton, problem.bars(person)))
    if granted is None:
        return bool(open_.any())
    is_shift = np.arange(open_.shape[1]) == problem.choice_of[granted.shift]
    return bool(open_[granted.day, is_shift == granted.wanted].any())


def _rules(problem: LineProblem, person: Person) -> Iterator[_Rule]:
    """Every rule that could be dropped."""
    contract = person.contract
    yield _Rule(
        "day_off",
        f"the fixed days off {sorted(person.days_off)}",
        f"固定休息日 {sorted(person.days_off)}",
        lambda problem, person: (problem, replace(person, days_off=frozenset())),
    )
    yield _Rule(
        "succession",
        "the forbidden successions of shifts",
        "禁止的班次衔接",
        lambda problem, person: (_without_bans(problem), person),
    )
    yield _of_contract(
        "minimum_run",
        f"at least {contract.minimum_run} days worked on end",
        f"至少连续上班 {contract.minimum_run} 天",
        minimum_run=1,
    )
    yield _of_contract(
        "maximum_run",
        f"at most {contract.maximum_run} days worked on end",
        f"至多连续上班 {contract.maximum_run} 天",
        maximum_run=problem.days,
    )
    yield _of_contract(
        "minimum_rest",
        f"at least {contract.minimum_rest} days off on end",
        f"至少连休 {contract.minimum_rest} 天",
        minimum_rest=1,
    )
    yield _of_contract(
        "maximum_weekends",
        f"at most {contract.maximum_weekends} weekends",
        f"至多 {contract.maximum_weekends} 个周末",
        maximum_weekends=len(problem.weekends),
    )
    yield _of_contract(
        "maximum_minutes",
        f"at most {contract.maximum_minutes} minutes",
        f"至多 {contract.maximum_minutes} 分钟",
        maximum_minutes=int(problem.minutes.max()) * problem.days,
    )
    for shift, most in contract.shift_maximum.items():
        yield _shift_maximum(shift, most)
    yield _of_contract(
        "minimum_minutes",
        f"at least {contract.minimum_minutes} minutes",
        f"至少 {contract.minimum_minutes} 分钟",
        minimum_minutes=0,
    )


def _of_contract(name: str, text_en: str, text_zh: str, **value: int) -> _Rule:
    return _Rule(
        name,
        text_en,
        text_zh,
        lambda problem, person: (problem, _changed(person, replace(person.contract, **value))),
    )


def _shift_maximum(shift: str, most: int) -> _Rule:
    def relaxed(problem: LineProblem, person: Person) -> Asked:
        others = {code: n for code, n in person.contract.shift_maximum.items() if code != shift}
        return problem, _changed(person, replace(person.contract, shift_maximum=others))

    return _Rule(
        f"shift_maximum {shift}",
        f"at most {most} shifts {shift}",
        f"{shift} 班至多 {most} 个",
        relaxed,
    )


def _changed(person: Person, contract: Contract) -> Person:
    return replace(person, contract=contract)


def _without_bans(problem: LineProblem) -> LineProblem:
    shifts = tuple(replace(shift, not_followed_by=frozenset()) for shift in problem.shifts)
    return replace(problem, shifts=shifts)
