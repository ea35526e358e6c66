"""What was put in: the truth that tests compare with what the pipeline finds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.sample_centre.arrivals import Incident
from pipelines.sample_centre.breakage import Breakage
from pipelines.sample_centre.coaching import LIFT
from pipelines.sample_centre.floor_day import DutyAgent, FloorDay, Segment
from pipelines.sample_centre.people import QUEUES, Staff
from pipelines.sample_centre.reviews import habits
from pipelines.sample_centre.shifts import Shift
from pipelines.sample_centre.states import seconds_by_state
from pipelines.sample_centre.timekeeping import Attendance

ZONE = "Asia/Shanghai"
TARGET_WAIT_S, SHORT_ABANDON_S, SHORT_CONTACT_S = 20, 5, 15
COUNTED = {
    "answered": "answered",
    "abandoned": "abandoned",
    "flow_out": "flow_out",
    "callback_accepted": "callback_accepted",
}


@dataclass
class Truth:
    """Everything a test may ask: `summary` as in truth.json, and the span it is for."""

    summary: dict[str, Any]

    @property
    def tables(self) -> dict[str, dict[str, Any]]:
        """Row counts by landing table."""
        return self.summary["tables"]


@dataclass
class TableCount:
    """Rows of one table over all files: rows_written = accepted + exact_duplicates + broken.

    `accepted` holds every good delivery; `late` and `redelivered` (a row replaced by a newer
    delivery of the same key) are among them.
    """

    rows_written: int = 0
    accepted: int = 0
    exact_duplicates: int = 0
    late: int = 0
    redelivered: int = 0
    broken: dict[str, int] = field(default_factory=dict)

    def add(self, rows: int, breakage: Breakage) -> None:
        """Count one file of that many good rows."""
        broken = breakage.broken
        self.accepted += rows
        self.exact_duplicates += len(breakage.duplicates)
        self.rows_written += rows + len(breakage.duplicates) + sum(broken.values())
        for rule, count in broken.items():
            self.broken[rule] = self.broken.get(rule, 0) + count


class TruthKeeper:
    """Collects the truth day by day and writes it at the end."""

    def __init__(self) -> None:
        self.counts: dict[str, TableCount] = defaultdict(TableCount)
        self.files: list[dict[str, Any]] = []
        self.queue_intervals: list[dict[str, Any]] = []
        self.agent_days: list[dict[str, Any]] = []
        self.attendances: list[dict[str, Any]] = []
        self.incidents: list[Incident] = []
        self.callbacks: Mapping[tuple[date, str], Mapping[str, int]] = {}

    def count_file(self, table: str, file: str, day: date, rows: int, breakage: Breakage) -> None:
        """Note what one file holds for one table."""
        self.counts[table].add(rows, breakage)
        base = {"table": table, "file": file, "file_date": day}
        self.files.append({**base, "verdict": "accepted", "rule": None, "rows": rows})
        repeats = len(breakage.duplicates)
        self.files.append({**base, "verdict": "exact_duplicate", "rule": None, "rows": repeats})
        for rule, count in breakage.broken.items():
            self.files.append({**base, "verdict": "refused", "rule": rule, "rows": count})

    def keep_day(self, day: date, floor: FloorDay, crew: list[DutyAgent]) -> None:
        """Note what happened on the floor."""
        self.queue_intervals += queue_intervals(day, floor.segments)
        self.agent_days += agent_days(day, floor, crew)

    def keep_attendance(
        self, shifts: list[Shift], present: list[Attendance], on_leave: set[int]
    ) -> None:
        """Note who was planned, who had leave and who came when."""
        arrivals = {one.shift.person.number: one.arrives_s for one in present}
        self.attendances += [_attendance(shift, arrivals, on_leave) for shift in shifts]

    def write(self, folder: Path, parameters: dict[str, Any], staff: Staff) -> Truth:
        """Write truth.json and the Parquet tables; return the same as an object."""
        folder.mkdir(parents=True, exist_ok=True)
        _write_table(folder / "queue_interval.parquet", self.queue_intervals)
        _write_table(folder / "agent_day.parquet", self.agent_days)
        _write_table(folder / "attendance.parquet", self.attendances)
        _write_table(folder / "files.parquet", self.files)
        summary = self._summary(parameters, staff)
        text = json.dumps(summary, ensure_ascii=False, indent=1, sort_keys=True)
        (folder / "truth.json").write_text(text + "\n", encoding="utf-8")
        return Truth(summary)

    def _summary(self, parameters: dict[str, Any], staff: Staff) -> dict[str, Any]:
        agents = [p for p in staff.people if p.assignments[0].role == "agent"]
        found = habits(staff)
        return {
            "parameters": parameters,
            "tables": {name: asdict(count) for name, count in sorted(self.counts.items())},
            "people": len(staff.people),
            "agents": {p.agent_id: {"pace": p.pace, "quality": p.quality} for p in agents},
            "gamers": {p.agent_id: p.gaming for p in agents if p.gaming},
            "coaching_lift": 100 * LIFT,
            "evaluator_severity": {
                p.agent_id: p.severity for p in staff.people if p.assignments[0].role == "evaluator"
            },
            "review_habits": {
                p.agent_id: found[p.number] for p in staff.people if p.number in found
            },
            "movers": staff.movers,
            "leavers": staff.leavers,
            "joiners": staff.joiners,
            "incidents": [_incident(one) for one in self.incidents],
            "callbacks": [
                {"day": day.isoformat(), "queue_id": queue, **fates}
                for (day, queue), fates in sorted(self.callbacks.items())
            ],
            "daily": daily_totals(self.queue_intervals),
            "totals": self._totals(),
        }

    def _totals(self) -> dict[str, Any]:
        offered = sum(row["offered"] for row in self.queue_intervals)
        within = sum(row["answered_within_target"] for row in self.queue_intervals)
        handled = sum(row["talk_s"] + row["hold_s"] + row["wrap_s"] for row in self.agent_days)
        available = sum(row["available_s"] for row in self.agent_days)
        return {
            "offered": offered,
            "service_level": round(within / offered, 6) if offered else None,
            "occupancy": round(handled / (handled + available), 6) if handled else None,
            "handled_contacts": sum(row["handled_contacts"] for row in self.agent_days),
        }


def queue_intervals(day: date, segments: list[Segment]) -> list[dict[str, Any]]:
    """Counts per queue and UTC half-hour of arrival in the queue, as in the mart."""
    rows: dict[tuple[int, int], dict[str, int]] = {}
    for segment in segments:
        second = segment.arrived_s if segment.queued_s is None else segment.queued_s
        row = rows.setdefault((segment.queue, second // 1800), _empty_interval())
        if segment.queued_s is not None:
            _count_segment(row, segment)
    midnight = utc_midnight(day)
    return [
        {
            "queue_id": QUEUES[queue],
            "interval_start_at": midnight + timedelta(seconds=1800 * slot),
            "business_date": day,
            **row,
        }
        for (queue, slot), row in sorted(rows.items())
    ]


def agent_days(day: date, floor: FloorDay, crew: list[DutyAgent]) -> list[dict[str, Any]]:
    """Handled contacts and seconds by state of everyone who logged in, as in the mart."""
    handled: dict[int, list[Segment]] = defaultdict(list)
    for segment in floor.segments:
        if segment.agent is not None:
            handled[segment.agent].append(segment)
    seconds = seconds_by_state(floor, crew)
    return [
        {
            "agent_id": agent.person.agent_id,
            "business_date": day,
            **_handled(handled[agent.person.number]),
            **{f"{state}_s": value for state, value in seconds[agent.person.number].items()},
        }
        for agent in crew
        if agent.person.number in seconds
    ]


def daily_totals(intervals: list[dict[str, Any]]) -> dict[str, dict[str, dict[str, int]]]:
    """Offered, answered and abandoned per local date and queue."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for row in intervals:
        day = found.setdefault(row["business_date"].isoformat(), {})
        totals = day.setdefault(row["queue_id"], {"offered": 0, "answered": 0, "abandoned": 0})
        for name in totals:
            totals[name] += row[name]
    return found


