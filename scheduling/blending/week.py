"""A week's slack: call-backs first, for they are promised, then campaigns in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from scheduling.blending.callbacks import CallbackRequest, offer_callbacks
from scheduling.blending.rules import BlendingRules, CallbackOffer, Campaign
from scheduling.blending.slack import filled_outbound, spare_agents
from scheduling.erlang import Targets
from scheduling.half_hours import HALF_HOUR_S
from scheduling.prediction import ForecastErrors
from scheduling.staffed_queue import stretch_of

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True)
class BlendedWeek:
    """`half_hours` by queue, `campaigns`, and `callbacks` by queue and day."""

    half_hours: pa.Table
    campaigns: pa.Table
    callbacks: pa.Table


CAMPAIGNS = pa.schema(
    [
        ("campaign_id", pa.string()),
        ("name_zh", pa.string()),
        ("name_en", pa.string()),
        ("queue_id", pa.string()),
        ("contacts", pa.float64()),
        ("made_before", pa.float64()),
        ("made", pa.float64()),
        ("agent_h", pa.float64()),
        ("last_contact_on", pa.date32()),
    ]
)
CALLBACKS = pa.schema(
    [
        ("queue_id", pa.string()),
        ("business_date", pa.date32()),
        ("requests", pa.int64()),
        ("promised", pa.int64()),
        ("without_slot", pa.int64()),
        ("mean_wait_h", pa.float64()),
    ]
)


def blended_week(
    plan: pa.Table,
    errors: Mapping[str, ForecastErrors],
    rules: BlendingRules,
    made_before: Mapping[str, float] | None = None,
) -> BlendedWeek:
    """Fill the slack of the week's plan (S4-28, S4-29).

    `plan` is that of `plan_risk` with abandon_rate besides, in the order of queue and time. Slack
    is what inbound spares with probability 1 − risk. Those who hang up and ask for a call back
    get the earliest half-hour within their hours, the most urgent first; agents that call-backs
    leave are lent to campaigns. `made_before` gives the contacts that the plans of earlier weeks
    make, by campaign: they are on its list no longer.
    """
    open_only = (_floats(plan, "offered") > 0) | (_floats(plan, "agents") > 0)
    plan = plan.filter(pa.array(open_only))
    half_hours, campaigns, callbacks = [], [], []
    for queue_id in sorted(set(plan["queue_id"].to_pylist())):
        mine = pa.array([queue == queue_id for queue in plan["queue_id"].to_pylist()])
        queue = _Queue(plan.filter(mine), errors[queue_id], rules.risk)
        called, told = _called_back(queue, rules.callbacks.get(queue_id))
        callbacks += told
        by_callbacks = np.ceil(called * queue.aht_s / HALF_HOUR_S - 1e-9).astype(np.int64)
        own = [one for one in rules.campaigns if one.queue_id == queue_id]
        lent, made, rows = _campaigned(queue, queue.spare - by_callbacks, own, made_before or {})
        campaigns += rows
        half_hours.append(
            queue.rows.select(["queue_id", "interval_start_at", "business_date", "agents"])
            .append_column("spare_agents", pa.array(queue.spare))
            .append_column("callback_room", pa.array(queue.room))
            .append_column("callbacks", pa.array(called))
            .append_column("callback_agents", pa.array(by_callbacks))
            .append_column("outbound_agents", pa.array(lent))
            .append_column("outbound_contacts", pa.array(made))
        )
    return BlendedWeek(
        pa.concat_tables(half_hours),
        pa.Table.from_pylist(campaigns, CAMPAIGNS),
        pa.Table.from_pylist(callbacks, CALLBACKS),
    )


class _Queue:
    """One queue's half-hours with the agents it can spare and the call-backs they could make."""

    def __init__(self, rows: pa.Table, errors: ForecastErrors, risk: float) -> None:
        self.rows = rows
        self.day = rows["business_date"].to_numpy()
        self.aht_s = _floats(rows, "aht_s")
        self.spare = spare_agents(
            _floats(rows, "offered"),
            aht_s=self.aht_s,
            agents=_floats(rows, "agents"),
            targets=Targets(
                service_level=_floats(rows, "target_level"),
                target_wait_s=_floats(rows, "target_wait_s"),
                maximum_occupancy=_floats(rows, "maximum_occupancy"),
            ),
            patience_s=_floats(rows, "patience_s"),
            errors=errors,
            risk=risk,
            stretch=stretch_of(rows),
        )
        self.room = np.floor(self.spare * HALF_HOUR_S / self.aht_s).astype(np.int64)


def _called_back(
    queue: _Queue, offer: CallbackOffer | None
) -> tuple[Integers, list[dict[str, Any]]]:
    """Call-backs by half-hour, and a row per day."""
    called = np.zeros(queue.day.size, np.int64)
    if offer is None:
        return called, []
    left = _floats(queue.rows, "offered") * _floats(queue.rows, "abandon_rate")
    rows = []
    for day in np.unique(queue.day):
        places = np.flatnonzero(queue.day == day)
        requests = _requests(left[places] * offer.asking_share, round(offer.within_h * 2))
        slots = offer_callbacks(requests, queue.spare[places], aht_s=queue.aht_s[places])
        taken = [(request, slots[request.request_id]) for request in requests]
        waits = [slot - request.first + 1 for request, slot in taken if slot is not None]
        np.add.at(called, places[[slot for _, slot in taken if slot is not None]], 1)
        rows.append(
            {
                "queue_id": queue.rows["queue_id"][0].as_py(),
                "business_date": day.item(),
                "requests": len(requests),
                "promised": len(waits),
                "without_slot": len(requests) - len(waits),
                "mean_wait_h": float(np.mean(waits)) / 2 if waits else None,
            }
        )
    return called, rows


def _requests(expected: Array, within: int) -> list[CallbackRequest]:
    """Whole requests whose running number is that expected, each to be kept in the hours after."""
    whole = np.floor(np.cumsum(expected) + 0.5).astype(int)
    return [
        CallbackRequest(f"{place}-{n}", place + 1, min(place + 1 + within, expected.size))
        for place, number in enumerate(np.diff(whole, prepend=0))
        for n in range(int(number))
    ]


def _campaigned(
    queue: _Queue,
    free: Integers,
    campaigns: Sequence[Campaign],
    made_before: Mapping[str, float],
) -> tuple[Integers, Array, list[dict[str, Any]]]:
    """Agents lent and contacts made by half-hour, and a row per campaign."""
    lent_to_all, made_by_all = np.zeros(free.size, np.int64), np.zeros(free.size)
    rows = []
    for one in campaigns:
        days = (queue.day >= np.datetime64(one.first_day)) & (
            queue.day <= np.datetime64(one.last_day)
        )
        before = made_before.get(one.id, 0.0)
        lent, made = filled_outbound(
            np.where(days, free, 0),
            max(0.0, one.contacts - before),
            aht_s=one.aht_s,
            occupancy=one.occupancy,
            shortest=one.shortest_half_hours,
        )
        free = free - lent
        lent_to_all += lent
        made_by_all += made
        rows.append(
            {
                "campaign_id": one.id, "name_zh": one.name_zh, "name_en": one.name_en,
                "queue_id": one.queue_id, "contacts": float(one.contacts),
                "made_before": before, "made": float(made.sum()), "agent_h": float(lent.sum()) / 2,
                "last_contact_on": queue.day[made > 0].max().item() if made.any() else None,
            }
        )  # fmt: skip
    return lent_to_all, made_by_all, rows


def _floats(table: pa.Table, name: str) -> Array:
    return table[name].to_numpy().astype(float)
