"""Months of several segments: the total as the mean of the segments by length (scoring.md 4.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa

from scoring.columns import Figures, Ints, Rows, divided, ints, minus, product
from scoring.exact import SCORE_DIGITS
from scoring.inputs import People
from scoring.scores.cards import Assigned, ScoredCard
from scoring.scores.composition import WHOLE, Children, composed
from scoring.scores.nodes import State
from scoring.tables import SCORE_LINES, table_of
from scoring.trace import Frame, Input, Trace

TOTAL_ZH, TOTAL_EN = "总分", "Total"


@dataclass(frozen=True)
class Combined:
    """The total of one person over several segments: `rows` are their rows of People, `days`
    their lengths in calendar days; `state` is the total's."""

    rows: Rows
    days: Ints
    scores: Figures
    state: State
    score: int
    weight_applied: Ints
    contribution: Ints
    scorecard_id: str
    rule_ref: str


def combine(cards: Sequence[ScoredCard], assigned: Assigned, people: People) -> list[Combined]:
    """The totals of everybody with several scored segments, in the order of people."""
    scores, state = totals_of_rows(cards, len(people))
    last = {int(row): card for card in cards for row in card.at.group.rows}
    several = np.unique(people.person[assigned.scored & (assigned.segment > 0)])
    segments = [np.flatnonzero(assigned.scored & (people.person == one)) for one in several]
    return [_combined(rows, people, scores, state, last) for rows in segments]


def totals_of_rows(cards: Sequence[ScoredCard], count: int) -> tuple[Ints, Rows]:
    """The total of every row of People that a card scores, and its state."""
    scores = np.zeros(count, dtype=np.int64)
    state = np.full(count, State.EXCLUDED, dtype=np.int64)
    for card in cards:
        rows, total = card.at.group.rows, card.total
        if total.score.dtype == object:
            scores = scores.astype(object)
        scores[rows], state[rows] = np.where(total.counts, total.score, 0), total.state
    return scores, state


def _combined(
    rows: Rows, people: People, scores: Ints, state: Rows, cards: dict[int, ScoredCard]
) -> Combined:
    card = cards[int(rows[-1])]
    held = bool((state[rows] == State.HELD).any())
    counts = (state[rows] == State.SCORED) & (not held)
    days = people.employed_days[rows]
    done = composed("weighted_mean", Children(scores[rows][None], days[None], counts[None]))
    whole = State.HELD if held else State.SCORED if counts.any() else State.EXCLUDED
    return Combined(
        rows=rows,
        days=days,
        scores=Figures(scores[rows], known=state[rows] == State.SCORED),
        state=whole,
        score=int(done.score[0]),
        weight_applied=done.weight_applied[0],
        contribution=done.contribution[0],
        scorecard_id=card.at.card.id,
        rule_ref=card.at.card.total.rule_ref,
    )


def combined_lines(period: str, combined: Sequence[Combined], people: People) -> pa.Table:
    """The total of each person, above the totals of their segments."""
    rows = []
    for one in combined:
        score = Figures(ints([one.score])).decimals()[0] if one.state == State.SCORED else None
        zh, en = _notes(one)
        whole = Figures(ints([WHOLE])).decimals()[0]
        rows.append(
            {
                **dict.fromkeys(SCORE_LINES.names),
                "period": period,
                "agent_id": people.agent_ids[one.rows[0]],
                "scorecard_id": one.scorecard_id,
                "node_id": "total",
                "kind": "total",
                "name_zh": TOTAL_ZH,
                "name_en": TOTAL_EN,
                "score": score,
                "ungated_score": score,
                "weight_declared": whole,
                "weight_applied": whole,
                "contribution": score or 0,
                "flag": "HOLD" if one.state == State.HELD else None,
                "rule_ref": one.rule_ref,
                "note_zh": zh,
                "note_en": en,
            }
        )
    return table_of(rows, SCORE_LINES)


