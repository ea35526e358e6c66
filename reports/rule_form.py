"""The rule form (WB13's editable twin) and the answer to one that came back."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from reports.book import Book, Workbook
from reports.context import ReportContext
from reports.language import N_, language
from reports.peers import Peers
from reports.scope import Scope
from reports.theme import house_theme
from reports.workbooks.form_fixed import add_fixed
from reports.workbooks.form_report_sheets import add_form_changes, add_verdict
from reports.workbooks.form_sheets import (
    add_about,
    add_lists,
    add_parameters,
    add_steps,
    add_values,
)
from reports.workbooks.preview_sheets import add_summary

FORM_ID = "WB13"


def build_rule_form(tables: Mapping[str, pa.Table], context: ReportContext) -> Workbook:
    """The form that people fill: `rule_form_lines`, `rule_form_about`, `rule_form_choices`, and
    to read only `rule_form_fixed`.

    Cells of locked months are locked, cells to fill are yellow; the sheets say how. Equal
    arguments give equal bytes.
    """
    book = _book(N_("Rule form"), tables, context)
    for add_sheet in (add_about, add_values, add_steps, add_parameters, add_fixed, add_lists):
        add_sheet(book)
    return book.finish()


def build_form_report(tables: Mapping[str, pa.Table], context: ReportContext) -> Workbook:
    """The answer to a form: `rule_form_problems`, `rule_form_changes` and, where the change was
    tried on past months, `rule_preview_summary`."""
    book = _book(N_("Rule form, result"), tables, context)
    add_verdict(book)
    add_form_changes(book)
    if "rule_preview_summary" in tables:
        add_summary(book, Peers(tables, context))
    return book.finish()


def _book(title: str, tables: Mapping[str, pa.Table], context: ReportContext) -> Book:
    scope = Scope("centre", context.centre_id, context.centre_name_zh)
    return Book(FORM_ID, title, tables, scope, context, language(context.locale), house_theme())
