"""What coaching did, against people who were not coached: matched difference in differences.

People are coached because they did badly, and whoever did badly does better next time by chance
alone. So a plain before and after flatters. Each person's change around their first session is
set against the mean change, over the same days, of people without a session in those days who
had scored alike before, with like tenure, preferably in the same team (Heckman, Ichimura and
Todd, Review of Economic Studies 64, 1997). The interval is Student's t over the coached, widened
where several are compared with the same person (Abadie and Imbens, Econometrica 74, 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import log1p, sqrt
from statistics import fmean, variance
from typing import Any

import pyarrow as pa
from scipy.special import stdtrit

from scoring.coaching.outcomes import NEVER, Outcomes, Person
from scoring.coaching.rules import CoachingPlan
from scoring.coaching.tables import COACHING_EFFECTS
from scoring.exact import rounded
from scoring.tables import table_of

DIGITS = 2
# A caliper's width apart in score weighs as much as another team, or tenure in the ratio 1 : e.
OTHER_TEAM = 1.0
FEWEST = 3


@dataclass(frozen=True)
class Matched:
    """One coached person: before and after, and the changes of those compared with."""

    agent_id: str
    coached_on: date
    before: float
    after: float
    peers: tuple[str, ...]
    peer_changes: tuple[float, ...]

    @property
    def change(self) -> float:
        """After − before, alone."""
        return self.after - self.before

    @property
    def peer_change(self) -> float | None:
        """The mean change of the people compared with; None without any."""
        return fmean(self.peer_changes) if self.peer_changes else None

    @property
    def effect(self) -> float | None:
        """The change beyond that of the people compared with; None without any."""
        return None if self.peer_change is None else self.change - self.peer_change


def matched_effect(outcomes: Outcomes, plan: CoachingPlan) -> list[Matched]:
    """Every first session with evaluations before and after it, with its comparison."""
    found: list[Matched] = []
    for person in outcomes.values():
        if person.first_session != NEVER:
            windows = _windows(person.first_session, plan.window_days)
            own = _before_and_after(person, windows)
            if own is not None:
                found.append(_matched(person, own, windows, outcomes, plan))
    return found


Windows = tuple[tuple[date, date], tuple[date, date]]


def _windows(day: date, length: int) -> Windows:
    """The days before a session, its own included, and those after it."""
    before = (day - timedelta(days=length - 1), day)
    return before, (day + timedelta(days=1), day + timedelta(days=length))


def _before_and_after(person: Person, windows: Windows) -> tuple[float, float] | None:
    before, after = (person.mean(*window) for window in windows)
    return None if before is None or after is None else (before, after)


def _matched(
    person: Person,
    own: tuple[float, float],
    windows: Windows,
    outcomes: Outcomes,
    plan: CoachingPlan,
) -> Matched:
    near: list[tuple[float, str, float]] = []
    for other in outcomes.values():
        if other.first_session <= windows[1][1]:
            continue
        theirs = _before_and_after(other, windows)
        if theirs is None or abs(theirs[0] - own[0]) > float(plan.caliper):
            continue
        apart = _distance(person, other, own[0] - theirs[0], plan)
        near.append((apart, other.agent_id, theirs[1] - theirs[0]))
    chosen = sorted(near)[: plan.matches]
    peers = tuple(agent for _, agent, _ in chosen)
    changes = tuple(change for _, _, change in chosen)
    return Matched(person.agent_id, person.first_session, *own, peers, changes)


def _distance(person: Person, other: Person, score: float, plan: CoachingPlan) -> float:
    """How unlike two people are: score before in calipers, log of tenure, team."""
    apart = abs(score) / float(plan.caliper) + (person.team_id != other.team_id) * OTHER_TEAM
    if person.hired_on is None or other.hired_on is None:
        return apart
    day = person.first_session
    tenure = [log1p(max(0, (day - one.hired_on).days)) for one in (person, other) if one.hired_on]
    return apart + abs(tenure[0] - tenure[1])


def coaching_effects(
    period: str,
    as_of: date,
    outcomes: Outcomes,
    matched: Sequence[Matched],
    plan: CoachingPlan,
) -> pa.Table:
    """Rows of outputs/coaching_effects: the centre, and every team with a session."""
    teams = sorted({p.team_id for p in outcomes.values() if p.team_id and p.sessions})
    scopes: list[tuple[str, str, list[Matched]]] = [("centre", "centre", list(matched))]
    scopes += [
        ("team", team, [one for one in matched if outcomes[one.agent_id].team_id == team])
        for team in teams
    ]
    rows = [_row(period, as_of, *scope, outcomes, plan) for scope in scopes]
    return table_of(rows, COACHING_EFFECTS)


def _row(
    period: str,
    as_of: date,
    kind: str,
    name: str,
    own: Sequence[Matched],
    outcomes: Outcomes,
    plan: CoachingPlan,
) -> dict[str, Any]:
    people = [p for p in outcomes.values() if kind == "centre" or p.team_id == name]
    effects = [one.effect for one in own if one.effect is not None]
    low, high = _interval(own, effects, float(plan.confidence))
    row = {
        "period": period, "as_of": as_of, "subject_kind": kind, "subject_id": name,
        "sessions": sum(len(p.sessions) for p in people),
        "people": sum(bool(p.sessions) for p in people),
        "measured": len(own), "matched": len(effects),
        "raw_change": _two(fmean(one.change for one in own) if own else None),
        "effect": _two(fmean(effects) if effects else None),
        "ci_low": _two(low), "ci_high": _two(high), "confidence": plan.confidence,
    }  # fmt: skip
    zh, en = _said(row)
    return row | {"note_zh": zh, "note_en": en}


def _interval(
    own: Sequence[Matched], effects: Sequence[float], confidence: float
) -> tuple[float | None, float | None]:
    """Student's t; none of fewer than three."""
    count = len(effects)
    if count < FEWEST:
        return None, None
    middle = fmean(effects)
    error = sqrt(variance(effects) / count + _shared(own) / count**2)
    width = float(stdtrit(count - 1, (1 + confidence) / 2)) * error
    return middle - width, middle + width


def _shared(own: Sequence[Matched]) -> float:
    """What people who are compared with more than once add: Σ ((Σ w)² − Σ w²) × the variance of
    the changes compared with, w being each one's share in a comparison."""
    shares: dict[str, list[float]] = {}
    for one in own:
        for peer in one.peers:
            shares.setdefault(peer, []).append(1 / len(one.peers))
    changes = [change for one in own for change in one.peer_changes]
    if len(changes) < FEWEST:
        return 0.0
    again = sum(sum(mine) ** 2 - sum(w * w for w in mine) for mine in shares.values())
    return again * variance(changes)


def _two(value: float | None) -> Decimal | None:
    return None if value is None else rounded(Fraction(value), DIGITS)


def _said(row: dict[str, Any]) -> tuple[str, str]:
    if row["effect"] is None:
        return "没有可比的人，不作结论", "Nobody to compare with: no conclusion"
    if row["ci_low"] is None:
        return "样本太少，不作结论", "Too few to conclude anything"
    span = f"{row['ci_low']} … {row['ci_high']}"
    beyond = row["ci_low"] > 0 or row["ci_high"] < 0
    zh = f"辅导效果 {row['effect']:+} 分（区间 {span}），{'显著' if beyond else '未见显著'}"
    en = (
        f"{row['effect']:+} points beyond people not coached ({span}): "
        f"{'more than chance' if beyond else 'may be chance'}"
    )
    return zh, en
