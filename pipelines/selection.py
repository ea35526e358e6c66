"""Selection lists of a centre: what the months say about people, for those who decide."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from data_contracts.located_yaml import LocatedYaml
from data_contracts.refusal import Refusal
from pipelines.centre import Centre
from pipelines.months import History
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.person_facts import facts_of_people
from pipelines.warehouse import fetched, replace_rows
from scoring.catalogue import Catalogue
from scoring.notices import Notice
from scoring.selection import (
    Facts,
    SelectionPlan,
    TrainingPlan,
    full_score_gains,
    person_profile,
    promotion_eligibility,
    read_facts,
    read_selection,
    read_training,
    talent_pool,
    training_needs,
)
from scoring.selection.tables import PROMOTION_ELIGIBILITY, TALENT_POOL, TRAINING_NEEDS

FOLDER = "selection"
SELECTION_TABLES = (
    "promotion_eligibility", "talent_pool", "training_needs", "person_profile", "person_facts",
)  # fmt: skip
PROFILE_MONTHS = 12

_HIRED = """
select agent_id, hired_on from staging.stg_people__employees
where agent_id is not null
"""
# A skill is certified for its queue: the certificate bears the queue's name.
_CERTIFICATES = """
select
    employees.agent_id,
    skills.queue_id as certificate_id,
    skills.effective_from as valid_from,
    least(skills.certificate_expires_on, skills.effective_to - 1) as valid_to
from staging.stg_people__skills as skills
inner join staging.stg_people__employees as employees using (employee_id)
where employees.agent_id is not null
"""


@dataclass(frozen=True)
class SelectionRules:
    """The lists and the courses of a centre as they stand in a month."""

    lists: tuple[SelectionPlan, ...]
    courses: tuple[TrainingPlan, ...]

    @property
    def months(self) -> int:
        """How many months back anything looks, the profile included."""
        return max([PROFILE_MONTHS, *(len(one.periods) for one in self.lists)])


def selection_rules(centre: Centre, catalogue: Catalogue, period: Period) -> SelectionRules:
    """Read selection/. Raises Refusal with file and line."""
    documents = centre.documents(FOLDER)
    for document in documents:
        _kind(document)
    return SelectionRules(
        lists=tuple(
            read_selection(one, catalogue, period.name)
            for one in documents
            if _kind(one) == "selection"
        ),
        courses=tuple(
            read_training(one, period.name) for one in documents if _kind(one) == "training"
        ),
    )


def _kind(document: LocatedYaml) -> str:
    kind = document.data.get("kind") if isinstance(document.data, dict) else None
    if kind not in ("selection", "training"):
        raise Refusal(
            "this file does not say which kind of selection it holds",
            place=document.place(("kind",)),
            value=kind,
            next_step="write kind: selection or kind: training on its first line",
        )
    return kind


def store_selection(
    connection: duckdb.DuckDBPyConnection,
    selection: SelectionRules,
    catalogue: Catalogue,
    history: History,
    period: Period,
) -> tuple[Notice, ...]:
    """Make the month's lists from the months that there are, and store them."""
    people = people_of(connection, period.first, period.last)
    facts = _facts(connection, people, history)
    gains = full_score_gains(history.of(period.name))
    needs = [training_needs(plan, gains.table) for plan in selection.courses]
    tables = {
        "promotion_eligibility": _joined(
            PROMOTION_ELIGIBILITY, [promotion_eligibility(one, facts) for one in selection.lists]
        ),
        "talent_pool": _joined(TALENT_POOL, [talent_pool(one, facts) for one in selection.lists]),
        "training_needs": _joined(TRAINING_NEEDS, [one.needs for one in needs]),
        "person_profile": person_profile(history.score_lines, period.name, peers_of(people)),
        "person_facts": facts_of_people(
            connection, catalogue, history.metric_values, _roles(people), period
        ),
    }
    for name, rows in tables.items():
        replace_rows(connection, f"scoring.{name}", rows, where={"period": period.name})
    told = [notice for one in needs for notice in one.notices]
    return (*gains.notices, *told, *_too_short(selection, history))


def _joined(schema: pa.Schema, tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables([schema.empty_table(), *tables])


def _too_short(selection: SelectionRules, history: History) -> Iterator[Notice]:
    """Pools that rank nobody yet, because too few months have a score."""
    months = len(history.score_lines["period"].unique())
    for plan in selection.lists:
        least = plan.rule.ranking.least_months
        if months < least:
            yield Notice(
                "pool_needs_months",
                f"{plan.rule.name_zh}：仅有 {months} 个月得分，排序至少需要 {least} 个月",
                f"{plan.rule.name_en}: {months} months have scores, a ranking needs {least}",
            )


def _facts(connection: duckdb.DuckDBPyConnection, people: pa.Table, history: History) -> Facts:
    hired = dict(connection.execute(_HIRED).fetchall())
    joined = pa.array([hired.get(agent) for agent in people["agent_id"].to_pylist()], pa.date32())
    known = people.select(["agent_id", "role", "team_id"]).append_column("employed_from", joined)
    certificates = fetched(connection, _CERTIFICATES)
    return read_facts(known, history.score_lines, history.metric_values, certificates)


def _roles(people: pa.Table) -> dict[str, str]:
    rows = people.select(["agent_id", "role"]).to_pylist()
    return {row["agent_id"]: row["role"] or "" for row in rows}


def months_upto(period: Period, count: int) -> list[Period]:
    """`count` months ending with `period`, oldest first."""
    months = [period]
    while len(months) < count:
        months.append(months[-1].previous())
    return months[::-1]


def peers_of(people: pa.Table) -> dict[str, list[str]]:
    """Everybody's peers: the people of the same role, themselves included."""
    by_role: dict[str | None, list[str]] = {}
    rows = people.select(["agent_id", "role"]).to_pylist()
    for row in rows:
        by_role.setdefault(row["role"], []).append(row["agent_id"])
    return {row["agent_id"]: by_role[row["role"]] for row in rows}
