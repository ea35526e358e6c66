"""What a rule says of values that are missing or rest on too few cases (scoring.md 4.1)."""

from __future__ import annotations

import re
from typing import Any, Literal

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

Policy = Literal[
    "EXCLUDE_REWEIGHT", "NEUTRAL", "TEAM_MEAN", "CARRY_FORWARD", "SHRINK", "ZERO", "HOLD"
]
PLAIN = ("EXCLUDE_REWEIGHT", "NEUTRAL", "TEAM_MEAN", "ZERO", "HOLD")
WITH_NUMBER = re.compile(r"(CARRY_FORWARD|SHRINK)\((\d{1,4})\)")
HOW = f"write {', '.join(PLAIN)}, CARRY_FORWARD(periods) or SHRINK(cases)"


class MissingPolicy(str):
    """A policy as a rule writes it: NEUTRAL, CARRY_FORWARD(2), SHRINK(20), ….

    CARRY_FORWARD(k) takes the value of the latest of k earlier months; SHRINK(k) mixes the
    value of n cases with k cases of the group's mean.
    """

    @property
    def name(self) -> str:
        """The policy without its number."""
        return self.partition("(")[0]

    @property
    def number(self) -> int:
        """The number of periods or cases; 0 where the policy has none."""
        found = WITH_NUMBER.fullmatch(self)
        return int(found.group(2)) if found else 0

    @property
    def substitutes(self) -> bool:
        """True where another value takes the place of the missing one."""
        return self.name in ("TEAM_MEAN", "CARRY_FORWARD", "SHRINK")

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(cls._known, core_schema.str_schema())

    @classmethod
    def _known(cls, text: str) -> MissingPolicy:
        found = WITH_NUMBER.fullmatch(text)
        if text not in PLAIN and (found is None or int(found.group(2)) == 0):
            raise ValueError(f"'{text}' is no missing policy; {HOW}")
        return cls(text)
