"""Patience of each queue's callers in a month, as the run stores it."""

from __future__ import annotations

from dataclasses import asdict

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.planning.stored_month import store_month
from pipelines.planning.targets import Planning
from pipelines.warehouse import fetched
from scheduling.patience import estimate_patience, patience_curve

ESTIMATES, CURVES = "patience_estimates", "patience_curves"

# Who was answered, routed away or called back might have waited longer.
_WAITS = """
select queue_id, wait_s::double as wait_s, abandoned = 1 as abandoned
from marts.contacts
where offered = 1 and in_progress = 0 and wait_s is not null
    and business_date between $first and $last
order by all
"""


def store_patience(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period
) -> pa.Table | None:
    """Estimates and curves of the month's queues, e-mail left out; None where nobody waited."""
    waits = fetched(connection, _WAITS, {"first": period.first, "last": period.last})
    estimates, curves = [], []
    queue_of = waits["queue_id"].to_pylist()
    waited = {queue_id for queue_id, queue in centre.queues.items() if queue.channel != "email"}
    for queue_id in sorted(set(queue_of) & waited):
        own = waits.filter(pa.array([queue == queue_id for queue in queue_of]))
        wait_s, left = own["wait_s"].to_numpy(), own["abandoned"].to_numpy()
        configured = Planning(centre).targets(queue_id, period.last).patience_s
        found = asdict(estimate_patience(wait_s, left))
        estimates.append({"queue_id": queue_id, "configured_s": configured, **found})
        curve = patience_curve(wait_s, left)
        curves.append(
            curve.append_column("queue_id", pa.array([queue_id] * curve.num_rows, pa.string()))
        )
    if not estimates:
        return None
    store_month(connection, CURVES, pa.concat_tables(curves), period)
    return store_month(connection, ESTIMATES, pa.Table.from_pylist(estimates, _ESTIMATES), period)


_ESTIMATES = pa.schema(
    [
        ("queue_id", pa.string()),
        ("configured_s", pa.int64()),
        ("contacts", pa.int64()),
        ("abandoned", pa.int64()),
        ("mean_s", pa.float64()),
        ("mean_low_s", pa.float64()),
        ("mean_high_s", pa.float64()),
        ("median_s", pa.float64()),
        ("restricted_mean_s", pa.float64()),
        ("longest_wait_s", pa.float64()),
    ]
)
