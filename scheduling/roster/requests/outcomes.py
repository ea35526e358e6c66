"""Every request with its outcome: granted or refused, the binding reason, the price."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from scheduling.roster.requests.clash import clash
from scheduling.roster.requests.finished import Alternative, FinishedRoster
from scheduling.roster.response.encoding import SLOTS
from scheduling.roster.response.problem import RosterProblem, Wish, Worker
from scheduling.roster.response.solve import Duty

_EPS = 1e-6


def request_rows(
    problem: RosterProblem, duties: Sequence[Duty], first: date
) -> list[dict[str, Any]]:
    """Rows of outputs/roster_requests, by person and day; `first` is the horizon's Monday.

    The price of a refused request is what the best line of the person that grants it adds to the
    objective, the others' lines staying, apart from the request's own weight: it is refused
    because that is more than the weight.
    """
    finished = FinishedRoster(problem, duties)
    return [
        row
        for worker in problem.people
        for wish in worker.wishes
        for row in _rows(finished, worker, wish, first)
    ]


def _rows(
    finished: FinishedRoster, worker: Worker, wish: Wish, first: date
) -> list[dict[str, Any]]:
    days = range(finished.problem.days) if wish.day is None else [wish.day]
    rows: list[dict[str, Any]] = []
    for day in days:
        duty = finished.worked.get((worker.agent_id, day))
        refused = wish.refused_by(day, duty.option if duty else None)
        rows.append(
            _asked(worker, wish, first + timedelta(days=day))
            | (_refusal(finished, worker, wish, day, first) if refused else _GRANTED)
        )
    return rows


def refused_weight(requests: pa.Table | None) -> float:
    """Weights of the refused requests together."""
    rows = requests.to_pylist() if requests is not None else []
    return sum(row["weight"] for row in rows if not row["granted"])


def request_penalties(requests: pa.Table | None) -> list[dict[str, Any]]:
    """Refused requests as rows of outputs/roster_penalties, one per person and day."""
    rows = requests.to_pylist() if requests is not None else []
    sums: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        if row["granted"]:
            continue
        key = row["plan_week"], "request_refused", row["agent_id"], row["work_date"]
        held = sums.setdefault(key, {"amount": 0.0, "zh": [], "en": []})
        held["amount"] += row["weight"]
        wants, _, detail = row["request"].partition(" ")
        zh, en = (f"{name} {detail}".rstrip() for name in _WANTED[wants])
        held["zh"].append(f"{zh}：{row['reason_zh']}")
        held["en"].append(f"{en}: {row['reason_en']}")
    return [
        dict(zip(("plan_week", "penalty", "agent_id", "work_date"), key, strict=True))
        | {
            "amount": held["amount"],
            "note_zh": "；".join(held["zh"]),
            "note_en": "; ".join(held["en"]),
        }
        for key, held in sums.items()
    ]


_WANTED = {"off": ("休息", "day off"), "work": ("上班", "work"), "shift": ("班次", "shift")}
_GRANTED: dict[str, Any] = {
    "granted": True,
    "reason_code": "granted",
    "reason_zh": "已满足",
    "reason_en": "granted",
    "coverage_cost_half_hours": 0.0,
    "price": 0.0,
}


def _asked(worker: Worker, wish: Wish, day: date) -> dict[str, Any]:
    codes = ",".join(sorted(wish.codes))
    span = "" if (wish.earliest_min, wish.latest_min) == (0, 2880) else _span(wish)
    return {
        "plan_week": day - timedelta(days=day.weekday()),
        "agent_id": worker.agent_id,
        "work_date": day,
        "request": " ".join(part for part in (wish.wants, codes, span) if part),
        "weight": wish.weight,
    }


def _span(wish: Wish) -> str:
    return f"{_clock(wish.earliest_min)}-{_clock(wish.latest_min)}"


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _refusal(
    finished: FinishedRoster, worker: Worker, wish: Wish, day: int, first: date
) -> dict[str, Any]:
    asked = Wish(wish.wants, wish.weight, day, wish.codes, wish.earliest_min, wish.latest_min)
    other = finished.granting(worker.agent_id, asked)
    if other is None:
        why = clash(finished.problem, worker, (asked,))
        rules = ("?", "?", "?") if why is None else (",".join(why.rules), why.text_zh, why.text_en)
        return _said(f"rule:{rules[0]}", f"规则不允许：{rules[1]}", f"not allowed by: {rules[2]}")
    return _priced(finished, other, wish.weight, first)


def _priced(
    finished: FinishedRoster, other: Alternative, weight: float, first: date
) -> dict[str, Any]:
    price = other.cost + weight
    if price <= weight + _EPS:
        said = _said("search", "搜索未能找到更好的班表", "the search found no better roster")
    elif other.short > _EPS:
        zh, en = _worst(finished, other, first)
        said = _said(
            "coverage",
            f"将多缺 {other.short:g} 个半小时，最多在 {zh}",
            f"{other.short:g} half-hours more would be short, most at {en}",
        )
    elif other.line_cost + weight > other.coverage_cost:
        said = _said(
            "other_request", "会使本人其他更重要的请求落空", "another request of theirs weighs more"
        )
    else:
        said = _said(
            "surplus",
            "会使人员在已满足的时段富余",
            "people would be where there are enough already",
        )
    return said | {"coverage_cost_half_hours": max(0.0, other.short), "price": price}


def _said(code: str, zh: str, en: str) -> dict[str, Any]:
    return {
        "granted": False,
        "reason_code": code,
        "reason_zh": zh,
        "reason_en": en,
        "coverage_cost_half_hours": None,
        "price": None,
    }


def _worst(finished: FinishedRoster, other: Alternative, first: date) -> tuple[str, str]:
    """Where shortage grows most, queue and wall clock."""
    queue, slot = np.unravel_index(int(np.argmax(other.shorter)), other.shorter.shape)
    day, half = divmod(int(slot), SLOTS)
    at = f"{first + timedelta(days=day)} {_clock(half * 30)}"
    name = finished.problem.queues[int(queue)]
    return f"{at}（{name}）", f"{at} ({name})"
