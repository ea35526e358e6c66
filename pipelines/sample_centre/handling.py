"""What a call costs: patience, ringing, talk, hold, wrap, transfer; and how gamers bend it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pipelines.sample_centre.people import Person

# Mean talk and wrap in seconds of an agent of pace 1, and how often the customer is put on hold.
TYPES: dict[str, tuple[float, float, float]] = {
    "enquiry": (265.0, 42.0, 0.10),
    "billing": (330.0, 56.0, 0.18),
    "technical": (455.0, 74.0, 0.30),
    "complaint": (465.0, 110.0, 0.22),
    "sales": (420.0, 80.0, 0.08),
}
TYPE_MIX: tuple[tuple[tuple[str, float], ...], ...] = (
    (("enquiry", 0.50), ("billing", 0.82), ("technical", 1.0)),
    (("complaint", 0.85), ("billing", 0.95), ("technical", 1.0)),
    (("sales", 0.84), ("enquiry", 1.0)),
)
PATIENCE_S = (180.0, 240.0, 150.0)
TALK_SIGMA, WRAP_SIGMA, MEAN_HOLD_S = 0.62, 0.55, 55.0
IMPATIENT_SHARE, IMPATIENT_S = 0.008, 6
TRANSFER_SHARE = 0.035
SHORT_CALL_SHARE, SHORT_CALL_S = 0.12, 9
PARKING_SHARE, PARKING_S = 0.40, 260


@dataclass(frozen=True)
class Handling:
    """How an agent handled one segment, in seconds."""

    talk_s: int
    talk_before_hold_s: int
    hold_s: int
    wrap_s: int
    transfers: bool
    disconnected_by: str
    hung_up: bool


class Draws:
    """All random numbers of a day, drawn at once and looked up by segment."""

    def __init__(self, rng: np.random.Generator, calls: int) -> None:
        size = 3 * calls + 2000
        self.calls = calls
        self.exponential: list[list[float]] = rng.standard_exponential((2, size)).tolist()
        self.normal: list[list[float]] = rng.standard_normal((2, size)).tolist()
        self.uniform: list[list[float]] = rng.random((12, size)).tolist()

    def patience_s(self, n: int, queue: int, segment_no: int) -> int:
        """Seconds until the customer gives up; a few hang up at once, transferred ones wait."""
        if self.uniform[0][n] < IMPATIENT_SHARE:
            return 1 + int(self.uniform[1][n] * IMPATIENT_S)
        return 1 + int(self.exponential[0][n] * PATIENCE_S[queue] * (2 if segment_no > 1 else 1))

    def ring_s(self, n: int) -> int:
        """Seconds from the offer until the agent picks up, 1 to 5."""
        return 1 + int(self.uniform[2][n] * 5)

    def agent_type(self, n: int, queue: int) -> str:
        """Business reason that the agent codes."""
        return next(name for name, upto in TYPE_MIX[queue] if self.uniform[3][n] < upto)

    def menu_type(self, n: int) -> str:
        """Business reason of a call that the menu served."""
        return "enquiry" if self.uniform[3][n] < 0.6 else "billing"

    def accepts_callback(self, n: int, share: float) -> bool:
        """Whether the customer accepts an offered call-back."""
        return self.uniform[4][n] < share

    def redials(self, n: int, share: float) -> bool:
        """Whether a disappointed customer calls again at once."""
        return self.uniform[5][n] < share

    def redial_after_s(self, n: int) -> int:
        """Seconds until that next call, half a minute to ten minutes."""
        return 30 + int(self.uniform[6][n] * 570)


def handling_of(draws: Draws, n: int, contact_type: str, person: Person) -> Handling:
    """How the person handles segment n of that type, gaming habits included."""
    if person.gaming == "short_calls" and draws.uniform[7][n] < SHORT_CALL_SHARE:
        talk = 2 + int(draws.uniform[8][n] * (SHORT_CALL_S - 2))
        return Handling(talk, talk, 0, int(draws.uniform[9][n] * 3), False, "agent", True)
    mean_talk, mean_wrap, hold_share = TYPES[contact_type]
    talk = max(12, _lognormal(mean_talk * person.pace, TALK_SIGMA, draws.normal[0][n]))
    wrap = _lognormal(mean_wrap * person.pace, WRAP_SIGMA, draws.normal[1][n])
    if person.gaming == "wrap_parking" and draws.uniform[7][n] < PARKING_SHARE:
        wrap += 60 + int(draws.uniform[8][n] * PARKING_S)
    hold = 0
    if draws.uniform[9][n] < hold_share:
        hold = 5 + int(draws.exponential[1][n] * MEAN_HOLD_S)
    before = max(1, int(talk * (0.3 + 0.5 * draws.uniform[8][n])))
    ended_by = "customer" if draws.uniform[10][n] < 0.86 else "agent"
    return Handling(
        talk, before, hold, wrap, draws.uniform[11][n] < TRANSFER_SHARE, ended_by, False
    )


def _lognormal(mean: float, sigma: float, standard_normal: float) -> int:
    """A lognormal of that mean, in whole seconds."""
    return int(mean * math.exp(sigma * standard_normal - sigma * sigma / 2))
