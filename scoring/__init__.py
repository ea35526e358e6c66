"""Scoring: metric values → scorecard → points → pay, and the trace of every number.

Belongs here: rule files as typed plans (`rules/`), the scoring functions (`functions/`), the
composition of scores, the points ledger, pay (`pay/`), and the trace with its checker and its
telling. Takes YAML texts and Arrow tables, returns Arrow tables by data_contracts/outputs.
Must stay out: the clock, the disk, databases, orchestration, workbooks, and how a metric is
computed. Arithmetic is exact from the first step: decimals and fractions, never floats.

    rules = compile_rules(documents, metrics)
    done = calculate(rules, "2026-06", people, metric_values, work_done)
    print(explain(done.trace_nodes, "A1001", "zh_CN"))
    assert check_trace(done.trace_nodes) == []
"""

from scoring.calculation import calculate
from scoring.catalogue import Catalogue, Metric
from scoring.explanation import explain
from scoring.grades import score_bands
from scoring.notices import Notice
from scoring.result import Scoring
from scoring.rules.compiled import Rules, compile_rules
from scoring.run import Facts
from scoring.trace_check import check_trace

__all__ = [
    "Catalogue",
    "Facts",
    "Metric",
    "Notice",
    "Rules",
    "Scoring",
    "calculate",
    "check_trace",
    "compile_rules",
    "explain",
    "score_bands",
]
