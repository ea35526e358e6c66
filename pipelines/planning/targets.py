"""What a centre promises its callers, as the engines ask for it: by queue and local date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import scheduling
from data_contracts.dated import Dated
from data_contracts.refusal import Place, Refusal
from pipelines.centre import WEEKDAYS, Centre, Queue
from scheduling.half_hours import local_to_utc, minute_of
from scheduling.targets import ONE_AT_A_TIME, Deadline, several_at_once_refused

T = TypeVar("T")

ROUND_THE_CLOCK = ("00:00", "24:00")


@dataclass(frozen=True)
class Planning:
    """What planning reads of one centre."""

    centre: Centre

    def opening(self, queue_id: str, day: date) -> tuple[str, str] | None:
        """Opening hours of a queue on a local date, None where closed."""
        place = self._place(queue_id, "opening_hours")
        hours = self.centre.queues[queue_id].opening_hours.on(day, place)
        return hours.get(WEEKDAYS[day.weekday()])

    def arriving(self, queue_id: str, day: date) -> tuple[str, str] | None:
        """Hours in which contacts come: e-mail at any time, the others while the queue is open."""
        is_mail = self.centre.queues[queue_id].channel == "email"
        return ROUND_THE_CLOCK if is_mail else self.opening(queue_id, day)

    def targets(self, queue_id: str, day: date) -> scheduling.StaffingTargets:
        """What a queue promises on a local date. Raises Refusal where nothing is in force."""
        queue = self.centre.queues[queue_id]

        def held(key: str, dated: Dated[T]) -> T:
            return dated.on(day, self._place(queue_id, key))

        def perhaps(key: str, dated: Dated[T] | None) -> T | None:
            return None if dated is None else held(key, dated)

        return scheduling.StaffingTargets(
            service_level=held("service_level_target", queue.service_level_target),
            target_wait_s=held("target_wait_s", queue.target_wait_s),
            maximum_occupancy=held("maximum_occupancy", queue.maximum_occupancy),
            shrinkage=held("shrinkage", queue.shrinkage),
            patience_s=perhaps("patience_s", queue.patience_s),
            chosen_model=self._model(queue_id, perhaps("staffing_model", queue.staffing_model)),
            channel=queue.channel,
            stretch=self._stretch(queue_id, queue, day),
            deadline=self._deadline(queue_id, queue, day),
        )

    def _stretch(self, queue_id: str, queue: Queue, day: date) -> tuple[float, ...]:
        """How an agent's chats slow each other down; voice and e-mail come one at a time."""
        if queue.channel != "chat":
            return ONE_AT_A_TIME
        at_once = self._needed(queue_id, "at_once", queue.at_once, day)
        stretch = self._needed(queue_id, "stretch", queue.stretch, day)
        refused = several_at_once_refused(at_once, stretch)
        if refused:
            raise Refusal(
                f"{refused} ({day.isoformat()})",
                place=self._place(queue_id, "stretch"),
                value=list(stretch),
                next_step="take the values from the lengths of chats (docs/scheduling/staffing.md)",
            )
        return stretch

    def _deadline(self, queue_id: str, queue: Queue, day: date) -> Deadline | None:
        """By when e-mail is answered, and the day's hours in UTC."""
        if queue.channel != "email":
            return None
        within_h = self._needed(queue_id, "answer_within_h", queue.answer_within_h, day)
        if within_h <= 0 or within_h * 2 % 1:
            raise Refusal(
                f"e-mail is answered within half-hours, at least one ({day.isoformat()})",
                place=self._place(queue_id, "answer_within_h"),
                value=str(within_h),
                next_step="write open hours such as 8 or 0.5",
            )
        hours = self.opening(queue_id, day)
        return Deadline(
            int(within_h * 2),
            None if hours is None else self._instant(day, hours[0]),
            None if hours is None else self._instant(day, hours[1]),
        )

    def _instant(self, day: date, clock: str) -> datetime:
        return local_to_utc(day, minute_of(clock), self.centre.settings.zone)

    def _model(
        self, queue_id: str, chosen: scheduling.ChosenModel | None
    ) -> scheduling.ChosenModel | None:
        """How the centre has the queue's agents found; None where it leaves that open."""
        if chosen in ("erlang_a", "erlang_c") and self.centre.queues[queue_id].channel == "chat":
            raise Refusal(
                "Erlang's formulas know agents with one contact each, not chats",
                place=self._place(queue_id, "staffing_model"),
                value=chosen,
                next_step="write simulation, or leave the key out",
            )
        return chosen

    def _needed(self, queue_id: str, key: str, dated: Dated[T] | None, day: date) -> T:
        """The value of a key that the queue's channel cannot do without."""
        place = self._place(queue_id, key)
        if dated is None:
            channel = self.centre.queues[queue_id].channel
            raise Refusal(
                f"a {channel} queue cannot be staffed without {key} on {day.isoformat()}",
                place=place,
                next_step=f"add {key} dated {day.isoformat()} or earlier, with its source",
            )
        return dated.on(day, place)

    def _place(self, queue_id: str, key: str) -> Place:
        file = f"centres/{self.centre.directory.name}/queues.yaml"
        return Place(file, key=f"queues.{queue_id}.{key}")
