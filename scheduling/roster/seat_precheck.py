"""What seats will cost, or make impossible, in words, before any solving."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from scheduling.roster.person import DAYS, Person
from scheduling.roster.precheck import Finding
from scheduling.roster.shift_counts import Required

_NAMES = (("Monday", "周一"), ("Tuesday", "周二"), ("Wednesday", "周三"), ("Thursday", "周四"),
          ("Friday", "周五"), ("Saturday", "周六"), ("Sunday", "周日"))  # fmt: skip


def seat_reasons(
    people: Sequence[Person], seats: Mapping[str, int], required: Required
) -> list[Finding]:
    """A site too small for its people's contracts, then a requirement above all seats."""
    if not seats:
        return []
    members: dict[str, list[Person]] = defaultdict(list)
    for person in people:
        members[person.site].append(person)
    small = [_too_small(site, most, members[site]) for site, most in seats.items()]
    unlimited = bool(members[""])
    beyond = [] if unlimited else _beyond_seats(sum(seats.values()), required)
    return [finding for finding in small if finding] + beyond


def _too_small(site: str, seats: int, people: Sequence[Person]) -> Finding | None:
    """Everybody's hours against what whole shifts, one after the other, can fill of the seats."""
    options = [option for person in people for option in person.options]
    if not options:
        return None
    open_min = max(one.end_min for one in options) - min(one.start_min for one in options)
    in_turn = max(1, min(open_min, 1440) // min(option.length_min for option in options))
    due = sum(person.planned_s for person in people)
    room = seats * DAYS * in_turn * max(option.paid_s for option in options)
    if due <= room:
        return None
    return Finding(
        "too_few_seats",
        site,
        True,
        f"the people of {site} are due {due / 3600:g} h, its {seats} seats hold {room / 3600:g} h "
        "a week",
        f"{site} 的人员应排 {due / 3600:g} 小时，{seats} 个席位每周最多容纳 {room / 3600:g} 小时",
    )


def _beyond_seats(seats: int, required: Required) -> list[Finding]:
    """Half-hours whose requirement, all queues together, is above the seats of all sites."""
    totals = [sum(slots) for slots in zip(*required.values(), strict=True)]
    beyond = [slot for slot, wanted in enumerate(totals) if wanted > seats]
    if not beyond:
        return []
    worst = max(beyond, key=lambda slot: totals[slot])
    day, half = divmod(worst, 48)
    clock, wanted = f"{half // 2:02d}:{half % 2 * 30:02d}", totals[worst]
    return [
        Finding(
            "more_required_than_seats",
            "-",
            False,
            f"{len(beyond)} half-hours need more people than the {seats} seats, most at "
            f"{_NAMES[day][0]} {clock} ({wanted:g}); they stay short",
            f"{len(beyond)} 个半小时的需求超过 {seats} 个席位，最多在{_NAMES[day][1]} {clock}"
            f"（{wanted:g} 人），这些时段将有缺口",
        )
    ]
