"""A metric as trace nodes, down to its numerator and denominator, for many people at once."""

from __future__ import annotations

import json

import numpy as np
import pyarrow as pa

from scoring.arrow_text import Texts, chosen, filled
from scoring.catalogue import MetricRef
from scoring.columns import Figures, Rows
from scoring.exact import SCORE_DIGITS
from scoring.inputs import Measured
from scoring.trace import Each, Frame, Input, Trace

PARTS_ZH = {"numerator": "分子", "denominator": "分母"}


def trace_metric(
    trace: Trace,
    metric: MetricRef,
    found: Measured,
    rows: Rows,
    path: str | Texts,
    parent: str | Texts,
) -> None:
    """The metric of the rows of People in `rows`, which `found` is about.

    Where numerator and denominator are known, they are nodes under it: where the trace ends
    and the mart begins.
    """
    both = found.numerator.is_known & found.denominator.is_known
    for ratio in (True, False):
        places = np.flatnonzero(both == ratio)
        if len(places):
            at = pa.array(places)
            paths, parents = (
                one if isinstance(one, str) else pa.array(one).take(at) for one in (path, parent)
            )
            some = found.take(places)
            trace.add(_metric(metric, some, rows[places], paths, parents, ratio=ratio))
            if ratio:
                for part in ("numerator", "denominator"):
                    trace.add(_part(metric, getattr(some, part), part, rows[places], paths))


def _metric(
    metric: MetricRef,
    found: Measured,
    rows: Rows,
    path: str | Texts,
    parent: str | Texts,
    *,
    ratio: bool,
) -> Frame:
    told = metric.definition
    counts = pa.array(found.n.tolist(), pa.int64()).cast(pa.string())
    value = chosen(pa.array(found.value.is_known), found.value.text(), "—")
    inputs: list[Input] = [
        ("metric", told.id),
        ("variant", metric.variant),
        ("basis", told.basis),
        ("n", Each(counts)),
    ]
    if ratio:
        for name in ("numerator", "denominator"):
            inputs.append((name, getattr(found, name), filled(path, f".{name}")))
    corrected_zh, corrected_en = _corrections(found)
    if found.corrected is not None:
        encoded_texts = [json.dumps(text, ensure_ascii=False) for text in found.corrected[1]]
        inputs.append(("override", Each(encoded_texts)))
    return Frame(
        rows=rows,
        path=path,
        parent=parent,
        kind="metric",
        operation="ratio" if ratio else "source",
        inputs=inputs,
        output=found.value,
        notes=(
            filled(f"{told.name_zh} ", value, f"（{told.id} n=", counts, "）", corrected_zh),
            filled(f"{told.name_en} ", value, f" ({told.id} n=", counts, ")", corrected_en),
        ),
        unit=told.unit,
        digits=SCORE_DIGITS,
    )


def _corrections(found: Measured) -> tuple[str | Texts, str | Texts]:
    """What to say of overrides after a metric's figure."""
    if found.corrected is None:
        return "", ""
    zh, en = found.corrected
    return (
        [f"；更正：{text}" if text else "" for text in zh],
        [f"; corrected: {text}" if text else "" for text in en],
    )


def _part(metric: MetricRef, figures: Figures, part: str, rows: Rows, parent: str | Texts) -> Frame:
    told, shown = metric.definition, figures.text()
    return Frame(
        rows=rows,
        path=filled(parent, f".{part}"),
        parent=parent,
        kind="source",
        operation="source",
        inputs=[
            ("mart", told.mart),
            ("metric", metric.name),
            ("metric_id", told.id),
            ("column", part),
        ],
        output=figures,
        notes=(
            filled(f"{told.name_zh} {PARTS_ZH[part]} ", shown),
            filled(f"{told.name_en} {part} ", shown),
        ),
        unit=told.unit,
        digits=SCORE_DIGITS,
    )
