# /// script
# requires-python = ">=3.11"
# dependencies = ["pyworkforce==0.5.1"]
# ///
"""pyworkforce's agents for a service level, one half-hour after the other: CPU seconds."""

import json
import sys
import time
from pathlib import Path
from statistics import median

from pyworkforce.queuing import ErlangC

INTERVAL_MIN = 30
PASSES = 9

asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
aht_min, wait_min = asked["aht_s"] / 60, asked["target_wait_s"] / 60
taken_s = []
for _ in range(PASSES):
    began = time.process_time()
    for load in asked["loads"]:
        queue = ErlangC(
            transactions=load * INTERVAL_MIN / aht_min,
            aht=aht_min,
            asa=wait_min,
            interval=INTERVAL_MIN,
        )
        queue.required_positions(service_level=asked["service_level"])
    taken_s.append(time.process_time() - began)
Path(sys.argv[2]).write_text(json.dumps({"cpu_s": median(taken_s)}), encoding="utf-8")
