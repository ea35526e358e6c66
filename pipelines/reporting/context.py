"""What every workbook of a run says of its centre, period, run, sources and metrics."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import duckdb

import reports
from data_contracts.refusal import Place
from pipelines.centre import Centre
from pipelines.costs import COSTS_FILE
from pipelines.identity import RunIdentity
from pipelines.ingestion import Ingestion
from pipelines.metrics import Metric
from pipelines.settlement.settling import APPROVALS_FILE
from pipelines.time_windows import time_windows
from scoring.settlement import Approvals, deadline_of

NAMED_RULES = ("contests", "cascades", "awards", "selection")
SERVICE_LEVELS = ("service_level_all", "service_level_xat")


def report_context(
    connection: duckdb.DuckDBPyConnection,
    ingestion: Ingestion,
    metrics: Sequence[Metric],
    identity: RunIdentity,
    *,
    first: date,
    last: date,
    data_to: date,
) -> reports.ReportContext:
    """The context of one span of days in the centre's own language.

    A source is late where it does not reach `data_to`, which a plan's own days lie after.
    """
    centre = ingestion.centre
    settings = centre.settings
    sources = _sources(connection, ingestion, data_to)
    as_of = max((s.data_until for s in sources if s.data_until), default=_end(data_to, centre))
    return reports.ReportContext(
        centre_id=settings.centre_id,
        centre_name_zh=settings.name_zh,
        centre_name_en=settings.name_en,
        zone=settings.zone,
        currency=settings.currency,
        period=identity.period,
        period_from=first,
        period_to=last,
        locale=settings.languages[0],
        status="provisional",
        run_id=identity.run_id,
        code_version=identity.code,
        rule_fingerprint=identity.rules,
        data_as_of=as_of,
        sources=sources,
        metrics={metric.name: _metric(metric) for metric in metrics},
        mail_queues=tuple(q for q, queue in centre.queues.items() if queue.channel == "email"),
        names=_names(centre),
        targets=_targets(centre, last),
        appeals=_appeals(centre, as_of),
    )


def in_language(context: reports.ReportContext, locale: str) -> reports.ReportContext:
    """The same context for a reader of another language."""
    return replace(context, locale=locale)


def _metric(metric: Metric) -> reports.Metric:
    return reports.Metric(
        name=metric.name,
        metric_id=metric.id,
        name_zh=metric.name_zh,
        name_en=metric.name_en,
        unit=metric.unit,
        direction=metric.direction,
        digits=metric.digits,
        definition_zh=metric.definition_zh,
        definition_en=metric.description,
        basis=metric.basis,
        variant=metric.variant,
        owner=metric.owner,
        source=metric.mart,
        numerator=metric.numerator_sql,
        denominator=metric.denominator_sql,
    )


def _sources(
    connection: duckdb.DuckDBPyConnection, ingestion: Ingestion, last: date
) -> tuple[reports.SourceFreshness, ...]:
    """A light for every input table: ok, late, or missing where the centre has no such source."""
    found: list[reports.SourceFreshness] = []
    for name, contract in ingestion.contracts.items():
        if name not in ingestion.mappings:
            found.append(reports.SourceFreshness(name, "missing"))
            continue
        [(newest,)] = connection.execute(f"select max(landing_date) from landing.{name}").fetchall()
        every_day = contract.delivery == "daily" and not _may_be_silent(ingestion, name)
        late = newest is None or (every_day and newest < last)
        until = None if newest is None else _end(newest, ingestion.centre)
        found.append(reports.SourceFreshness(name, "late" if late else "ok", until))
    return tuple(found)


def _may_be_silent(ingestion: Ingestion, table: str) -> bool:
    """Whether every source of a table says that it writes no file on a day without rows."""
    return all(one.rule.missing_file == "skip" for one in ingestion.mappings[table])


def _end(day: date, centre: Centre) -> datetime:
    """The end of a local day as naive UTC."""
    zone = ZoneInfo(centre.settings.zone)
    midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    return midnight.astimezone(UTC).replace(tzinfo=None)


def _names(centre: Centre) -> dict[str, tuple[str, str]]:
    names = {code: (word.zh, word.en) for code, word in centre.words.items()}
    names.update({code: (q.name_zh, q.name_en) for code, q in centre.queues.items()})
    shifts = centre.document("shifts.yaml")
    if shifts is not None:
        for code, shift in shifts.data["shifts"].items():
            names[code] = (shift["name_zh"], shift["name_en"])
    names.update(_window_names(centre))
    return names | _rule_names(centre) | _money_names(centre) | _approval_names(centre)


def _window_names(centre: Centre) -> dict[str, tuple[str, str]]:
    """What the windows of the day are called, by the latest decision on each."""
    dated = time_windows(centre)
    windows = (w for entry in (dated.root.values() if dated else ()) for w in entry.value or ())
    return {window.id: (window.name_zh, window.name_en) for window in windows}


def _rule_names(centre: Centre) -> dict[str, tuple[str, str]]:
    """Contests and lists by their ids."""
    documents = (doc.data for folder in NAMED_RULES for doc in centre.documents(folder))
    return {
        str(data["id"]): (str(data["name_zh"]), str(data["name_en"]))
        for data in documents
        if {"id", "name_zh", "name_en"} <= set(data)
    }


def _money_names(centre: Centre) -> dict[str, tuple[str, str]]:
    """Pay components, contributions, overheads and products by their ids."""
    named = [one for doc in centre.documents("pay") for one in doc.data["components"]]
    costs = centre.document(COSTS_FILE)
    if costs is not None:
        for key in ("on_costs", "overheads", "products"):
            named += costs.data[key]
    return {str(one["id"]): (str(one["name_zh"]), str(one["name_en"])) for one in named}


def _approval_names(centre: Centre) -> dict[str, tuple[str, str]]:
    """Pay groups and approval steps in the centre's own words."""
    document = centre.document(APPROVALS_FILE)
    if document is None:
        return {}
    file = Approvals.read(document).rules
    groups = {key: (group.name_zh, group.name_en) for key, group in file.pay_groups.items()}
    return groups | {step.id: (step.name_zh, step.name_en) for step in file.steps}


def _appeals(centre: Centre, as_of: datetime) -> reports.AppealWindow | None:
    """The window for appeals if the result were delivered at once; None where none is declared."""
    document = centre.document(APPROVALS_FILE)
    if document is None:
        return None
    today = as_of.replace(tzinfo=UTC).astimezone(ZoneInfo(centre.settings.zone)).date()
    workdays = Approvals.read(document).on(today).appeal_window_workdays

    def is_workday(day: date) -> bool:
        return centre.calendar.day_class(day) == "workday"

    return reports.AppealWindow(workdays, deadline_of(today, workdays, is_workday))


def _targets(centre: Centre, day: date) -> dict[str, Decimal]:
    """The service level target, where every queue promises the same."""
    promised = {
        queue.service_level_target.on(day, Place("queues.yaml", key=queue_id))
        for queue_id, queue in centre.queues.items()
    }
    return {name: next(iter(promised)) for name in SERVICE_LEVELS} if len(promised) == 1 else {}
