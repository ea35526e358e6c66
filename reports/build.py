"""From tables to a finished workbook: checked, cut to the scope, written sheet by sheet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pyarrow as pa

from reports.book import Book, Workbook
from reports.context import ReportContext
from reports.cover import add_cover, fill_cover
from reports.glossary import add_glossary, fill_glossary
from reports.language import language
from reports.peers import Peers
from reports.scope import PAY, Scope, ScopeKind, cut
from reports.theme import house_theme
from reports.trace import add_trace
from reports.workbooks import (
    agent_monthly,
    appeals_monthly,
    contest_monthly,
    data_quality,
    department_monthly,
    executive_monthly,
    finance_monthly,
    payroll_monthly,
    people_development,
    planner_review,
    planner_weekly,
    quality_monthly,
    rulebook_monthly,
    simulation_monthly,
    standards_monthly,
    team_daily,
    training_monthly,
)

Reads = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Recipe:
    title: str
    reads: Reads
    sheets: tuple[Callable[[Book, Peers], None], ...]
    traced: bool = False


@dataclass(frozen=True)
class Access:
    """Whether names and pay of other people than the reader may stand in a file."""

    names: bool
    pay: bool


RECIPES = {
    module.WORKBOOK_ID: _Recipe(module.TITLE, module.READS, module.SHEETS, module.TRACED)
    for module in (
        agent_monthly,
        team_daily,
        department_monthly,
        quality_monthly,
        planner_weekly,
        planner_review,
        payroll_monthly,
        finance_monthly,
        executive_monthly,
        data_quality,
        appeals_monthly,
        rulebook_monthly,
        training_monthly,
        people_development,
        contest_monthly,
        simulation_monthly,
        standards_monthly,
    )
}
WORKBOOK_IDS = tuple(RECIPES)


def required_tables(workbook_id: str) -> Reads:
    """The tables and columns that a workbook reads. Raises KeyError for an unknown id."""
    return RECIPES[workbook_id].reads


def access(workbook_id: str, kind: ScopeKind) -> Access:
    """What a file of a workbook holds of other people when it is cut to that kind of scope."""
    reads = set(RECIPES[workbook_id].reads)
    others = kind != "agent"
    return Access(others and "directory" in reads, others and kind != "team" and bool(reads & PAY))


def build_workbook(
    workbook_id: str, tables: Mapping[str, pa.Table], scope: Scope, context: ReportContext
) -> Workbook:
    """Build one recipient's workbook.

    `tables` holds Arrow tables by the names and with the columns of `required_tables`
    (more rows than the scope may read are welcome: they serve medians and rank bands, and
    are cut before any sheet is written). A table that is absent or empty leaves its figures
    empty and is named on the cover. Equal arguments give equal bytes.
    Raises KeyError for an unknown workbook and ValueError for a table without a column.
    """
    recipe = RECIPES[workbook_id]
    whole = _declared(recipe.reads, tables)
    speech = language(context.locale)
    book = Book(workbook_id, recipe.title, cut(whole, scope), scope, context, speech, house_theme())
    peers = Peers(whole, context)
    cover = add_cover(book)
    for add_sheet in recipe.sheets:
        add_sheet(book, peers)
    glossary = add_glossary(book)
    if recipe.traced:
        add_trace(book)
    fill_cover(cover)
    fill_glossary(glossary)
    return book.finish()


def _declared(reads: Reads, tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    kept: dict[str, pa.Table] = {}
    for name, columns in reads.items():
        if name not in tables:
            continue
        absent = [column for column in columns if column not in tables[name].column_names]
        if absent:
            raise ValueError(f"the table '{name}' lacks the column(s) {', '.join(absent)}")
        kept[name] = tables[name].select(list(columns))
    return kept
