"""Who has acknowledged the plan that holds for them, who has not, and whose plan changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

import pyarrow as pa

Method = Literal["signed", "clicked", "mailed", "meeting"]
State = Literal["acknowledged", "superseded", "outstanding"]
ACKNOWLEDGEMENTS = pa.schema(
    [
        ("agent_id", pa.string()), ("plan_hash", pa.string()), ("period", pa.string()),
        ("acknowledged_at", pa.timestamp("us")), ("method", pa.string()),
        ("source", pa.string()), ("entered_by", pa.string()), ("entered_at", pa.timestamp("us")),
    ]
)  # fmt: skip
ACKNOWLEDGEMENT_STATUS = pa.schema(
    [
        ("period", pa.string()), ("agent_id", pa.string()), ("role", pa.string()),
        ("plan_hash", pa.string()), ("state", pa.string()),
        ("acknowledged_at", pa.timestamp("us")), ("acknowledged_hash", pa.string()),
        ("method", pa.string()), ("source", pa.string()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Acknowledgement:
    """That somebody confirmed a plan: which one by its hash, when (UTC), how, and the evidence."""

    agent_id: str
    plan_hash: str
    period: str
    acknowledged_at: datetime
    method: Method
    source: str
    entered_by: str
    entered_at: datetime


def acknowledgements_table(log: Iterable[Acknowledgement]) -> pa.Table:
    """The log as contract acknowledgements has it, in the order of entry."""
    return pa.Table.from_pylist([asdict(one) for one in log], ACKNOWLEDGEMENTS)


def acknowledgement_status(
    documents: pa.Table, people: pa.Table, log: Sequence[Acknowledgement], period: str
) -> pa.Table:
    """One row per person under a plan (contract acknowledgement_status).

    `people` has agent_id, role and employed_to, one row per segment; the last role of the
    month counts. Acknowledged is who confirmed the very plan that holds, in whichever month;
    superseded who confirmed another one; outstanding who confirmed none.
    """
    hashes = dict(zip(*documents.select(["role", "plan_hash"]).to_pydict().values(), strict=True))
    rows = [
        _status(agent_id, role, hashes[role], log, period)
        for agent_id, role in sorted(_last_roles(people).items())
        if role in hashes
    ]
    return pa.Table.from_pylist(rows, ACKNOWLEDGEMENT_STATUS)


def _last_roles(people: pa.Table) -> dict[str, str]:
    spans = people.select(["agent_id", "role", "employed_to"]).to_pylist()
    spans.sort(key=lambda span: (span["agent_id"], span["employed_to"]))
    return {span["agent_id"]: span["role"] for span in spans if span["role"]}


def state_of(agent_id: str, plan_hash: str, log: Sequence[Acknowledgement]) -> State:
    """Whether a person has acknowledged a plan, another one, or none."""
    known = {one.plan_hash for one in log if one.agent_id == agent_id}
    return "acknowledged" if plan_hash in known else "superseded" if known else "outstanding"


def _status(
    agent_id: str, role: str, plan_hash: str, log: Sequence[Acknowledgement], period: str
) -> Mapping[str, Any]:
    own = sorted(
        (one for one in log if one.agent_id == agent_id),
        key=lambda one: (one.plan_hash == plan_hash, one.acknowledged_at),
    )
    latest = own[-1] if own else None
    return {
        "period": period, "agent_id": agent_id, "role": role, "plan_hash": plan_hash,
        "state": state_of(agent_id, plan_hash, own),
        "acknowledged_at": latest and latest.acknowledged_at,
        "acknowledged_hash": latest and latest.plan_hash,
        "method": latest and latest.method,
        "source": latest and latest.source,
    }  # fmt: skip
