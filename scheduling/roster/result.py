"""A finished roster: its tables, its proof, and what the precheck remarked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from scheduling.roster.precheck import Finding


class Proven(Protocol):
    """What every proof can say, whichever engine made the roster."""

    @property
    def objective(self) -> float:
        """Cost of the roster itself."""
        ...

    @property
    def bound(self) -> float:
        """No roster costs less."""
        ...

    @property
    def gap(self) -> float | None:
        """(objective - bound) / |objective|, metric M074."""
        ...


@dataclass(frozen=True)
class Roster:
    """The tables of outputs/roster_*, the proof in figures, and what the precheck remarked.

    `requests` is None where nobody was asked.
    """

    shifts: pa.Table
    activities: pa.Table
    coverage: pa.Table
    proof_table: pa.Table
    penalties: pa.Table
    proof: Proven
    findings: tuple[Finding, ...]
    requests: pa.Table | None = None
