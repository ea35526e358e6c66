"""Sessions in the first model: where each is held, whom queues then lack, who must be there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

import pulp

from scheduling.half_hours import SLOTS_PER_DAY
from scheduling.roster.linear import Terms, add_row, value
from scheduling.roster.person import Person
from scheduling.roster.person_classes import PersonClass
from scheduling.roster.sessions import Session, SessionPlace, suits
from scheduling.roster.shift_library import ShiftOption

ABSENT = 1000.0
"""What a participant who is not there weighs, where no soft rule says it."""
Covering = dict[tuple[str, int], Terms]
"""Terms that count who is at work, by queue and slot of the week."""


class SessionRows:
    """One choice of place per session; `cost` prices those who cannot come."""

    def __init__(
        self,
        model: pulp.LpProblem,
        sessions: Sequence[Session],
        classes: Sequence[PersonClass],
        weight: float,
    ) -> None:
        self.model, self.weight, self.cost = model, weight, list[tuple[pulp.LpVariable, float]]()
        self.members = {
            session: [(group, person) for group in classes for person in group.people
                      if person.agent_id in session.participants]
            for session in sessions
        }  # fmt: skip
        self.chosen: dict[Session, dict[SessionPlace, pulp.LpVariable]] = {}
        for n, session in enumerate(sessions):
            self.chosen[session] = self._choice(n, session)
        for (n, one), (m, other) in combinations(enumerate(sessions), 2):
            if one.participants & other.participants:
                self._apart(f"{n}_{m}", one, other)

    def take_from_queues(self, on_queue: Covering) -> None:
        """Participants are missing on queues that they serve while the session runs."""
        for n, (session, choice) in enumerate(self.chosen.items()):
            queues = sorted({queue for group, _ in self.members[session] for queue in group.skills})
            for i, (place, held) in enumerate(choice.items()):
                present = len(self._free(session, place))
                if not present:
                    continue
                taken: Terms = [(held, -float(present))]
                for queue in queues:
                    away = pulp.LpVariable(f"away_{n}_{i}_{queue}", 0)
                    taken.append((away, 1.0))
                    for slot in _slots(session, place):
                        on_queue[queue, slot].append((away, -1.0))
                add_row(self.model, f"away_{n}_{i}", taken, "==", 0)

    def be_there(self, pool: str, starts: Mapping[tuple[int, ShiftOption], Terms]) -> None:
        """As many of a pool start shifts that suit the session as take part in it."""
        for n, (session, choice) in enumerate(self.chosen.items()):
            for i, (place, held) in enumerate(choice.items()):
                mine = [p for p in self._free(session, place) if p.pool == pool]
                if not mine:
                    continue
                span = session.span(place)
                row: Terms = [
                    term
                    for (day, option), terms in starts.items()
                    if day == place.day and suits(option, (span,))
                    for term in terms
                ]
                row.append((held, -float(len(mine))))
                add_row(self.model, f"present_{pool}_{n}_{i}", row, ">=", 0)

    def places(self) -> dict[Session, SessionPlace]:
        """Where the solution holds each session."""
        return {
            session: next(place for place, held in choice.items() if value(held))
            for session, choice in self.chosen.items()
        }

    def _choice(self, n: int, session: Session) -> dict[SessionPlace, pulp.LpVariable]:
        choice = {
            place: pulp.LpVariable(f"held_{n}_{i}", cat=pulp.LpBinary)
            for i, place in enumerate(session.places)
        }
        add_row(self.model, f"held_{n}", [(held, 1.0) for held in choice.values()], "==", 1)
        for place, held in choice.items():
            here = sum(place.day not in person.leave_days for _, person in self.members[session])
            absent = here - len(self._free(session, place))
            if absent:
                self.cost.append((held, self.weight * absent))
        return choice

    def _apart(self, name: str, one: Session, other: Session) -> None:
        """Sessions that share people do not overlap."""
        by_slot: dict[int, Terms] = defaultdict(list)
        for session in (one, other):
            for place, held in self.chosen[session].items():
                for slot in _slots(session, place):
                    by_slot[slot].append((held, 1.0))
        for slot, row in by_slot.items():
            if len(row) > 1:
                add_row(self.model, f"apart_{name}_{slot}", row, "<=", 1)

    def _free(self, session: Session, place: SessionPlace) -> list[Person]:
        """Participants who can be at work on a shift that suits the place."""
        span = session.span(place)
        return [
            person
            for _, person in self.members[session]
            if place.day in person.open_days
            and any(
                suits(option, (span,)) and place.day * 1440 + option.start_min >= person.ready_min
                for option in person.options
            )
        ]


def _slots(session: Session, place: SessionPlace) -> range:
    first = place.day * SLOTS_PER_DAY + place.start_min // 30
    return range(first, first + session.length_min // 30)
