"""A week's roster as whole lines, by branch and price (scheduling.lines), pauses placed afterwards.

The line problem knows no half-hours: a kind of shift is a shift of the library on one queue, a
cover row a half-hour that several shifts cover. There every meal lies in the middle of its
window and short breaks thin out all half-hours alike, so its bound is that problem's, not the
roster's. Shifts and their pauses then respond to the true prices (requests/dealing.py).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from scheduling.lines import Contract, Cover, LineProblem, Person, Request, Shift
from scheduling.roster.coverage_cost import band_of
from scheduling.roster.pauses import WEEK_SLOTS, shift_slots
from scheduling.roster.response.problem import RosterProblem, Worker
from scheduling.roster.shift_library import ShiftOption

BEFORE = "before"
"""A shift of one minute, on the days before the week, for those who come out of a run of days."""
NEVER = 100_000
"""Price of what must not be."""


@dataclass(frozen=True)
class Kind:
    """A shift of the library on one queue."""

    option: ShiftOption
    queue: str

    @property
    def code(self) -> str:
        """Its name in the line problem."""
        return f"{self.option.code} {self.option.start_min} {self.option.length_min} {self.queue}"


class WeekAsLines:
    """The line problem of one week's roster problem; `lead` days before it hold the runs."""

    def __init__(self, problem: RosterProblem) -> None:
        if problem.weeks != 1:
            raise ValueError("whole lines are rostered for one week")
        self.problem = problem
        self.kinds = [Kind(option, queue) for option in problem.options for queue in problem.queues]
        self.lead = max((worker.carry_days for worker in problem.people), default=0)

    @cached_property
    def kind_of(self) -> Mapping[str, Kind]:
        """The kinds by their names in the line problem."""
        return {kind.code: kind for kind in self.kinds}

    @cached_property
    def lines(self) -> LineProblem:
        """The whole question, as scheduling.lines takes it."""
        return LineProblem(
            days=self.lead + self.problem.days,
            shifts=(*self._shifts(), Shift(BEFORE, 1)),
            staff=tuple(self._person(worker) for worker in self.problem.people),
            requests=tuple(one for worker in self.problem.people for one in self._asked(worker)),
            cover=tuple(self._cover()),
            weekends=((self.lead + 5, self.lead + 6),),
        )

    def _shifts(self) -> Iterator[Shift]:
        """Every kind with those that rest or a forbidden succession keep off the next day."""
        rules = self.problem.rules
        for kind in self.kinds:
            rested = kind.option.end_min + rules.minimum_rest_min - 1440
            barred = frozenset(
                other.code
                for other in self.kinds
                if other.option.start_min < rested
                or (kind.option.code, other.option.code) in rules.forbidden_successions
            )
            yield Shift(kind.code, kind.option.paid_s // 60, barred)

    def _person(self, worker: Worker) -> Person:
        low, high = worker.week_paid_s[0]
        served = frozenset[str]().union(*worker.skills)
        closed = {
            kind.code: 0
            for kind in self.kinds
            if kind.option not in worker.options[0] or kind.queue not in served
        }
        off = set(range(self.lead - worker.carry_days))
        off |= {self.lead + day for day, free in enumerate(worker.free) if not free}
        weekends = 1 if worker.most_weekends is None else min(1, worker.most_weekends[0])
        return Person(
            worker.agent_id,
            Contract(
                minimum_minutes=math.ceil(low / 60) + worker.carry_days,
                maximum_minutes=high // 60 + worker.carry_days,
                minimum_run=1,
                maximum_run=self.problem.rules.longest_run,
                minimum_rest=1,
                maximum_weekends=weekends,
                shift_maximum=closed | {BEFORE: worker.carry_days},
            ),
            frozenset(off),
        )

    def _asked(self, worker: Worker) -> Iterator[Request]:
        """Wishes at their weight; what rest, leave and skills of a day forbid at `NEVER`."""
        for day in range(self.lead - worker.carry_days, self.lead):
            yield Request(worker.agent_id, day, BEFORE, True, NEVER)
        for day in range(self.problem.days):
            for kind in self.kinds:
                weight = self._price(worker, day, kind)
                if weight:
                    yield Request(worker.agent_id, self.lead + day, kind.code, False, weight)

    def _price(self, worker: Worker, day: int, kind: Kind) -> int:
        """What working the kind on the day costs beside working nothing."""
        too_early = day * 1440 + kind.option.start_min < worker.earliest_min
        if not worker.free[day] or too_early or kind.queue not in worker.skills[day]:
            return NEVER
        refused = [wish.weight for wish in worker.wishes if wish.refused_by(day, kind.option)]
        return min(NEVER, round(sum(refused)))

    def _cover(self) -> Iterator[Cover]:
        """Each half-hour's convex price as rows of a single kink each."""
        prices = self.problem.prices
        cells = self._cells()
        for queue, needs in self.problem.required.items():
            there = self.problem.given.get(queue, [0.0] * WEEK_SLOTS)
            for slot, need in enumerate(needs):
                mine = cells.get((queue, slot), ())
                if not mine:
                    continue
                wanted = round((need - there[slot]) / (1.0 - self._thinned))
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

    def _cells(self) -> Mapping[tuple[str, int], tuple[tuple[int, str], ...]]:
        """The days and kinds that are on a queue in a half-hour of the week."""
        found: dict[tuple[str, int], list[tuple[int, str]]] = {}
        for kind in self.kinds:
            eaten = _meal_slots(kind.option)
            for day in range(self.problem.days):
                for step, slot in enumerate(shift_slots(day, kind.option)):
                    if step not in eaten:
                        cell = (self.lead + day, kind.code)
                        found.setdefault((kind.queue, slot), []).append(cell)
        return {key: tuple(cells) for key, cells in found.items()}

    @cached_property
    def _thinned(self) -> float:
        """Share of a shift's half-hours that short breaks take, over all shifts alike."""
        options = self.problem.options
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
