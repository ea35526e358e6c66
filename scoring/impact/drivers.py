"""Driver analysis: why a score differs from the last period or from peers (S0-18, S0-20).

Takes score_lines, and optionally atoms per segment; returns the exact split of every gap, the
ranked causes with their evidence, and the list of actions. Weights, re-weighting, gates and
rule changes are parts of their own. The arithmetic is in drivers_split.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.exact import SCORE_DIGITS, rounded
from scoring.impact.drivers_sides import Side, Trees, scored, side_of, trees_by_agent
from scoring.impact.drivers_split import NO_SEGMENTS, Atoms, Part, Segments, gap
from scoring.impact.drivers_tables import IMPROVEMENT_ACTIONS, RANKED_CAUSES, SCORE_GAP_PARTS
from scoring.impact.drivers_told import Comparison, evidence, figures, part_rows, sentence
from scoring.notices import Notice
from scoring.tables import table_of

TOP_CAUSES = 5
ACTION_KEY = ("period", "subject_id", "comparison", "part_id")
Subject = tuple[str, str]
Members = Mapping[Subject, Collection[str]]


@dataclass(frozen=True)
class Drivers:
    """score_gap_parts and ranked_causes, and who could not be compared."""

    parts: pa.Table
    causes: pa.Table
    notices: tuple[Notice, ...]


def gaps_to_last_period(
    current: pa.Table,
    previous: pa.Table,
    *,
    subjects: Members | None = None,
    same_rules: pa.Table | None = None,
    current_atoms: pa.Table | None = None,
    previous_atoms: pa.Table | None = None,
    top: int = TOP_CAUSES,
) -> Drivers:
    """Every subject's gap between two periods' score_lines.

    `subjects` maps (kind, id) to the people whose mean it is; left out, each person is one.
    `same_rules` are score_lines of the previous data under the current rules; with them the
    effect of rule changes is a part of its own. Atoms: agent_id, metric, segment, numerator,
    denominator (empty for a plain sum) of each period. Raises Refusal for missing columns.
    """
    now, then = trees_by_agent(current), trees_by_agent(previous)
    crossed = trees_by_agent(same_rules) if same_rules is not None else None
    members = subjects or {("agent", agent): (agent,) for agent in now}
    period = _period(now)
    label = _period(then)
    atoms = _by_agent(previous_atoms), _by_agent(current_atoms)
    pairs = []
    for (kind, name), people in sorted(members.items()):
        base = side_of(then, people, (label, label))
        mine = side_of(now, people, (period, period))
        mid = side_of(crossed, people, (label, label)) if crossed else None
        pairs.append(((kind, name, "last_period"), base, mine, mid, atoms))
    return _drivers(period, pairs, top)


def gaps_to_peers(
    lines: pa.Table,
    peers: Mapping[str, Collection[str]],
    *,
    atoms: pa.Table | None = None,
    top: int = TOP_CAUSES,
) -> Drivers:
    """Every person's gap to the mean of their peers in one period's score_lines.

    `peers` maps a person to the group they are compared with; they never count in it
    themselves. Raises Refusal for missing columns.
    """
    now = trees_by_agent(lines)
    period = _period(now)
    by_agent = _by_agent(atoms)
    pairs = []
    for agent, group in sorted(peers.items()):
        others = sorted(set(group) - {agent})
        count = len(scored(now, others))
        base = side_of(now, others, (f"{count} 名同组人员均值", f"the mean of {count} peers"))
        mine = side_of(now, (agent,), (agent, agent))
        pairs.append((("agent", agent, "peers"), base, mine, None, (by_agent, by_agent)))
    return _drivers(period, pairs, top)


AtomsByAgent = Mapping[str, Mapping[str, Atoms]]
Pair = tuple[
    tuple[str, str, str], Side | None, Side | None, Side | None, tuple[AtomsByAgent, AtomsByAgent]
]


def _drivers(period: str, pairs: Sequence[Pair], top: int) -> Drivers:
    parts: list[dict[str, Any]] = []
    causes: list[dict[str, Any]] = []
    left_out: list[str] = []
    for (kind, name, comparison), base, current, mid, atoms in pairs:
        if base is None or current is None:
            left_out.append(name)
            continue
        segments = Segments(_per_head(atoms[0], base), _per_head(atoms[1], current))
        whole = gap(base, current, same_rules=mid, segments=segments if any(atoms) else NO_SEGMENTS)
        told = Comparison(period, kind, name, comparison, base, current)
        parts += part_rows(told, whole)
        causes += _causes(told, whole, top)
    return Drivers(
        table_of(parts, SCORE_GAP_PARTS), table_of(causes, RANKED_CAUSES), _notices(left_out)
    )


def _notices(left_out: Sequence[str]) -> tuple[Notice, ...]:
    if not left_out:
        return ()
    zh, en = "一方没有得分，无法比较", "one of the two sides has no score to compare"
    return (Notice("gap_not_comparable", zh, en, tuple(left_out)),)


def _period(trees: Trees) -> str:
    return next((tree.period for tree in trees.values()), "-")


def _by_agent(atoms: pa.Table | None) -> AtomsByAgent:
    """Numerators and denominators by person, metric and segment."""
    found: dict[str, dict[str, dict[str, tuple[Fraction, Fraction | None]]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for row in atoms.to_pylist() if atoms is not None else ():
        numerator = Fraction(row["numerator"] or 0)
        denominator = None if row["denominator"] is None else Fraction(row["denominator"])
        by_segment = found[row["agent_id"]][row["metric"]]
        by_segment[row["segment"]] = _plus(by_segment.get(row["segment"]), numerator, denominator)
    return found


def _plus(
    before: tuple[Fraction, Fraction | None] | None,
    numerator: Fraction,
    denominator: Fraction | None,
) -> tuple[Fraction, Fraction | None]:
    if before is None:
        return numerator, denominator
    total = None if denominator is None else (before[1] or 0) + denominator
    return before[0] + numerator, total


def _per_head(atoms: AtomsByAgent, side: Side) -> dict[str, Atoms]:
    """The atoms of a side per head of those who have the metric."""
    metrics = sorted({metric for agent in side.agents for metric in atoms.get(agent, ())})
    return {metric: _mean_atoms(metric, atoms, side) for metric in metrics}


def _mean_atoms(metric: str, atoms: AtomsByAgent, side: Side) -> Atoms:
    own = [atoms[agent][metric] for agent in side.agents if metric in atoms.get(agent, ())]
    found: dict[str, tuple[Fraction, Fraction | None]] = {}
    for one in own:
        for segment, (numerator, denominator) in one.items():
            found[segment] = _plus(found.get(segment), numerator, denominator)
    heads = len(own)
    return {s: (n / heads, None if d is None else d / heads) for s, (n, d) in found.items()}


def _causes(told: Comparison, whole: Part, top: int) -> Iterator[dict[str, Any]]:
    """The effects that moved the total most, either way; ties by part id."""
    effects = [effect for item in whole.children for effect in item.children if effect.shown]
    effects = [effect for effect in effects if effect.split == "effects"]
    ranked = sorted(effects, key=lambda effect: (-abs(effect.shown), effect.id))
    for rank, effect in enumerate(ranked[:top], start=1):
        row = figures(told, effect)
        zh, en = sentence(told, effect, row)
        yield {
            **told.key,
            "rank": rank,
            "part_id": effect.id,
            "kind": effect.kind,
            "node_id": effect.leaf,
            **row,
            "segment": _segment(effect),
            "gap": whole.shown,
            "evidence": evidence(told, effect),
            "note_zh": zh,
            "note_en": en,
        }


def _segment(effect: Part) -> str | None:
    """The segment with the largest part of the effect's own sign; None without segments."""
    by_segment: dict[str, Decimal] = defaultdict(Decimal)
    for child in effect.children:
        if child.segment is not None:
            by_segment[child.segment] += child.shown * (1 if effect.shown > 0 else -1)
    best = min(by_segment, key=lambda name: (-by_segment[name], name), default=None)
    return best if best is not None and by_segment[best] > 0 else None


