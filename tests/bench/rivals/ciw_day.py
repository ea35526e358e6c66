# /// script
# requires-python = ">=3.11"
# dependencies = ["ciw==3.2.7"]
# ///
"""One day of M/M/n+M in Ciw: contacts served or lost, and CPU seconds."""

import json
import sys
import time
from pathlib import Path

import ciw

asked = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(rate=asked["contacts"] / asked["day_s"])],
    service_distributions=[ciw.dists.Exponential(rate=1 / asked["aht_s"])],
    reneging_time_distributions=[ciw.dists.Exponential(rate=1 / asked["patience_s"])],
    number_of_servers=[asked["agents"]],
)
ciw.seed(asked["seed"])
began = time.process_time()
day = ciw.Simulation(network)
day.simulate_until_max_time(asked["day_s"])
cpu_s = time.process_time() - began
records = day.get_all_records()
answered = [record for record in records if record.record_type == "service"]
waits = [record.service_start_date - record.arrival_date for record in answered]
answer = {
    "cpu_s": cpu_s,
    "offered": len(records),
    "within_target": sum(wait <= asked["target_wait_s"] for wait in waits),
}
Path(sys.argv[2]).write_text(json.dumps(answer), encoding="utf-8")
