"""Agents and what they give in equilibrium, by the formula of the channel."""

from __future__ import annotations

import numpy as np

from scheduling.chats import ChatMeasures, agents_for_chats, chat_measures
from scheduling.erlang import ErlangA, ErlangC, Targets, erlang_a, erlang_c, required_agents
from scheduling.targets import StaffingTargets

EXPECTED = ("service_level", "asa_s", "abandon_rate", "occupancy", "person_occupancy")
_LIMITS = ("service_level", "maximum_occupancy")


def formula_agents(
    load: np.ndarray, aht_s: np.ndarray, held: StaffingTargets, *limits: str
) -> np.ndarray:
    """The fewest agents that keep the targets named: service_level, maximum_occupancy or both.

    Raises ValueError on e-mail, which no formula of waiting staffs.
    """
    if held.channel == "email":
        raise ValueError("e-mail is staffed by its deadline")
    asked = {name: float(getattr(held, name)) for name in limits or _LIMITS}
    if held.channel == "chat":
        return agents_for_chats(
            load, aht_s=aht_s, stretch=held.stretch, target_wait_s=held.target_wait_s,
            patience_s=held.patience_s, **asked,
        )  # fmt: skip
    targets = Targets(target_wait_s=held.target_wait_s, **asked)
    return required_agents(load, aht_s=aht_s, targets=targets, patience_s=held.formula_patience_s)


def formula_measures(
    load: np.ndarray, agents: np.ndarray, aht_s: np.ndarray, held: StaffingTargets
) -> dict[str, np.ndarray]:
    """Columns of the requirement that say what to expect; NaN where the formula has none."""
    asked = {"aht_s": aht_s, "target_wait_s": held.target_wait_s}
    found: ErlangC | ErlangA | ChatMeasures
    if held.channel == "chat":
        found = chat_measures(
            load, agents, stretch=held.stretch, patience_s=held.patience_s, **asked
        )
    elif held.formula_patience_s is None:
        found = erlang_c(load, agents, **asked)
    else:
        found = erlang_a(load, agents, patience_s=held.formula_patience_s, **asked)
    unknown = np.full(load.shape, np.nan)
    measures = {name: getattr(found, name, unknown) for name in EXPECTED}
    if held.channel != "chat":
        measures["person_occupancy"] = measures["occupancy"]
    return measures