def improvement_actions(causes: pa.Table, owner_of: Callable[[str], str], due_on: date) -> pa.Table:
    """An open action for every cause by which a person lost points through their own metric.

    `owner_of` names who follows it up. Rules, weights and re-weighting are nobody's task.
    """
    rows = [
        {
            **{name: row[name] for name in IMPROVEMENT_ACTIONS.names if name in row},
            "action_id": "/".join(row[name] for name in ACTION_KEY),
            "lost_points": -row["points"],
            "owner_id": owner_of(row["subject_id"]),
            "due_on": due_on,
            "state": "open",
            "checked_period": None,
            "checked_score": None,
        }
        for row in causes.to_pylist()
        if row["kind"] in ("metric", "gate")
        and row["points"] < 0
        and row["current_score"] is not None
    ]
    return table_of(rows, IMPROVEMENT_ACTIONS)


def check_actions(actions: pa.Table, score_lines: pa.Table) -> pa.Table:
    """The open actions of people, judged by the item's score in a later period.

    'improved' where the score rose, 'not_improved' where it did not; an action whose item has
    no score yet stays open.
    """
    trees = trees_by_agent(score_lines)
    rows = [_checked(row, trees) for row in actions.to_pylist()]
    return table_of(rows, IMPROVEMENT_ACTIONS)


def _checked(row: dict[str, Any], trees: Trees) -> dict[str, Any]:
    tree = trees.get(row["subject_id"])
    leaf = tree.leaves.get(row["node_id"]) if tree else None
    if tree is None or leaf is None or leaf.score is None:
        return row
    if row["state"] != "open" or tree.period <= row["period"]:
        return row
    better = leaf.score > Fraction(row["current_score"])
    return {
        **row,
        "state": "improved" if better else "not_improved",
        "checked_period": tree.period,
        "checked_score": rounded(leaf.score, SCORE_DIGITS),
    }
