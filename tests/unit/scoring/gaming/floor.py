"""An invented month of two dozen alike agents, of whom one may game in a known way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from scoring.gaming import Observed

AGENTS = [f"A{n:02d}" for n in range(24)]
GAMER = AGENTS[0]
CONTACTS_EACH, DAYS, OPENS = 300, 20, datetime(2026, 6, 1, 1, 0)
RETURNS, INVITED, ANSWERED, TOP = 0.4, 0.7, 0.4, 0.3
Row = dict[str, Any]
Habit = Callable[["Floor", Row], None]

CONTACTS = pa.schema(
    [
        *((name, pa.string()) for name in ("contact_id", "queue_id", "contact_type")),
        *((name, pa.string()) for name in ("customer_key", "agent_id", "disconnected_by")),
        *((name, pa.timestamp("us")) for name in ("arrived_at", "ended_at", "interval_start_at")),
        *((name, pa.int64()) for name in ("segment_no", "answered", "talk_s", "wrap_s")),
        *((name, pa.int64()) for name in ("handle_s", "transferred_out")),
    ]
)
SURVEYS = pa.schema([("contact_id", pa.string()), ("csat_score", pa.int64())])
DAYS_SCHEMA = pa.schema(
    [
        ("agent_id", pa.string()),
        ("business_date", pa.date32()),
        *((name, pa.int64()) for name in ("logged_in_s", "wrap_s", "contact_wrap_s")),
    ]
)


class Floor:
    """The month as rows; `habit` may change a contact of the gamer before it is kept."""

    def __init__(self, seed: int, habit: Habit | None = None) -> None:
        self.rng = np.random.default_rng(seed)
        self.habit = habit
        self.contacts: list[Row] = []
        self.surveys: list[Row] = []
        self.parked_days = 0
        for agent in AGENTS:
            for _ in range(CONTACTS_EACH):
                self._serve(agent)

    def chance(self, share: float) -> bool:
        """True in that share of the cases."""
        return bool(self.rng.random() < share)

    def _serve(self, agent: str) -> None:
        row = self._contact(agent, self._instant(), f"C{len(self.contacts)}")
        row["returns"] = self.chance(RETURNS)
        row["back_after_s"] = int(self.rng.integers(1_800, 7_200))
        row["next_agent_id"] = str(self.rng.choice(AGENTS))
        row["invited"], row["answers"] = self.chance(INVITED), self.chance(ANSWERED)
        row["score"] = 5 if self.chance(TOP) else int(self.rng.integers(1, 5))
        if self.habit is not None and agent == GAMER:
            self.habit(self, row)
        self._keep(row)

    def _instant(self) -> datetime:
        day, second = self.rng.integers(0, DAYS), self.rng.integers(0, 8 * 3600)
        return OPENS + timedelta(days=int(day), seconds=int(second))

    def _contact(self, agent: str, arrived: datetime, customer: str) -> Row:
        talk = int(40 + self.rng.gamma(2.0, 100))
        return {
            "contact_id": f"K{len(self.contacts)}",
            "segment_no": 1,
            "queue_id": "general",
            "contact_type": str(self.rng.choice(["enquiry", "billing"])),
            "customer_key": customer,
            "agent_id": agent,
            "arrived_at": arrived,
            "answered": 1,
            "talk_s": talk,
            "wrap_s": int(self.rng.gamma(4.0, 12)),
            "transferred_out": 0,
            "disconnected_by": "agent" if self.chance(0.1) else "customer",
        }

    def _keep(self, row: Row) -> None:
        self._append(row)
        if row["transferred_out"]:
            self._append({**row, "segment_no": 2, "transferred_out": 0})
        if row["invited"]:
            score = row["score"] if row["answers"] else None
            self.surveys.append({"contact_id": row["contact_id"], "csat_score": score})
        if row["returns"]:
            again = row["ended_at"] + timedelta(seconds=row["back_after_s"])
            self._append(self._contact(row["next_agent_id"], again, row["customer_key"]))

    def _append(self, row: Row) -> None:
        arrived = row["arrived_at"]
        row["ended_at"] = arrived + timedelta(seconds=row["talk_s"])
        row["interval_start_at"] = arrived - timedelta(
            minutes=arrived.minute % 30, seconds=arrived.second
        )
        row["handle_s"] = row["talk_s"] + row["wrap_s"]
        self.contacts.append(row)

    def observed(self) -> Observed:
        """The month as the detectors read it."""
        days = [
            {
                "agent_id": agent,
                "business_date": date(2026, 6, 1) + timedelta(days=day),
                "logged_in_s": 28_800,
                "wrap_s": 1_000 + (1_800 if agent == GAMER and day < self.parked_days else 0),
                "contact_wrap_s": 1_000,
            }
            for agent in AGENTS for day in range(DAYS)
        ]  # fmt: skip
        return Observed(
            contacts=pa.Table.from_pylist(self.contacts, schema=CONTACTS),
            surveys=pa.Table.from_pylist(self.surveys, schema=SURVEYS),
            agent_days=pa.Table.from_pylist(days, schema=DAYS_SCHEMA),
            people=pa.Table.from_pylist([{"agent_id": a, "role": "agent"} for a in AGENTS]),
        )
