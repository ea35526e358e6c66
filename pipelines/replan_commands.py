"""`callfloor replan`: changes of a roster in force, proposed, and carried out once accepted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from pipelines.centre import load_centre
from pipelines.settings import House, house_from_environment, now

if TYPE_CHECKING:
    from scheduling.roster.replanning import Approval, Proposal, Published

DAY = click.option(
    "--day", required=True, type=click.DateTime(["%Y-%m-%d"]), help="Local date of the change."
)
AGENT = click.option("--agent", required=True, help="The agent's login, as A1001.")
ACCEPT = click.option("--accept", type=int, help="The number of the proposal to carry out.")
BY = click.option("--by", help="Who accepts it.")
WHY = click.option("--why", help="Why it is accepted.")


def may_accept(command: Callable[..., None]) -> Callable[..., None]:
    """The options of a command whose proposals can be accepted."""
    return ACCEPT(BY(WHY(command)))


@click.group()
def replan() -> None:
    """Propose changes to a stored roster, with their effect on coverage and their legality.

    Every proposal is printed and written to out/proposals/. The roster itself stays as it is,
    unless --accept names a proposal, with who decides (--by) and why (--why).
    """


@replan.command()
@DAY
@may_accept
def breaks(day: datetime, **decision: Any) -> None:
    """Place meals and breaks anew from a day to the end of its week; shifts stay."""
    from scheduling.roster.replanning import better_breaks

    house, published, rule, n = _published(day)
    made = better_breaks(published, from_day=n, approval=rule)
    _tell(house, f"breaks-{day.date()}", published, [made], **decision)


@replan.command()
@AGENT
@DAY
@click.option("--change-price", default=20.0, show_default=True, help="Cost of a changed day.")
@may_accept
def sick(agent: str, day: datetime, change_price: float, **decision: Any) -> None:
    """Who can cover for somebody who is sick: by moved days, or by an extra shift."""
    from scheduling.roster.replanning import cover_for_sick, overtime_for_sick

    house, published, rule, n = _published(day)
    moved = cover_for_sick(published, agent, n, change_price=change_price, approval=rule)
    extra = overtime_for_sick(published, agent, n, approval=rule)
    _tell(house, f"sick-{agent}-{day.date()}", published, [*moved, *extra], **decision)


@replan.command()
@AGENT
@click.option("--with", "other", required=True, help="The login of the other person.")
@DAY
@may_accept
def swap(agent: str, other: str, day: datetime, **decision: Any) -> None:
    """Two people exchange a day."""
    from scheduling.roster.replanning import swap as exchanged

    house, published, rule, n = _published(day)
    made = exchanged(published, agent, other, n, rule)
    _tell(house, f"swap-{agent}-{other}-{day.date()}", published, [made], **decision)


@replan.command()
@AGENT
@DAY
@click.option("--shift", "code", help="Shift of extra hours; without it the day's shift goes.")
@click.option("--from", "start", help="Its start, as 09:00.")
@may_accept
def offer(agent: str, day: datetime, code: str | None, start: str | None, **decision: Any) -> None:
    """An extra shift, or time off where no shift is named."""
    from scheduling.half_hours import minute_of
    from scheduling.roster.replanning import extra_shift, time_off

    if (code is None) != (start is None):
        raise click.UsageError("--shift and --from go together")
    house, published, rule, n = _published(day)
    if code is None or start is None:
        made = time_off(published, agent, n, rule)
    else:
        made = extra_shift(published, agent, n, code, minute_of(start), rule)
    _tell(house, f"offer-{agent}-{day.date()}", published, [made], **decision)


@replan.command()
@click.option("--team", required=True, help="The team, as T01.")
@DAY
@click.option("--minutes", default=60, show_default=True, help="Length, in whole half-hours.")
def meet(team: str, day: datetime, minutes: int) -> None:
    """When a team can meet in the week of a day, and what that costs coverage."""
    from pipelines.planning.replanning import meeting_lines, monday_of, team_members
    from pipelines.warehouse import open_warehouse
    from scheduling.roster.replanning import meeting_slots

    if minutes <= 0 or minutes % 30:
        raise click.UsageError("--minutes must be whole half-hours, as 30 or 60")
    house, published, _, _ = _published(day)
    with open_warehouse(house.warehouse, say=click.echo) as connection:
        centre = load_centre(house.centre_dir)
        members = team_members(connection, centre, monday_of(day.date()), team)
    for line in meeting_lines(meeting_slots(published, members, minutes)):
        click.echo(line)


def _published(day: datetime) -> tuple[House, Published, Approval, int]:
    """The roster of the day's week, the rule of approval, and which day of the week it is."""
    from pipelines.planning.replanning import approval_rule, monday_of, published_roster
    from pipelines.warehouse import open_warehouse

    house = house_from_environment()
    centre, monday = load_centre(house.centre_dir), monday_of(day.date())
    with open_warehouse(house.warehouse, say=click.echo) as connection:
        published = published_roster(connection, centre, monday)
    return house, published, approval_rule(centre, monday), (day.date() - monday).days


def _tell(
    house: House,
    name: str,
    published: Published,
    proposals: Sequence[Proposal],
    *,
    accept: int | None,
    by: str | None,
    why: str | None,
) -> None:
    """Show and write the proposals; carry out the one that is accepted."""
    from pipelines.planning.replanning import proposal_lines, write_proposals

    if accept is not None and not (by and why):
        raise click.UsageError("--accept needs --by and --why")
    for line in proposal_lines(proposals):
        click.echo(line)
    click.echo(f"Written: {write_proposals(house, name, proposals)}")
    if accept is not None and by and why:
        _carry_out(house, published, proposals, accept, by, why)


def _carry_out(
    house: House,
    published: Published,
    proposals: Sequence[Proposal],
    number: int,
    by: str,
    why: str,
) -> None:
    """Make a proposal the roster in force, with its row in the ledger of changes."""
    from pipelines.planning.acceptance import Decision, accept
    from pipelines.run import only_one_run
    from pipelines.warehouse import open_warehouse, publish

    decision = Decision(number, by, why, now())
    with only_one_run(house.out, click.echo):
        with open_warehouse(house.warehouse, say=click.echo) as connection:
            centre = load_centre(house.centre_dir)
            change = accept(connection, centre, published, proposals, decision)
        publish(house.warehouse, house.published)
    click.echo(f"Accepted: change {change} of the week / 已接受：本周第 {change} 次变更")
