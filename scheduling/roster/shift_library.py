"""shifts.yaml: which shifts exist, when they may start, and where their pauses may lie."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scheduling.half_hours import minute_of

PauseKind = Literal["meal", "break"]


class PauseWindow(Rule):
    """A pause and the seconds after the shift's start between which it must begin."""

    length_s: int = Field(gt=0)
    earliest_s: int = Field(ge=0)
    latest_s: int = Field(ge=0)

    @model_validator(mode="after")
    def _on_quarters(self) -> Self:
        if any(part % 900 for part in (self.length_s, self.earliest_s, self.latest_s)):
            raise ValueError(
                "length_s, earliest_s and latest_s must be whole quarter-hours (900 s)"
            )
        if self.latest_s < self.earliest_s:
            raise ValueError("latest_s is before earliest_s")
        return self


class ShiftDefinition(Rule):
    """A shift as it holds since a day. Meals are unpaid, breaks paid."""

    starts: list[str] = Field(min_length=1)
    length_s: int = Field(gt=0)
    paid_s: int = Field(gt=0)
    meal: PauseWindow | None
    breaks: list[PauseWindow]

    @field_validator("starts")
    @classmethod
    def _on_half_hours(cls, starts: list[str]) -> list[str]:
        off = [clock for clock in starts if minute_of(clock) % 30]
        if off or len(set(starts)) < len(starts):
            raise ValueError("starts must be different half-hours, as 08:00 or 08:30")
        return starts

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        meal_s = self.meal.length_s if self.meal else 0
        if self.length_s != self.paid_s + meal_s:
            raise ValueError(f"length_s {self.length_s} is not paid_s plus the meal {meal_s}")
        if self.length_s % 1800:
            raise ValueError("length_s must be whole half-hours (1800 s)")
        at = 0
        for window in sorted(self.windows(), key=lambda one: one.earliest_s):
            if window.earliest_s <= at:
                raise ValueError("two pauses may meet, or one may open the shift; part the windows")
            at = window.latest_s + window.length_s
        if at >= self.length_s:
            raise ValueError("a pause may reach the end of the shift; bring latest_s forward")
        return self

    def windows(self) -> list[PauseWindow]:
        """Meal and breaks together."""
        return [*([self.meal] if self.meal else []), *self.breaks]


class Shift(Rule):
    """A shift's names and its dated definition."""

    name_zh: str
    name_en: str
    definition: Dated[ShiftDefinition]


class ShiftFile(Rule):
    """shifts.yaml"""

    shifts: dict[str, Shift] = Field(min_length=1)

    @field_validator("shifts")
    @classmethod
    def _free_codes(cls, shifts: dict[str, Shift]) -> dict[str, Shift]:
        taken = {"OFF", "LEAVE"} & set(shifts)
        if taken:
            raise ValueError(f"the code {min(taken)} means a day without shift; choose another")
        return shifts


@dataclass(frozen=True)
class Pause:
    """A pause to place: minutes after the shift's start."""

    kind: PauseKind
    length_min: int
    earliest_min: int
    latest_min: int


@dataclass(frozen=True)
class ShiftOption:
    """A shift with one of its starts: `start_min` after local midnight, pauses in order."""

    code: str
    name_zh: str
    name_en: str
    start_min: int
    length_min: int
    paid_s: int
    pauses: tuple[Pause, ...]

    @property
    def end_min(self) -> int:
        """Minutes after midnight of the day the shift starts; may pass 1440."""
        return self.start_min + self.length_min


@dataclass(frozen=True)
class ShiftLibrary:
    """The shift file with its lines, asked by day."""

    file: ShiftFile
    document: LocatedYaml

    def options_on(self, day: date) -> tuple[ShiftOption, ...]:
        """Every shift and start in force on `day`, by start and code. Refusal where none is."""
        found = [
            option
            for code, shift in self.file.shifts.items()
            if shift.definition.entry_on(day)
            for option in self._starts_of(code, shift, day)
        ]
        if not found:
            raise Refusal(
                f"no shift is in force on {day.isoformat()}",
                place=self.document.place(("shifts",)),
                next_step="give at least one shift a definition that begins by that day",
            )
        return tuple(sorted(found, key=lambda option: (option.start_min, option.code)))

    def _starts_of(self, code: str, shift: Shift, day: date) -> list[ShiftOption]:
        held = shift.definition.on(day, self.document.place(("shifts", code, "definition")))
        pauses: list[tuple[PauseKind, PauseWindow]] = [("break", window) for window in held.breaks]
        if held.meal:
            pauses.append(("meal", held.meal))
        ordered = tuple(
            Pause(kind, w.length_s // 60, w.earliest_s // 60, w.latest_s // 60)
            for kind, w in sorted(pauses, key=lambda pair: pair[1].earliest_s)
        )
        return [
            ShiftOption(
                code,
                shift.name_zh,
                shift.name_en,
                minute_of(clock),
                held.length_s // 60,
                held.paid_s,
                ordered,
            )
            for clock in held.starts
        ]


def read_shift_library(document: LocatedYaml) -> ShiftLibrary:
    """The shift library of a centre. Raises Refusal with file, line and key on a bad rule."""
    return ShiftLibrary(validated(ShiftFile, document), document)
