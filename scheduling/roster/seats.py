"""seats.yaml: how many people may be on shift at once, by site, and the rows that keep to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Protocol

import pulp
from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from scheduling.roster.linear import Terms, add_row
from scheduling.roster.pauses import shift_slots
from scheduling.roster.person_rules import Starts
from scheduling.roster.sessions import Busy, Span, meets
from scheduling.roster.shift_library import ShiftOption


class Worked(Protocol):
    """A shift worked on a day of the week."""

    @property
    def day(self) -> int: ...

    @property
    def option(self) -> ShiftOption: ...

    @property
    def pauses(self) -> Sequence[int]: ...


class Site(Rule):
    """A site and its seats; an end (`value: null`) takes the limit away."""

    name_zh: str
    name_en: str
    seats: Dated[Annotated[int, Field(ge=0)]]


class SeatsFile(Rule):
    """seats.yaml"""

    sites: dict[str, Site]


@dataclass(frozen=True)
class SeatRules:
    """The file with its lines."""

    file: SeatsFile
    document: LocatedYaml

    def on(self, day: date) -> dict[str, int]:
        """Seats by site, as far as they are limited on the day."""
        entries = {name: site.seats.entry_on(day) for name, site in self.file.sites.items()}
        return {
            name: entry[1].value
            for name, entry in entries.items()
            if entry is not None and entry[1].value is not None
        }


def read_seats(document: LocatedYaml) -> SeatRules:
    """The seats of a centre. Raises Refusal with file, line and key on a bad entry."""
    return SeatRules(validated(SeatsFile, document), document)


def people_on_shift(starts: Iterable[tuple[int, ShiftOption, int]]) -> Counter[int]:
    """People by half-hour slot of the week, of (day, option, people)."""
    found: Counter[int] = Counter()
    for day, option, people in starts:
        for slot in shift_slots(day, option):
            found[slot] += people
    return found


def seat_rows(
    model: pulp.LpProblem, name: str, starts: Starts, slots: Iterable[int], left: Mapping[int, int]
) -> None:
    """No more on shift in each of the `slots` than what is `left` there."""
    covering: dict[int, Terms] = {slot: [] for slot in slots}
    for (day, option), terms in starts.items():
        for slot in shift_slots(day, option):
            if slot in covering:
                covering[slot] += terms
    for slot, terms in covering.items():
        if terms:
            add_row(model, f"seats_{name}_{slot}", terms, "<=", left[slot])


def first_slots(starts: Starts) -> list[int]:
    """Slots in which anybody may start: where people on shift are never most in another one."""
    return sorted({shift_slots(day, option).start for day, option in starts})


class SeatsTaken:
    """People on shift at each site while lines change hands; nobody leaves a session."""

    def __init__(
        self, seats: Mapping[str, int], site_of: Mapping[str, str], busy: Busy | None = None
    ) -> None:
        self.seats, self.site_of, self.busy = seats, site_of, busy or {}
        self.taken: dict[str, Counter[int]] = {site: Counter() for site in seats}

    def emptied(self) -> SeatsTaken:
        """The same sites and sessions, nobody seated."""
        return SeatsTaken(self.seats, self.site_of, self.busy)

    def change(self, agent_id: str, before: Sequence[Worked], after: Sequence[Worked]) -> None:
        """Somebody leaves some shifts for others."""
        taken = self.taken.get(self.site_of[agent_id])
        if taken is not None:
            taken.subtract(_slots(before))
            taken.update(_slots(after))

    def allow(self, agent_id: str, before: Sequence[Worked], after: Sequence[Worked]) -> bool:
        """Whether the person's sessions stay free of pauses, and a seat is there where the other
        shifts need one more."""
        if not all(_clear(duty, self.busy.get((agent_id, duty.day), ())) for duty in after):
            return False
        site = self.site_of[agent_id]
        if site not in self.seats:
            return True
        more = _slots(after) - _slots(before)
        return all(self.taken[site][slot] < self.seats[site] for slot in more)


def _slots(duties: Sequence[Worked]) -> Counter[int]:
    return people_on_shift((duty.day, duty.option, 1) for duty in duties)


def _clear(duty: Worked, spans: Sequence[Span]) -> bool:
    pauses = zip(duty.option.pauses, duty.pauses, strict=True)
    return not any(meets(duty.option, pause, start, spans) for pause, start in pauses)
