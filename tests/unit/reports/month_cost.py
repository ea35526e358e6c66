"""What the month cost: allocations, unit cost, variance, entries, controls, seats, prices."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from .month import PERIOD, TEAMS

Rows = dict[str, list[dict[str, Any]]]
ELEMENTS = (("base", "pay", 6000), ("points", "pay", 2500), ("pension", "on_cost", 1360),
            ("seats", "overhead", 900))  # fmt: skip


def cost_rows() -> Rows:
    return {
        "cost_lines": [*_activities(), *_objects()],
        "cost_unit": [_unit(kind, name) for kind, name in (
            ("centre", "centre"), ("channel", "voice"), ("queue", "voice_general"),
            ("contact_type", "enquiry"), ("contact_type", "uncoded"),
            ("product", "account_service"), ("product", "unassigned"),
            *(("cost_centre", team) for team in ("", *TEAMS)),
        )],
        "budget_variance": _variance(),
        "point_prices": _prices(),
        "journal_lines": _journal(),
        "pay_accruals": _accruals(),
        "seat_use": [
            {"period": PERIOD, "weekday": day, "half_hour": half, "days": 4,
             "occupied_s": 1800 * 4 * (half - 10), "peak_seats": Decimal(half - 8), "seats": 64,
             "utilisation": Decimal(half - 10) / 64}
            for day in range(1, 8) for half in range(16, 44)
        ],
        "cost_controls": [
            _control(1, "工资行合计", "Pay lines", "17000.00", "17000.00"),
            _control(2, "凭证借方", "Journal debits", "19720.00", "19720.01"),
        ],
    }  # fmt: skip


def _activities() -> list[dict[str, Any]]:
    return [
        {"period": PERIOD, "stage": "activity", "cost_centre_id": team, "element": element,
         "element_kind": kind, "activity": "handling", "driver": "seconds",
         "amount": Decimal(amount + index)}
        for index, team in enumerate(TEAMS)
        for element, kind, amount in ELEMENTS
    ]  # fmt: skip


def _objects() -> list[dict[str, Any]]:
    return [
        {"period": PERIOD, "stage": "object", "cost_centre_id": TEAMS[0], "element_kind": "all",
         "activity": activity, "driver": f"handle_s:{key}", "amount": Decimal(5000)}
        for activity, key in (("handling", "own"), ("support", "cost_centre"),
                              ("evaluation", "centre"))
    ]  # fmt: skip


def _unit(kind: str, name: str) -> dict[str, Any]:
    nobody = name in ("", "unassigned")
    per = None if nobody else Decimal("18.25")
    return {
        "period": PERIOD, "scope_kind": kind, "scope_id": name,
        "contacts": 0 if nobody else 900, "resolutions": 0 if nobody else 800,
        "handle_s": 0 if nobody else 270_000, "handle_amount": Decimal(9000),
        "idle_amount": Decimal(4000), "shrinkage_amount": Decimal(2000),
        "support_amount": Decimal(1400), "other_amount": Decimal(25),
        "cost_amount": Decimal(16425), "cost_per_contact": per, "cost_per_minute": per,
        "cost_per_resolution": per,
    }  # fmt: skip


def _variance() -> list[dict[str, Any]]:
    return [
        {"period": PERIOD, "subject_kind": kind, "subject_id": name, "component": component,
         "driver": driver, "budget_quantity": Decimal(16), "actual_quantity": Decimal(17),
         "budget_amount": Decimal(10_000), "actual_amount": Decimal(10_000 + change),
         "variance_amount": Decimal(change), "volume_amount": Decimal(600),
         "mix_amount": Decimal(-20), "price_amount": Decimal(change - 480),
         "policy_amount": Decimal(-100)}
        for kind, name in (("centre", "centre"), *(("team", team) for team in TEAMS))
        for component, driver, change in (("base", "heads", 700), ("points", "points", -300))
    ]  # fmt: skip


def _prices() -> list[dict[str, Any]]:
    pool = {
        "period": PERIOD, "component": "points", "people": 16, "points": Decimal(10_000),
        "price": Decimal("1.2"), "lowest_price": Decimal(1), "highest_price": Decimal("1.2"),
        "pool_amount": Decimal(12_500), "paid_amount": Decimal(11_900),
        "withheld_amount": Decimal(100), "reserve_amount": Decimal(500),
        "breach_amount": Decimal(0),
    }  # fmt: skip
    fixed = {"period": PERIOD, "component": "overtime_points", "pool_id": "overtime_points",
             "people": 3, "points": Decimal(50), "price": Decimal(1), "collar": "fixed",
             "paid_amount": Decimal(50)}  # fmt: skip
    return [pool | {"pool_id": "agents", "collar": "at_highest"}, fixed]


def _journal() -> list[dict[str, Any]]:
    line = {"period": PERIOD, "entry_no": 1, "account": "6401.01", "element_kind": "pay",
            "account_zh": "主营业务成本", "account_en": "Cost of services"}  # fmt: skip
    debits = [
        line | {"side": "debit", "cost_centre_id": team, "amount": Decimal(8500)} for team in TEAMS
    ]
    credit = {"side": "credit", "cost_centre_id": "", "amount": Decimal(8500 * len(TEAMS)),
              "account": "2211.01", "account_zh": "应付职工薪酬",
              "account_en": "Payable pay"}  # fmt: skip
    return [*debits, line | credit]


def _accruals() -> list[dict[str, Any]]:
    line = {"period": "2026-07", "department_id": "voice", "component": "base",
            "account": "1010", "accrual_amount": Decimal(9000)}  # fmt: skip
    known = {"low_amount": Decimal(8800), "high_amount": Decimal(9300),
             "budget_amount": Decimal(8900), "variance_amount": Decimal(100),
             "over_budget_probability": Decimal("0.62")}  # fmt: skip
    credit = {"entry": "credit", "component": "total", "department_id": "centre",
              "account": "accrued_pay"}  # fmt: skip
    return [line | known | {"entry": "debit"}, line | credit]


def _control(number: int, zh: str, en: str, left: str, right: str) -> dict[str, Any]:
    difference = Decimal(left) - Decimal(right)
    return {
        "period": PERIOD, "control_no": number, "left_zh": zh, "left_en": en,
        "left_amount": Decimal(left), "right_zh": "引擎合计", "right_en": "Engine",
        "right_amount": Decimal(right), "difference_amount": difference,
        "agrees": not difference,
    }  # fmt: skip
