"""That a queue is planned as what its contacts come by."""

from __future__ import annotations

from datetime import date, timedelta

import duckdb

from data_contracts.refusal import Place, Refusal
from pipelines.centre import Centre
from pipelines.warehouse import has_table

_RECENT = timedelta(weeks=4)
_FOUND = """
select distinct queue_id, channel from marts.queue_interval
where business_date >= $first and business_date < $upto and channel is not null
order by all
"""


def refuse_other_channel(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> None:
    """Raise Refusal where contacts of the last four weeks come by another channel than planned."""
    if not has_table(connection, "marts.queue_interval"):
        return
    span = {"first": plan_week - _RECENT, "upto": plan_week}
    for queue_id, found in connection.execute(_FOUND, span).fetchall():
        queue = centre.queues.get(queue_id)
        if queue is not None and queue.channel != found:
            raise Refusal(
                f"contacts of this queue come by {found}, and it is planned as {queue.channel}",
                place=Place(
                    f"centres/{centre.directory.name}/queues.yaml",
                    key=f"queues.{queue_id}.channel",
                ),
                value=queue.channel,
                next_step=f"write channel: {found} with the keys it needs, "
                "or correct the codes of channel in sources/contacts.yaml",
            )
