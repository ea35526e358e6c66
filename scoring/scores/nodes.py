"""A scored tree: its nodes, each with a column of people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import pyarrow as pa

from scoring.columns import Figures, Fractions, Ints, Mask, Rows, minus
from scoring.exact import SCORE_DIGITS
from scoring.functions.scored import Read
from scoring.gates import Fired
from scoring.inputs import Measured
from scoring.inputs.group import Group
from scoring.rules.scorecard_plans import ItemPlan, ScorecardPlan, SectionPlan
from scoring.scores.stand_ins import StandIn
from scoring.scores.targets import Training

WHOLE = 100 * 10**SCORE_DIGITS


class State(IntEnum):
    """Whether a node counts."""

    SCORED = 0
    EXCLUDED = 1
    HELD = 2


# Why a person's item was not scored by its function, numbered; 0 is 'it was'.
POLICIES = (
    "",
    "EXCLUDE_REWEIGHT",
    "NEUTRAL",
    "ZERO",
    "HOLD",
    "IN_TRAINING",
    "DATA_INCOMPLETE",
    "TEAM_MEAN",
    "CARRY_FORWARD",
    "SHRINK",
)


@dataclass(frozen=True)
class Situation:
    """A group under one scorecard. `share` is the part of the month each is under it (None: all
    of it), `late` the marts whose data are incomplete, by name, with the reason."""

    group: Group
    card: ScorecardPlan
    share: Fractions | None = None
    training: Training | None = None
    late: frozenset[str] = frozenset()


@dataclass(frozen=True)
class MetricRead:
    """One metric of an item on its way to the function: as measured, as `used` (own or stood
    in for), and `full`, set to the full month or full training by what is in `scaled`."""

    measured: Measured
    stand_in: StandIn | None
    used: Figures
    full: Figures | None
    scaled: tuple[tuple[str, Figures | Fractions], ...]

    @property
    def value(self) -> Figures:
        """What the function reads."""
        return self.used if self.full is None else self.full


@dataclass(frozen=True)
class ItemDetail:
    """How an item got its score. `policy` numbers POLICIES; `ran` is who was scored by the
    function, with what it read and `told` of them, in their order; `least` is the sample; the
    `bonus` of another node went into it, and its formula read the scores of `others`."""

    reads: tuple[MetricRead, ...]
    least: Ints
    policy: Rows
    ran: Rows
    read: Read
    told: Callable[[], pa.Array]
    raw: Ints
    bonus: Node | None
    others: tuple[Node, ...]

    @property
    def stood_in(self) -> Mask:
        """For whom another value stands in the place of their own."""
        return self.policy >= POLICIES.index("TEAM_MEAN")


@dataclass(frozen=True)
class Node:
    """A scored node of the tree, one entry per person of the group; scores in 10^−6.

    `ungated` is the score before its gates and `lifted` what a floor added to it. What a node
    adds to its parent is its `contribution`; those of all children, `lifted` and the
    `gate_effect` sum to the score exactly. Scores hold where `state` is SCORED.
    """

    plan: ItemPlan | SectionPlan
    state: Rows
    score: Ints
    ungated: Ints
    fired: tuple[Fired, ...]
    weight: Ints
    weight_applied: Ints
    contribution: Ints
    lifted: Ints
    children: tuple[Node, ...] = ()
    detail: ItemDetail | None = None

    def __len__(self) -> int:
        return len(self.state)

    @property
    def counts(self) -> Mask:
        """Who has a score here."""
        return self.state == State.SCORED

    @property
    def gate_effect(self) -> Ints:
        """What the node's own gates took away: 0 or less."""
        return minus(self.score, self.ungated)

    @property
    def counted_ungated(self) -> Mask:
        """Who has a score here before its gates: all who count, and those whom a gate holds."""
        return self.counts | ((self.state == State.HELD) & self.any_fired)

    @property
    def any_fired(self) -> Mask:
        """Whom a gate of this node acts on."""
        who = np.zeros(len(self), dtype=bool)
        for gate in self.fired:
            who |= gate.who
        return who
