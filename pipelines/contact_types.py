"""Metrics by contact type, for scorecards that weigh an item by it (scoring.md 4.1 F12 a).

Belongs here: which metrics and types the scorecards ask for, and a metric made of the rows of
one type only. A metric can be cut where the semantic layer gives its mart the dimension
`contact_type`; the compiler refuses the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from data_contracts.located_yaml import LocatedYaml
from pipelines.metrics import Metric
from scoring.catalogue import of_contact_type

_DIMENSION = "contact_type"
_WEIGHTS = "weight_by_contact_type"


def with_contact_types(
    metrics: Iterable[Metric], scorecards: Iterable[LocatedYaml]
) -> tuple[Metric, ...]:
    """The metrics, and each metric that a scorecard weighs by contact type once per type."""
    known = {metric.name: metric for metric in metrics}
    asked = sorted({pair for document in scorecards for pair in _asked(document.data)})
    for name, contact_type in asked:
        metric = known.get(name)
        if metric is not None and _DIMENSION in metric.dimension_columns:
            cell = _of_type(metric, contact_type)
            known[cell.name] = cell
    return tuple(known.values())


def metric_named(name: str, metrics: Mapping[str, Metric]) -> Metric:
    """A metric by its name, of one contact type where the name says so."""
    whole, _, contact_type = name.partition("@")
    return _of_type(metrics[whole], contact_type) if contact_type else metrics[whole]


def _asked(data: Any) -> Iterator[tuple[str, str]]:
    """The metrics and types of every weight by contact type in a file."""
    if isinstance(data, Mapping):
        weights = data.get(_WEIGHTS)
        for contact_type in weights if isinstance(weights, Mapping) else ():
            yield str(data.get("metric")), str(contact_type)
    children = data.values() if isinstance(data, Mapping) else data
    for child in children if isinstance(data, Mapping | list) else ():
        yield from _asked(child)


def _of_type(metric: Metric, contact_type: str) -> Metric:
    """The metric over the rows of one contact type; nothing is known of who has none."""
    quoted = "'" + contact_type.replace("'", "''") + "'"
    column = metric.dimension_columns[_DIMENSION]
    numerator, denominator = (
        f"case when {column} = {quoted} then {sql} end" if sql else None
        for sql in (metric.numerator_sql, metric.denominator_sql)
    )
    return replace(
        metric,
        name=of_contact_type(metric.name, contact_type),
        name_zh=f"{metric.name_zh} · {contact_type}",
        name_en=f"{metric.name_en} · {contact_type}",
        numerator_sql=numerator or "",
        denominator_sql=denominator,
    )
