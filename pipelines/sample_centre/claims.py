"""Claims on wages: once a week somebody owes something, by a signed paper or a court's order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pipelines.sample_centre.people import Person, Staff
from pipelines.sample_centre.streams import stream

WEEKDAY, DECIDED_AT_S = 2, 16 * 3600
# reason, what allows taking it, least and most yuan
KINDS = (
    ("损坏赔偿", "书面同意", 150, 900),
    ("多发工资", "书面同意", 80, 600),
    ("预支未还", "书面同意", 300, 1500),
    ("法院扣划", "法院文书", 3000, 6000),
)
SIGNED = "书面同意"


@dataclass(frozen=True)
class Claim:
    """What somebody owes since the day."""

    claim_id: str
    person: Person
    day: date
    fen: int
    reason: str
    basis: str

    @property
    def consent_on(self) -> date | None:
        """When they signed that it may be taken; a court asks nobody."""
        return self.day if self.basis == SIGNED else None


def claims_on(staff: Staff, day: date, seed: int) -> list[Claim]:
    """The claim established on the day, on Wednesdays; who owes one is chosen by chance."""
    if day.weekday() != WEEKDAY:
        return []
    rng = stream(seed, "wage claims", day.toordinal())
    agents = staff.with_role("agent", day)
    reason, basis, least, most = KINDS[int(rng.integers(len(KINDS)))]
    person = agents[int(rng.integers(len(agents)))]
    fen = int(rng.integers(100 * least, 100 * most))
    return [Claim(f"KK{day:%Y%m%d}001", person, day, fen, reason, basis)]
