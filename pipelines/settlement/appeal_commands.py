"""The commands of appeals and overrides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from pipelines.period import parse_period
from pipelines.settlement.options import BY, MONTH, figure_of, settling_here

if TYPE_CHECKING:
    from pipelines.settlement.appeal_desk import AppealDesk
    from scoring.settlement import Case


@click.group()
def appeals() -> None:
    """Appeals against a scored or paid figure, and the overrides that follow from them."""


@appeals.command("list")
@click.option("--period", "month", help="Only this month, as 2026-06.")
def list_appeals(month: str | None) -> None:
    """Show every appeal, its state and what may be done next."""
    for case in _of_month(_desk().cases(), month):
        form = case.form
        due = f", due {case.due_on}" if case.due_on else ""
        click.echo(
            f"{form.appeal_id}  {form.period}  {form.agent_id}  {case.state}{due}  "
            f"{form.trace_node_id}  {form.reason_code}"
        )


@appeals.command()
@click.option("--period", "month", help="Only this month, as 2026-06.")
def statistics(month: str | None) -> None:
    """Count appeals by evaluator and by rule."""
    from scoring.settlement import appeal_statistics

    for row in appeal_statistics(_of_month(_desk().cases(), month)).to_pylist():
        click.echo(
            f"{row['period']}  {row['subject_kind']} {row['subject_id']}: "
            f"{row['appeals']} appeals, "
            f"{row['upheld']} upheld, {row['partly']} partly, {row['rejected']} rejected, "
            f"{row['expired']} expired, {row['open']} open"
        )


@appeals.command()
@click.argument("appeal_id")
@click.argument(
    "act",
    type=click.Choice(["triage", "ask", "answer", "uphold", "partly", "reject", "apply", "close"]),
)
@BY
@click.option("--note", default="", help="Grounds, question or answer.")
@click.option("--assignee", help="Who decides; with triage.")
@click.option("--due", type=click.DateTime(["%Y-%m-%d"]), help="Until when; with triage.")
@click.option("--correction", help="The source that was corrected; with apply.")
@click.option("--effect", help="Change of pay, as 12.50; with close.")
def act(
    appeal_id: str, act: str, by: str, note: str, assignee: str | None, due: datetime | None,
    correction: str | None, effect: str | None,
) -> None:  # fmt: skip
    """Do the next thing on one appeal: triage, ask, answer, decide, apply, close."""
    case = _desk().act(
        appeal_id,
        act,
        by,
        note=note,
        assignee=assignee,
        due_on=due.date() if due else None,
        correction=correction,
        effect_amount=figure_of("--effect", effect),
    )
    click.echo(f"{appeal_id}: {case.state}")


@appeals.command()
@MONTH
@click.option("--agent", required=True, help="The agent's login.")
@click.option("--metric", required=True, help="Metric of the semantic layer.")
@click.option("--variant", default="-", show_default=True, help="Its variant.")
@click.option("--figure", type=click.Choice(["numerator", "denominator", "value"]), required=True)
@click.option("--old", help="The figure as it is now; leave out where there is none.")
@click.option("--new", help="The corrected figure; leave out for none.")
@BY
@click.option("--reason-zh", required=True)
@click.option("--reason-en", required=True)
@click.option("--expires", type=click.DateTime(["%Y-%m-%d"]), help="Last day that it holds.")
@click.option("--appeal", help="The appeal that it follows from: it becomes APPLIED.")
def override(
    month: str, agent: str, metric: str, variant: str, figure: str, old: str | None,
    new: str | None, by: str, reason_zh: str, reason_en: str, expires: datetime | None,
    appeal: str | None,
) -> None:  # fmt: skip
    """Enter a corrected figure; the next run of the month calculates with it."""
    entered = _desk().override(
        period=parse_period(month).name,
        agent_id=agent,
        metric=metric,
        variant=variant,
        figure=figure,
        old_value=figure_of("--old", old),
        new_value=figure_of("--new", new),
        by=by,
        reasons=(reason_zh, reason_en),
        expires_on=expires.date() if expires else None,
        appeal_id=appeal,
    )
    click.echo(f"override {entered.override_id} holds from the next run of {month}")


def _desk() -> AppealDesk:
    from pipelines.settlement.appeal_desk import AppealDesk

    return AppealDesk(settling_here())


def _of_month(cases: Sequence[Case], month: str | None) -> list[Case]:
    return [case for case in cases if month in (None, case.form.period)]
