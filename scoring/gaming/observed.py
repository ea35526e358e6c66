"""The month as the detectors see it: answered contacts, what followed them, surveys, days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import pyarrow as pa

from scoring.gaming.frames import Frame

NO_TYPE = "uncoded"


@dataclass(frozen=True)
class Observed:
    """The month's tables, with the columns that the detectors read.

    contacts: mart `contacts` (contact_id, segment_no, queue_id, contact_type, customer_key,
      agent_id, arrived_at, ended_at, interval_start_at, answered, talk_s, wrap_s, handle_s,
      transferred_out, disconnected_by)
    surveys: one row per invitation: contact_id, csat_score (null where not answered)
    agent_days: mart `agent_day` (agent_id, business_date, logged_in_s, wrap_s, contact_wrap_s)
    people: agent_id, role
    """

    contacts: pa.Table
    surveys: pa.Table
    agent_days: pa.Table
    people: pa.Table

    @cached_property
    def roles(self) -> dict[str, str | None]:
        """Role by agent."""
        rows = self.people.select(["agent_id", "role"]).to_pylist()
        return {row["agent_id"]: row["role"] for row in rows}

    @cached_property
    def answered(self) -> Frame:
        """Segments that an agent answered, with `stratum` (queue and contact type), `is_last` of
        its contact, `back_after_s` (from its end until the customer's next contact, NaN where
        there is none) and `next_agent_id`, `next_queue_id`, `next_interval_at` of that contact.
        """
        frame = self._segments[self._segments["is_answered"]].copy()
        types = frame["contact_type"].fillna(NO_TYPE)
        frame["stratum"] = frame["queue_id"].astype(str) + "/" + types.astype(str)
        last = frame.groupby("contact_id")["segment_no"].transform("max")
        frame["is_last"] = frame["segment_no"] == last
        frame = frame.merge(self._next_contacts, on="contact_id", how="left")
        gap = frame["next_arrived_at"] - frame["ended_at"]
        frame["back_after_s"] = gap.dt.total_seconds()
        return frame

    @cached_property
    def handled_cells(self) -> Frame:
        """Contacts that each agent was first to answer, by queue and half-hour: `handled`."""
        first = self._contacts.dropna(subset=["agent_id"])
        keys = ["queue_id", "interval_start_at", "agent_id"]
        return first.groupby(keys, observed=True).size().rename("handled").reset_index()

    @cached_property
    def rated(self) -> Frame:
        """The last answered segment of each contact, with `invited` and `score`."""
        surveys = self.surveys.select(["contact_id", "csat_score"]).to_pandas()
        by_contact = surveys.groupby("contact_id")["csat_score"].max().rename("score")
        last = self.answered[self.answered["is_last"]].copy()
        last["invited"] = last["contact_id"].isin(by_contact.index)
        return last.merge(by_contact, left_on="contact_id", right_index=True, how="left")

    @cached_property
    def _segments(self) -> Frame:
        frame = self.contacts.to_pandas().sort_values(["contact_id", "segment_no"])
        frame["is_answered"] = (frame["answered"] == 1) & frame["agent_id"].notna()
        return frame

    @cached_property
    def _contacts(self) -> Frame:
        """One row per contact: who came, when, and who was first to answer (or nobody)."""
        firsts = self._segments.drop_duplicates("contact_id")[
            ["contact_id", "customer_key", "arrived_at"]
        ]
        takers = self._segments[self._segments["is_answered"]].drop_duplicates("contact_id")
        takers = takers[["contact_id", "agent_id", "queue_id", "interval_start_at"]]
        return firsts.merge(takers, on="contact_id", how="left")

    @cached_property
    def _next_contacts(self) -> Frame:
        known = self._contacts.dropna(subset=["customer_key"])
        known = known.sort_values(["customer_key", "arrived_at", "contact_id"])
        later = known.groupby("customer_key")
        return pd.DataFrame(
            {
                "contact_id": known["contact_id"],
                "next_arrived_at": later["arrived_at"].shift(-1),
                "next_agent_id": later["agent_id"].shift(-1),
                "next_queue_id": later["queue_id"].shift(-1),
                "next_interval_at": later["interval_start_at"].shift(-1),
            }
        )
