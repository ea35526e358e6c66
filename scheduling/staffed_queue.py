"""People who wait, staffed as plans have it: agents in fractions, with one or several contacts.

`stretch` gives per half-hour (the last axis) how contacts in one agent's hands slow each other
down: one value is voice and Erlang A, several are chats and their chain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
from numpy.typing import ArrayLike, NDArray

from scheduling.chats import agents_for_chats, chat_measures
from scheduling.erlang import Targets, erlang_a, required_agents
from scheduling.half_hours import HALF_HOUR_S
from scheduling.targets import ONE_AT_A_TIME

Array = NDArray[np.float64]
Integers = NDArray[np.int64]
Stretch = tuple[float, ...]


@dataclass(frozen=True)
class Expected:
    """Expected measures of half-hours, ratios 0-1; ASA is the mean wait of the answered.

    `occupancy` is the share of the contacts that agents could hold.
    """

    service_level: Array
    asa_s: Array
    abandon_rate: Array
    occupancy: Array


def stretch_of(rows: pa.Table) -> tuple[Stretch, ...]:
    """The rows' `stretch`; one contact at a time where they have no such column."""
    if "stretch" not in rows.column_names:
        return (ONE_AT_A_TIME,) * rows.num_rows
    return tuple(tuple(own) for own in rows["stretch"].to_pylist())


def expected_measures(
    offered: Array,
    aht_s: Array,
    agents: Array,
    patience_s: Array,
    target_wait_s: Array,
    stretch: Sequence[Stretch] = (),
) -> Expected:
    """Measures of contacts per half-hour under `agents`, arrays that broadcast.

    The service level is the share of all contacts answered in time. Below one agent, one is there
    for that share of the time: the rest of the contacts leave. A half-hour without contacts has
    service level 1. Without `stretch` every agent holds one contact.
    """
    if not set(stretch) - {ONE_AT_A_TIME}:
        return _measures(offered, aht_s, agents, patience_s, target_wait_s, ONE_AT_A_TIME)
    whole = np.broadcast_arrays(offered, aht_s, agents, patience_s, target_wait_s)
    found = Expected(*(np.empty(whole[0].shape) for _ in fields(Expected)))
    for own, places in _alike(stretch):
        offered, aht_s, agents, patience_s, target_wait_s = (one[..., places] for one in whole)
        part = _measures(offered, aht_s, agents, patience_s, target_wait_s, own)
        for field in fields(Expected):
            getattr(found, field.name)[..., places] = getattr(part, field.name)
    return found


def needed_agents(
    offered: Array,
    aht_s: Array,
    patience_s: ArrayLike | None,
    targets: Targets,
    stretch: Sequence[Stretch] = (),
) -> Integers:
    """The fewest agents that keep the targets; for chats a service level and an occupancy."""
    load = offered * aht_s / HALF_HOUR_S
    if not set(stretch) - {ONE_AT_A_TIME}:
        return required_agents(load, aht_s=aht_s, targets=targets, patience_s=patience_s)
    limits = (
        patience_s, targets.service_level, targets.target_wait_s, targets.maximum_occupancy,
    )  # fmt: skip
    whole = np.broadcast_arrays(load, aht_s, *(_number(limit) for limit in limits))
    found = np.zeros(whole[0].shape, np.int64)
    for own, places in _alike(stretch):
        load, aht_s, patience_s, level, wait_s, busiest = (part[..., places] for part in whole)
        found[..., places] = agents_for_chats(
            load, aht_s=aht_s, stretch=own, service_level=level, target_wait_s=wait_s,
            maximum_occupancy=busiest, patience_s=patience_s,
        )  # fmt: skip
    return found


def _number(limit: ArrayLike | None) -> ArrayLike:
    if limit is None:
        raise ValueError("chats need a patience, a service level, its wait and an occupancy")
    return limit


def _alike(stretch: Sequence[Stretch]) -> Iterator[tuple[Stretch, NDArray[np.intp]]]:
    """Each stretch with the half-hours that have it."""
    for own in sorted(set(stretch)):
        yield own, np.flatnonzero([one == own for one in stretch])


def _measures(
    offered: Array,
    aht_s: Array,
    agents: Array,
    patience_s: Array,
    target_wait_s: Array,
    stretch: Stretch,
) -> Expected:
    load = offered * aht_s / HALF_HOUR_S
    staffed = np.maximum(agents, 1.0)
    if stretch == ONE_AT_A_TIME:
        found = erlang_a(
            load, staffed, aht_s=aht_s, patience_s=patience_s, target_wait_s=target_wait_s
        )
    else:
        found = _between_whole_agents(load, staffed, aht_s, patience_s, target_wait_s, stretch)
    there = np.clip(agents, 0.0, 1.0)
    contacts = np.broadcast_to(offered, found.occupancy.shape) > 0
    return Expected(
        service_level=np.where(contacts, found.service_level * there, 1.0),
        asa_s=found.asa_s,
        abandon_rate=np.where(contacts, 1.0 - (1.0 - found.abandon_rate) * there, 0.0),
        occupancy=found.occupancy,
    )


def _between_whole_agents(
    load: Array,
    agents: Array,
    aht_s: Array,
    patience_s: Array,
    target_wait_s: Array,
    stretch: Stretch,
) -> Expected:
    """Chats of a fraction of an agent more, who is there for that share of the time."""
    fewer = np.floor(agents)
    more = agents - fewer
    few, many = (
        chat_measures(
            load, whole, aht_s=aht_s, stretch=stretch, patience_s=patience_s,
            target_wait_s=target_wait_s,
        )
        for whole in (fewer, fewer + 1.0)
    )  # fmt: skip
    return Expected(
        *(
            (1.0 - more) * getattr(few, field.name) + more * getattr(many, field.name)
            for field in fields(Expected)
        )
    )
