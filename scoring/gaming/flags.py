"""Flags: who stands so far from peers that chance will not do as an explanation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

import numpy as np
import pandas as pd
import pyarrow as pa

from scoring.exact import rounded, shown
from scoring.gaming.detectors import DETECTORS, Detector
from scoring.gaming.frames import Column, Floats, Frame
from scoring.gaming.observed import Observed
from scoring.gaming.peers import (
    SIGN,
    Suspicious,
    compare,
    critical_z,
    exact_tail,
    figure_at_z,
)
from scoring.gaming.rules import GamingPlan, Limits, LocatedGamingRules
from scoring.period import Period
from scoring.rules.who import covers
from scoring.tables import NUMBER, table_of

FIGURE_DIGITS = 6
Locale = Literal["zh_CN", "en"]

GAMING_FLAGS = pa.schema(
    [
        pa.field(name, kind, nullable=False)
        for name, kind in (
            ("period", pa.string()),
            ("agent_id", pa.string()),
            ("detector", pa.string()),
            ("name_zh", pa.string()),
            ("name_en", pa.string()),
            ("severity", pa.string()),
            ("cases", pa.int64()),
            ("exposure", pa.int64()),
            ("figure", NUMBER),
            ("peer_figure", NUMBER),
            ("threshold", NUMBER),
            ("z", NUMBER),
            ("peers", pa.int64()),
            ("evidence_zh", pa.string()),
            ("evidence_en", pa.string()),
            ("rule_ref", pa.string()),
        )
    ]
)


@dataclass(frozen=True)
class Found:
    """The month's flags, and how many persons each detector compared to find them."""

    flags: pa.Table
    compared: dict[str, int]


def gaming_flags(rules: LocatedGamingRules, period: str, observed: Observed) -> Found:
    """Flags of the month (period as 2026-06), one row per person and detector that stands out.

    A flag needs all of: beyond the critical z and the exact tail, `min_cases`, and `min_ratio`
    to the peers. Persons are compared with those of the same role. Raises Refusal where a rule
    is missing or changes within the month.
    """
    plan = rules.in_month(Period.of(period))
    detectors = [detector for detector in DETECTORS if detector.name in plan.limits]
    standings = {detector.name: _standings(detector, plan, observed) for detector in detectors}
    compared = {name: len(standing) for name, standing in standings.items()}
    family = max(1, sum(compared.values()))
    rows = [
        {"period": period, **row}
        for detector in detectors
        for row in _flagged(detector, plan, standings[detector.name], family)
    ]
    rows.sort(key=lambda row: row["agent_id"])
    return Found(table_of(rows, GAMING_FLAGS), compared)


def flag_texts(flags: pa.Table, locale: Locale) -> dict[str, str]:
    """By agent: 'short calls 11.8% (peers 0.1%); …', to stand beside the score."""
    name = "name_zh" if locale == "zh_CN" else "name_en"
    form, joint = ("{}{}（同侪 {}）", "；") if locale == "zh_CN" else ("{} {} (peers {})", "; ")
    told: dict[str, list[str]] = {}
    for row in flags.to_pylist():
        figures = (_percent(row[key]) for key in ("figure", "peer_figure"))
        told.setdefault(row["agent_id"], []).append(form.format(row[name], *figures))
    return {agent: joint.join(texts) for agent, texts in told.items()}


def _standings(detector: Detector, plan: GamingPlan, observed: Observed) -> Frame:
    """Everybody whom the detector compares, role by role."""
    limits = plan.limits[detector.name]
    tally = detector.tally(observed, plan.cases)
    roles = tally["agent_id"].map(observed.roles)
    groups = [
        compare(
            tally[roles.isna() if role is None else roles == role],
            detector.suspicious,
            min_exposure=limits.min_exposure,
            min_peers=plan.min_peers,
        )
        for role in sorted(set(observed.roles.values()), key=str)
        if covers(plan.applies_to, role)
    ]
    return pd.concat(groups, ignore_index=True) if groups else pd.DataFrame()


def _flagged(
    detector: Detector, plan: GamingPlan, standing: Frame, family: int
) -> list[dict[str, Any]]:
    if standing.empty:
        return []
    limits, error = plan.limits[detector.name], plan.family_error / family
    critical = critical_z(standing["freedom"], error)
    judged = standing.assign(
        threshold=_threshold(standing, detector.suspicious, critical, limits),
        ratio=_ratio(standing, detector.suspicious),
    )
    stands_out = (
        (judged["z"] >= critical)
        & (exact_tail(standing, detector.suspicious) <= error)
        & (judged["ratio"] >= float(limits.min_ratio))
        & (_speaking_cases(standing, detector.suspicious) >= limits.min_cases)
    )
    return [_row(detector, plan, row) for row in judged[stands_out].to_dict("records")]


def _threshold(standing: Frame, suspicious: Suspicious, critical: Floats, limits: Limits) -> Floats:
    """The figure from which on a flag is possible: by z and by the ratio to peers."""
    by_z, peer = figure_at_z(standing, suspicious, critical), standing["peer_figure"].to_numpy()
    if suspicious == "below":
        return np.minimum(by_z, peer / float(limits.min_ratio))
    by_count = limits.min_cases / standing["exposure"].to_numpy(float)
    return np.maximum(np.maximum(by_z, peer * float(limits.min_ratio)), by_count)


def _speaking_cases(standing: Frame, suspicious: Suspicious) -> Column:
    """The cases found, or those that peers would have had where few are suspicious."""
    if suspicious == "above":
        return standing["cases"]
    return standing["peer_figure"] * standing["exposure"]


def _ratio(standing: Frame, suspicious: Suspicious) -> Column:
    """The cases over those of peers, or under them; half a case is added to both."""
    peers = standing["peer_figure"] * standing["exposure"]
    return ((standing["cases"] + 0.5) / (peers + 0.5)) ** SIGN[suspicious]


def _row(detector: Detector, plan: GamingPlan, row: Mapping[Any, Any]) -> dict[str, Any]:
    cases, exposure = int(row["cases"]), int(row["exposure"])
    figure = rounded(Fraction(cases, exposure), FIGURE_DIGITS)
    peer = _decimal(row["peer_figure"])
    words = {
        **asdict(plan.cases),
        "cases": f"{cases:,}",
        "exposure": f"{exposure:,}",
        "figure": _percent(figure),
        "peer": _percent(peer),
    }
    serious = row["ratio"] >= float(plan.limits[detector.name].serious_ratio)
    return {
        "agent_id": row["agent_id"],
        "detector": detector.name,
        "name_zh": detector.name_zh,
        "name_en": detector.name_en,
        "severity": "serious" if serious else "review",
        "cases": cases,
        "exposure": exposure,
        "figure": figure,
        "peer_figure": peer,
        "threshold": _decimal(row["threshold"]),
        "z": _decimal(row["z"]),
        "peers": int(row["peers"]),
        "evidence_zh": detector.evidence_zh.format(**words),
        "evidence_en": detector.evidence_en.format(**words),
        "rule_ref": plan.rule_refs[detector.name],
    }


def _decimal(value: float) -> Decimal:
    """A statistic as a decimal, once, at FIGURE_DIGITS."""
    return rounded(Fraction(value), FIGURE_DIGITS)


def _percent(share: Decimal) -> str:
    return f"{shown(rounded(share * 100, 1), 1)}%"
