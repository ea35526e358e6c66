"""`python -m tests.bench.hundred_queues`: 100 queues, three years of half-hours, four weeks ahead.

Prints the CPU seconds of the forecast, from the table of rows to the table of the forecast, and
the peak memory of this process, the made history included.
"""

from __future__ import annotations

import json
import resource
import time
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from scheduling import forecast

QUEUES, DAYS, WEEKS, SEED = 100, 1096, 4, 1
FIRST = date(2023, 1, 2)
BUSIEST_SLOT, SLOT_SPREAD = 24, 8.0
WEEKDAYS = np.array([1.2, 1.05, 1.0, 1.0, 1.0, 0.6, 0.5])


def made_history() -> pa.Table:
    """Rows of marts/queue_interval: levels from a few contacts to thousands a day."""
    rng = np.random.default_rng(SEED)
    days, slots = np.arange(DAYS), np.arange(48)
    shape = np.exp(-(((slots - BUSIEST_SLOT) / SLOT_SPREAD) ** 2))
    season = np.exp(0.1 * np.sin(2 * np.pi * days / 365)) * WEEKDAYS[days % 7]
    starts = np.datetime64(FIRST, "us") + np.arange(DAYS * 48) * np.timedelta64(1800 * 10**6, "us")
    shared = {
        "interval_start_at": pa.array(starts, pa.timestamp("us")),
        "business_date": pa.array(np.repeat(np.datetime64(FIRST, "D") + days, 48)),
    }
    parts: list[pa.Table] = []
    for number, level in enumerate(rng.lognormal(4.5, 1.2, QUEUES)):
        noise = rng.lognormal(0, 0.05, DAYS)
        calls = rng.poisson(level * (season * noise)[:, None] * shape).ravel()
        own = {"offered": calls, "answered": calls, "handle_s": 200 * calls}
        parts.append(pa.table({"queue_id": [f"Q{number:03}"] * len(calls), **shared, **own}))
    return pa.concat_tables(parts)


def main() -> None:
    """Make the history, forecast, print."""
    history = made_history()
    end = FIRST + timedelta(days=DAYS)
    monday = end + timedelta(days=-end.weekday() % 7)
    days = (FIRST + timedelta(days=n) for n in range(DAYS + 7 * (WEEKS + 1)))
    calendar = {day: "workday" if day.weekday() < 5 else "rest_day" for day in days}
    began = time.process_time()
    made = forecast(
        history,
        calendar,
        lambda queue_id, day: ("00:00", "24:00"),
        plan_weeks=[monday + timedelta(weeks=n) for n in range(WEEKS)],
        zone="UTC",
    )
    cpu_s = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"cpu_s": cpu_s, "peak_bytes": peak, "rows": made.num_rows}))


if __name__ == "__main__":
    main()
