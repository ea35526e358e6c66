"""An independent check of a roster: reads the finished tables, knows nothing of the models."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Unpack

import pyarrow as pa

from scheduling.roster.known import Known
from scheduling.roster.rule import Broken, Named, PersonWeek, RosterRule
from scheduling.roster.rules import RULES
from scheduling.roster.session_rules import SessionWeek, sessions_attended
from scheduling.roster.site_rules import SiteWeek, seats
from scheduling.roster.working_time import WorkingTime
from scheduling.tables import ROSTER_RULE_CHECKS, ROSTER_VIOLATIONS, table


@dataclass(frozen=True)
class Examined:
    """outputs/roster_rule_checks and outputs/roster_violations of one week."""

    rule_checks: pa.Table
    violations: pa.Table


def check_roster(shifts: pa.Table, activities: pa.Table, **known: Unpack[Known]) -> pa.Table:
    """Every violation of every rule, by rule, person and day; no rows: all kept.

    Tables as `build_roster` takes and gives them.
    """
    return examine_roster(shifts, activities, **known).violations


def examine_roster(shifts: pa.Table, activities: pa.Table, **known: Unpack[Known]) -> Examined:
    """For every rule, how much was asked of it, and every violation."""
    limits, first = known["working_time"].on(known["plan_week"]), known["plan_week"]
    weeks = _person_weeks(shifts, activities, known, limits)
    sites, meetings = _site_weeks(weeks, known), _session_weeks(weeks, known)
    asked = _asked(weeks, sites, meetings)
    checks: list[dict[str, Any]] = []
    violations: list[dict[str, Any]] = []
    for rule, found_of in (
        *((rule, _of_people(rule, weeks)) for rule in RULES),
        (seats, [(site.site_id, one) for site in sites for one in seats(site)]),
        (
            sessions_attended,
            [(one.who, one) for held in meetings for one in sessions_attended(held)],
        ),
    ):
        found = [_violation(rule, who, one, limits, first) for who, one in found_of]
        violations += found
        checks.append(
            _names(rule, limits, first)
            | {"counted": rule.counted, "checked": asked[rule.counted], "violations": len(found)}
        )
    return Examined(table(checks, ROSTER_RULE_CHECKS), table(violations, ROSTER_VIOLATIONS))


def _person_weeks(
    shifts: pa.Table, activities: pa.Table, known: Known, limits: WorkingTime
) -> list[PersonWeek]:
    previous, fairness = known.get("previous_shifts"), known.get("fairness") or {}
    by_agent = {
        name: _grouped(part)
        for name, part in (
            ("shifts", _of_week(shifts, known["plan_week"])),
            ("activities", _of_week(activities, known["plan_week"])),
            ("skills", known["skills"].to_pylist()),
            ("leaves", _approved(known["leaves"])),
            ("previous", previous.to_pylist() if previous is not None else []),
        )
    }
    return [
        PersonWeek(
            person=row,
            plan_week=known["plan_week"],
            zone=known["zone"],
            limits=limits,
            options=known["shift_library"].options_on(known["plan_week"]),
            bounds=fairness.get(row["agent_id"]),
            **{name: groups.get(row["agent_id"], []) for name, groups in by_agent.items()},
        )
        for row in known["people"].to_pylist()
        if row.get("role", "agent") == "agent"
    ]


def _of_people(rule: RosterRule, weeks: list[PersonWeek]) -> list[tuple[str, Broken]]:
    return [(week.person["agent_id"], one) for week in weeks for one in rule(week)]


def _site_weeks(weeks: list[PersonWeek], known: Known) -> list[SiteWeek]:
    """The sites whose seats are limited, with everybody's shifts there."""
    rules = known.get("seats")
    places = rules.on(known["plan_week"]) if rules else {}
    return [
        SiteWeek(
            site,
            most,
            [row for one in weeks if one.person.get("site_id") == site for row in one.worked],
            known["zone"],
        )
        for site, most in places.items()
    ]


def _session_weeks(weeks: list[PersonWeek], known: Known) -> list[SessionWeek]:
    """The sessions of the week, with what its participants do."""
    plan, people = known.get("sessions"), {one.person["agent_id"]: one for one in weeks}
    if plan is None:
        return []
    return [
        SessionWeek(
            session,
            known["plan_week"],
            known["zone"],
            {who: people[who].activities for who in session.participants},
            {who: people[who].leave_days for who in session.participants},
        )
        for session in plan.of_week(known["plan_week"], [one.person for one in weeks])
    ]


def _asked(
    weeks: list[PersonWeek], sites: list[SiteWeek], meetings: list[SessionWeek]
) -> dict[str, int]:
    """How many people, days, shifts, half-hours and participants the rules were asked of."""
    return {
        "person": len(weeks),
        "day": 7 * len(weeks),
        "shift": sum(len(week.worked) for week in weeks),
        "half-hour": sum(len(site.people_on_shift) for site in sites),
        "participant": sum(len(held.session.participants) for held in meetings),
    }


def _names(rule: Named, limits: WorkingTime, plan_week: date) -> dict[str, Any]:
    weight = limits.soft.get(rule.__name__)
    return {
        "plan_week": plan_week,
        "rule": rule.__name__,
        "name_zh": rule.name_zh,
        "name_en": rule.name_en,
        "hard": weight is None,
        "weight": weight,
    }


def _violation(
    rule: Named, who: str, found: Broken, limits: WorkingTime, plan_week: date
) -> dict[str, Any]:
    return _names(rule, limits, plan_week) | {
        "agent_id": who,
        "work_date": found.day,
        "note_zh": found.zh,
        "note_en": found.en,
    }


def _grouped(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["agent_id"]].append(row)
    return groups


def _of_week(rows: pa.Table, plan_week: date) -> list[dict[str, Any]]:
    last = plan_week + timedelta(days=6)
    return [row for row in rows.to_pylist() if plan_week <= row["work_date"] <= last]


def _approved(leaves: pa.Table) -> list[dict[str, Any]]:
    return [row for row in leaves.to_pylist() if row.get("status", "approved") == "approved"]
