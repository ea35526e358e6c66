"""What every scoring function returns, and how it says it in figures."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Scored:
    """A score at 6 digits; `where` names the stretch or band used, in figures only."""

    score: Decimal
    where: str
