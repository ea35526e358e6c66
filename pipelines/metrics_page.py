"""docs/metrics.md, written from the semantic layer.

`python -m pipelines.metrics_page --write` brings the page up to date; a test proves it current.
Belongs here: the words of the page. The metrics themselves come from `pipelines.metrics`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from pipelines.metrics import Metric, parse_semantics, read_metrics

PROJECT = Path(__file__).resolve().parent.parent
PAGE = PROJECT / "docs" / "metrics.md"
_INTRODUCTION = """# Metrics

Made from `dbt_project/models/semantic` by `python -m pipelines.metrics_page --write`; do not edit.

Every figure is Σ numerator ÷ Σ denominator over the period, or a plain sum; a zero denominator
leaves it empty. Ratios are kept as 0 to 1 and shown as %. `ARRIVAL` counts by the day a contact
arrived or a ticket was opened, `EVENT` by the day of the event itself, `OVERLAP` by seconds cut
at the half-hour. `↑` means that more is better, `↓` that less is.
"""
_HEAD = (
    "| id | metric | 指标 | unit | basis | for | what it is | 定义 |\n"
    "|---|---|---|---|---|---|---|---|"
)
_ARROWS = {"up": " ↑", "down": " ↓", "none": ""}


def metrics_page(metrics: Iterable[Metric]) -> str:
    """The page: one table per mart, metrics by id."""
    by_mart: dict[str, list[Metric]] = {}
    for metric in sorted(metrics, key=lambda m: (m.mart, m.id, m.variant)):
        by_mart.setdefault(metric.mart, []).append(metric)
    sections = [
        "\n".join([f"## From `{mart}`", "", _HEAD, *map(_row, rows)])
        for mart, rows in by_mart.items()
    ]
    return "\n\n".join([_INTRODUCTION.rstrip(), *sections]) + "\n"


def _row(metric: Metric) -> str:
    variant = "" if metric.variant == "-" else f" {metric.variant}"
    subjects = ", ".join([*sorted(metric.subject_columns), "centre"])
    cells = (
        f"{metric.id}{variant}",
        f"`{metric.name}` {metric.name_en}{_ARROWS[metric.direction]}",
        metric.name_zh,
        metric.unit,
        metric.basis,
        subjects,
        metric.description,
        metric.definition_zh,
    )
    return "| " + " | ".join(cells) + " |"


def main(arguments: list[str]) -> int:
    """Compare, or with --write replace, docs/metrics.md. Returns 1 where it is not current."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("CALLFLOOR_WAREHOUSE", str(Path(folder) / "warehouse.duckdb"))
        manifest = parse_semantics(
            PROJECT / "dbt_project", target_path=Path(folder) / "target", zone="UTC"
        )
        page = metrics_page(read_metrics(manifest))
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page:
        return 0
    if "--write" not in arguments:
        print("not current: docs/metrics.md; run python -m pipelines.metrics_page --write")
        return 1
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
