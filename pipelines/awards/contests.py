"""Contests of a centre: standings and prizes as the data stand, and what a contest changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import duckdb
import pyarrow as pa

from data_contracts.located_yaml import validated
from data_contracts.refusal import Place, Refusal
from pipelines.awards.atoms import atoms_between
from pipelines.awards.documents import award_documents
from pipelines.centre import Centre
from pipelines.metrics import Metric
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.warehouse import ensure_table, fetched, has_table, replace_rows
from scoring.awards import Contest, contest_effect, point_atoms, run_contest
from scoring.awards.contest_rules import ContestPlan, Terms
from scoring.awards.figures import POINTS
from scoring.awards.tables import CONTEST_EFFECTS, CONTEST_PRIZES, CONTEST_STANDINGS
from scoring.notices import Notice
from scoring.rules.who import covers

STANDINGS, PRIZES = "scoring.contest_standings", "scoring.contest_prizes"
EFFECTS = "scoring.contest_effects"
FLAGS_TABLE, POINTS_TABLE = "scoring.gaming_flags", "scoring.point_lines"

_WATERMARK = "select max(business_date) from marts.agent_day where business_date <= ?"
_FLAGGED = f"select distinct agent_id from {FLAGS_TABLE} where period between ? and ?"
_POINTS = f"select * from {POINTS_TABLE} where work_date between ? and ?"
_PRIZES = f"select * from {PRIZES} where contest_id = ?"
_PAYABLE = f"""
select agent_id, contest_id, amount, reason_zh, reason_en
from {PRIZES} where contest_id = ? and state = 'payable'
"""


def paid_in(contest: Contest, terms: Terms) -> str | None:
    """The month whose pay carries the prizes: that of the payout date, or the later one in which
    the lag has passed and the seed is public. None for a draw without a seed."""
    days = [contest.payout_on, contest.window.last + timedelta(days=terms.settle_lag_days)]
    if terms.scoring.kind == "lottery":
        if contest.seed is None:
            return None
        days.append(min(contest.seed.root))
    return f"{max(days):%Y-%m}"


def store_contests(
    connection: duckdb.DuckDBPyConnection,
    plans: Sequence[ContestPlan],
    metrics: Sequence[Metric],
    period: Period,
) -> list[Notice]:
    """Stand and pay every contest that runs in the month or is still to be paid.

    A contest by points waits until its last month has been scored. The rows of a contest are
    those of the newest month that was run. Raises Refusal where a rule or figure is wrong.
    """
    ensure_table(connection, STANDINGS, CONTEST_STANDINGS)
    ensure_table(connection, PRIZES, CONTEST_PRIZES)
    notices: list[Notice] = []
    for plan in plans:
        _refuse_early(plan)
        if not _is_live(plan, period):
            continue
        if _counts_points(plan) and plan.rule.window.last >= period.first:
            notices.append(_waiting(plan))
            continue
        notices += _store(connection, plan, metrics, period)
    return notices


def _is_live(plan: ContestPlan, period: Period) -> bool:
    upto = paid_in(plan.rule, plan.terms)
    return plan.rule.window.first <= period.last and (upto is None or period.name <= upto)


def _counts_points(plan: ContestPlan) -> bool:
    return POINTS in {plan.measure.name, *(metric.name for _, metric in plan.gates)}


def _refuse_early(plan: ContestPlan) -> None:
    """The points of a month are known with its scores, so their prizes come a month later."""
    upto = paid_in(plan.rule, plan.terms)
    if _counts_points(plan) and upto is not None and upto <= f"{plan.rule.window.last:%Y-%m}":
        raise Refusal(
            f"the contest '{plan.rule.id}' is decided by points and paid in their own month",
            place=Place(plan.rule_ref.partition("@")[0], key="payout_on"),
            value=plan.rule.payout_on.isoformat(),
            next_step="pay it out in a month after the window",
        )


def _waiting(plan: ContestPlan) -> Notice:
    return Notice(
        "contest_waits_for_points",
        f"{plan.rule.name_zh}：积分在当月计分后才完整，下月起公布名次",
        f"{plan.rule.name_en}: standings follow when the points of its last month are scored",
    )


def _store(
    connection: duckdb.DuckDBPyConnection,
    plan: ContestPlan,
    metrics: Sequence[Metric],
    period: Period,
) -> tuple[Notice, ...]:
    window = plan.rule.window
    run = run_contest(
        plan,
        people_of(connection, window.first, window.last),
        contest_atoms(connection, plan, metrics, window.first),
        flags=_flagged(connection, plan),
        watermark=_watermark(connection, period),
    )
    mine = {"contest_id": plan.rule.id}
    replace_rows(connection, STANDINGS, run.standings, where=mine)
    replace_rows(connection, PRIZES, run.prizes, where=mine)
    return run.notices


def contest_atoms(
    connection: duckdb.DuckDBPyConnection,
    plan: ContestPlan,
    metrics: Sequence[Metric],
    first: date,
) -> pa.Table:
    """Atoms of the measure and the gates from `first` to the end of the window."""
    last = plan.rule.window.last
    names = {plan.measure.name, *(metric.name for _, metric in plan.gates)}
    atoms = atoms_between(connection, metrics, names, first, last)
    if not _counts_points(plan) or not has_table(connection, POINTS_TABLE):
        return atoms
    return pa.concat_tables([atoms, point_atoms(fetched(connection, _POINTS, [first, last]))])


def _flagged(connection: duckdb.DuckDBPyConnection, plan: ContestPlan) -> pa.Table | None:
    """Who was flagged in the months of the window, undecided."""
    if plan.terms.anti_gaming == "none" or not has_table(connection, FLAGS_TABLE):
        return None
    window = plan.rule.window
    return fetched(connection, _FLAGGED, [f"{window.first:%Y-%m}", f"{window.last:%Y-%m}"])


def _watermark(connection: duckdb.DuckDBPyConnection, period: Period) -> date:
    """The last day of the month that the data reach."""
    [(day,)] = connection.execute(_WATERMARK, [period.last]).fetchall()
    return day or period.last


def payable_prizes(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period
) -> pa.Table | None:
    """Prizes that the pay of a month carries: agent_id, contest_id, amount, reasons."""
    if not has_table(connection, PRIZES):
        return None
    due = [
        contest.id
        for document in award_documents(centre, "contest")
        if paid_in(contest := validated(Contest, document), _terms(contest)) == period.name
    ]
    tables = [fetched(connection, _PAYABLE, [contest]) for contest in due]
    return pa.concat_tables(tables) if tables else None


def _terms(contest: Contest) -> Terms:
    return contest.terms.on(contest.window.first, Place(contest.id, key="terms"))


def store_effects(
    connection: duckdb.DuckDBPyConnection,
    plans: Sequence[ContestPlan],
    metrics: Sequence[Metric],
    period: Period,
) -> list[Notice]:
    """Measure every contest whose window ended by the month, while it is live.

    A contest that everybody of its roles may enter has nobody to compare with: a notice.
    """
    ensure_table(connection, EFFECTS, CONTEST_EFFECTS)
    notices: list[Notice] = []
    for plan in plans:
        if plan.rule.window.last > period.last or not _is_live(plan, period):
            continue
        first = _before(plan)
        inside, outside = _sides(plan, people_of(connection, first, plan.rule.window.last))
        if not outside:
            notices.append(_without_control(plan))
            continue
        prizes = fetched(connection, _PRIZES, [plan.rule.id])
        atoms = contest_atoms(connection, plan, metrics, first)
        effect = contest_effect(plan, atoms, prizes, people=inside, control=outside)
        replace_rows(connection, EFFECTS, effect, where={"contest_id": plan.rule.id})
    return notices


def _before(plan: ContestPlan) -> date:
    """The first of as many days before the window as it has."""
    window = plan.rule.window
    return window.first - (window.last - window.first) - timedelta(days=1)


def _sides(plan: ContestPlan, people: pa.Table) -> tuple[list[str], list[str]]:
    """Who could take part, and those of the same roles whose teams could not."""
    inside, outside = list[str](), list[str]()
    for person in people.select(["agent_id", "role", "team_id"]).to_pylist():
        if covers(plan.rule.population, person["role"]):
            takes_part = not plan.rule.teams or person["team_id"] in plan.rule.teams
            (inside if takes_part else outside).append(person["agent_id"])
    return inside, outside


def _without_control(plan: ContestPlan) -> Notice:
    return Notice(
        "contest_without_control",
        f"{plan.rule.name_zh}：人人可参赛，没有对照组，无法估计效果",
        f"{plan.rule.name_en}: everybody could take part, so its effect cannot be told",
    )
