"""The cover rows of a line problem: what half-hours of queues want and what sites can seat.

There every meal lies in the middle of its window and short breaks thin out all half-hours alike.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from scheduling.lines import Cover
from scheduling.roster.coverage_cost import band_of
from scheduling.roster.line_kinds import Kind
from scheduling.roster.pauses import WEEK_SLOTS, shift_slots
from scheduling.roster.response.problem import WEEK, RosterProblem
from scheduling.roster.response.seat_prices import DEAREST
from scheduling.roster.shift_library import ShiftOption

Cells = list[tuple[int, str]]
"""Days of the line problem and kinds by their names."""


def coverage_rows(problem: RosterProblem, kinds: Sequence[Kind], lead: int) -> Iterator[Cover]:
    """Each half-hour's convex price as rows of a single kink each; Monday is day `lead`."""
    prices, thinned = problem.prices, _thinned(problem.options)
    cells = _on_queue(kinds, lead)
    for queue, needs in problem.required.items():
        there = problem.given.get(queue, [0.0] * WEEK_SLOTS)
        for slot, need in enumerate(needs):
            mine = tuple(cells.get((queue, slot), ()))
            if not mine:
                continue
            wanted = round((need - there[slot]) / (1.0 - thinned))
            band = round(band_of(need, prices))
            more_short = prices.short_beyond - prices.short
            more_over = prices.over_beyond - prices.over
            for name, required, under, over in (
                ("", wanted, prices.short, prices.over),
                (" far short", wanted - band, more_short, 0),
                (" far over", wanted + band, 0, more_over),
            ):
                if (under or over) and (required > 0 or over):
                    yield Cover(f"{queue} {slot}{name}", mine, max(0, required), under, over)


def seat_rows(problem: RosterProblem, kinds: Sequence[Kind], lead: int) -> Iterator[Cover]:
    """What nobody may exceed at sites with fewer seats than people, where anybody may start.

    In between, people on shift are never more than at the last start.
    """
    people = Counter(worker.site for worker in problem.people)
    for site, seats in problem.seats.items():
        mine = [kind for kind in kinds if kind.site == site]
        if people[site] <= seats[0]:
            continue
        starts = {kind.option.start_min // 30 for kind in mine}
        on_shift = _on_shift(mine, lead)
        for slot, cells in sorted(on_shift.items()):
            if slot % (WEEK_SLOTS // WEEK) in starts:
                yield Cover(f"{site} {slot}", tuple(cells), seats[0], 0, round(DEAREST))


def _on_shift(kinds: Sequence[Kind], lead: int) -> Mapping[int, Cells]:
    """Who is on shift in each half-hour of the week, in a pause or not."""
    found: dict[int, Cells] = defaultdict(list)
    for kind in kinds:
        for day in range(WEEK):
            for slot in shift_slots(day, kind.option):
                found[slot].append((lead + day, kind.code))
    return found


def _on_queue(kinds: Sequence[Kind], lead: int) -> Mapping[tuple[str, int], Cells]:
    """Who is on a queue in a half-hour of the week."""
    found: dict[tuple[str, int], Cells] = defaultdict(list)
    for kind in kinds:
        eaten = _meal_slots(kind.option)
        for day in range(WEEK):
            for step, slot in enumerate(shift_slots(day, kind.option)):
                if step not in eaten:
                    found[kind.queue, slot].append((lead + day, kind.code))
    return found


def _thinned(options: Sequence[ShiftOption]) -> float:
    """Share of a shift's half-hours that short breaks take, over all shifts alike."""
    lost = sum(p.length_min for o in options for p in o.pauses if p.length_min < 30)
    worked = sum(30 * (o.length_min // 30 - len(_meal_slots(o))) for o in options)
    return lost / worked if worked else 0.0


def _meal_slots(option: ShiftOption) -> frozenset[int]:
    """Half-hours after the start that pauses of half an hour and more take in mid-window."""
    taken: set[int] = set()
    for pause in option.pauses:
        if pause.length_min >= 30:
            first = (pause.earliest_min + pause.latest_min) // 2 // 30
            taken |= set(range(first, first + pause.length_min // 30))
    return frozenset(taken)
