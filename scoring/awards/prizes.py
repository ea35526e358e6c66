"""Prize money in fen: places, ties, the budget, and the ticket draw. Σ never exceeds the budget.

Source: scoring.md 4.8, tie rule "split equally to the fen by largest remainder".
"""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

from scoring.exact import apportioned

Key = TypeVar("Key", bound=Hashable)


def split_places(groups: Sequence[Sequence[Key]], prizes: Sequence[int]) -> dict[Key, int]:
    """The fen of everybody who reached a prized place.

    `groups` are the places from first to last; people who tie stand in one group, in an order
    that settles the last fen. They take as many places as they are and share those prizes.
    """
    shares: dict[Key, int] = {}
    place = 0
    for group in groups:
        shares |= zip(group, shared(sum(prizes[place : place + len(group)]), group), strict=True)
        place += len(group)
    return {key: fen for key, fen in shares.items() if fen}


def shared(
    fen: int, group: Sequence[Key], weights: Mapping[Key, Fraction] | None = None
) -> list[int]:
    """`fen` over `group`, equally or by `weights` (equally where they are all 0), to the fen."""
    parts = [weights[key] for key in group] if weights else []
    if not sum(parts):
        parts = [Fraction(1)] * len(group)
    total = sum(parts)
    return apportioned([fen * part / total for part in parts], fen)


def within_budget(winners: Sequence[Key], prize: int, budget: int) -> dict[Key, int]:
    """The same prize for all `winners`; where the budget is too small, an equal cut of it."""
    return dict(zip(winners, shared(min(prize * len(winners), budget), winners), strict=True))


def draw_order(seed: str, contest_id: str, tickets: Mapping[str, int]) -> list[str]:
    """Everybody with a ticket, in the order drawn; anybody can repeat the draw.

    Ticket t of a person is SHA-256 of 'seed|contest|person|t' in UTF-8; the smallest hash is
    drawn first, and a person is drawn once.
    """
    hashes = sorted(
        (hashlib.sha256(f"{seed}|{contest_id}|{agent}|{ticket}".encode()).hexdigest(), agent)
        for agent, count in tickets.items()
        for ticket in range(1, count + 1)
    )
    return list(dict.fromkeys(agent for _, agent in hashes))
