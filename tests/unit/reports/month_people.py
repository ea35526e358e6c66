"""Profiles, selection, training, contests, time studies, causes and previews of the month."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any

from .month import ITEMS, LAST, PEOPLE, PERIOD

RULE = "centres/sample/selection/senior_agent.yaml@2026-01-01"
NOTE = {"note_zh": "按规则得出", "note_en": "found by rule"}
Rows = dict[str, list[dict[str, Any]]]


def people_rows(dice: random.Random) -> Rows:
    teams = {agent: team for agent, _, team, _ in PEOPLE}
    return {
        "person_facts": [
            {
                "period": PERIOD, "agent_id": agent, "fact": fact, "name_zh": "通话", "name_en":
                fact, "unit": "s", "value": Decimal(300 + place), "previous_value": None,
                "months": 1, "mean_value": Decimal(300 + place), "trend": Decimal(0), "peers": 16,
                "peer_mean": Decimal(308), "percentile": share, "evidence": f"{PERIOD}/{agent}/x",
            }
            for place, (agent, _, _, _) in enumerate(PEOPLE)
            for fact, share in (("talk_s", None), ("late_s", Decimal("0.95")))
        ],
        "person_profile": [
            {
                "period": PERIOD, "agent_id": agent, "node_id": node, "kind": kind,
                "name_zh": zh, "name_en": en, "metric_value": _number(dice, 0, 400),
                "score": _number(dice, 60, 100), "previous_score": _number(dice, 60, 100),
                "months": 3, "mean_score": _number(dice, 60, 100),
                "trend": _number(dice, -5, 5), "peers": 16, "peer_mean": Decimal(80),
                "percentile": _number(dice, 0, 1), "evidence": f"{agent}-{node}", **NOTE,
            }
            for agent in teams
            for node, kind, zh, en in (
                ("total", "total", "总分", "Total"),
                *((key, "item", zh, en) for key, (zh, en, *_) in ITEMS.items()),
            )
        ],
        "promotion_eligibility": [
            {
                "period": PERIOD, "selection_id": "senior_agent", "agent_id": agent,
                "criterion_id": key, "team_id": team, "name_zh": zh, "name_en": en,
                "met": met, "eligible": index % 4 == 0, "figure": _number(dice, 60, 100),
                "operator": ">=", "threshold": Decimal(80), "n": 3, "rule_ref": RULE,
                "note_zh": f"{zh}未达 80", "note_en": f"{en} below 80",
            }
            for index, (agent, team) in enumerate(teams.items())
            for key, zh, en, met in (
                ("score", "平均得分", "Mean score", index % 4 == 0),
                ("quality", "质检得分", "Quality score", index % 2 == 0),
            )
        ],
        "talent_pool": _pool(list(teams.items())),
        "training_needs": [
            {
                "period": PERIOD, "agent_id": agent, "rank": rank, "course_id": course,
                "node_id": "quality", "metric": "quality_score", "name_zh": zh, "name_en": en,
                "hours": Decimal(hours), "full_gain": Decimal(gain), "closes": Decimal("0.4"),
                "expected_gain": Decimal(gain) * Decimal("0.4"),
                "gain_per_hour": Decimal(gain) * Decimal("0.4") / hours,
                "evidence": f"{agent}-quality", "rule_ref": RULE, **NOTE,
            }
            for agent in teams
            for rank, (course, zh, en, hours, gain) in enumerate(
                (
                    ("C1", "沟通技巧", "Conversation", 8, "6.5"),
                    ("C2", "产品知识", "Products", 4, "2.5"),
                ),
                start=1,
            )
        ],
    }  # fmt: skip


def _pool(people: list[tuple[str, str]]) -> list[dict[str, Any]]:
    rows = []
    for place, (agent, team) in enumerate(people):
        after = people[place + 1][0] if place + 1 < len(people) else None
        mean = Decimal(95 - place)
        rows.append({
            "period": PERIOD, "selection_id": "senior_agent", "rank": place + 1,
            "agent_id": agent, "team_id": team, "months": 3, "mean_score": mean,
            "mean_low": mean - 4, "mean_high": mean + 4, "confidence": Decimal("0.9"),
            "stability": Decimal("2.5"), "lowest_score": mean - 3, "trend": Decimal("0.8"),
            "potential": Decimal("0.8"), "performance_band": 3, "potential_band": 2, "box": 8,
            "box_zh": "骨干", "box_en": "Key player", "eligible": place % 4 == 0,
            "next_agent_id": after,
            "probability_above_next": None if after is None else Decimal("0.62"),
            "method": "posterior draws", "evidence": "[]", "rule_ref": RULE, **NOTE,
        })  # fmt: skip
    return rows


def contest_rows() -> Rows:
    rule = "centres/sample/contests/sprint.yaml@2026-06-01"
    standings = [
        {
            "contest_id": "sprint", "subject_kind": kind, "subject_id": who, "team_id": team,
            "rank": place, "n": 300, "value": Decimal(40 - place), "achieved_on": date(2026, 6, 20),
            "eligible": place != 3, "under_review": place == 2, "state": "provisional",
            "data_until": LAST, "rule_ref": rule,
            "note_zh": "质检低于 85" if place == 3 else "",
            "note_en": "quality below 85" if place == 3 else "",
        }
        for place, (kind, who, team) in enumerate(
            [("agent", agent, team) for agent, _, team, _ in PEOPLE] + [("team", "T01", "T01")], 1
        )
    ]  # fmt: skip
    prizes = [
        {
            "contest_id": "sprint", "agent_id": agent, "team_id": team, "rank": place,
            "amount": Decimal(amount), "currency": "CNY", "state": state,
            "payout_on": date(2026, 7, 15), "payroll_code": "3010", "tax_code": "T1",
            "taxable": True, "rule_ref": rule, "reason_zh": "第一名", "reason_en": "first place",
        }
        for place, (agent, team, amount, state) in enumerate(
            (("A1001", "T01", "873.21", "payable"), ("A1009", "T02", "491.37", "under_review")), 1
        )
    ]  # fmt: skip
    effect = {
        "contest_id": "sprint", "metric": "quality_score", "variant": "-", "people": 8,
        "control_people": 8, "before_mean": Decimal(80), "during_mean": Decimal(84),
        "control_before_mean": Decimal(80), "control_during_mean": Decimal(81),
        "effect": Decimal(3), "effect_low": Decimal("0.5"), "effect_high": Decimal("5.5"),
        "confidence": Decimal("0.9"), "gained_units": Decimal(24), "value_amount": Decimal(2400),
        "cost_amount": Decimal(1300), "return_ratio": Decimal("0.846"),
        "return_low": Decimal("-0.69"), "return_high": Decimal("2.4"), **NOTE,
    }  # fmt: skip
    return {
        "contest_standings": standings, "contest_prizes": prizes, "contest_effects": [effect],
    }  # fmt: skip


def study_rows() -> Rows:
    works = (("enquiry", "咨询", "Enquiry", 60, 2027), ("billing", "账务", "Billing", 90, 2027),
             ("complaint", "投诉", "Complaint", 180, 2025))  # fmt: skip
    standards, elements = [], []
    for code, zh, en, seconds, year in works:
        shared = {"study_id": "study_2025", "work_type": f"contact:{code}"}
        s = Decimal(seconds)
        standards.append(shared | {
            "name_zh": zh, "name_en": en, "studied_from": date(2025, 11, 3),
            "studied_to": date(2025, 11, 14), "valid_from": date(2025, 12, 1),
            "expires_on": date(year, 12, 31), "n": 28, "required_n": 30,
            "is_sufficient": code != "billing", "observed_s": s / Decimal("1.2"),
            "rating": Decimal(1), "normal_s": s / Decimal("1.2"), "allowance": Decimal("0.2"),
            "standard_s": s, "ci_low_s": s * Decimal("0.96"), "ci_high_s": s * Decimal("1.04"),
            "reference_s": Decimal(60), "skill_factor": Decimal(1), "points": s / 60,
            "source": "Time study 2025",
            "rule_ref": "centres/sample/standards/study.yaml@2025-12-01",
        })  # fmt: skip
        for element, ezh, een in (("talk", "通话", "Talk"), ("wrap", "话后", "Wrap-up")):
            elements.append(shared | {
                "element_id": element, "name_zh": ezh, "name_en": een, "n": 28,
                "mean_s": s / 3, "sd_s": Decimal(4), "ci_low_s": s / 3 - 1, "ci_high_s": s / 3 + 1,
                "required_n": 30, "is_sufficient": False, "rating": Decimal(1),
                "frequency": Decimal(1), "normal_s": s / 3,
            })  # fmt: skip
    trigger = {
        "as_of": LAST, "work_type": "contact:complaint", "trigger": "expired",
        "study_id": "study_2025", "due_on": date(2026, 1, 1), "valid_until": date(2025, 12, 31),
        "standard_s": Decimal(180), "observed_s": Decimal(231), "ratio": Decimal("1.283"),
        "contacts": 812, "window_from": date(2026, 4, 1), "window_to": LAST,
        "reason_zh": "标准已过期", "reason_en": "the standard has expired",
    }  # fmt: skip
    curve = [
        {
            "as_of": LAST, "tenure_week": week, "contacts": 200,
            "observed_index": Decimal(150 - 4 * week) / 100,
            "fitted_index": Decimal(148 - 4 * week) / 100,
            "target_factor": Decimal(70 + 2 * week) / 100, "learning_rate": Decimal("0.91"),
        }
        for week in range(12)
    ]  # fmt: skip
    return {
        "standard_times": standards, "study_elements": elements, "retime_triggers": [trigger],
        "learning_curve": curve,
    }  # fmt: skip


def cause_rows() -> Rows:
    causes, parts, actions = [], [], []
    for kind, who in [("agent", p[0]) for p in PEOPLE] + [("team", "T01"), ("team", "T02")]:
        shared = {"period": PERIOD, "subject_kind": kind, "subject_id": who,
                  "comparison": "last_period"}  # fmt: skip
        moved = {"node_id": "aht", "metric": "average_handle_time_s", "segment": "billing",
                 "base_value": Decimal(250), "current_value": Decimal(270),
                 "base_score": Decimal(90), "current_score": Decimal(82)}  # fmt: skip
        causes += [
            shared | moved | {
                "rank": rank, "part_id": f"items/{rank}", "kind": "metric", "gap": Decimal("-4.2"),
                "points": Decimal(points), "evidence": "[]", "note_zh": "处理时长变长",
                "note_en": "Handling takes longer",
            }
            for rank, points in ((1, "-3.1"), (2, "-1.4"), (3, "0.3"), (4, "0.1"))
        ]  # fmt: skip
        parts += [
            shared | moved | {
                "part_id": part, "parent_id": above, "split": split, "kind": split,
                "points": Decimal(points), "evidence": "[]", "note_zh": zh, "note_en": en,
            }
            for part, above, split, points, zh, en in (
                ("total", None, "gap", "-4.2", "总分", "The total"),
                ("total/aht", "total", "items", "-3.1", "处理时长", "Handle time"),
                ("total/quality", "total", "items", "-1.1", "质检", "Quality"),
                ("total/aht/metric", "total/aht", "effects", "-3.1", "指标", "The metric itself"),
            )
        ]  # fmt: skip
        if kind == "agent":
            actions.append(shared | moved | {
                "action_id": f"{PERIOD}-{who}", "lost_points": Decimal("3.1"), "owner_id": "A1009",
                "due_on": date(2026, 7, 31), "state": "open", "note_zh": "缩短处理时长",
                "note_en": "Handle contacts faster",
            })  # fmt: skip
    return {"ranked_causes": causes, "score_gap_parts": parts, "improvement_actions": actions}


def preview_rows() -> Rows:
    scopes = (("centre", "sample"), ("team", "T01"), ("team", "T02"))
    summary = [
        {
            "period": PERIOD, "scope_kind": kind, "scope_id": who, "people": 16, "winners": 6,
            "losers": 4, "before_amount": Decimal("91234.50"), "after_amount": Decimal("91876.10"),
            "delta_amount": Decimal("641.60"), "won_amount": Decimal("1000.00"),
            "lost_amount": Decimal("358.40"), "gini_before": Decimal("0.112"),
            "gini_after": Decimal("0.108"), "floor_hits_before": 0, "floor_hits_after": 1,
            "cap_hits_before": 0, "cap_hits_after": 0, "minimum_wage_hits_before": 0,
            "minimum_wage_hits_after": 0,
        }
        for kind, who in scopes
    ]  # fmt: skip
    movers = [
        {
            "period": PERIOD, "agent_id": agent, "team_id": team, "department_id": "D1",
            "kind": "pay", "component": "total", "before": Decimal(6000 + 7 * place),
            "after": Decimal(6100), "delta": Decimal(100 - 7 * place), "rank_before": place + 1,
            "rank_after": 16 - place,
        }
        for place, (agent, _, team, _) in enumerate(PEOPLE)
    ]  # fmt: skip
    packs = [
        {
            "pack": name, "person_months": 48, "cost_amount": Decimal(cost),
            "variable_amount": Decimal(cost) / 4, "gini": Decimal("0.11"),
            "workload_correlation": Decimal("0.71"), "floor_amount": Decimal(0), "below_floor": 0,
            "pareto": beaten is None, "dominated_by": beaten,
        }
        for name, cost, beaten in (
            ("fixed_price", 280000, None), ("star_card", 295000, "fixed_price"),
        )
    ]  # fmt: skip
    forecast = [
        {
            "period": "2026-07", "subject_kind": kind, "subject_id": who, "component": "total",
            "draws": 1000, "p10_amount": Decimal(88000), "p50_amount": Decimal(91000),
            "p90_amount": Decimal(95000), "budget_amount": Decimal(93000),
            "over_budget_probability": Decimal("0.31"),
        }
        for kind, who in scopes
    ]  # fmt: skip
    prices = [
        {
            "period": PERIOD, "component": "points", "pool_id": "agents", "scope_kind": "centre",
            "scope_id": "sample", "points": Decimal("131870.5"), "share_of_points": Decimal(1),
            "budget_amount": Decimal(126000), "price": Decimal("0.955483"),
            "break_even_price": Decimal("0.955483"), "lowest_price": Decimal("0.8"),
            "highest_price": Decimal("1.2"), "pay_amount": Decimal(126000),
            "pay_per_point": Decimal("0.955483"), "price_per_percent": Decimal("-0.00946"),
            "cost_per_percent_amount": Decimal(0), "lever": "none", **NOTE,
        }
    ]  # fmt: skip
    return {
        "rule_preview_summary": summary, "rule_preview_movers": movers, "pack_comparison": packs,
        "pay_forecast": forecast, "price_sheet": prices,
    }  # fmt: skip


def result_rows(dice: random.Random) -> Rows:
    """All of these tables."""
    return people_rows(dice) | contest_rows() | study_rows() | cause_rows() | preview_rows()


def _number(dice: random.Random, low: int, high: int) -> Decimal:
    return Decimal(dice.randint(low * 100, high * 100)) / 100
