"""The notices of a run: nothing is left out in silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from scoring.catalogue import MetricRef
from scoring.exact import from_units, shown
from scoring.notices import Notice
from scoring.rules.plans import ItemPlan, SectionPlan

if TYPE_CHECKING:
    from scoring.calculation import Run


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
    in_use = {card.id: card for card in run.cards.values()}
    have = {
        (metric, variant)
        for (_, metric, variant), found in run.measures.items()
        if found.value is not None
    }
    wanted = {
        (metric.name, metric.variant): metric
        for card in in_use.values()
        for metric in _metrics(card.total)
    }
    for key in sorted(set(wanted) - have):
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
    out = {
        p.agent_id
        for p in run.people
        if run.period.days_between(p.employed_from, p.employed_to) == 0
    }
    ids = [person.agent_id for person in run.people if person.agent_id not in out]
    if run.plan.scorecards:
        yield from _about(
            "no_scorecard_for_person",
            [agent for agent in ids if agent not in run.scores],
            "没有适用的计分卡",
            "no scorecard applies",
        )
    if run.plan.pay:
        yield from _about(
            "no_pay_plan_for_person",
            [agent for agent in ids if agent not in run.amounts],
            "没有适用的薪酬方案",
            "no pay plan applies",
        )
    yield from _about("not_employed", sorted(out), "本月不在职，不计算", "not employed this month")


def work_without_points(run: Run) -> Iterator[Notice]:
    """Work of people whom the tariff is not about, or who are not in the people table."""
    if run.plan.points:
        known = {person.agent_id for person in run.people}
        strangers = [agent for agent in run.work if agent not in known]
        yield from _about(
            "work_of_unknown_person",
            strangers,
            "有工作量但不在人员表中，未计积分",
            "did work but is not in the people table; no points",
        )
        others = [agent for agent in run.work if agent in known and agent not in run.ledgers]
        yield from _about(
            "work_without_tariff",
            others,
            "有工作量但没有适用的积分标准",
            "did work but no points tariff applies",
        )


def scores_not_complete(run: Run) -> Iterator[Notice]:
    """People whose total is held or has nothing in it."""
    held = [agent for agent, node in run.scores.items() if node.state == "held"]
    empty = [agent for agent, node in run.scores.items() if node.state == "excluded"]
    yield from _about("score_held", held, "总分暂缓，待数据齐全", "total score held for data")
    yield from _about("score_empty", empty, "没有可计分的项目", "nothing could be scored")


def pay_held(run: Run) -> Iterator[Notice]:
    """Components that were held, by component."""
    held: dict[tuple[str, str, str, str], list[str]] = {}
    for agent, amounts in run.amounts.items():
        for amount in amounts:
            if amount.held:
                names = (amount.component.name_zh, amount.component.name_en)
                held.setdefault((*names, amount.held.zh, amount.held.en), []).append(agent)
    for (name_zh, name_en, zh, en), agents in sorted(held.items()):
        yield from _about("pay_held", agents, f"{name_zh}：{zh}", f"{name_en}: {en}")


def points_without_pool(run: Run) -> Iterator[Notice]:
    """People with points whom no pool pays."""
    shared = {amount.person.agent_id for pool in run.pools for amount in pool.amounts}
    if run.plan.pay:
        agents = [a for a, ledger in run.ledgers.items() if ledger.total > 0 and a not in shared]
        yield from _about(
            "points_without_pool",
            agents,
            "有积分但不属于任何奖金池",
            "has points but no pool pays them",
        )


def pools_off_budget(run: Run) -> Iterator[Notice]:
    """Pools that the collar, caps or a lack of points kept from being spent, and breaches."""
    for shared in run.pools:
        name = f"{shared.component_id}/{shared.pool.id}"
        balanced = shared.balanced
        if balanced.reserve:
            money = shown(from_units(balanced.reserve, 2), 2)
            zh = f"奖金池 {name} 结余 {money}，转入储备"
            yield Notice("pool_reserve", zh, f"Pool {name} leaves {money} to its reserve")
        if balanced.breach:
            money = shown(from_units(balanced.breach, 2), 2)
            zh = f"奖金池 {name} 超出预算 {money}，须审批"
            en = f"Pool {name} exceeds its budget by {money}; this needs approval"
            yield Notice("pool_breach", zh, en)


def pool_money_gated(run: Run) -> Iterator[Notice]:
    """Money of pools that gates took from people: it goes to the reserve, not to colleagues."""
    lost: dict[str, Decimal] = {}
    for agent, amounts in run.amounts.items():
        for amount in amounts:
            if amount.share is not None and amount.gated_away:
                back = from_units(amount.share.share_fen, 2) - amount.amount
                lost[agent] = lost.get(agent, Decimal(0)) + back
    if lost:
        money = shown(sum(lost.values(), Decimal(0)), 2)
        yield from _about(
            "pool_money_gated",
            list(lost),
            f"一票否决扣回积分工资共 {money}，转入储备",
            f"gates return {money} of points pay to the reserve",
        )


def penalised_twice(run: Run) -> Iterator[Notice]:
    """The double-penalty detector: one metric that fired gates at more than one level."""
    twice: dict[str, list[str]] = {}
    for agent, node in run.scores.items():
        fired = _fired_below(node)
        fired += [
            gate.metric.name for amount in run.amounts.get(agent, []) for gate in amount.fired
        ]
        for metric in sorted({name for name in fired if fired.count(name) > 1}):
            twice.setdefault(metric, []).append(agent)
    for metric, agents in sorted(twice.items()):
        yield from _about(
            "penalised_twice",
            agents,
            f"指标 {metric} 通过多项制度扣减",
            f"{metric} reduces the result through more than one rule",
        )


def _fired_below(node: object) -> list[str]:
    fired = [gate.metric.name for gate in getattr(node, "fired", ())]
    for child in getattr(node, "children", ()):
        fired += _fired_below(child)
    return fired


def _about(code: str, agents: list[str], zh: str, en: str) -> Iterator[Notice]:
    if agents:
        n = len(agents)
        yield Notice(code, f"{n} 人{zh}", f"{n} people: {en}", tuple(sorted(agents)))


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
)
