"""An item: from its metrics to a score, for a group at once (scoring.md 4.1).

ITEM_ORDER is the order inside an item; each step adds its part to the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.columns import Figures, Fractions, Ints, Mask, Rows, plus, units_of
from scoring.exact import SCORE_DIGITS
from scoring.functions import Bands, Bonus, Formula, OutsideDomain
from scoring.functions.bonus import Placement
from scoring.functions.scored import Read
from scoring.gates import DropBand, Fired, fired_gates, gated
from scoring.rules.scorecard_plans import ItemPlan, NodePlan
from scoring.scores.nodes import POLICIES, ItemDetail, MetricRead, Node, Situation, State
from scoring.scores.stand_ins import peer_groups, stand_in
from scoring.scores.targets import after_training, least_cases, over_the_full_month

UNIT = 10**SCORE_DIGITS


@dataclass
class ItemRun:
    """An item on its way, every column with an entry per person of the group."""

    item: ItemPlan
    at: Situation
    bonus: Node | None = None
    others: tuple[Node, ...] = ()
    reads: list[MetricRead] = field(default_factory=list)
    least: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    policy: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    state: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    ran: Rows = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    read: Read = field(default_factory=lambda: Read((), 0))
    told: Callable[[], pa.Array] = field(default=lambda: pa.array([], pa.string()))
    raw: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    score: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    ungated: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    fired: tuple[Fired, ...] = ()

    @property
    def count(self) -> int:
        """How many people."""
        return len(self.at.group)

    @property
    def undecided(self) -> Mask:
        """Whom no policy has decided about."""
        return self.policy == 0

    def decide(self, who: Mask, policy: str) -> None:
        """Let `policy` decide about these people; what is decided stays."""
        who = who & self.undecided
        self.policy = np.where(who, POLICIES.index(policy), self.policy)
        if policy in ("EXCLUDE_REWEIGHT", "IN_TRAINING"):
            self.state = np.where(who, State.EXCLUDED, self.state)
        elif policy in ("HOLD", "DATA_INCOMPLETE"):
            self.state = np.where(who, State.HELD, self.state)
        elif policy == "NEUTRAL":
            self.score = np.where(who, units_of(self.item.full_score), self.score)


Scored = Mapping[str, Node]


def placement(plan: NodePlan) -> Placement | None:
    """Where the points of an F6 go; None for every other node."""
    if isinstance(plan, ItemPlan) and isinstance(plan.function, Bonus):
        return plan.function.placement
    return None


def base_of(item: ItemPlan) -> str | None:
    """The item inside which the points of an F6 go."""
    return item.function.base_item if isinstance(item.function, Bonus) else None


def score_item(item: ItemPlan, at: Situation, scored: Scored) -> Node:
    """One item, through ITEM_ORDER; `scored` has the items that it reads."""
    bonus = [other for other in scored.values() if _is_inside(other.plan, item)]
    run = ItemRun(item, at, bonus[0] if bonus else None)
    if isinstance(item.function, Formula):
        run.others = tuple(scored[name] for name in item.function.items)
    for step in ITEM_ORDER:
        step(run)
    nothing = np.zeros(run.count, dtype=np.int64)
    return Node(
        plan=item,
        state=run.state,
        score=run.score,
        ungated=run.ungated,
        fired=run.fired,
        weight=nothing,
        weight_applied=nothing,
        contribution=nothing,
        lifted=nothing,
        detail=ItemDetail(
            reads=tuple(run.reads),
            least=run.least,
            policy=run.policy,
            ran=run.ran,
            read=run.read,
            told=run.told,
            raw=run.raw,
            bonus=run.bonus,
            others=run.others,
        ),
    )


def _is_inside(plan: NodePlan, item: ItemPlan) -> bool:
    return isinstance(plan, ItemPlan) and base_of(plan) == item.id


def measure(run: ItemRun) -> None:
    """Look up the metrics that the function reads."""
    found = [run.at.group.of(metric.name, metric.variant) for metric in run.item.metrics]
    run.reads = [MetricRead(one, None, one.value, None, ()) for one in found]
    run.least = least_cases(run.item.min_sample, run.at.share, run.count)
    for name in ("policy", "state", "score", "raw", "ungated"):
        setattr(run, name, np.zeros(run.count, dtype=np.int64))


def excuse(run: ItemRun) -> None:
    """Hold what rests on incomplete data; leave out what people in training need not do."""
    if any(metric.definition.mart in run.at.late for metric in run.item.metrics):
        run.decide(np.ones(run.count, dtype=bool), "DATA_INCOMPLETE")
    training = run.at.training
    if training is not None and run.item.id in training.exempt:
        run.decide(training.exempt[run.item.id], "IN_TRAINING")


def judge_sample(run: ItemRun) -> None:
    """Where a value is missing or rests on too few cases, the missing policy decides."""
    good = [
        read.used.is_known & np.asarray(read.measured.n >= run.least, dtype=bool)
        for read in run.reads
    ]
    good += [other.counts for other in run.others]
    whole = np.logical_and if run.item.function.needs_all else np.logical_or
    short = ~whole.reduce(good) & run.undecided
    if short.any():
        _stand_in(run, short, good) if run.item.policy.substitutes else run.decide(
            short, run.item.policy.name
        )


def _stand_in(run: ItemRun, short: Mask, good: list[Mask]) -> None:
    policy, groups = run.item.policy, _mean_groups(run)
    filled = short
    for place, metric in enumerate(run.item.metrics):
        earlier = run.at.group.before(metric.name, metric.variant)
        read = run.reads[place]
        found = stand_in(policy, read.measured, earlier, groups, run.least)
        instead = short & ~good[place]
        filled = filled & (found.value.is_known | good[place])
        used = Figures(
            np.where(instead, found.value.units, read.used.units),
            SCORE_DIGITS,
            np.where(instead, found.value.is_known, read.used.is_known),
        )
        run.reads[place] = replace(read, stand_in=found, used=used)
    run.decide(short & ~filled, "EXCLUDE_REWEIGHT")
    run.policy = np.where(filled & run.undecided, POLICIES.index(policy.name), run.policy)


def _mean_groups(run: ItemRun) -> Rows:
    if run.item.peers is not None:
        return peer_groups(run.at.group, run.item.peers)
    if run.item.policy.name == "TEAM_MEAN":
        teams = run.at.group.texts("team_id")
        numbers = {team: number for number, team in enumerate(dict.fromkeys(teams))}
        return np.array([numbers[team] for team in teams], dtype=np.int64)
    return peer_groups(run.at.group, None)


def set_targets(run: ItemRun) -> None:
    """Volumes as over the full month, and people in training as after it."""
    share, training = run.at.share, run.at.training
    if run.item.prorated and share is not None:
        for place, read in enumerate(run.reads):
            full = over_the_full_month(read.value, share)
            run.reads[place] = replace(read, full=full, scaled=(("share", share),))
    if run.item.ramped and training is not None:
        for place, (read, metric) in enumerate(zip(run.reads, run.item.metrics, strict=True)):
            up = metric.definition.direction != "down"
            full = after_training(read.value, training.target_factor, more_is_better=up)
            factor = ("divisor" if up else "factor", Figures(training.target_factor))
            run.reads[place] = replace(read, full=full, scaled=(*read.scaled, factor))


def apply_function(run: ItemRun) -> None:
    """F1, F2, …, at 6 digits, unless the missing policy has decided.

    Raises Refusal where a value lies outside the bands.
    """
    substituted = POLICIES.index(run.item.policy.name) if run.item.policy.substitutes else -1
    rows = np.flatnonzero(run.undecided | (run.policy == substituted))
    read = _read(run, rows)
    try:
        scored = run.item.function.score_column(read)
    except OutsideDomain as error:
        agent = run.at.group.people.agent_ids[run.at.group.rows[rows[error.row]]]
        raise Refusal(
            f"{agent}, item '{run.item.id}': {error}",
            place=Place(run.item.rule_ref, key=run.item.id),
            next_step="widen the bands' domain, with -inf and inf for open ends",
        ) from None
    has = np.ones(len(rows), dtype=bool) if scored.missing is None else ~scored.missing
    run.ran = rows[has]
    run.told = lambda: pa.array(scored.told(), pa.string()).filter(pa.array(has))
    run.read = _read(run, run.ran) if not has.all() else read
    run.raw = _put(run.raw, run.ran, scored.score[has])
    run.score = _put(run.score, run.ran, scored.score[has])
    without = np.zeros(run.count, dtype=bool)
    without[rows[~has]] = True
    policy = run.item.policy
    run.policy = np.where(without, 0, run.policy)
    run.decide(without, "EXCLUDE_REWEIGHT" if policy.substitutes else policy.name)


def _read(run: ItemRun, rows: Rows) -> Read:
    item, function = run.item, run.item.function
    peers = peer_groups(run.at.group, item.peers)[rows] if function.needs_peers else None
    before = [run.at.group.before(m.name, m.variant)[:1] for m in item.metrics]
    earlier = [months[0].take(rows).value for months in before if months]
    known = [figures.is_known for figures in earlier]
    return Read(
        values=(
            *(read.value.units[rows] for read in run.reads),
            *(other.score[rows] for other in run.others),
        ),
        full_score=units_of(item.full_score),
        peers=peers,
        before=tuple(figures.units for figures in earlier),
        before_known=np.logical_and.reduce(known) if known else np.zeros(len(rows), dtype=bool),
        known=(
            *(read.value.is_known[rows] for read in run.reads),
            *(other.counts[rows] for other in run.others),
        ),
    )


def _put(column: Ints, rows: Rows, values: Ints) -> Ints:
    column = column.astype(object) if values.dtype == object else column.copy()
    column[rows] = values
    return column


def cap_item(run: ItemRun) -> None:
    """Keep the score of the function within the item's own caps."""
    capped = run.raw
    if run.item.cap_hi is not None:
        capped = np.minimum(capped, units_of(run.item.cap_hi))
    if run.item.cap_lo is not None:
        capped = np.maximum(capped, units_of(run.item.cap_lo))
    run.score = _put(run.score, run.ran, capped[run.ran])
    run.ungated = run.score


