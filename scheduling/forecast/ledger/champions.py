"""Champion and challengers: who forecasts a queue, decided by errors at the same origins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from scheduling.forecast.models import BLEND

CHAMPION, CHALLENGER = "champion", "challenger"
KEEP, PROMOTE, RETRAIN = "keep", "promote", "retrain"
FEWEST_ORIGINS = 8
_BETTER = 0.98
_WON_SHARE = 0.75
_WORSE = 1.25
_LOWEST_COVERAGE = 0.80
_RECENT = 4
_WHY = {
    KEEP: ("误差与覆盖率正常，无挑战者显著更好", "errors and coverage as usual; nobody is better"),
    PROMOTE: ("同一批起点上误差低 2% 以上且至少四分之三胜出",
              "over 2 % lower errors at the same origins, won three of four"),
    RETRAIN: ("近期误差比以往高 25% 以上，或区间覆盖率低于 80%",
              "recent errors over 25 % above before, or coverage under 80 %"),
}  # fmt: skip

CHAMPIONS = pa.schema(
    [
        ("plan_week", pa.date32()),
        ("queue_id", pa.string()),
        ("model", pa.string()),
        ("role", pa.string()),
        ("origins", pa.int64()),
        ("wape", pa.float64()),
        ("recent_wape", pa.float64()),
        ("coverage", pa.float64()),
        ("won_share", pa.float64()),
        ("decision", pa.string()),
        ("why_zh", pa.string()),
        ("why_en", pa.string()),
    ]
)


def champions(
    judged: Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]],
    current: Mapping[str, str],
    *,
    plan_week: date,
) -> pa.Table:
    """Rows of outputs/forecast_champions: every model of every queue, and the week's decision.

    judged: queue -> model -> rows of a backtest one week ahead (wape, coverage), newest origin
    first, the same origins for every model. current: each queue's champion so far (else the
    blend). A challenger is promoted that is 2 % better over at least eight origins and won three
    of four; the champion is to be retrained (its past looked at anew: shifts, calendar, outages)
    when its last four errors are a quarter above those before or its intervals hold under 80 %.
    """
    rows: list[dict[str, Any]] = []
    for queue_id, models in sorted(judged.items()):
        champion = current.get(queue_id, BLEND)
        own = _wapes(models.get(champion, ()))
        better = _promoted(models, champion, own)
        for model, found in models.items():
            if model == champion:
                decision = RETRAIN if better is None and _degraded(found) else KEEP
            else:
                decision = PROMOTE if model == better else KEEP
            role = CHAMPION if model == champion else CHALLENGER
            rows.append(
                {"plan_week": plan_week, "queue_id": queue_id, "model": model, "role": role}
                | _figures(found, own)
                | {"decision": decision, "why_zh": _WHY[decision][0], "why_en": _WHY[decision][1]}
            )
    return pa.Table.from_pylist(rows, schema=CHAMPIONS)


def current_champions(ledger: pa.Table, before: date) -> dict[str, str]:
    """Each queue's champion for a plan week, by the latest decision before it."""
    decided = [row for row in ledger.to_pylist() if row["plan_week"] < before]
    decided.sort(key=lambda row: (row["plan_week"], row["decision"] == PROMOTE))
    return {
        row["queue_id"]: row["model"]
        for row in decided
        if row["role"] == CHAMPION or row["decision"] == PROMOTE
    }


def _promoted(
    models: Mapping[str, Sequence[Mapping[str, Any]]], champion: str, own: Sequence[float]
) -> str | None:
    best: tuple[float, str] | None = None
    for model, found in models.items():
        wapes = _wapes(found)
        if model == champion or len(wapes) != len(own) or len(own) < FEWEST_ORIGINS:
            continue
        ratio = float(np.mean(wapes) / max(float(np.mean(own)), 1e-12))
        won = float(np.mean(np.array(wapes) < np.array(own)))
        if ratio <= _BETTER and won >= _WON_SHARE and (best is None or ratio < best[0]):
            best = (ratio, model)
    return best[1] if best else None


def _degraded(found: Sequence[Mapping[str, Any]]) -> bool:
    wapes = _wapes(found)
    if len(wapes) < FEWEST_ORIGINS:
        return False
    worse = np.mean(wapes[:_RECENT]) > _WORSE * np.median(wapes[_RECENT:])
    held = np.mean([row["coverage"] for row in found[:_RECENT]])
    return bool(worse or held < _LOWEST_COVERAGE)


def _figures(found: Sequence[Mapping[str, Any]], own: Sequence[float]) -> dict[str, Any]:
    wapes = _wapes(found)
    same = len(wapes) == len(own) and bool(wapes)
    return {
        "origins": len(wapes),
        "wape": float(np.mean(wapes)) if wapes else None,
        "recent_wape": float(np.mean(wapes[:_RECENT])) if wapes else None,
        "coverage": float(np.mean([row["coverage"] for row in found])) if found else None,
        "won_share": float(np.mean(np.array(wapes) < np.array(own))) if same else None,
    }


def _wapes(found: Sequence[Mapping[str, Any]]) -> list[float]:
    return [row["wape"] for row in found if row["wape"] is not None]
