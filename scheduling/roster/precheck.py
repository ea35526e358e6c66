"""Why no roster can exist, in words, before any solving."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduling.roster.person import Person, most_days
from scheduling.roster.shift_counts import Required
from scheduling.roster.working_time import WorkingTime


@dataclass(frozen=True)
class Finding:
    """One reason. A blocking one makes a roster impossible; another will cost coverage."""

    reason: str
    agent_id: str
    blocking: bool
    text_en: str
    text_zh: str


Check = Callable[[Sequence[Person], WorkingTime, Required], list[Finding]]


def reasons(people: Sequence[Person], limits: WorkingTime, required: Required) -> list[Finding]:
    """Every reason, in the order of `CHECKS`; empty where nothing stands in the way."""
    return [finding for check in CHECKS for finding in check(people, limits, required)]


def nobody_to_roster(
    people: Sequence[Person], limits: WorkingTime, required: Required
) -> list[Finding]:
    """Somebody must be there at all."""
    if people:
        return []
    text = "there is no agent to roster in this week", "本周没有可排班的坐席"
    return [Finding("nobody_to_roster", "-", True, *text)]


def contract_above_the_law(
    people: Sequence[Person], limits: WorkingTime, required: Required
) -> list[Finding]:
    """A contract may not ask more than the law's week."""
    most = limits.maximum_paid_s_per_week
    return [
        Finding(
            "contract_above_the_law",
            person.agent_id,
            True,
            f"{person.agent_id} is due {_h(person.due_s)} h this week, the law allows {_h(most)} h",
            f"{person.agent_id} 本周应排 {_h(person.due_s)} 小时，法定上限 {_h(most)} 小时",
        )
        for person in people
        if person.due_s > most
    ]


def no_shift_allowed(
    people: Sequence[Person], limits: WorkingTime, required: Required
) -> list[Finding]:
    """Each contract needs at least one shift that its kind and the law's day allow."""
    return [
        Finding(
            "no_shift_allowed",
            person.agent_id,
            True,
            f"no shift of the library may be given to {person.agent_id} ({person.employment}); "
            f"a day may have {_h(limits.maximum_paid_s_per_day)} paid hours",
            f"班次库中没有可排给 {person.agent_id}（{person.employment}）的班次；"
            f"每日最多 {_h(limits.maximum_paid_s_per_day)} 小时",
        )
        for person in people
        if not person.options and person.due_s
    ]


def more_hours_than_days(
    people: Sequence[Person], limits: WorkingTime, required: Required
) -> list[Finding]:
    """The contract's hours must fit the days that leave, rest, days off and runs leave free."""
    found = []
    for person in people:
        lacking = person.due_s - person.planned_s
        if lacking <= limits.tolerance_s or not person.options:
            continue
        days = most_days(person.open_days, person.carry_days, limits)
        found.append(
            Finding(
                "more_hours_than_days",
                person.agent_id,
                True,
                f"{person.agent_id} is due {_h(person.due_s)} h but can work {days} days "
                f"({len(person.leave_days)} on leave, {person.carry_days} worked in a row before "
                f"Monday{_barred(person, ', no weekend left')}), {_h(person.planned_s)} h at most; "
                f"{_h(limits.tolerance_s)} h may be missing",
                f"{person.agent_id} 应排 {_h(person.due_s)} 小时，但只能上 {days} 天"
                f"（请假 {len(person.leave_days)} 天，周一前已连续工作 {person.carry_days} 天"
                f"{_barred(person, '，周末班已排满')}），"
                f"最多 {_h(person.planned_s)} 小时；允许缺 {_h(limits.tolerance_s)} 小时",
            )
        )
    return found


def queue_without_skill(
    people: Sequence[Person], limits: WorkingTime, required: Required
) -> list[Finding]:
    """A queue that nobody can serve stays short; the roster still exists."""
    skilled = {queue for person in people for queue in person.skills}
    return [
        Finding(
            "queue_without_skill",
            "-",
            False,
            f"nobody has the skill {queue} all week, so it stays uncovered",
            f"本周没有人整周具备技能 {queue}，该队列将无人值守",
        )
        for queue, wanted in required.items()
        if queue not in skilled and max(wanted, default=0) > 0
    ]


def person_without_skill(
    people: Sequence[Person], limits: WorkingTime, required: Required
) -> list[Finding]:
    """Somebody without a planned queue is not rostered."""
    return [
        Finding(
            "person_without_skill",
            person.agent_id,
            False,
            f"{person.agent_id} has no skill of a planned queue all week and is not rostered",
            f"{person.agent_id} 本周没有整周有效的所需技能，未排班",
        )
        for person in people
        if person.planned_s and not set(person.skills) & set(required)
    ]


CHECKS: tuple[Check, ...] = (
    nobody_to_roster,
    contract_above_the_law,
    no_shift_allowed,
    more_hours_than_days,
    queue_without_skill,
    person_without_skill,
)


def _barred(person: Person, words: str) -> str:
    return words if person.open_days != person.free_days else ""


def _h(seconds: int) -> str:
    return f"{seconds / 3600:g}"
