"""Appeals: a person disputes a node of the trace; somebody who did not score it decides.

SUBMITTED → TRIAGED → (NEED_INFO) → UPHELD | REJECTED | PARTLY → APPLIED → CLOSED; EXPIRED where
the window has passed (scoring.md 4.9). What is upheld is applied by a corrected source or an
override row, never by touching a result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Literal

import pyarrow as pa

from data_contracts.refusal import Place, Refusal
from scoring.settlement.tables import APPEAL_CASES, table_of

AppealState = Literal[
    "SUBMITTED", "TRIAGED", "NEED_INFO", "UPHELD", "PARTLY", "REJECTED", "APPLIED", "CLOSED",
    "EXPIRED",
]  # fmt: skip
Act = Literal["triage", "ask", "answer", "uphold", "partly", "reject", "apply", "close"]

NEXT: dict[tuple[AppealState, Act], AppealState] = {
    ("SUBMITTED", "triage"): "TRIAGED",
    ("TRIAGED", "ask"): "NEED_INFO",
    ("NEED_INFO", "answer"): "TRIAGED",
    ("TRIAGED", "uphold"): "UPHELD",
    ("TRIAGED", "partly"): "PARTLY",
    ("TRIAGED", "reject"): "REJECTED",
    ("UPHELD", "apply"): "APPLIED",
    ("PARTLY", "apply"): "APPLIED",
    ("APPLIED", "close"): "CLOSED",
    ("REJECTED", "close"): "CLOSED",
}
DECISIONS: frozenset[Act] = frozenset({"uphold", "partly", "reject"})


@dataclass(frozen=True)
class AppealForm:
    """What the person handed in, as contract inputs/appeals has it."""

    appeal_id: str
    agent_id: str
    period: str
    trace_node_id: str
    claimed_value: Decimal | None
    reason_code: str
    evidence_sha256: str | None
    submitted_at: datetime


@dataclass(frozen=True)
class AppealContext:
    """What the house knows about the disputed node.

    `scorers` are the people whose judgement the node rests on (evaluators); `rule_ref` is the
    rule it follows; `submitted_on` is the local day of the form, `deadline` the last day of the
    window, None where the result was not delivered yet.
    """

    submitted_on: date
    deadline: date | None = None
    scorers: frozenset[str] = frozenset()
    rule_ref: str | None = None


@dataclass(frozen=True)
class AppealEvent:
    """One act on an appeal. `correction` names the override or the source that was changed."""

    appeal_id: str
    act: Act
    at: datetime
    by: str
    note: str = ""
    assignee: str | None = None
    due_on: date | None = None
    correction: str | None = None
    effect_amount: Decimal | None = None


@dataclass(frozen=True)
class Case:
    """An appeal as it stands."""

    form: AppealForm
    context: AppealContext
    state: AppealState = "SUBMITTED"
    assignee: str | None = None
    due_on: date | None = None
    decision: Literal["UPHELD", "PARTLY", "REJECTED"] | None = None
    decider: str | None = None
    decided_at: datetime | None = None
    correction: str | None = None
    effect_amount: Decimal | None = None


def deadline_of(delivered_on: date, workdays: int, is_workday: Callable[[date], bool]) -> date:
    """The last day on which a result delivered on `delivered_on` may be disputed.

    The day of delivery does not count; days off by the centre's calendar do not either.
    """
    day, left = delivered_on, workdays
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    return day


def case_of(form: AppealForm, context: AppealContext, events: Iterable[AppealEvent]) -> Case:
    """The appeal after `events`, oldest first. Raises Refusal where one cannot follow."""
    late = context.deadline is not None and context.submitted_on > context.deadline
    case = Case(form, context, state="EXPIRED" if late else "SUBMITTED")
    for event in events:
        case = _after(case, event)
    return case


def permitted(case: Case, event: AppealEvent) -> Case:
    """The appeal after `event`, which is about to be recorded.

    Raises Refusal where the act does not fit the state, where the person who scored or who
    appeals would decide, and where something upheld is applied without naming what was corrected.
    """
    after = _after(case, event)
    if event.act in DECISIONS and event.by in case.context.scorers:
        raise _refused(
            case, f"{event.by} scored this and cannot decide on it", "let another decide"
        )
    if event.act in DECISIONS and event.by == case.form.agent_id:
        raise _refused(case, f"{event.by} appeals and cannot decide", "let another decide")
    if event.act == "apply" and not event.correction:
        raise _refused(
            case,
            "an appeal is applied by a corrected source or an override row",
            "name the override, or the source that was corrected",
        )
    if event.act == "triage" and not event.assignee:
        raise _refused(case, "nobody was assigned to the appeal", "name the person who decides")
    return after


def cases_table(cases: Iterable[Case]) -> pa.Table:
    """The appeals as contract outputs/appeal_cases has them."""
    return table_of((_row(case) for case in cases), APPEAL_CASES)


def _after(case: Case, event: AppealEvent) -> Case:
    state = NEXT.get((case.state, event.act))
    if state is None:
        acts = [act for before, act in NEXT if before == case.state]
        raise _refused(
            case,
            f"'{event.act}' does not follow the state {case.state}",
            f"possible now: {', '.join(acts) or 'nothing, the appeal has ended'}",
        )
    after = replace(
        case,
        state=state,
        assignee=event.assignee or case.assignee,
        due_on=event.due_on or case.due_on,
        correction=event.correction or case.correction,
        effect_amount=case.effect_amount if event.effect_amount is None else event.effect_amount,
    )
    if state == "UPHELD" or state == "PARTLY" or state == "REJECTED":
        return replace(after, decision=state, decider=event.by, decided_at=event.at)
    return after


def _row(case: Case) -> dict[str, object]:
    own = {name: getattr(case, name) for name in APPEAL_CASES.names if hasattr(case, name)}
    known = {"rule_ref": case.context.rule_ref, "deadline": case.context.deadline}
    return asdict(case.form) | known | own


def _refused(case: Case, what: str, next_step: str) -> Refusal:
    place = Place("appeals", key=case.form.appeal_id)
    return Refusal(what, place=place, next_step=next_step)
