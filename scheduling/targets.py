"""What a queue must reach on a day, and how its agents are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Channel = Literal["voice", "chat", "email"]
ChosenModel = Literal["erlang_c", "erlang_a", "simulation"]
StaffingModel = Literal["erlang_c", "erlang_a", "simulation", "chat", "deadline"]

ONE_AT_A_TIME = (1.0,)
_ENDLESS_S = 86_400.0


@dataclass(frozen=True)
class Deadline:
    """By when what came is answered: within so many open half-hours, the one it came in included.

    `opens_at` and `closes_at` are the day's hours in UTC, None where nobody works.
    """

    answer_within: int
    opens_at: datetime | None
    closes_at: datetime | None

    def is_open(self, at: datetime) -> bool:
        """Whether the half-hour that begins then is worked."""
        if self.opens_at is None or self.closes_at is None:
            return False
        return self.opens_at <= at < self.closes_at


@dataclass(frozen=True)
class StaffingTargets:
    """What a queue must reach on a day. Patience None: nobody abandons.

    `minimum_agents` is who is there at least while the queue is open. `shrinkage` is the share of
    scheduled time lost to what the roster does not plan (unplanned absence, coaching); meals,
    breaks and approved leave are planned in the roster and must not be counted in it.
    `stretch[k - 1]` is how much longer a chat takes with k of them in an agent's hands; its length
    is how many one agent holds. `deadline` is e-mail's. `chosen_model` None: that of the channel;
    for voice Erlang A where patience is known, else Erlang C.
    """

    service_level: Decimal
    target_wait_s: int
    maximum_occupancy: Decimal
    shrinkage: Decimal
    patience_s: int | None = None
    minimum_agents: int = 1
    chosen_model: ChosenModel | None = None
    channel: Channel = "voice"
    stretch: tuple[float, ...] = ONE_AT_A_TIME
    deadline: Deadline | None = None

    def __post_init__(self) -> None:
        if self.chosen_model == "erlang_a" and self.patience_s is None:
            raise ValueError("Erlang A needs the patience of those who wait")
        if (self.channel == "email") != (self.deadline is not None):
            raise ValueError("e-mail, and nothing else, has a deadline")
        if self.channel != "chat" and self.stretch != ONE_AT_A_TIME:
            raise ValueError("only chats are handled several at once")
        if self.channel != "voice" and self.chosen_model in ("erlang_a", "erlang_c"):
            raise ValueError("Erlang's formulas know voice alone")
        if self.channel == "email" and self.chosen_model is not None:
            raise ValueError("e-mail is staffed by its deadline")

    @property
    def model(self) -> StaffingModel:
        """How agents are found."""
        if self.channel == "email":
            return "deadline"
        if self.chosen_model:
            return self.chosen_model
        if self.channel == "chat":
            return "chat"
        return "erlang_c" if self.patience_s is None else "erlang_a"

    @property
    def patience_or_endless_s(self) -> float:
        """Patience in seconds; where plans count on nobody leaving, a day stands for ever."""
        return float(self.patience_s or _ENDLESS_S)

    @property
    def formula_patience_s(self) -> int | None:
        """The patience that the formula knows of; Erlang C has none."""
        return None if self.model == "erlang_c" else self.patience_s


TargetsOn = Callable[[str, date], StaffingTargets]


def several_at_once_refused(at_once: int, stretch: tuple[float, ...]) -> str | None:
    """Why no agent could work like that, in words; None where they can."""
    if at_once < 1 or len(stretch) != at_once:
        return f"give one stretch, AHT(k) / AHT(1), for each of 1 to at_once ({at_once})"
    if min(stretch) <= 0:
        return "a stretch is above 0"
    pace = [k / slower for k, slower in enumerate(stretch, start=1)]
    if pace != sorted(pace):
        return "with one contact more an agent would get less done: lower at_once"
    return None
