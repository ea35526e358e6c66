"""What a roster costs and which rules it breaks, counted day by day.

Independent of the optimiser on purpose: it shares only the problem's definition with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from scheduling.lines.problem import LineProblem, Person, Roster

Days = tuple[str | None, ...]


@dataclass(frozen=True)
class Violation:
    """A hard rule that somebody's line breaks, from a day on (None: the line as a whole)."""

    rule: str
    person: str
    day: int | None
    text_en: str
    text_zh: str


@dataclass(frozen=True)
class Penalty:
    """What a soft rule costs: a refused request of a person, or cover missing or in excess."""

    kind: str
    amount: int
    day: int
    shift: str
    person: str | None
    text_en: str
    text_zh: str


@dataclass(frozen=True)
class Evaluation:
    """Everything wrong with a roster, and its objective (the sum of the penalties)."""

    violations: tuple[Violation, ...]
    penalties: tuple[Penalty, ...]

    @property
    def objective(self) -> int:
        """Sum of the penalties; the hard rules are not in it."""
        return sum(one.amount for one in self.penalties)


Found = Iterator[tuple[int | None, str, str]]
Rule = Callable[[LineProblem, Person, Days], Found]


def evaluate(problem: LineProblem, roster: Roster) -> Evaluation:
    """Violations by person and rule, penalties by person and day. A person without line is off."""
    empty: Days = (None,) * problem.days
    violations = [
        Violation(rule.__name__, person.code, day, en, zh)
        for person in problem.staff
        for rule in RULES
        for day, en, zh in rule(problem, person, roster.get(person.code, empty))
    ]
    penalties = [*_requests(problem, roster), *_cover(problem, roster)]
    return Evaluation(tuple(violations), tuple(penalties))


def day_off(problem: LineProblem, person: Person, line: Days) -> Found:
    """Fixed days off are kept."""
    for day in sorted(person.days_off):
        if line[day] is not None:
            yield day, f"works on fixed day off {day}", f"第 {day} 天是固定休息日却排了班"


def shift_maximum(problem: LineProblem, person: Person, line: Days) -> Found:
    """No more shifts of a kind than the contract has."""
    for shift, most in person.contract.shift_maximum.items():
        if line.count(shift) > most:
            yield (
                None,
                f"{line.count(shift)} × {shift}, at most {most}",
                f"{shift} 班超过 {most} 个",
            )


def minutes(problem: LineProblem, person: Person, line: Days) -> Found:
    """The minutes of the whole line are between the contract's least and most."""
    worked = sum(shift.minutes * line.count(shift.code) for shift in problem.shifts)
    least, most = person.contract.minimum_minutes, person.contract.maximum_minutes
    if not least <= worked <= most:
        yield (
            None,
            f"{worked} minutes, {least}–{most} agreed",
            f"{worked} 分钟，约定 {least}–{most}",
        )


def succession(problem: LineProblem, person: Person, line: Days) -> Found:
    """A shift is not followed by one that its rule forbids."""
    banned = {shift.code: shift.not_followed_by for shift in problem.shifts}
    for day in range(1, problem.days):
        before, now = line[day - 1], line[day]
        if before is not None and now is not None and now in banned[before]:
            yield day, f"{now} after {before}", f"{before} 之后不得排 {now}"


def run_of_shifts(problem: LineProblem, person: Person, line: Days) -> Found:
    """Days worked on end: at most so many, and at least so many between two days off."""
    contract = person.contract
    for works, start, length in _stretches(line):
        inner = start > 0 and start + length < problem.days
        short = inner and length < contract.minimum_run
        if works and (short or length > contract.maximum_run):
            allowed = f"{contract.minimum_run}–{contract.maximum_run}"
            yield start, f"{length} days on end, {allowed}", f"连续上班 {length} 天，应为 {allowed}"


def run_of_days_off(problem: LineProblem, person: Person, line: Days) -> Found:
    """Days off between two shifts: at least so many on end."""
    least = person.contract.minimum_rest
    for works, start, length in _stretches(line):
        inner = start > 0 and start + length < problem.days
        if not works and inner and length < least:
            yield (
                start,
                f"{length} days off, at least {least}",
                f"连休 {length} 天，至少 {least} 天",
            )


def weekends(problem: LineProblem, person: Person, line: Days) -> Found:
    """No more weekends worked than the contract has."""
    worked = sum(any(line[day] is not None for day in days) for days in problem.weekends)
    most = person.contract.maximum_weekends
    if worked > most:
        yield None, f"{worked} weekends, at most {most}", f"上 {worked} 个周末，至多 {most} 个"


RULES: tuple[Rule, ...] = (
    day_off,
    shift_maximum,
    minutes,
    succession,
    run_of_shifts,
    run_of_days_off,
    weekends,
)


def _stretches(line: Days) -> Iterator[tuple[bool, int, int]]:
    """Whether worked, first day and length of each run of days alike."""
    start = 0
    for works, days in groupby(line, key=lambda shift: shift is not None):
        length = len(list(days))
        yield works, start, length
        start += length


def _requests(problem: LineProblem, roster: Roster) -> Iterator[Penalty]:
    for one in problem.requests:
        line = roster.get(one.person)
        given = line is not None and line[one.day] == one.shift
        if given == one.wanted:
            continue
        en, zh = ("wanted", "希望") if one.wanted else ("asked not to have", "不希望")
        what_en, what_zh = one.shift or "a day off", f"上 {one.shift} 班" if one.shift else "休息"
        yield Penalty(
            "request",
            one.weight,
            one.day,
            one.shift or "",
            one.person,
            f"{one.person} {en} {what_en} on day {one.day}",
            f"{one.person} {zh}第 {one.day} 天{what_zh}",
        )


def _cover(problem: LineProblem, roster: Roster) -> Iterator[Penalty]:
    for row in problem.cover:
        there = sum(line[day] == shift for line in roster.values() for day, shift in row.cells)
        missing = row.required - there
        if not missing:
            continue
        kind, weight = ("under", row.under_weight) if missing > 0 else ("over", row.over_weight)
        en, zh = ("missing", "缺") if missing > 0 else ("too many", "多")
        yield Penalty(
            kind,
            weight * abs(missing),
            row.cells[0][0],
            row.cells[0][1],
            None,
            f"{row.name}: {abs(missing)} {en} of {row.required}",
            f"{row.name}：需 {row.required} 人，{zh} {abs(missing)} 人",
        )
