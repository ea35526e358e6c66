"""A shift of a proposal in one line, for the screen, the file and the ledger."""

from __future__ import annotations

from scheduling.roster.response import Duty


def shift_words(duty: Duty | None) -> str:
    """As "M 08:00 voice_general (09:30 11:00 14:00)"; OFF where there is none."""
    if duty is None:
        return "OFF"
    begins = duty.option.start_min
    pauses = " ".join(clock(begins + at) for at in duty.pauses)
    return f"{duty.option.code} {clock(begins)} {duty.queue} ({pauses})"


def clock(minute: int) -> str:
    """Minutes after midnight as 08:00."""
    return f"{minute // 60:02d}:{minute % 60:02d}"
