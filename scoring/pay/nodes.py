"""One component on its way into the trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.arrow_text import Texts
from scoring.columns import Figures, Rows
from scoring.exact import MONEY_DIGITS, SCORE_DIGITS
from scoring.pay.amounts import Amounts
from scoring.pay.components import Paid
from scoring.trace import Frame, Input, Text, Trace


@dataclass(frozen=True)
class Nodes:
    """Where the nodes of one component go."""

    trace: Trace
    paid: Paid
    amounts: Amounts

    @property
    def path(self) -> str:
        """The node of the component itself."""
        return f"pay/{self.amounts.component.id}"

    def node(
        self,
        rows: Rows,
        path: str | Texts,
        parent: str | Texts,
        kind: str,
        operation: str,
        inputs: Sequence[Input],
        output: Figures,
        notes: tuple[Text, Text],
    ) -> None:
        """A node of money for these rows of People."""
        money = kind in ("round", "source")
        self.trace.add(
            Frame(
                rows=rows,
                path=path,
                parent=parent,
                kind=kind,
                operation=operation,
                inputs=inputs,
                output=output,
                notes=notes,
                unit=self.paid.plan.currency,
                digits=MONEY_DIGITS if money else SCORE_DIGITS,
                rule_ref=self.amounts.component.rule_ref,
            )
        )
