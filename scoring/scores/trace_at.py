"""Where the trace nodes of a scored group go, and what gates say in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scoring.arrow_text import Texts, filled
from scoring.catalogue import MetricRef
from scoring.columns import Figures, Mask, Rows
from scoring.exact import SCORE_DIGITS
from scoring.functions.gate import Multipliers
from scoring.gates import Fired
from scoring.inputs import Measured
from scoring.metric_trace import trace_metric
from scoring.scores.texts import Told
from scoring.trace import Each, Frame, Input, Text, Trace, encoded

SCORE_UNIT = "score"
Path = str | pa.Array


@dataclass(frozen=True)
class ScoreTrace:
    """Where the nodes of a group go: `rows` are its rows of the trace's people, `prefix` comes
    before each node id, and `parent` is the node that the total feeds."""

    trace: Trace
    rows: Rows
    prefix: str | pa.Array

    def path(self, ending: str, who: Rows) -> Path:
        """The path of a node for some people of the group."""
        if isinstance(self.prefix, str):
            return f"score/{self.prefix}{ending}"
        return filled("score/", self.prefix.take(pa.array(who)), ending)

    def metric(self, metric: MetricRef, found: Measured, who: Rows, name: str, parent: str) -> None:
        """A metric of those of `who` that have it, down to its sums."""
        who = who[found.present[who]]
        paths = (self.path(name, who), self.path(parent, who))
        trace_metric(self.trace, metric, found.take(who), self.rows[who], *paths)

    def add(
        self,
        who: Rows,
        ending: str,
        parent: Path | None,
        kind: str,
        operation: str,
        inputs: Sequence[Input],
        output: Figures,
        notes: tuple[Text, Text],
        rule_ref: str | Texts | None,
        unit: str = SCORE_UNIT,
    ) -> None:
        """One node for some people of the group."""
        self.trace.add(
            Frame(
                rows=self.rows[who],
                path=self.path(ending, who),
                parent=parent,
                kind=kind,
                operation=operation,
                inputs=inputs,
                output=output,
                notes=notes,
                unit=unit,
                digits=SCORE_DIGITS,
                rule_ref=rule_ref,
            )
        )


def notes_of(told: Told, who: Rows) -> tuple[pa.Array, pa.Array]:
    """The texts of some people, in Chinese and English."""
    rows = pa.array(who)
    return told.zh.take(rows), told.en.take(rows)


def gate_inputs(fired: Sequence[Fired], multipliers: Multipliers, who: Rows) -> list[Input]:
    """The gates that act on each person, as [action, value, figure, operator, threshold]."""
    return [("gates", fired_told(fired, who)), ("multipliers", multipliers)]


def fired_told(fired: Sequence[Fired], who: Rows) -> Each:
    """Each gate with the condition that held, complete enough to test it again."""
    texts = [""] * len(who)
    for gate in fired:
        rule, figures = gate.plan.rule, gate.figure.take(who).written().to_pylist()
        before, after = (
            encoded([rule.action, rule.value])[:-1],
            encoded([rule.operator, rule.threshold])[1:],
        )
        for place in np.flatnonzero(gate.who[who]):
            one = f'{before},"{figures[place]}",{after}'
            texts[place] = f"{texts[place]},{one}" if texts[place] else one
    return Each([f"[{text}]" for text in texts])


def fired_metrics(at: ScoreTrace, fired: Sequence[Fired], name: str, among: Mask) -> None:
    """Under a gate node, the metrics that made it act."""
    for gate in fired:
        who = np.flatnonzero(gate.who & among)
        at.metric(gate.plan.metric, gate.found, who, f"{name}.{gate.plan.id}", name)
