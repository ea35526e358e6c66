"""Appeals as the house handles them: forms from the landing, acts and overrides in journals."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from data_contracts.refusal import Place, Refusal
from pipelines.mail import DeliveryLedger
from pipelines.period import parse_period
from pipelines.settings import now
from pipelines.settlement.corrections import override_journal, overrides
from pipelines.settlement.journal import Journal
from pipelines.settlement.results import published
from pipelines.settlement.settling import Settling
from pipelines.warehouse import fetched, has_table
from scoring.settlement import (
    AppealContext,
    AppealEvent,
    AppealForm,
    Case,
    Override,
    case_of,
    deadline_of,
    permitted,
)

JUDGED_MARTS = frozenset({"evaluations"})
_FORMS = """
select appeal_id, agent_id, period, trace_node_id, claimed_value, reason_code, evidence_sha256,
    submitted_at
from landing.appeals
qualify row_number() over (partition by appeal_id order by landing_date desc, source_row desc) = 1
order by submitted_at, appeal_id
"""
_EVALUATORS = """
select distinct evaluator_id from marts.evaluations
where agent_id = $agent and business_date between $first and $last and evaluator_id is not null
"""
_BELOW = """
with recursive below as (
    select node_id, kind, inputs, rule_ref from scoring.trace_nodes
    where period = $period and agent_id = $agent and node_id = $node
    union
    select nodes.node_id, nodes.kind, nodes.inputs, nodes.rule_ref
    from scoring.trace_nodes as nodes
    inner join below on nodes.parent_id = below.node_id
    where nodes.period = $period and nodes.agent_id = $agent
)
select node_id, kind, inputs, rule_ref from below
"""


@dataclass(frozen=True)
class AppealDesk:
    """Reading appeals, acting on them, and entering the overrides that they lead to."""

    settling: Settling

    def cases(self) -> list[Case]:
        """Every appeal as it stands by the published copy, oldest form first."""
        with published(self.settling.house) as connection:
            return self.cases_in(connection)

    def cases_in(self, connection: duckdb.DuckDBPyConnection) -> list[Case]:
        """Every appeal as it stands by a warehouse: its forms, trace, marts and people."""
        acts: dict[str, list[AppealEvent]] = defaultdict(list)
        for _, event in self._acts.records():
            acts[event.appeal_id].append(event)
        return [
            case_of(form, self._context(connection, form), acts[form.appeal_id])
            for form in _forms(connection)
        ]

    def act(self, appeal_id: str, act: Any, by: str, **told: Any) -> Case:
        """Record the next act on an appeal; `told` are fields of AppealEvent.

        Raises Refusal where the act does not fit, where the person may not decide, and where the
        scorer or the person who appeals would.
        """
        with self._acts.held():
            event = AppealEvent(appeal_id, act, now(), by, **told)
            case = self._case(appeal_id)
            if act in {"uphold", "partly", "reject"}:
                self.settling.today.require_may_decide_appeals(by)
            after = permitted(case, event)
            self._acts.append(event)
        return after

    def override(
        self, *, period: str, agent_id: str, metric: str, variant: str, figure: Any,
        old_value: Decimal | None, new_value: Decimal | None, by: str, reasons: tuple[str, str],
        expires_on: date | None = None, appeal_id: str | None = None,
    ) -> Override:  # fmt: skip
        """Enter a corrected figure; with `appeal_id` the upheld appeal is applied by it.

        Raises Refusal where nothing changes, or where the appeal cannot be applied.
        """
        if old_value == new_value:
            raise Refusal(
                "the corrected figure is the old one",
                place=Place("--new"),
                value=None if new_value is None else str(new_value),
                next_step="give the figure as it should be",
            )
        journal = override_journal(self.settling.house)
        with journal.held():
            entered = Override(
                f"O{len(overrides(self.settling.house)) + 1:05d}",
                period, agent_id, metric, variant, figure, old_value, new_value, *reasons,
                by, now(), expires_on, appeal_id,
            )  # fmt: skip
            if appeal_id:
                self.act(appeal_id, "apply", by, correction=f"override {entered.override_id}")
            journal.append(entered)
        return entered

    @cached_property
    def _acts(self) -> Journal:
        path = self.settling.house.control / "settlement" / "appeals.jsonl"
        return Journal(path, {"act": AppealEvent})

    def _case(self, appeal_id: str) -> Case:
        for case in self.cases():
            if case.form.appeal_id == appeal_id:
                return case
        raise Refusal(
            "there is no such appeal",
            place=Place("appeals"),
            value=appeal_id,
            next_step="callfloor appeals list; a form that was just handed in needs a run first",
        )

    def _context(self, connection: duckdb.DuckDBPyConnection, form: AppealForm) -> AppealContext:
        nodes = connection.execute(
            _BELOW, {"period": form.period, "agent": form.agent_id, "node": form.trace_node_id}
        ).fetchall()
        rule_refs = {node: rule for node, _, _, rule in nodes}
        judged = any(kind == "source" and _is_judged(inputs) for _, kind, inputs, _ in nodes)
        return AppealContext(
            submitted_on=self._local_day(form.submitted_at),
            deadline=self._deadline(connection, form),
            scorers=_evaluators(connection, form) if judged else frozenset(),
            rule_ref=rule_refs.get(form.trace_node_id),
        )

    def _deadline(self, connection: duckdb.DuckDBPyConnection, form: AppealForm) -> date | None:
        """Counted from the first delivery of the month to the person; None without an address.

        Before there is one it is today's, because the run that asks is the one that delivers.
        """
        addresses = connection.execute(
            "select email from staging.stg_people__employees "
            "where agent_id = ? and email is not null",
            [form.agent_id],
        ).fetchall()
        if not addresses:
            return None
        delivered = [
            row.delivered_at
            for row in self._deliveries
            if row.period == form.period and row.recipient in {email for (email,) in addresses}
        ]
        since = self._local_day(min(delivered, default=now()))
        days = self.settling.approvals.on(since).appeal_window_workdays
        return deadline_of(since, days, self._is_workday)

    def _is_workday(self, day: date) -> bool:
        return self.settling.centre.calendar.day_class(day) == "workday"

    @cached_property
    def _deliveries(self) -> Sequence[Any]:
        ledger = DeliveryLedger(self.settling.house.control / "deliveries.jsonl")
        return [row for row in ledger.rows() if row.status in {"sent", "written"}]

    def _local_day(self, moment: datetime) -> date:
        zone = ZoneInfo(self.settling.centre.settings.zone)
        return moment.replace(tzinfo=UTC).astimezone(zone).date()


def _forms(connection: duckdb.DuckDBPyConnection) -> list[AppealForm]:
    """The newest delivery of every form; none where no source of forms has landed."""
    if not has_table(connection, "landing.appeals"):
        return []
    return [AppealForm(**row) for row in fetched(connection, _FORMS).to_pylist()]


def _evaluators(connection: duckdb.DuckDBPyConnection, form: AppealForm) -> frozenset[str]:
    """Everybody who evaluated the person in the month."""
    month = parse_period(form.period)
    rows = connection.execute(
        _EVALUATORS, {"agent": form.agent_id, "first": month.first, "last": month.last}
    ).fetchall()
    return frozenset(evaluator for (evaluator,) in rows)


def _is_judged(inputs: str) -> bool:
    """Whether a source node counts what people judged."""
    entries: list[Mapping[str, Any]] = json.loads(inputs)
    return any(e["name"] == "mart" and e["value"] in JUDGED_MARTS for e in entries)
