"""preferences.yaml: what people ask for, by rank, and what refusing costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import pyarrow as pa
from pydantic import Field, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scheduling.half_hours import minute_of
from scheduling.roster.requests.standing import Order, standings
from scheduling.tables import table

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEKDAYS: tuple[Weekday, ...] = (
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
)  # fmt: skip
PREFERENCES = pa.schema(
    [
        ("agent_id", pa.string()),
        ("work_date", pa.date32()),
        ("rank", pa.int64()),
        ("hard", pa.bool_()),
        ("wants", pa.string()),
        ("weight", pa.float64()),
        ("shift_code", pa.string()),
        ("start_from_min", pa.int64()),
        ("start_to_min", pa.int64()),
    ]
)


class Request(Rule):
    """One wish, on one date or on a weekday while it holds; `hard` goes before every price."""

    agent_id: str
    rank: int = Field(ge=1)
    wants: Literal["off", "work", "shift"]
    hard: bool = False
    day: date | None = None
    weekday: Weekday | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    shift_code: str | None = None
    start_from: str | None = None
    start_to: str | None = None

    @model_validator(mode="after")
    def _one_day(self) -> Request:
        if (self.day is None) == (self.weekday is None):
            raise ValueError("a request names either a day or a weekday")
        if self.wants != "shift" and (self.shift_code or self.start_from or self.start_to):
            raise ValueError("only a request that wants a shift names a code or a start")
        return self


class PreferenceFile(Rule):
    """preferences.yaml"""

    weight_by_rank: Dated[list[int]]
    hard_weight: Dated[int]
    order: Dated[Order] | None = None
    requests: list[Request]


@dataclass(frozen=True)
class Preferences:
    """The file with its lines."""

    file: PreferenceFile
    document: LocatedYaml

    def of_week(
        self, plan_week: date, people: pa.Table | None = None, ledger: pa.Table | None = None
    ) -> pa.Table:
        """A row per request and date of the week, as `build_roster` takes them.

        The weight comes from the rank (a rank beyond the list has the last weight), times the
        person's standing where the centre's order is by seniority (`people`: agent_id, hired_on)
        or in rotation (`ledger`: outputs/fairness_ledger); a hard request has the hard weight, so
        only a rule can refuse it, never a price. Raises Refusal where somebody gives one day's
        wish twice with the same rank.
        """
        entry = self.file.order.entry_on(plan_week) if self.file.order else None
        standing = standings(entry[1].value if entry else None, people, ledger)
        ranked = self.file.weight_by_rank.on(plan_week, self.document.place(("weight_by_rank",)))
        hard = self.file.hard_weight.on(plan_week, self.document.place(("hard_weight",)))
        rows: dict[tuple[Any, ...], Mapping[str, Any]] = {}
        for n, one in enumerate(self.file.requests):
            ranking = ranked[min(one.rank, len(ranked)) - 1]
            weight = hard if one.hard else ranking * standing.get(one.agent_id, 1.0)
            for day in _days(one, plan_week):
                key = one.agent_id, day, one.rank
                if key in rows:
                    raise Refusal(
                        "two requests of one person share a day and a rank",
                        place=self.document.place(("requests", n)),
                        value=f"{one.agent_id} {day} {one.rank}",
                        next_step="give them different ranks",
                    )
                rows[key] = _row(one, day, float(weight))
        return table((rows[key] for key in sorted(rows)), PREFERENCES)


def read_preferences(document: LocatedYaml) -> Preferences:
    """The preferences of a centre. Raises Refusal with file, line and key on a bad entry."""
    return Preferences(validated(PreferenceFile, document), document)


def _days(one: Request, plan_week: date) -> Iterator[date]:
    for n in range(7):
        day = plan_week + timedelta(days=n)
        named = day == one.day or WEEKDAYS[day.weekday()] == one.weekday
        if named and (one.valid_from or date.min) <= day <= (one.valid_to or date.max):
            yield day


def _row(one: Request, day: date, weight: float) -> dict[str, Any]:
    return {
        "agent_id": one.agent_id,
        "work_date": day,
        "rank": one.rank,
        "hard": one.hard,
        "wants": one.wants,
        "weight": weight,
        "shift_code": one.shift_code,
        "start_from_min": None if one.start_from is None else minute_of(one.start_from),
        "start_to_min": None if one.start_to is None else minute_of(one.start_to),
    }
