"""What became of the contacts that entered the queues: figures that several sheets share."""

from __future__ import annotations

from reports.figure import Figure
from reports.language import N_

FLOWS = (
    Figure(
        "offered",
        N_("Offered"),
        "count",
        N_("Contacts that entered the centre's queues"),
        "queue_interval.offered",
        "ARRIVAL",
    ),
    Figure(
        "answered",
        N_("Answered"),
        "count",
        N_("Contacts that an agent answered"),
        "queue_interval.answered",
        "ARRIVAL",
    ),
    Figure(
        "abandoned",
        N_("Abandoned"),
        "count",
        N_("Contacts that hung up in the queue"),
        "queue_interval.abandoned",
        "ARRIVAL",
    ),
)
