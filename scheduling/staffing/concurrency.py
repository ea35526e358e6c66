"""How long a chat takes with k of them in one agent's hands, from what agents did."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from scheduling.simulation.result import ratio
from scheduling.simulation.shapes import Array


def concurrency_curve(
    agent_ids: Sequence[str], began_s: ArrayLike, ended_s: ArrayLike, *, at_once: int
) -> Array:
    """AHT(1) ... AHT(at_once) in seconds: a chat's mean length if k were always in hand.

    One row per chat: who held it, and from when to when, in seconds of one clock. AHT(k) is the
    chat-seconds spent with k in hand over the chats that ended then, the maximum likelihood
    estimate for lengths without memory; NaN where no chat ended with k. Divided by its first value
    it is a Group's `stretch`. Times with more than `at_once` in hand are left out. Raises
    ValueError where a chat ends before it begins.
    """
    agents = np.unique(np.asarray(agent_ids), return_inverse=True)[1]
    began, ended = np.asarray(began_s, float), np.asarray(ended_s, float)
    if (ended < began).any():
        raise ValueError("a chat ends before it begins")
    at = np.concatenate([began, ended])
    who = np.concatenate([agents, agents])
    change = np.repeat([1, -1], agents.size)
    # By agent and time; at one instant ends come first, so that a chat after another is not two.
    order = np.lexsort((change, at, who))
    at, who, change = at[order], who[order], change[order]
    in_hand = np.cumsum(change)
    lasted = np.append(np.where(who[1:] == who[:-1], np.diff(at), 0.0), 0.0)
    counted = np.arange(1, at_once + 1)[:, None]
    spent = ((in_hand == counted) * lasted * in_hand).sum(axis=1)
    finished = ((in_hand + 1 == counted) & (change < 0)).sum(axis=1)
    return ratio(spent, finished.astype(float))
