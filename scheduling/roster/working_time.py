"""working_time.yaml: limits of law and contract, and the prices of penalties."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Refusal
from scheduling.half_hours import minute_of

Hours = Annotated[Decimal, Field(ge=0, le=168)]
Days = Annotated[int, Field(ge=0, le=31)]
Price = Annotated[int, Field(ge=0)]
Weight = Annotated[int, Field(gt=0, lt=1000)]


class CoveragePrices(Rule):
    """Cost of one agent short or over for a half-hour, within the band and beyond it."""

    band: Decimal = Field(gt=0, le=1)
    short: Price
    short_beyond: Price
    over: Price
    over_beyond: Price


class Employment(Rule):
    """A kind of contract: the shifts that may be given to it."""

    shift_codes: Dated[list[str]]


class WorkingTimeFile(Rule):
    """working_time.yaml"""

    minimum_rest_h: Dated[Hours]
    maximum_consecutive_days: Dated[Annotated[int, Field(ge=1, le=31)]]
    minimum_days_off_per_week: Dated[Annotated[int, Field(ge=0, le=6)]]
    maximum_paid_h_per_day: Dated[Hours]
    maximum_paid_h_per_week: Dated[Hours]
    contract_hours_tolerance_h: Dated[Hours]
    employment: dict[str, Employment]
    coverage_prices: Dated[CoveragePrices]
    start_change_price: Dated[Price]
    maximum_weekends_in_4_weeks: Dated[Annotated[int, Field(ge=0, le=4)]] | None = None
    maximum_nights_in_4_weeks: Dated[Annotated[int, Field(ge=0, le=28)]] | None = None
    night_ends_after: Dated[str] | None = None
    forbidden_successions: Dated[list[tuple[str, str]]] | None = None
    soft_rules: dict[str, Dated[Weight]] = Field(default_factory=dict[str, Dated[Weight]])


@dataclass(frozen=True)
class WorkingTime:
    """The limits in force on one day, durations in the unit of their name.

    Weekends and nights count over four weeks; None: no limit. A shift counts as a night where it
    ends later than `night_min` minutes after the midnight before it starts. A pair of
    `forbidden_successions` may not follow each other from one day to the next. A breach of a rule
    in `soft` costs its weight; every other rule is hard.
    """

    minimum_rest_min: int
    maximum_consecutive_days: int
    minimum_days_off_per_week: int
    maximum_paid_s_per_day: int
    maximum_paid_s_per_week: int
    tolerance_s: int
    shift_codes: dict[str, tuple[str, ...]]
    prices: CoveragePrices
    start_change_price: int
    maximum_weekends: int | None = None
    maximum_nights: int | None = None
    night_min: int = 1440
    forbidden_successions: frozenset[tuple[str, str]] = frozenset()
    soft: Mapping[str, int] = field(default_factory=dict[str, int])

    @property
    def hard_rest_min(self) -> int:
        """Rest that nothing shortens: none where the rule is soft, but shifts never overlap."""
        return 0 if "minimum_rest" in self.soft else self.minimum_rest_min


@dataclass(frozen=True)
class WorkingTimeRules:
    """The file with its lines, asked by day."""

    file: WorkingTimeFile
    document: LocatedYaml

    def on(self, day: date) -> WorkingTime:
        """Every limit in force on `day`. Raises Refusal naming the key that has no value."""

        def held(key: str, absent: Any = None) -> Any:
            dated = getattr(self.file, key)
            return absent if dated is None else dated.on(day, self.document.place((key,)))

        return WorkingTime(
            minimum_rest_min=int(held("minimum_rest_h") * 60),
            maximum_consecutive_days=held("maximum_consecutive_days"),
            minimum_days_off_per_week=held("minimum_days_off_per_week"),
            maximum_paid_s_per_day=int(held("maximum_paid_h_per_day") * 3600),
            maximum_paid_s_per_week=int(held("maximum_paid_h_per_week") * 3600),
            tolerance_s=int(held("contract_hours_tolerance_h") * 3600),
            shift_codes={name: self._codes(name, day) for name in self.file.employment},
            prices=held("coverage_prices"),
            start_change_price=held("start_change_price"),
            maximum_weekends=held("maximum_weekends_in_4_weeks"),
            maximum_nights=held("maximum_nights_in_4_weeks"),
            night_min=minute_of(held("night_ends_after", "24:00")),
            forbidden_successions=frozenset(held("forbidden_successions", ())),
            soft=self._soft(day),
        )

    def _soft(self, day: date) -> dict[str, int]:
        entries = {rule: dated.entry_on(day) for rule, dated in self.file.soft_rules.items()}
        return {
            rule: entry[1].value
            for rule, entry in entries.items()
            if entry is not None and entry[1].value is not None
        }

    def _codes(self, name: str, day: date) -> tuple[str, ...]:
        place = self.document.place(("employment", name, "shift_codes"))
        return tuple(self.file.employment[name].shift_codes.on(day, place))


def refuse_unknown_codes(rules: WorkingTimeRules, known_codes: set[str]) -> None:
    """Refuse an employment that names a shift the library does not have."""
    for name, employment in rules.file.employment.items():
        for since, entry in employment.shift_codes.root.items():
            unknown = sorted(set(entry.value or []) - known_codes)
            if unknown:
                raise Refusal(
                    "this employment may work a shift that the library does not have",
                    place=rules.document.place(
                        ("employment", name, "shift_codes", since.isoformat())
                    ),
                    value=unknown[0],
                    next_step="add the shift to shifts.yaml or take the code out of the list",
                )
