"""Why a person has no line at all, or none that grants a wish: the fewest rules that clash.

A deletion filter (Chinneck 2008) drops one rule after the other as long as there is still no
line; what is left is minimal: without any one of them there is a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from scheduling.roster.requests.finished import demanding, has_line
from scheduling.roster.response.encoding import encoded
from scheduling.roster.response.problem import LineRules, RosterProblem, Wish, Worker
from scheduling.roster.rules import RULES

_NAMES = {
    "pinned_days": ("已固定的日子", "Pinned days"),
    **{rule.__name__: (rule.name_zh, rule.name_en) for rule in RULES},
}
_LONG_AGO_MIN = -(10**6)


@dataclass(frozen=True)
class Clash:
    """Rules of one person that leave no line, by identifier and in words."""

    agent_id: str
    rules: tuple[str, ...]

    @property
    def text_en(self) -> str:
        """The rules by their English names."""
        return " + ".join(_NAMES[rule][1] for rule in self.rules)

    @property
    def text_zh(self) -> str:
        """The rules by their Chinese names."""
        return " + ".join(_NAMES[rule][0] for rule in self.rules)


Drop = Callable[[RosterProblem, Worker], tuple[RosterProblem, Worker]]


def clash(problem: RosterProblem, worker: Worker, demanded: Sequence[Wish] = ()) -> Clash | None:
    """The fewest rules that leave the person no line that keeps the demands; None: there is one."""
    if _possible(problem, worker, demanded):
        return None
    found: list[str] = []
    for name, drop in _drops():
        without = drop(problem, worker)
        if _possible(*without, demanded):
            found.append(name)
        else:
            problem, worker = without
    return Clash(worker.agent_id, tuple(found))


def _possible(problem: RosterProblem, worker: Worker, demanded: Sequence[Wish]) -> bool:
    alone = replace(problem, people=[worker])
    given = encoded(alone)
    return has_line(given, demanding(given.people, demanded, alone))


def _drops() -> Iterator[tuple[str, Drop]]:
    """Every rule that shapes a line, and the same question without it."""
    yield "pinned_days", lambda p, w: (p, replace(w, pins={}))
    yield "forbidden_succession", _of_everybody(forbidden_successions=frozenset[tuple[str, str]]())
    yield "maximum_weekends", lambda p, w: (p, replace(w, weekend_limits=()))
    yield "maximum_nights", lambda p, w: (p, replace(w, night_limits=()))
    yield "minimum_rest", _without_rest
    yield "maximum_consecutive_days", _without_runs
    yield "minimum_days_off", lambda p, w: (p, replace(w, most_days=(7,) * p.weeks))
    yield "allowed_shift", lambda p, w: (p, replace(w, options=(frozenset(p.options),) * p.weeks))
    yield "valid_skill", lambda p, w: (p, replace(w, skills=(frozenset(p.queues),) * p.days))
    yield "approved_leave", _without_leave
    yield "contract_hours", _without_hours


def _of_everybody(**value: object) -> Drop:
    return lambda p, w: (replace(p, rules=_rules(p, **value)), w)


def _rules(problem: RosterProblem, **value: object) -> LineRules:
    return replace(problem.rules, **value)  # type: ignore[arg-type]


def _without_leave(problem: RosterProblem, worker: Worker) -> tuple[RosterProblem, Worker]:
    days = problem.days
    return problem, replace(worker, free=(True,) * days, away=(False,) * (days + 1))


def _without_rest(problem: RosterProblem, worker: Worker) -> tuple[RosterProblem, Worker]:
    rules = _rules(problem, minimum_rest_min=-2880)
    return replace(problem, rules=rules), replace(
        worker, earliest_min=_LONG_AGO_MIN, ready_min=_LONG_AGO_MIN
    )


def _without_runs(problem: RosterProblem, worker: Worker) -> tuple[RosterProblem, Worker]:
    rules = _rules(problem, longest_run=problem.days)
    return replace(problem, rules=rules), replace(worker, carry_days=0)


def _without_hours(problem: RosterProblem, worker: Worker) -> tuple[RosterProblem, Worker]:
    most = 7 * max(option.paid_s for option in problem.options)
    free = replace(worker, week_paid_s=((0, most),) * problem.weeks, period_paid_s=None)
    return problem, free
