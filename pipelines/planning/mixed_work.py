"""Work beside a week's inbound queues, as the run stores it: shared skills, slack, backlog.

Each part is made where the centre has the rules for it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.planning.callback_outcomes import callback_outcomes
from pipelines.planning.shared_skills import SEED, SKILLS_FILE, skill_rules
from pipelines.planning.stored_week import store_week
from pipelines.planning.week_plan import past_misses, queue_errors, waiting_plan
from pipelines.warehouse import fetched, has_table
from scheduling.backlog import backlog_week, read_back_office
from scheduling.blending import blended_week, read_blending

BLENDING_FILE, BACK_OFFICE_FILE = "blending.yaml", "back_office.yaml"
SKILL_TABLES = {
    "skill_agents": "Agents by group of skills and half-hour that keep every queue's level.",
    "skill_queues": "The simulated level of each queue with them, and the agents of a team alone.",
}
BLEND_TABLES = {
    "blend_half_hours": "Agents that inbound can spare at a bounded risk, and what they do.",
    "blend_campaigns": "Outbound contacts made in slack, by campaign.",
    "callback_days": "Call-backs promised in slack, by queue and day.",
    "callback_outcomes": "What became of call-backs in the four weeks before, beside the plan.",
}
BACKLOG_TABLES = {
    "backlog_half_hours": "Work that may wait: what comes, what keeps deadlines, what is left.",
    "backlog_work": "Pieces and hours of a week by kind of work.",
    "backlog_capacity": "Ways to staff the work, and what each of them gives.",
}
MIXED_TABLES = {
    SKILLS_FILE: SKILL_TABLES,
    BLENDING_FILE: BLEND_TABLES,
    BACK_OFFICE_FILE: BACKLOG_TABLES,
}

_ABANDONED = """
select plan.*, coalesce(predicted.abandon_rate, 0) as abandon_rate
from week_plan as plan
left join scheduling.plan_prediction as predicted
    on predicted.plan_week = $week and predicted.queue_id = plan.queue_id
        and predicted.interval_start_at = plan.interval_start_at
order by plan.queue_id, plan.interval_start_at
"""
_STEPS = """
select step as work_type, enter_queue_at as arrived_at from marts.ticket_steps
where business_date < $1 order by all
"""
# An earlier plan is taken to come true: no extract tells which contacts were made.
_MADE_BEFORE = """
select campaign_id, sum(made) as made from scheduling.blend_campaigns
where plan_week < $1 group by campaign_id
"""
_KNOWN_UPTO = """
select max(business_date) + 1 from marts.queue_interval where business_date < $1
"""


def mixed_tables(centre: Centre) -> dict[str, str]:
    """The tables that the centre has rules for, with what they hold."""
    given = [tables for file, tables in MIXED_TABLES.items() if centre.document(file) is not None]
    return {name: text for tables in given for name, text in tables.items()}


def store_mixed(connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date) -> None:
    """Store every part of the week that the centre has rules for."""
    parts: dict[str, Callable[[], dict[str, pa.Table]]] = {
        SKILLS_FILE: lambda: _skills(connection, centre, plan_week),
        BLENDING_FILE: lambda: _blending(connection, centre, plan_week),
        BACK_OFFICE_FILE: lambda: _backlog(connection, centre, plan_week),
    }
    for file, make in parts.items():
        if centre.document(file) is not None:
            for table, rows in make().items():
                store_week(connection, table, rows, plan_week)


def _skills(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> dict[str, pa.Table]:
    from scheduling.staffing import skill_week  # compiled on first use

    rules, plan = skill_rules(centre, plan_week), waiting_plan(connection, centre, plan_week)
    if rules is None or plan is None:
        return {}
    made = skill_week(plan, rules, seed=SEED)
    groups = made.agents["group_id"].to_pylist()
    named = made.agents
    for place, language in enumerate(("zh", "en")):
        names = [rules.names[group][place] for group in groups]
        named = named.append_column(f"name_{language}", pa.array(names, pa.string()))
    return {"skill_agents": named, "skill_queues": made.queues}


def _blending(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> dict[str, pa.Table]:
    document, plan = centre.document(BLENDING_FILE), waiting_plan(connection, centre, plan_week)
    if document is None or plan is None:
        return {}
    errors = queue_errors(past_misses(connection, plan_week), plan)
    connection.register("week_plan", plan)
    plan = fetched(connection, _ABANDONED, {"week": plan_week})
    connection.unregister("week_plan")
    made = blended_week(
        plan, errors, read_blending(document, plan_week), made_before(connection, plan_week)
    )
    return {
        "blend_half_hours": made.half_hours,
        "blend_campaigns": made.campaigns,
        "callback_days": made.callbacks,
        "callback_outcomes": callback_outcomes(connection, plan_week),
    }


def made_before(connection: duckdb.DuckDBPyConnection, plan_week: date) -> dict[str, float]:
    """Contacts that plans of earlier weeks make, by campaign."""
    if not has_table(connection, "scheduling.blend_campaigns"):
        return {}
    return dict(connection.execute(_MADE_BEFORE, [plan_week]).fetchall())


def _backlog(
    connection: duckdb.DuckDBPyConnection, centre: Centre, plan_week: date
) -> dict[str, pa.Table]:
    document = centre.document(BACK_OFFICE_FILE)
    [(before,)] = connection.execute(_KNOWN_UPTO, [plan_week]).fetchall()
    if document is None or before is None:
        return {}
    rules = read_back_office(document, plan_week)
    steps = fetched(connection, _STEPS, [plan_week])
    made = backlog_week(steps, rules, plan_week, before=before, zone=centre.settings.zone)
    if made is None:
        return {}
    return {
        "backlog_half_hours": made.half_hours,
        "backlog_work": made.work,
        "backlog_capacity": made.capacity,
    }
