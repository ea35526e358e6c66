"""The notices of a run: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scoring.catalogue import MetricRef
from scoring.columns import Mask, Rows, minus
from scoring.exact import MONEY_DIGITS, from_units, shown
from scoring.functions import Deduction
from scoring.notices import Notice
from scoring.pay.amounts import Amounts
from scoring.pay.notices import facts_not_paid
from scoring.rules.scorecard_plans import ItemPlan, SectionPlan
from scoring.scores.nodes import Node

if TYPE_CHECKING:
    from scoring.run import Run


def remarks(run: Run) -> tuple[Notice, ...]:
    """Every remark about the run, in the order of REMARKS."""
    return tuple(notice for remark in REMARKS for notice in remark(run))


def rules_not_available(run: Run) -> Iterator[Notice]:
    """Kinds of rules that the centre has none of in this month."""
    kinds = (
        (run.plan.scorecards, "no_scorecards", "计分卡", "scorecard", "得分", "scores"),
        (run.plan.points, "no_points", "积分标准", "points tariff", "积分", "points"),
        (run.plan.pay, "no_pay", "薪酬方案", "pay plan", "薪酬", "pay"),
    )
    for plans, code, kind_zh, kind_en, what_zh, what_en in kinds:
        if not plans:
            zh = f"本中心本月没有生效的{kind_zh}，因此没有{what_zh}"
            yield Notice(
                code, zh, f"No {kind_en} is in force this month, so there are no {what_en}"
            )


def metrics_not_available(run: Run) -> Iterator[Notice]:
    """Metrics that a scorecard in use reads and nobody has a value of."""
    wanted = {
        (metric.name, metric.variant): metric
        for card in run.cards
        for metric in _metrics(card.at.card.total)
    }
    for key in sorted(set(wanted) - run.measures.available):
        definition = wanted[key].definition
        yield Notice(
            "metric_not_available",
            f"本月没有指标“{definition.name_zh}”（{key[0]}）的任何数据",
            f"Nobody has a value of '{definition.name_en}' ({key[0]}) this month",
        )


def _metrics(node: SectionPlan | ItemPlan) -> Iterator[MetricRef]:
    if isinstance(node, ItemPlan):
        yield from node.metrics
    else:
        for child in node.children:
            yield from _metrics(child)
    for gate in node.gates:
        yield gate.metric


def people_without_rules(run: Run) -> Iterator[Notice]:
    """People whom no scorecard or no pay plan is about, and people not employed."""
    employed = run.people.employed
    if run.plan.scorecards:
        without = _agents(run, employed & (run.assigned.card < 0))
        yield from _about(
            "no_scorecard_for_person", without, "没有适用的计分卡", "no scorecard applies"
        )
    if run.plan.pay:
        paid = _mask(run, [paid.group.rows for paid in run.paid])
        without = _agents(run, employed & ~paid)
        yield from _about(
            "no_pay_plan_for_person", without, "没有适用的薪酬方案", "no pay plan applies"
        )
    out = set(_agents(run, ~employed)) - set(_agents(run, employed))
    yield from _about("not_employed", out, "本月不在职，不计算", "not employed this month")


def work_without_points(run: Run) -> Iterator[Notice]:
    """Work of people whom the tariff is not about, or who are not in the people table."""
    if not run.plan.points:
        return
    workers = np.array(run.work.agent_ids, dtype=object)
    strangers = set(workers[run.work.row < 0])
    yield from _about(
        "work_of_unknown_person",
        strangers,
        "有工作量但不在人员表中，未计积分",
        "did work but is not in the people table; no points",
    )
    covered = _mask(run, [ledger.group.rows for ledger in run.ledgers])
    known = run.work.row >= 0
    others = set(workers[known & ~covered[run.work.row]])
    yield from _about(
        "work_without_tariff",
        others,
        "有工作量但没有适用的积分标准",
        "did work but no points tariff applies",
    )


def scores_not_complete(run: Run) -> Iterator[Notice]:
    """People whose total is held or has nothing in it."""
    totals, held = run.totals
    scored = run.people.employed & (run.assigned.card >= 0)
    yield from _about(
        "score_held",
        _agents(run, held & scored),
        "总分暂缓，待数据齐全",
        "total score held for data",
    )
    empty = _agents(run, scored & ~held & ~totals.is_known)
    yield from _about("score_empty", empty, "没有可计分的项目", "nothing could be scored")


def pay_held(run: Run) -> Iterator[Notice]:
    """Components that were held, by component and reason."""
    held: dict[tuple[str, str, str, str], list[str]] = {}
    for amounts in _amounts(run):
        plan = amounts.component
        for code, why in enumerate(amounts.holds, start=1):
            rows = amounts.group.rows[amounts.hold == code]
            agents = [run.people.agent_ids[row] for row in rows]
            if agents:
                held.setdefault((plan.name_zh, plan.name_en, why.zh, why.en), []).extend(agents)
    for (name_zh, name_en, zh, en), agents in sorted(held.items()):
        yield from _about("pay_held", agents, f"{name_zh}：{zh}", f"{name_en}: {en}")


def points_without_pool(run: Run) -> Iterator[Notice]:
    """People with points whom no component pays for them."""
    if run.plan.pay:
        paid = _mask(run, [one.group.rows for one in _amounts(run) if _pays_points(one)])
        persons = np.isin(run.people.person, run.people.person[paid])
        has = np.asarray(run.points.units > 0, dtype=bool)
        yield from _about(
            "points_without_pool",
            _agents(run, has & ~persons),
            "有积分但不属于任何奖金池",
            "has points but no pool pays them",
        )


def _pays_points(amounts: Amounts) -> bool:
    return amounts.component.code in ("P3", "P4")


def pools_off_budget(run: Run) -> Iterator[Notice]:
    """Pools that the collar, caps or a lack of points kept from being spent, and breaches."""
    for amounts in _amounts(run):
        if amounts.share is None:
            continue
        pools = amounts.share.pools
        rests = zip(pools.ids, pools.reserve.tolist(), pools.breach.tolist(), strict=True)
        for pool, reserve, breach in rests:
            name = f"{amounts.component.id}/{pool}"
            if reserve:
                money = shown(from_units(reserve, MONEY_DIGITS), MONEY_DIGITS)
                zh = f"奖金池 {name} 结余 {money}，转入储备"
                yield Notice("pool_reserve", zh, f"Pool {name} leaves {money} to its reserve")
            if breach:
                money = shown(from_units(breach, MONEY_DIGITS), MONEY_DIGITS)
                zh = f"奖金池 {name} 超出预算 {money}，须审批"
                en = f"Pool {name} exceeds its budget by {money}; this needs approval"
                yield Notice("pool_breach", zh, en)


def pool_money_gated(run: Run) -> Iterator[Notice]:
    """Money of pools that gates took from people: it goes to the reserve, not to colleagues."""
    lost: dict[str, Decimal] = {}
    for amounts in _amounts(run):
        if amounts.share is not None:
            back = minus(amounts.share.share[amounts.first], amounts.paid.units)
            for place in np.flatnonzero(amounts.changed):
                agent = run.people.agent_ids[amounts.group.rows[place]]
                money = from_units(int(back[place]), MONEY_DIGITS)
                lost[agent] = lost.get(agent, Decimal(0)) + money
    if lost:
        told = shown(sum(lost.values(), Decimal(0)), MONEY_DIGITS)
        yield from _about(
            "pool_money_gated",
            lost,
            f"一票否决扣回积分工资共 {told}，转入储备",
            f"gates return {told} of points pay to the reserve",
        )


def penalised_twice(run: Run) -> Iterator[Notice]:
    """The double-penalty detector: metrics that reduced one person's result through more than
    one rule: a gate at some level, or a deduction by F5."""
    counts: dict[str, NDArray[np.int64]] = {}
    for metric, rows in _penalties(run):
        times = counts.setdefault(metric, np.zeros(len(run.people.persons), dtype=np.int64))
        np.add.at(times, run.people.person[rows], 1)
    persons = run.people.persons
    for metric, times in sorted(counts.items()):
        yield from _about(
            "penalised_twice",
            [persons[person] for person in np.flatnonzero(times > 1)],
            f"指标 {metric} 通过多项制度扣减",
            f"{metric} reduces the result through more than one rule",
        )


def _penalties(run: Run) -> Iterator[tuple[str, Rows]]:
    """Every metric that took something away, with the rows of People it took it from."""
    for card in run.cards:
        for node in _nodes(card.total):
            for gate in node.fired:
                yield gate.plan.metric.name, card.at.group.rows[gate.who]
            yield from _deductions(node, card.at.group.rows)
    for amounts in _amounts(run):
        for gate in amounts.fired:
            yield gate.plan.metric.name, amounts.group.rows[gate.who]


def _deductions(node: Node, rows: Rows) -> Iterator[tuple[str, Rows]]:
    plan, detail = node.plan, node.detail
    if detail is None or not isinstance(plan, ItemPlan) or not isinstance(plan.function, Deduction):
        return
    for metric, events in zip(plan.metrics, detail.read.values, strict=True):
        yield metric.name, rows[detail.ran[np.asarray(events > 0, dtype=bool)]]


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _nodes(child)


def _amounts(run: Run) -> list[Amounts]:
    return [amounts for paid in run.paid for amounts in paid.amounts]


def _mask(run: Run, rows: Sequence[Rows]) -> Mask:
    mask = np.zeros(len(run.people), dtype=bool)
    for some in rows:
        mask[some] = True
    return mask


def _agents(run: Run, mask: Mask) -> list[str]:
    return [run.people.agent_ids[row] for row in np.flatnonzero(mask)]


def _about(code: str, agents: Iterable[str], zh: str, en: str) -> Iterator[Notice]:
    named = tuple(sorted(set(agents)))
    if named:
        yield Notice(code, f"{len(named)} 人{zh}", f"{len(named)} people: {en}", named)


def facts_without_component(run: Run) -> Iterator[Notice]:
    """People in a table of facts whom no component pays it to."""
    yield from facts_not_paid(run.paid, run.facts.extras)


REMARKS: tuple[Callable[[Run], Iterator[Notice]], ...] = (
    rules_not_available,
    metrics_not_available,
    people_without_rules,
    work_without_points,
    scores_not_complete,
    pay_held,
    points_without_pool,
    pools_off_budget,
    pool_money_gated,
    penalised_twice,
    facts_without_component,
)
