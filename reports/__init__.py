"""Tables to people: workbooks in Chinese and English, cut per recipient, and their mail.

Belongs here: which sheets a workbook has, their columns, charts and print set-up, the
glossary, the cut to a recipient's scope, the words in both languages, the text of the
message. It takes Arrow tables, a scope and a context, and returns bytes: equal arguments
give equal bytes. Must stay out: any formula of a metric, a score or an amount (they come
in the tables; a catalogued ratio of sums is added up, never redefined), the clock, the
disk, SMTP, Dagster, DuckDB, and the sibling rooms.
"""

from __future__ import annotations

from reports.book import Workbook
from reports.build import WORKBOOK_IDS, access, build_workbook, required_tables
from reports.context import AppealWindow, Metric, ReportContext, SourceFreshness
from reports.message import Recipient, compose_message
from reports.roster_calendar import CALENDAR_ID, build_calendar
from reports.rule_form import build_form_report, build_rule_form
from reports.scope import Scope, cut

__all__ = [
    "CALENDAR_ID",
    "WORKBOOK_IDS",
    "AppealWindow",
    "Metric",
    "Recipient",
    "ReportContext",
    "Scope",
    "SourceFreshness",
    "Workbook",
    "access",
    "build_calendar",
    "build_form_report",
    "build_rule_form",
    "build_workbook",
    "compose_message",
    "cut",
    "required_tables",
]
