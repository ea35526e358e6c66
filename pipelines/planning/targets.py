"""What a centre promises its callers, as the engines ask for it: by queue and local date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import scheduling
from data_contracts.refusal import Place
from pipelines.centre import WEEKDAYS, Centre


@dataclass(frozen=True)
class Planning:
    """What planning reads of one centre."""

    centre: Centre

    def opening(self, queue_id: str, day: date) -> tuple[str, str] | None:
        """Opening hours of a queue on a local date, None where closed."""
        place = self._place(queue_id, "opening_hours")
        hours = self.centre.queues[queue_id].opening_hours.on(day, place)
        return hours.get(WEEKDAYS[day.weekday()])

    def targets(self, queue_id: str, day: date) -> scheduling.StaffingTargets:
        """What a queue promises on a local date. Raises Refusal where nothing is in force."""
        queue = self.centre.queues[queue_id]
        return scheduling.StaffingTargets(
            service_level=queue.service_level_target.on(
                day, self._place(queue_id, "service_level_target")
            ),
            target_wait_s=queue.target_wait_s.on(day, self._place(queue_id, "target_wait_s")),
            maximum_occupancy=queue.maximum_occupancy.on(
                day, self._place(queue_id, "maximum_occupancy")
            ),
            shrinkage=queue.shrinkage.on(day, self._place(queue_id, "shrinkage")),
            patience_s=queue.patience_s.on(day, self._place(queue_id, "patience_s")),
            chosen_model=self._staffing_model(queue_id, day),
        )

    def _staffing_model(self, queue_id: str, day: date) -> scheduling.StaffingModel | None:
        """How the centre has the queue's agents found; None where it leaves that open."""
        chosen = self.centre.queues[queue_id].staffing_model
        return chosen and chosen.on(day, self._place(queue_id, "staffing_model"))

    def _place(self, queue_id: str, key: str) -> Place:
        file = f"centres/{self.centre.directory.name}/queues.yaml"
        return Place(file, key=f"queues.{queue_id}.{key}")