def add_bonus(run: ItemRun) -> None:
    """Points of an F6 inside this item, up to the item's cap."""
    if run.bonus is not None:
        earned = np.where(run.bonus.counts & (run.state == State.SCORED), run.bonus.score, 0)
        lifted = plus(run.score, earned)
        if run.item.cap_hi is not None:
            lifted = np.maximum(run.score, np.minimum(lifted, units_of(run.item.cap_hi)))
        run.score = run.ungated = lifted


def gate_item(run: ItemRun) -> None:
    """Item gates; DROP_BAND steps down the item's own bands."""
    run.score, run.state, run.fired = through_gates(
        run.item, run.at, run.ungated, run.state, _drop_band(run)
    )


def _drop_band(run: ItemRun) -> DropBand | None:
    function, scores = run.item.function, run.ungated
    if not isinstance(function, Bands):
        return None
    return lambda steps: six(function.dropped_column(scores, steps))


def through_gates(
    plan: NodePlan, at: Situation, ungated: Ints, state: Rows, drop: DropBand | None
) -> tuple[Ints, Rows, tuple[Fired, ...]]:
    """Scores after the node's gates, and who is held by one."""
    if not plan.gates:
        return ungated, state, ()
    value = six(ungated)
    counts = state == State.SCORED
    fired = tuple(
        Fired(gate.plan, gate.who & counts, gate.found, gate.figure)
        for gate in fired_gates(plan.gates, at.group, value, drop)
        if (gate.who & counts).any()
    )
    left = gated(value, fired, plan.multipliers, drop)
    score = np.where(left.held, ungated, left.value.rounded(SCORE_DIGITS).units)
    return score, np.where(left.held, State.HELD, state), fired


def six(units: Ints) -> Fractions:
    """Scores in 10^−6 as fractions."""
    return Fractions.of(Figures(units))


ItemStep = Callable[[ItemRun], None]
ITEM_ORDER: tuple[ItemStep, ...] = (
    measure,
    excuse,
    judge_sample,
    set_targets,
    apply_function,
    cap_item,
    add_bonus,
    gate_item,
)