def _notes(one: Combined) -> tuple[str, str]:
    if one.state != State.SCORED:
        return f"{TOTAL_ZH}：暂不计分，待数据齐全", f"{TOTAL_EN}: held until the data are complete"
    score = Figures(ints([one.score])).text_cut()[0].as_py()
    days = "+".join(str(day) for day in one.days.tolist())
    return (
        f"{TOTAL_ZH} {score} = 各段得分按天数加权（{days} 天）",
        f"{TOTAL_EN} {score} = segments weighted by days ({days})",
    )


def settled(cards: Sequence[ScoredCard], combined: Sequence[Combined]) -> list[ScoredCard]:
    """The trees with what each segment's total adds to the person's in place of its own score."""
    weight, applied, adds = (dict[int, int](), dict[int, int](), dict[int, int]())
    for one in combined:
        shares = divided(product(one.days, WHOLE), int(one.days.sum()))
        for place, row in enumerate(one.rows.tolist()):
            weight[row], applied[row] = int(shares[place]), int(one.weight_applied[place])
            adds[row] = int(one.contribution[place])
    return [_settled(card, weight, applied, adds) for card in cards] if combined else list(cards)


def _settled(card: ScoredCard, *exchanged: dict[int, int]) -> ScoredCard:
    total, rows = card.total, card.at.group.rows.tolist()
    columns = [
        ints([new.get(row, int(old)) for row, old in zip(rows, column, strict=True)])
        for column, new in zip(
            (total.weight, total.weight_applied, total.contribution), exchanged, strict=True
        )
    ]
    changed = replace(total, weight=columns[0], weight_applied=columns[1], contribution=columns[2])
    return replace(card, total=changed)


def trace_combined(
    trace: Trace, combined: Sequence[Combined], parents: Sequence[str | None]
) -> None:
    """Each person's total, and under it what every segment adds; `parents` by row of People."""
    for one in combined:
        scored = one.state == State.SCORED
        output = Figures(ints([one.score]), known=np.array([scored]))
        operation, parent = "sum" if scored else "held", parents[one.rows[0]]
        trace.add(_frame(one, "score/total", parent, operation, output))
        for place in range(len(one.rows)):
            trace.add(_segment(one, place))


def segment_parent(segment: int) -> str:
    """What the total of a segment feeds."""
    return f"score/s{segment}.total.weight"


def _segment(one: Combined, place: int) -> Frame:
    path, counts = segment_parent(place + 1), bool(one.scores.is_known[place])
    if one.state != State.SCORED or not counts:
        return _frame(one, path, "score/total", "excluded", Figures(ints([0])))
    days = ints([int(one.days[place])])
    weights = int(one.days[one.scores.is_known].sum())
    score, adds = one.scores.take(np.array([place])), ints([int(one.contribution[place])])
    cut = divided(product(score.units, days), weights, "FLOOR")
    inputs: list[Input] = [
        ("score", score, f"score/s{place + 1}.total"),
        ("weight", Figures(days, 0)),
        ("weights", str(weights)),
        ("last_digit", int(minus(adds, cut)[0])),
    ]
    return _frame(one, path, "score/total", "weigh", Figures(adds), inputs)


def _frame(
    one: Combined,
    path: str,
    parent: str | None,
    operation: str,
    output: Figures,
    inputs: Sequence[Input] = (),
) -> Frame:
    notes = _notes(one)
    if path != "score/total":
        told = output.text_cut()[0].as_py()
        notes = (f"{path[6:8]} 段贡献 {told}", f"segment {path[6:8]} contributes {told}")
    return Frame(
        rows=one.rows[:1],
        path=path,
        parent=parent,
        kind="weight",
        operation=operation,
        inputs=inputs,
        output=output,
        notes=notes,
        unit="score",
        digits=SCORE_DIGITS,
        rule_ref=one.rule_ref,
    )
