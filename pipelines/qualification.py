"""Qualification of a month: skills fetched, people judged, and what unqualified work earns."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import duckdb
import pyarrow as pa

from pipelines.centre import Centre
from pipelines.period import Period
from pipelines.warehouse import fetched, has_table, replace_rows
from scoring.qualification import (
    Person,
    QualificationPlan,
    Skill,
    qualification_matrix,
    read_qualification,
    unqualified_work,
    without_pay,
)

RULES_FILE = "qualification.yaml"
QUALIFICATION_TABLES = ("qualification_matrix", "unqualified_work")

_WORK = "select * from marts.work_done where business_date between $first and $last"
_PEOPLE = """
select employees.agent_id, assigned.team_id, assigned.role, employees.hired_on
from staging.stg_people__employees as employees
left join (
    select employee_id, team_id, role
    from staging.stg_people__assignments
    where effective_from <= $last and (effective_to is null or effective_to > $first)
    qualify row_number() over (partition by employee_id order by effective_from desc) = 1
) as assigned using (employee_id)
where
    employees.agent_id is not null
    and employees.hired_on <= $last
    and (employees.left_on is null or employees.left_on >= $first)
order by employees.agent_id
"""
_SKILLS = """
select
    employees.agent_id, skills.queue_id, skills.level, skills.effective_from,
    skills.effective_to - 1 as effective_until, skills.certificate_expires_on
from staging.stg_people__skills as skills
inner join staging.stg_people__employees as employees using (employee_id)
where employees.agent_id is not null
order by all
"""


def qualification_plan(centre: Centre) -> QualificationPlan | None:
    """The centre's qualification.yaml; None where it has none. Raises Refusal where it is wrong."""
    document = centre.document(RULES_FILE)
    return None if document is None else read_qualification(document)


def credited_work(
    connection: duckdb.DuckDBPyConnection, centre: Centre, first: date, last: date
) -> pa.Table:
    """The work of some days as the tariff sees it: what was done without qualification stands
    under a type of its own, where the rule says that it earns nothing."""
    work = fetched(connection, _WORK, {"first": first, "last": last})
    plan = qualification_plan(centre)
    if plan is None or plan.always_paid(first, last):
        return work
    people = [person for person, _ in _people(connection, first, last)]
    return without_pay(work, unqualified_work(plan, f"{first:%Y-%m}", people, work))


def store_qualification(
    connection: duckdb.DuckDBPyConnection, plan: QualificationPlan, period: Period
) -> None:
    """Store who may handle what at the end of the month, and who did without."""
    work = fetched(connection, _WORK, {"first": period.first, "last": period.last})
    people = _people(connection, period.first, period.last)
    everybody = [person for person, _ in people]
    agents = [person for person, role in people if role == "agent"]
    without = unqualified_work(plan, period.name, everybody, work)
    matrix = qualification_matrix(plan, period.name, period.last, agents, work, without)
    for name, table in zip(QUALIFICATION_TABLES, (matrix, without), strict=True):
        replace_rows(connection, f"scoring.{name}", table, where={"period": period.name})


def _people(
    connection: duckdb.DuckDBPyConnection, first: date, last: date
) -> list[tuple[Person, str | None]]:
    """Everybody employed in the span, with skills and the last role."""
    if not has_table(connection, "staging.stg_people__employees"):
        return []
    skills: defaultdict[str, list[Skill]] = defaultdict(list)
    for agent, *skill in connection.execute(_SKILLS).fetchall():
        skills[agent].append(Skill(*skill))
    rows = connection.execute(_PEOPLE, {"first": first, "last": last}).fetchall()
    return [
        (Person(agent, team, hired_on, tuple(skills[agent])), role)
        for agent, team, role, hired_on in rows
    ]
