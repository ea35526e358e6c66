# /// script
# requires-python = ">=3.11"
# dependencies = ["pyworkforce==0.5.1"]
# ///
"""pyworkforce's shift selection on the example of its README: cost and CPU seconds as JSON."""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

from pyworkforce.scheduling import MinAbsDifference, MinRequiredResources

REQUIRED = [
    [9, 11, 17, 9, 7, 12, 5, 11, 8, 9, 18, 17, 8, 12, 16, 8, 7, 12, 11, 10, 13, 19, 16, 7],
    [13, 13, 12, 15, 18, 20, 13, 16, 17, 8, 13, 11, 6, 19, 11, 20, 19, 17, 10, 13, 14, 23, 16, 8],
]
RUNS = 30
SHIFTS = {
    "Morning": [0] * 5 + [1] * 8 + [0] * 11,
    "Afternoon": [0] * 13 + [1] * 8 + [0] * 3,
    "Night": [1] * 5 + [0] * 16 + [1] * 3,
    "Mixed": [0] * 9 + [1] * 8 + [0] * 7,
}


def solved(scheduler: type) -> tuple[float, float]:
    """Cost and CPU seconds of one solve."""
    began = time.process_time()
    answer = scheduler(
        num_days=2,
        periods=24,
        shifts_coverage=SHIFTS,
        required_resources=REQUIRED,
        max_period_concurrency=27,
        max_shift_concurrency=25,
    ).solve()
    if answer["status"] != "OPTIMAL":
        raise SystemExit(f"pyworkforce ended with {answer['status']}")
    return float(answer["cost"]), time.process_time() - began


def main() -> None:
    """Write cost and median CPU seconds of runs of either objective, the first left out."""
    found = {}
    for name, scheduler in (
        ("required", MinRequiredResources),
        ("difference", MinAbsDifference),
    ):
        runs = [solved(scheduler) for _ in range(RUNS + 1)][1:]
        found[name] = {"cost": runs[0][0], "cpu_s": statistics.median(s for _, s in runs)}
    Path(sys.argv[1]).write_text(json.dumps(found), encoding="utf-8")


main()
