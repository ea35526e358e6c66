"""Pay of every component, person by person in plain fractions, with no code of the engine.

The plan is `tests/unit/scoring/pay/full_plan.yaml`; a case is a mapping of people, values, work
and tables of what is owed, as its tests make it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

FIRST, LAST = date(2026, 6, 1), date(2026, 6, 30)
MINIMUM = Fraction(2740)
TIMES = {"workday": Fraction(3, 2), "rest_day": Fraction(2), "statutory_holiday": Fraction(3)}
NOT_COUNTED = ("fixed_overtime", "night", "overtime", "deductions", "adjustments")
Rows = list[dict[str, Any]]


def half_up(exact: Fraction) -> Fraction:
    """To the fen, halves away from nought."""
    fen = abs(exact) * 100
    whole = fen.numerator * 2 // fen.denominator
    rounded = Fraction((whole + 1) // 2, 100)
    return rounded if exact >= 0 else -rounded


def upwards(exact: Fraction) -> Fraction:
    return Fraction(-(-exact.numerator * 100 // exact.denominator), 100)


def shared(total: Fraction, keys: dict[str, Fraction]) -> dict[str, Fraction]:
    """Largest remainder, ties to the earlier name."""
    whole = sum(keys.values())
    exact = {name: total * key / whole for name, key in keys.items()}
    cut = {name: Fraction(amount * 100 // 1, 100) for name, amount in exact.items()}
    left = int((total - sum(cut.values())) * 100)
    for name in sorted(keys, key=lambda name: (cut[name] - exact[name], name))[:left]:
        cut[name] += Fraction(1, 100)
    return cut


def expected_pay(case: dict[str, Any], scores: dict[str, Any], points: dict[str, Fraction]) -> dict:
    """Every component of every person, one after the other, with no code of the engine."""
    pay: dict[tuple[str, str], Fraction] = {}
    owed = defaultdict(list)
    for name, rows in case["tables"].items():
        for row in rows:
            owed[name, row["agent_id"]].append(row)
    for person in case["people"]:
        _earnings(person, owed, scores, points, pay)
    _pools(case["people"], points, pay)
    for person in case["people"]:
        _lawful(person, owed, pay)
    return pay


def attended(person: dict[str, Any]) -> Fraction:
    """Part of the month that somebody is paid for."""
    scheduled, paid = person["scheduled_days"], person["paid_days"]
    part = Fraction(1)
    if scheduled and paid is not None and paid < scheduled:
        part = Fraction(paid, scheduled)
    begins = max(FIRST, person["employed_from"] or FIRST)
    ends = min(LAST, person["employed_to"] or LAST)
    return part * Fraction((ends - begins).days + 1, 30)


def _earnings(person, owed, scores, points, pay) -> None:
    agent, role, salary = person["agent_id"], person["role"], Fraction(person["base_salary_amount"])
    pay[agent, "base"] = half_up(salary * Fraction("0.6") * attended(person))
    for name, component in (
        ("prizes", "contests"),
        ("team_awards", "team"),
        ("adjustments", "adjustments"),
    ):
        if owed[name, agent]:
            pay[agent, component] = half_up(sum(Fraction(r["amount"]) for r in owed[name, agent]))
    if owed["allowance_days", agent]:
        nights = sum(row["quantity"] for row in owed["allowance_days", agent])
        pay[agent, "night"] = half_up(nights * Fraction("28.88"))
    if role != "team_leader":
        _overtime(agent, salary, owed["overtime", agent], pay)
    if role == "agent":
        _variable(person, owed, Fraction(scores[agent]), points[agent], pay)


def _overtime(agent: str, salary: Fraction, rows: Rows, pay) -> None:
    total, any_paid = Fraction(0), False
    for row in rows:
        settled = row["comp_leave_s"] if row["day_class"] == "rest_day" else 0
        seconds = row["overtime_s"] - min(settled, row["overtime_s"])
        any_paid |= seconds > 0
        hourly = max(salary, MINIMUM) / Fraction("21.75") / 8
        total += hourly * Fraction(seconds, 3600) * TIMES[row["day_class"]]
    if any_paid:
        pay[agent, "overtime"] = half_up(total)


def _variable(person, owed, score: Fraction, points: Fraction, pay) -> None:
    agent, price = person["agent_id"], Fraction("1.234567")
    line = [(60, "0.5"), (90, "1.1"), (100, "1.3")]
    knots = [(Fraction(x), Fraction(y)) for x, y in line]
    height = knots[0][1] if score <= 60 else knots[-1][1]
    for (x0, y0), (x1, y1) in pairwise(knots):
        if x0 < score <= x1:
            height = y0 + (y1 - y0) * (score - x0) / (x1 - x0)
    coefficient = Fraction(int(height * 10**6 + Fraction(1, 2)), 10**6)
    left = person["employed_to"] is not None
    performance = Fraction("1140.33") * coefficient * attended(person)
    pay[agent, "performance"] = Fraction(0) if left else half_up(performance)
    made = owed["overtime_points", agent]
    pay[agent, "fixed"] = half_up((points - sum(Fraction(r["points"]) for r in made)) * price)
    if made:
        paid = sum(Fraction(row["points"]) * price * TIMES[row["day_class"]] for row in made)
        pay[agent, "fixed_overtime"] = half_up(paid)
    over, far = max(points - 100, Fraction(0)), max(points - 300, Fraction(0))
    pay[agent, "tiered"] = half_up((over - far) / 2 + far * Fraction(3, 4))
    commission, any_sale = Fraction(0), False
    for sale in owed["sales", agent]:
        gone = sale["cancelled_on"]
        if not sale["certified"]:
            continue
        if FIRST <= sale["sold_on"] <= LAST:
            commission, any_sale = commission + Fraction(sale["amount"]), True
        if gone and FIRST <= gone <= LAST and (gone - sale["sold_on"]).days <= 30:
            commission, any_sale = commission - Fraction(sale["amount"]), True
    if any_sale:
        pay[agent, "commission"] = half_up(commission * Fraction("0.0125"))


def _pools(people: Rows, points: dict[str, Fraction], pay) -> None:
    """10,000 by heads of each role, then by the points of its teams, then by points."""
    members = [p for p in people if p["role"] in ("agent", "evaluator")]
    heads: dict[str, Fraction] = defaultdict(Fraction)
    for person in members:
        heads[person["role"]] += 1
    for role, money in shared(Fraction(10_000), heads).items():
        inside = [p for p in members if p["role"] == role]
        teams: dict[str, Fraction] = defaultdict(Fraction)
        for person in inside:
            teams[person["team_id"]] += points[person["agent_id"]]
        if not sum(teams.values()):
            teams, by_team = {}, {"": money}
        else:
            by_team = shared(money, dict(teams))
        for team, amount in by_team.items():
            own = {
                p["agent_id"]: points[p["agent_id"]] for p in inside if team in ("", p["team_id"])
            }
            split = shared(amount, own) if sum(own.values()) else dict.fromkeys(own, Fraction(0))
            pay |= {(agent, "shared"): part for agent, part in split.items()}


def _lawful(person, owed, pay) -> None:
    agent = person["agent_id"]
    mine = {component: amount for (who, component), amount in pay.items() if who == agent}
    counted = sum(amount for component, amount in mine.items() if component not in NOT_COUNTED)
    required = MINIMUM * min(attended(person), Fraction(1))
    top_up = upwards(max(Fraction(0), required - counted))
    pay[agent, "minimum"] = top_up
    claims = owed["deductions", agent]
    if claims:
        wage = sum(mine.values()) + top_up
        share = Fraction(wage * Fraction("0.2") * 100 // 1, 100)
        allowed = max(Fraction(0), min(share, counted + top_up - MINIMUM))
        pay[agent, "deductions"] = -min(sum(Fraction(r["amount"]) for r in claims), allowed)
