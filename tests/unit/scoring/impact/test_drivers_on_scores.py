"""Driver analysis on the lines of the real engine: gaps add up, evidence exists in the trace."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal

from scoring.impact.drivers import gaps_to_last_period, gaps_to_peers

MAY = {
    ("A1", "qa_score"): (900, 10, 10),
    ("A1", "average_handle_time_s"): (60_000, 200, 200),
    ("A1", "attendance_rate"): (95, 100, 20),
    ("A1", "csat_mean"): (450, 100, 100),
}
JUNE = {
    ("A1", "qa_score"): (800, 10, 10),
    ("A1", "average_handle_time_s"): (72_000, 200, 200),
    ("A1", "attendance_rate"): (99, 100, 20),
    ("A2", "qa_score"): (950, 10, 10),
    ("A2", "csat_mean"): (460, 100, 100),
    ("A2", "attendance_rate"): (90, 100, 20),
}


def test_gaps_of_scored_people_add_up_and_point_into_the_trace(month, sample_rules) -> None:
    people = [{"agent_id": "A1"}, {"agent_id": "A2"}]
    may = month(sample_rules, people, MAY, period="2026-05")
    june = month(sample_rules, people, JUNE, period="2026-06")
    nodes = {node for run in (may, june) for node in run.trace_nodes.column("node_id").to_pylist()}
    for found in (
        gaps_to_last_period(june.score_lines, may.score_lines),
        gaps_to_peers(june.score_lines, {"A1": ["A1", "A2"], "A2": ["A1", "A2"]}),
    ):
        sums: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        rows = found.parts.to_pylist()
        for row in rows:
            if row["parent_id"]:
                sums[row["subject_id"], row["parent_id"], row["split"]] += row["points"]
        points = {(row["subject_id"], row["part_id"]): row["points"] for row in rows}
        assert sums and all(total == points[key[:2]] for key, total in sums.items())
        evidence = [node for row in rows for node in json.loads(row["evidence"])]
        assert evidence and set(evidence) <= nodes
        assert found.causes.num_rows
