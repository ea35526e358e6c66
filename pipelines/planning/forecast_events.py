"""Campaigns and billing days as a centre's planners give them."""

from __future__ import annotations

from data_contracts.located_yaml import validated
from data_contracts.refusal import Refusal
from pipelines.centre import Centre
from scheduling.forecast import EventFile

EVENTS_FILE = "forecast_events.yaml"


def read_events(centre: Centre) -> EventFile:
    """What the centre knows of its days; nothing where the file is absent.

    Raises Refusal on a queue that the centre does not have.
    """
    document = centre.document(EVENTS_FILE)
    if document is None:
        return EventFile()
    file = validated(EventFile, document)
    for part, events in (("campaigns", file.campaigns), ("billing_days", file.billing_days)):
        for place, event in enumerate(events):
            for queue_id in event.queue_ids:
                if queue_id not in centre.queues:
                    raise Refusal(
                        f"{event.event_id} is of a queue that the centre does not have",
                        place=document.place((part, place, "queue_ids")),
                        value=queue_id,
                        next_step=f"use one of {', '.join(centre.queues)}",
                    )
    return file
