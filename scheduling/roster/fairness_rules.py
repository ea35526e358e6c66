"""fairness.yaml: what the ledger counts as late, night and short, and how far anybody may come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from scheduling.half_hours import minute_of


@dataclass(frozen=True)
class FairnessRules:
    """What counts, and how far above the mean of their peers anybody may come.

    A shift is late where it ends after `late_min`, a night where it ends after `night_min`
    minutes after its first midnight; a turnaround is short below `short_rest_min`. Nobody may come
    more than `above_mean` weekends, or nights, above the mean; None: the ledger binds nobody.
    """

    late_min: int = 21 * 60
    night_min: int = 1440
    short_rest_min: int = 13 * 60
    above_mean: float | None = 2.0


class FairnessFile(Rule):
    """fairness.yaml"""

    late_ends_after: Dated[str]
    night_ends_after: Dated[str]
    short_rest_h: Dated[Annotated[Decimal, Field(ge=0, le=48)]]
    above_mean: Dated[Annotated[Decimal, Field(ge=0)]]


def read_fairness(document: LocatedYaml, day: date) -> FairnessRules:
    """The rules in force on `day`. Raises Refusal with file, line and key on a bad entry.

    An ended `above_mean` (`value: null`) takes the bounds away; the ledger is still kept.
    """
    file = validated(FairnessFile, document)

    def held(key: str) -> Any:
        return getattr(file, key).on(day, document.place((key,)))

    above = file.above_mean.entry_on(day)
    return FairnessRules(
        late_min=minute_of(held("late_ends_after")),
        night_min=minute_of(held("night_ends_after")),
        short_rest_min=int(held("short_rest_h") * 60),
        above_mean=None if above is None or above[1].value is None else float(above[1].value),
    )
