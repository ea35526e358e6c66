"""Stage one: what each person costs, element by element: pay, contributions, overheads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from scoring.cost.amounts import fen_of, split
from scoring.cost.facts import CostFacts
from scoring.cost.rules import Charge, CostPlan
from scoring.exact import MONEY_DIGITS, from_units, rounded

PAY, ON_COST, OVERHEAD = "pay", "on_cost", "overhead"
UNASSIGNED = ""


@dataclass(frozen=True)
class Element:
    """One amount of one person, with the driver that gave it. `quantity` of `total` is the
    share; a contribution has the pay it is counted on and its rate. An overhead that nobody's
    driver carries belongs to no person."""

    agent_id: str
    element: str
    kind: str
    fen: int
    driver: str
    quantity: Fraction
    total: Fraction | None
    share: Fraction
    reason_zh: str
    reason_en: str
    rule_ref: str


def elements(plan: CostPlan, facts: CostFacts) -> list[Element]:
    """Everything that people cost in the month. Σ pay = pay lines, Σ overheads = their amounts."""
    found = [*_pay(facts)]
    found += _contributions(plan, facts)
    for overhead in plan.overheads:
        found += _spread(overhead, facts)
    return found


def _pay(facts: CostFacts) -> Iterator[Element]:
    for line in facts.pay:
        fen = fen_of(line["pay_amount"])
        if fen:
            amount = from_units(fen, MONEY_DIGITS)
            zh = f"工资行 {line['name_zh']} {amount}"
            en = f"pay line {line['name_en']} {amount}"
            if fen < 0:
                zh, en = f"{zh}（追回）", f"{en} (recovered)"
            yield Element(
                line["agent_id"], line["component"], PAY, fen, "pay_lines", Fraction(fen, 100),
                None, Fraction(1), zh, en, line["rule_ref"],
            )  # fmt: skip


def _contributions(plan: CostPlan, facts: CostFacts) -> Iterator[Element]:
    gross: dict[str, int] = defaultdict(int)
    for line in facts.pay:
        gross[line["agent_id"]] += fen_of(line["pay_amount"])
    for charge in plan.on_costs:
        for agent_id, paid in sorted(gross.items()):
            if paid > 0:
                yield _contribution(plan, charge, agent_id, paid)


def _contribution(plan: CostPlan, charge: Charge, agent_id: str, paid: int) -> Element:
    floor, ceiling = plan.base_fen
    basis = Fraction(min(max(paid, floor), ceiling), 100)
    fen = fen_of(rounded(basis * Fraction(charge.rate), MONEY_DIGITS))
    told = f"{rounded(basis, MONEY_DIGITS)} × {charge.rate}"
    bound = {floor: ("（下限）", " (floor)"), ceiling: ("（上限）", " (ceiling)")}
    zh, en = ("", "") if floor <= paid <= ceiling else bound[int(basis * 100)]
    return Element(
        agent_id, charge.id, ON_COST, fen, "rate", basis, None, Fraction(charge.rate),
        f"{charge.name_zh} = {told}{zh}", f"{charge.name_en} = {told}{en}", charge.rule_ref,
    )  # fmt: skip


def _spread(charge: Charge, facts: CostFacts) -> Iterator[Element]:
    by_person = {who: many for who, many in facts.seconds(charge.driver).items() if many}
    total = sum(by_person.values(), Fraction(0))
    if not total:
        yield _overhead(charge, UNASSIGNED, charge.fen, Fraction(0), total)
        return
    parts = split(charge.fen, list(by_person.values()))
    for (agent_id, quantity), fen in zip(by_person.items(), parts, strict=True):
        yield _overhead(charge, agent_id, fen, quantity, total)


def _overhead(
    charge: Charge, agent_id: str, fen: int, quantity: Fraction, total: Fraction
) -> Element:
    whole = from_units(charge.fen, MONEY_DIGITS)
    zh, en = f"{charge.name_zh} {whole} 按 {charge.driver} 分摊", f"{charge.name_en} {whole} by "
    en += charge.driver
    if not total:
        zh, en = f"{zh}：本月无此动因，未分摊", f"{en}: nobody has any, so it stays unassigned"
    share = quantity / total if total else Fraction(1)
    return Element(
        agent_id, charge.id, OVERHEAD, fen, charge.driver, quantity, total, share, zh, en,
        charge.rule_ref,
    )  # fmt: skip
