"""tours.yaml: shifts that a proposal may use beside the library, and how it is searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from data_contracts.refusal import Refusal
from scheduling.roster.shift_library import Shift, ShiftFile, ShiftLibrary, ShiftOption


class ToursFile(Rule):
    """tours.yaml; its `shifts` are written as in shifts.yaml."""

    different_shifts: Dated[Annotated[int, Field(ge=1)]]
    gap: Dated[Annotated[Decimal, Field(ge=0, lt=1)]]
    time_limit_s: Dated[Annotated[Decimal, Field(gt=0)]]
    premium_h: dict[str, Dated[Annotated[Decimal, Field(ge=0)]]] = Field(
        default_factory=dict[str, Dated[Decimal]]
    )
    shifts: dict[str, Shift] = Field(min_length=1)


@dataclass(frozen=True)
class TourRules:
    """What holds on a day. `premium_h`: paid hours that a start of the code costs on top."""

    new_shifts: tuple[ShiftOption, ...]
    premium_h: Mapping[str, float]
    different_shifts: int
    gap: float
    time_limit_s: float


def read_tour_rules(document: LocatedYaml, library: ShiftLibrary, day: date) -> TourRules:
    """The rules in force on `day`. Raises Refusal on a code that is taken or not known."""
    file = validated(ToursFile, document)
    known = set(library.file.shifts)
    for code in file.shifts:
        if code in known:
            raise Refusal(
                "the shift library already has a shift of this code",
                place=document.place(("shifts", code)),
                value=code,
                next_step="choose another code, or leave the shift out: the library is offered too",
            )
    for code in file.premium_h:
        if code not in known | set(file.shifts):
            raise Refusal(
                "a premium names a shift that neither shifts.yaml nor tours.yaml has",
                place=document.place(("premium_h", code)),
                value=code,
                next_step="correct the code or take the premium out",
            )
    offered = ShiftLibrary(ShiftFile(shifts=file.shifts), document)
    return TourRules(
        new_shifts=offered.options_on(day),
        premium_h={
            code: float(entry[1].value)
            for code, held in file.premium_h.items()
            if (entry := held.entry_on(day)) and entry[1].value is not None
        },
        different_shifts=file.different_shifts.on(day, document.place(("different_shifts",))),
        gap=float(file.gap.on(day, document.place(("gap",)))),
        time_limit_s=float(file.time_limit_s.on(day, document.place(("time_limit_s",)))),
    )
