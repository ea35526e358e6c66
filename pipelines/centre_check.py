"""Reading every rule file of a centre as a run would, so that a mistake is told beforehand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import scheduling
from data_contracts.located_yaml import LocatedYaml
from pipelines.awards.documents import KINDS as AWARD_KINDS
from pipelines.awards.documents import award_documents, award_rules
from pipelines.awards.month import refuse_second_rate
from pipelines.budgets import BUDGETS_FILE, budget_plan
from pipelines.callback_rules import FILE as CALLBACKS_FILE
from pipelines.callback_rules import read_callback_rules
from pipelines.centre import Centre, DayClass
from pipelines.costs import COSTS_FILE, cost_plan
from pipelines.gaming import RULES_FILE as GAMING_FILE
from pipelines.ingestion import Ingestion
from pipelines.kpis import COSTS_FILE as WARNINGS_FILE
from pipelines.kpis import RULES_FILE as KPI_FILE
from pipelines.kpis import kpi_plan, prices_on
from pipelines.period import Period
from pipelines.planning import CAPACITY_FILE, RESERVE_FILE, Planning, reserve_rules
from pipelines.planning.fairness import FAIRNESS_FILE
from pipelines.planning.forecast import OVERRIDES_FILE, read_overrides
from pipelines.planning.forecast_events import EVENTS_FILE, read_events
from pipelines.planning.mixed_work import BACK_OFFICE_FILE, BLENDING_FILE, SKILLS_FILE
from pipelines.planning.replanning import APPROVAL_FILE
from pipelines.projections import RULES_FILE as PROJECTION_FILE
from pipelines.qualification import RULES_FILE as QUALIFICATION_FILE
from pipelines.qualification import qualification_plan
from pipelines.quality.coaching import RULES_FILE as COACHING_FILE
from pipelines.quality.month import quality_rules
from pipelines.scores import catalogue, centre_rules
from pipelines.selection import FOLDER as SELECTION_FOLDER
from pipelines.selection import selection_rules
from pipelines.settings import House
from pipelines.settlement.settling import APPROVALS_FILE, Settling
from pipelines.statutory.comp_leave import opening_of
from pipelines.statutory.month import city_of, overtime_rules, refuse_wrong_year
from scheduling.backlog import read_back_office
from scheduling.blending import read_blending
from scheduling.capacity import read_capacity
from scheduling.roster import read_preferences, read_seats, read_sessions
from scheduling.roster.fairness_rules import read_fairness
from scheduling.roster.replanning import read_approval
from scheduling.roster.rostering import rostering_on
from scheduling.schedule_quality import SCHEDULE_QUALITY_FILE, read_schedule_quality
from scheduling.staffing.skill_rules import read_skill_groups
from scoring.awards import decompose_targets
from scoring.coaching import CoachingPlan
from scoring.gaming import read_gaming_rules
from scoring.impact import ProjectionPlan
from scoring.period import Period as Month
from scoring.standards import read_time_studies
from scoring.statutory import refuse_other_system

Check = Callable[[House, Centre], str]


def check(house: House, centre: Centre) -> Iterator[str]:
    """One line for each part that is in order; raises Refusal at the first that is not."""
    for part in CHECKS:
        yield part(house, centre)


def _settings(house: House, centre: Centre) -> str:
    return f"centre.yaml, calendar.yaml, words.yaml: {centre.settings.name_en} is in order"


def _queues(house: House, centre: Centre) -> str:
    planning, days = Planning(centre), [*_days_in_use(centre)]
    for queue_id in centre.queues:
        for day in days:
            planning.opening(queue_id, day)
            planning.targets(queue_id, day)
    return f"queues.yaml: {len(centre.queues)} queues have every value from {days[0]} on"


def _forecast_overrides(house: House, centre: Centre) -> str:
    if centre.document(OVERRIDES_FILE) is None:
        return f"{OVERRIDES_FILE}: absent, so the forecast is planned with as it is"
    return f"{OVERRIDES_FILE}: {len(read_overrides(centre))} overrides"


def _forecast_events(house: House, centre: Centre) -> str:
    if centre.document(EVENTS_FILE) is None:
        return f"{EVENTS_FILE}: absent, so no campaign or billing day is forecast"
    file = read_events(centre)
    return (
        f"{EVENTS_FILE}: {len(file.campaigns)} campaigns, "
        f"{len(file.billing_days)} monthly billing days"
    )


def _sources(house: House, centre: Centre) -> str:
    ingestion = Ingestion(house, centre)
    without = sorted(set(ingestion.contracts) - set(ingestion.mappings))
    empty = f"; no source for {', '.join(without)}" if without else ""
    return f"sources/: {len(ingestion.mappings)} tables are mapped{empty}"


def _scoring_rules(house: House, centre: Centre) -> str:
    rules = centre_rules(centre, catalogue(house, centre))
    for day in _days_in_use(centre):
        rules.in_month(f"{day:%Y-%m}")
    counts = (len(rules.scorecards), len(rules.points), len(rules.pay))
    return "scorecards/, points/, pay/: {} scorecards, {} tariffs, {} pay plans".format(*counts)


def _law(house: House, centre: Centre) -> str:
    city = city_of(centre)
    if city is None:
        return "statutory/: absent, so nothing is proved by law"
    rules = centre_rules(centre, catalogue(house, centre))
    for year in sorted({day.year for day in _days_in_use(centre)}):
        days = centre.days(date(year, 1, 1), date(year, 12, 31))
        calendar: dict[date, DayClass] = {d: centre.calendar.day_class(d) for d in days}
        refuse_wrong_year(centre, city, calendar, year)
    for day in _days_in_use(centre):
        period = Period(day.year, day.month)
        refuse_other_system(overtime_rules(centre, period), rules.in_month(period.name).pay)
        city.in_month(Month.of(period.name))
    opening_of(centre)
    return f"statutory/, overtime.yaml, calendar.yaml: the law of {city.file.name_en}"


def _quality(house: House, centre: Centre) -> str:
    if not centre.documents("quality_forms"):
        return "quality_forms/: absent, so evaluations keep the score they arrive with"
    quality_rules(centre)
    return "quality_forms/: in order"


def _standards(house: House, centre: Centre) -> str:
    documents = [d for d in centre.documents("standards") if d.data.get("kind") == "time_study"]
    return f"standards/: {len(read_time_studies(documents))} time studies"


def _flags(house: House, centre: Centre) -> str:
    document = centre.document(GAMING_FILE)
    if document is None:
        return "gaming.yaml: absent, so nobody is flagged"
    read_gaming_rules(document)
    return "gaming.yaml: in order"


def _settlement(house: House, centre: Centre) -> str:
    if centre.document(APPROVALS_FILE) is None:
        return "approvals.yaml: absent, so no month can be signed and locked"
    rules = [Settling(house, centre).approvals.on(day) for day in _days_in_use(centre)]
    return f"approvals.yaml: {len(rules[-1].steps)} signatures before a month is locked"


def _awards(house: House, centre: Centre) -> str:
    rules = centre_rules(centre, catalogue(house, centre))
    for day in _days_in_use(centre):
        period = Period(day.year, day.month)
        refuse_second_rate(rules, centre, period)
        for tree in award_rules(centre, rules.catalogue, period).targets:
            decompose_targets(tree)
    counts = [f"{len(award_documents(centre, kind))} {kind}" for kind in AWARD_KINDS]
    return f"contests/, cascades/, awards/: {', '.join(counts)}"


def _selection(house: House, centre: Centre) -> str:
    rules = centre_rules(centre, catalogue(house, centre))
    for day in _days_in_use(centre):
        selection_rules(centre, rules.catalogue, Period(day.year, day.month))
    return f"selection/: {len(centre.documents(SELECTION_FOLDER))} files"


def _finance(house: House, centre: Centre) -> str:
    found: list[str] = []
    for day in _days_in_use(centre):
        period = Period(day.year, day.month)
        if centre.document(COSTS_FILE) is not None:
            cost_plan(centre, period)
            found.append(COSTS_FILE)
        if budget_plan(centre, period) is not None:
            found.append(BUDGETS_FILE)
    read = ", ".join(dict.fromkeys(found))
    return f"{read}: in order" if read else "costs.yaml, budgets.yaml: absent, so no cost is told"


def _rosters(house: House, centre: Centre) -> str:
    shifts, working_time = centre.document("shifts.yaml"), centre.document("working_time.yaml")
    if shifts is None or working_time is None:
        return "shifts.yaml, working_time.yaml: absent, so no roster is made"
    scheduling.read_shift_library(shifts)
    scheduling.read_working_time(working_time)
    readers: dict[str, Callable[[LocatedYaml], object]] = {
        "preferences.yaml": read_preferences,
        "seats.yaml": read_seats,
        "sessions.yaml": read_sessions,
        "rostering.yaml": lambda document: rostering_on(document, max(_days_in_use(centre))),
        FAIRNESS_FILE: lambda document: read_fairness(document, max(_days_in_use(centre))),
        APPROVAL_FILE: lambda document: read_approval(document, max(_days_in_use(centre))),
    }
    documents = {file: centre.document(file) for file in readers}
    found = {file: document for file, document in documents.items() if document is not None}
    for file, document in found.items():
        readers[file](document)
    return f"{', '.join(['shifts.yaml', 'working_time.yaml', *found])}: in order"


def _plan_analysis(house: House, centre: Centre) -> str:
    readers: dict[str, Callable[[LocatedYaml, date], object]] = {
        CAPACITY_FILE: read_capacity,
        RESERVE_FILE: reserve_rules,
        SCHEDULE_QUALITY_FILE: read_schedule_quality,
        SKILLS_FILE: read_skill_groups,
        BLENDING_FILE: read_blending,
        CALLBACKS_FILE: read_callback_rules,
        BACK_OFFICE_FILE: read_back_office,
    }
    documents = {file: centre.document(file) for file in readers}
    for file, document in documents.items():
        if document is not None:
            for day in _days_in_use(centre):
                readers[file](document, day)
    found = [file for file, document in documents.items() if document is not None]
    absent = f"{', '.join(readers)}: absent, so none of their plans is made"
    return f"{', '.join(found)}: in order" if found else absent


def _outlook(house: House, centre: Centre) -> str:
    days, found = [*_days_in_use(centre)], list[str]()
    readers: dict[str, Callable[[LocatedYaml, date], object]] = {
        PROJECTION_FILE: ProjectionPlan.on,
        COACHING_FILE: CoachingPlan.on,
        WARNINGS_FILE: prices_on,
    }
    for file, read in readers.items():
        if (document := centre.document(file)) is not None:
            for day in days:
                read(document, day)
            found.append(file)
    plan = kpi_plan(centre, catalogue(house, centre))
    if plan is not None:
        for day in days:
            for kpi in plan.rules.kpis:
                plan.target(kpi, day)
        found.append(KPI_FILE)
    if qualification_plan(centre) is not None:
        found.append(QUALIFICATION_FILE)
    absent = "no projection, KPIs, coaching or qualification"
    return f"{', '.join(found)}: in order" if found else absent


def _readers(house: House, centre: Centre) -> str:
    mailboxes = {"department", "planning", "data_team", "finance", "executive", "quality"}
    received = {book for r in centre.recipients.values() for book in r.receives}
    alone = sorted(
        book
        for book, report in centre.reports.items()
        if report.audience in mailboxes and book not in received
    )
    unread = f"; nobody receives {', '.join(alone)}" if alone else ""
    return f"reports.yaml, recipients.yaml: {len(centre.reports)} workbooks{unread}"


CHECKS: tuple[Check, ...] = (
    _settings, _queues, _forecast_overrides, _forecast_events, _sources, _scoring_rules, _law,
    _quality, _standards, _flags, _settlement, _awards, _selection, _finance, _rosters,
    _plan_analysis, _outlook, _readers,
)  # fmt: skip


def _days_in_use(centre: Centre) -> Iterator[date]:
    """The first day of each month of the centre's data (a year of it where it goes on)."""
    first = centre.settings.data_from
    last = centre.settings.data_upto or first + timedelta(days=365)
    day = first
    while day <= last:
        yield day
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
