"""From own scores and team atoms to cascaded results, and the awards that rest on them.

total = Σ share × part over own, team, centre and led (scoring.md 4.8). A person's team result
is the mean of their teams' scores weighted by their hours in each. A part without a figure
gives its share to the others; without an own score the total is held.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pyarrow as pa

from scoring.awards.cascade_rules import CascadePlan, Part
from scoring.awards.figures import read_atoms, rows_of
from scoring.awards.group_score import GroupScore, centre_mix, group_score, settled
from scoring.awards.membership import Membership, group_atoms, read_membership
from scoring.awards.tables import CASCADE_LINES, TEAM_AWARDS
from scoring.awards.team_award import award_row
from scoring.exact import SCORE_DIGITS, rounded, shown, shown_cut
from scoring.notices import Notice
from scoring.tables import table_of

NAMES: dict[Part, tuple[str, str]] = {
    "own": ("本人得分", "Own score"),
    "team": ("团队得分", "Team score"),
    "centre": ("中心得分", "Centre score"),
    "led": ("所带团队得分", "Score of the teams led"),
}
NOTHING = Decimal(0)
WHOLE = Decimal(1)


@dataclass(frozen=True)
class CascadeRun:
    """Lines and awards by the output contracts, and what there is to say about them."""

    lines: pa.Table
    awards: pa.Table
    notices: tuple[Notice, ...]


@dataclass(frozen=True)
class _Groups:
    """The scores of the centre, of every team, and of what every leader led."""

    centre: GroupScore
    teams: Mapping[str, GroupScore]
    led: Mapping[str, GroupScore]
    members: Membership


@dataclass(frozen=True)
class _Child:
    """A line below a part: a team in it, or a KPI."""

    id: str
    names: tuple[str, str]
    share: Decimal
    score: Decimal | None
    contribution: Decimal
    figures: dict[str, Any]
    children: tuple[_Child, ...] = ()


@dataclass(frozen=True)
class _PartScore:
    score: Decimal | None
    children: tuple[_Child, ...] = ()


def run_cascade(
    plan: CascadePlan,
    people: pa.Table,
    score_lines: pa.Table,
    atoms: pa.Table,
    membership: pa.Table,
    leadership: pa.Table,
) -> CascadeRun:
    """Cascade the month's own scores with those of teams, centre and teams led.

    `people`: agent_id, role. `score_lines`: the contract; its totals are the own scores.
    `atoms`: figures.ATOMS of the KPIs. `membership`: agent_id, business_date, team_id, hours.
    `leadership`: agent_id, team_id, business_date. Raises Refusal.
    """
    members = read_membership(membership, leadership, plan.period)
    groups = _groups(plan, atoms, members)
    own = _own_scores(plan, score_lines)
    lines: list[dict[str, Any]] = []
    awards: list[dict[str, Any]] = []
    held: list[str] = []
    for person in sorted(rows_of(people, "people", ("agent_id", "role")), key=_agent):
        shares = plan.shares.get(person["role"])
        if shares is None:
            continue
        rows = list(_person_rows(plan, person["agent_id"], shares, own, groups))
        lines += rows
        if rows[0]["score"] is None:
            held.append(person["agent_id"])
        elif award := plan.award_for(person["role"]):
            awards.append(award_row(plan, award, person["agent_id"], rows[0]["score"]))
    return CascadeRun(
        table_of(lines, CASCADE_LINES), table_of(awards, TEAM_AWARDS), tuple(_held(plan, held))
    )


def _agent(row: dict[str, Any]) -> str:
    return row["agent_id"]


def _held(plan: CascadePlan, agents: Sequence[str]) -> Iterator[Notice]:
    if agents:
        yield Notice(
            "cascade_held",
            f"{plan.rule.name_zh}：无本人得分，暂不计算",
            f"{plan.rule.name_en}: held, there is no own score",
            tuple(agents),
        )


def _own_scores(plan: CascadePlan, score_lines: pa.Table) -> dict[str, Decimal | None]:
    needed = ("period", "agent_id", "kind", "score")
    return {
        row["agent_id"]: row["score"]
        for row in rows_of(score_lines, "score_lines", needed)
        if row["kind"] == "total" and row["period"] == plan.period.label
    }


def _groups(plan: CascadePlan, atoms: pa.Table, members: Membership) -> _Groups:
    month = group_atoms(read_atoms(atoms), members, plan.period)
    mixes = {key: centre_mix(found) for key, found in month.everybody.items()}
    teams = sorted(set(members.team.values()))
    return _Groups(
        centre=group_score(plan.kpis, month.everybody, mixes),
        teams={team: group_score(plan.kpis, month.of_team(team), mixes) for team in teams},
        led={
            leader: group_score(plan.kpis, month.led_by(leader, days), mixes)
            for leader, days in members.led.items()
        },
        members=members,
    )


def _person_rows(
    plan: CascadePlan,
    agent_id: str,
    shares: Mapping[Part, Decimal],
    own: Mapping[str, Decimal | None],
    groups: _Groups,
) -> Iterator[dict[str, Any]]:
    parts = {part: _part(part, agent_id, own, groups) for part in shares}
    held = "own" in parts and parts["own"].score is None
    present = {part: share for part, share in shares.items() if parts[part].score is not None}
    total_share = sum(present.values(), NOTHING)
    exact = {part: Fraction(share) / Fraction(total_share) for part, share in present.items()}
    points = [exact.get(part, Fraction(0)) * Fraction(parts[part].score or 0) for part in shares]
    score = None if held or not present else rounded(sum(points, Fraction(0)), SCORE_DIGITS)
    applied = [exact.get(part, Fraction(0)) for part in shares]
    told = settled(applied, WHOLE) if present else [NOTHING] * len(shares)
    contributions = settled(points, score) if score is not None else [NOTHING] * len(shares)
    write = _Writer(plan, agent_id)
    yield write.total(score)
    for part, share, contribution in zip(shares, told, contributions, strict=True):
        yield from write.part(part, shares[part], share, parts[part], contribution)


def _part(
    part: Part, agent_id: str, own: Mapping[str, Decimal | None], groups: _Groups
) -> _PartScore:
    if part == "own":
        return _PartScore(own.get(agent_id))
    if part == "team":
        return _teams(agent_id, groups)
    found = groups.centre if part == "centre" else groups.led.get(agent_id)
    return _PartScore(found.score, _kpis(found)) if found else _PartScore(None)


def _teams(agent_id: str, groups: _Groups) -> _PartScore:
    """The hours-weighted mean over the teams the person was in."""
    hours = dict(sorted(groups.members.hours.get(agent_id, {}).items()))
    scored = {team: h for team, h in hours.items() if h and groups.teams[team].score is not None}
    total = sum(scored.values(), Fraction(0))
    if not total:
        return _PartScore(None)
    shares = [h / total for h in scored.values()]
    scores = [groups.teams[team].score or NOTHING for team in scored]
    parts = [share * Fraction(score) for share, score in zip(shares, scores, strict=True)]
    result = rounded(sum(parts, Fraction(0)), SCORE_DIGITS)
    rows = zip(scored, settled(shares, WHOLE), scores, settled(parts, result), strict=True)
    return _PartScore(
        result,
        tuple(
            _Child(
                team,
                (team, team),
                share,
                score,
                contribution,
                {"hours": rounded(scored[team], SCORE_DIGITS)},
                _kpis(groups.teams[team]),
            )
            for team, share, score, contribution in rows
        ),
    )


def _kpis(group: GroupScore) -> tuple[_Child, ...]:
    return tuple(
        _Child(
            id=one.kpi.id,
            names=(one.kpi.name_zh, one.kpi.name_en),
            share=rounded(Fraction(one.weight_applied) / 100, SCORE_DIGITS),
            score=one.score,
            contribution=one.contribution,
            figures={
                "metric": one.kpi.metric.name,
                "numerator": _six(one.figure.numerator if one.figure else None),
                "denominator": _six(one.figure.denominator if one.figure else None),
                "metric_value": one.value,
            },
        )
        for one in group.kpis
    )


def _six(value: Fraction | None) -> Decimal | None:
    return None if value is None else rounded(value, SCORE_DIGITS)


@dataclass(frozen=True)
class _Writer:
    """Writes the lines of one person."""

    plan: CascadePlan
    agent_id: str

    def total(self, score: Decimal | None) -> dict[str, Any]:
        names = self.plan.rule.name_zh, self.plan.rule.name_en
        line = self._line("total", None, names, WHOLE, WHOLE, score)
        return {**line, "contribution": rounded(score or NOTHING, SCORE_DIGITS)}

    def part(
        self, part: Part, declared: Decimal, applied: Decimal, found: _PartScore, points: Decimal
    ) -> Iterator[dict[str, Any]]:
        line = self._line(part, "total", NAMES[part], declared, applied, found.score)
        yield {**line, "contribution": rounded(points, SCORE_DIGITS)}
        yield from self._below(part, found.children)

    def _below(self, parent: str, children: Sequence[_Child]) -> Iterator[dict[str, Any]]:
        for child in children:
            part_id = f"{parent}/{child.id}"
            line = self._line(part_id, parent, child.names, child.share, child.share, child.score)
            contribution = rounded(child.contribution, SCORE_DIGITS)
            yield {**line, **child.figures, "contribution": contribution}
            yield from self._below(part_id, child.children)

    def _line(
        self,
        part_id: str,
        parent: str | None,
        names: tuple[str, str],
        declared: Decimal,
        applied: Decimal,
        score: Decimal | None,
    ) -> dict[str, Any]:
        figures = "—" if score is None else f"{shown_cut(score)} × {shown(applied)}"
        return {
            **dict.fromkeys(CASCADE_LINES.names),
            "period": self.plan.period.label,
            "agent_id": self.agent_id,
            "cascade_id": self.plan.rule.id,
            "part_id": part_id,
            "parent_id": parent,
            "name_zh": names[0],
            "name_en": names[1],
            "share_declared": rounded(declared, SCORE_DIGITS),
            "share_applied": rounded(applied, SCORE_DIGITS),
            "score": score,
            "rule_ref": self.plan.rule_ref,
            "note_zh": f"{names[0]} {figures}" if score is not None else f"{names[0]}：无数据",
            "note_en": f"{names[1]} {figures}" if score is not None else f"{names[1]}: no figure",
        }