def utc_midnight(day: date) -> datetime:
    """The instant of the local midnight that begins the day, naive in UTC."""
    local = datetime.combine(day, time(), ZoneInfo(ZONE))
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def _empty_interval() -> dict[str, int]:
    names = (
        "offered", "answered", "abandoned", "short_abandoned", "flow_out", "callback_accepted",
        "answered_within_target", "wait_answered_s", "wait_abandoned_s", "talk_s", "hold_s",
        "wrap_s", "handle_s", "transferred_out",
    )  # fmt: skip
    return dict.fromkeys(names, 0)


def _count_segment(row: dict[str, int], segment: Segment) -> None:
    wait = segment.wait_s or 0
    row["offered"] += 1
    row[COUNTED[segment.outcome]] += 1
    row["transferred_out"] += segment.transferred
    if segment.outcome == "abandoned":
        row["wait_abandoned_s"] += wait
        row["short_abandoned"] += wait <= SHORT_ABANDON_S
    if segment.outcome == "answered":
        row["wait_answered_s"] += wait
        row["answered_within_target"] += wait <= TARGET_WAIT_S
        for name in ("talk_s", "hold_s", "wrap_s"):
            row[name] += getattr(segment, name)
            row["handle_s"] += getattr(segment, name)


def _handled(segments: list[Segment]) -> dict[str, int]:
    return {
        "handled_contacts": len(segments),
        "transferred_out": sum(s.transferred for s in segments),
        "short_contacts": sum(s.talk_s < SHORT_CONTACT_S for s in segments),
        "contact_talk_s": sum(s.talk_s for s in segments),
        "contact_hold_s": sum(s.hold_s for s in segments),
        "contact_wrap_s": sum(s.wrap_s for s in segments),
    }


def _attendance(shift: Shift, arrivals: dict[int, int], on_leave: set[int]) -> dict[str, Any]:
    midnight = utc_midnight(shift.day)
    arrives_s = arrivals.get(shift.person.number)
    return {
        "employee_id": shift.person.employee_id,
        "work_date": shift.day,
        "shift_code": shift.kind.code,
        "scheduled_from_at": midnight + timedelta(seconds=shift.kind.starts_s),
        "scheduled_to_at": midnight + timedelta(seconds=shift.kind.ends_s),
        "scheduled_s": sum(a.ends_s - a.starts_s for a in shift.activities if a.paid),
        "on_leave": shift.person.number in on_leave,
        "arrived_at": None if arrives_s is None else midnight + timedelta(seconds=arrives_s),
        "late_s": max(0, (arrives_s or 0) - shift.kind.starts_s),
    }


def _incident(one: Incident) -> dict[str, Any]:
    return {**asdict(one), "day": one.day.isoformat()}


def _write_table(path: Path, rows: list[dict[str, Any]]) -> None:
    pq.write_table(pa.Table.from_pylist(rows), path, compression="zstd")
