"""Each system's export: which file, in which form, with which faults; and writing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.sample_centre import call_records, faults, hr, rows
from pipelines.sample_centre.breakage import Breakage, Fault, Row, plan_breakage, spoilt_rows
from pipelines.sample_centre.extracts import (
    Sheet,
    spoilt_lines,
    write_delimited,
    write_lines,
    write_workbook,
)
from pipelines.sample_centre.truth import TruthKeeper


@dataclass(frozen=True)
class Export:
    """How the rows of one landing table leave their system; `file` is a strftime pattern."""

    table: str
    file: str
    header: Sequence[str]
    faults: Sequence[Fault]
    encoding: str = "utf-8"
    sheet: str = ""
    duplicates_per_row: float = 0.0

    def file_of(self, day: date) -> str:
        """The day's file, relative to the extracts."""
        return day.strftime(self.file)


CONTACTS = Export(
    "contacts",
    "cdr/cdr_%Y%m%d.csv",
    call_records.HEADER,
    faults.CONTACTS,
    encoding="gb18030",
    duplicates_per_row=0.0008,
)
AGENT_STATES = Export(
    "agent_states",
    "states/states_%Y%m%d.jsonl",
    (),
    faults.AGENT_STATES,
    duplicates_per_row=0.0001,
)
TICKETS = Export(
    "tickets",
    "tickets/tickets_%Y%m%d.csv",
    rows.TICKETS_HEADER,
    faults.TICKETS,
    encoding="utf-8-sig",
)
TICKET_EVENTS = Export(
    "ticket_events",
    "tickets/ticket_events_%Y%m%d.csv",
    rows.EVENTS_HEADER,
    faults.TICKET_EVENTS,
)
QUALITY_BOOK = "qa/qa_%Y%m%d.xlsx"
EVALUATIONS = Export(
    "evaluations", QUALITY_BOOK, rows.SCORES_HEADER, faults.EVALUATIONS, sheet=rows.SCORES_SHEET
)
EVALUATION_ITEMS = Export(
    "evaluation_items",
    QUALITY_BOOK,
    rows.DETAILS_HEADER,
    faults.EVALUATION_ITEMS,
    sheet=rows.DETAILS_SHEET,
)
COACHING_SESSIONS = Export(
    "coaching_sessions",
    "qa/coaching_%Y%m%d.csv",
    rows.SESSIONS_HEADER,
    faults.COACHING_SESSIONS,
    encoding="utf-8-sig",
)
WAGE_CLAIMS = Export(
    "wage_claims",
    "hr/claims_%Y%m%d.csv",
    rows.CLAIMS_HEADER,
    faults.WAGE_CLAIMS,
    encoding="utf-8-sig",
)
OVERTIME_APPROVALS = Export(
    "overtime_approvals",
    "hr/overtime_%Y%m%d.csv",
    rows.OVERTIME_HEADER,
    faults.OVERTIME_APPROVALS,
    encoding="utf-8-sig",
)
APPEALS = Export(
    "appeals",
    "hr/appeals_%Y%m%d.csv",
    rows.APPEALS_HEADER,
    faults.APPEALS,
    encoding="utf-8-sig",
)
CALIBRATION_RATINGS = Export(
    "calibration_ratings",
    "qa/calibration_%Y%m%d.csv",
    rows.CALIBRATION_HEADER,
    faults.CALIBRATION_RATINGS,
    encoding="gb18030",
)
CALLBACKS = Export(
    "callbacks",
    "callbacks/callbacks_%Y%m%d.csv",
    rows.CALLBACKS_HEADER,
    faults.CALLBACKS,
    encoding="gb18030",
)
RATINGS = Export(
    "ratings",
    "hr/ratings_%Y%m%d.csv",
    rows.RATINGS_HEADER,
    faults.RATINGS,
    encoding="utf-8-sig",
)
PUNCHES = Export("punches", "punches/attlog_%Y%m%d.dat", rows.PUNCHES_HEADER, faults.PUNCHES)
PLANNED_SHIFTS = Export(
    "planned_shifts", "wfm/shifts_%Y%m%d.csv", rows.SHIFTS_HEADER, faults.PLANNED_SHIFTS
)
LEAVES = Export(
    "leaves", "hr/leaves_%Y%m%d.csv", rows.LEAVES_HEADER, faults.LEAVES, encoding="gb18030"
)
SURVEYS = Export(
    "surveys",
    "surveys/surveys_%Y%m%d.csv",
    rows.SURVEYS_HEADER,
    faults.SURVEYS,
    encoding="utf-8-sig",
    duplicates_per_row=0.001,
)
SALES = Export(
    "sales",
    "sales/sales_%Y%m%d.csv",
    rows.SALES_HEADER,
    faults.SALES,
    duplicates_per_row=0.002,
)
HR_BOOK = "hr/hr_%Y%m%d.xlsx"
EMPLOYEES = Export(
    "employees", HR_BOOK, hr.EMPLOYEES_HEADER, faults.EMPLOYEES, sheet=hr.EMPLOYEES_SHEET
)
ASSIGNMENTS = Export(
    "assignments", HR_BOOK, hr.ASSIGNMENTS_HEADER, faults.ASSIGNMENTS, sheet=hr.ASSIGNMENTS_SHEET
)
SKILLS = Export("skills", HR_BOOK, hr.SKILLS_HEADER, faults.SKILLS, sheet=hr.SKILLS_SHEET)


@dataclass(frozen=True)
class Exporter:
    """Writes exports below a folder, breaks some rows and tells the truth how many.

    `usable` names the positions of rows that may be copied and spoilt, which are those that
    every fault of the export breaks; None is all.
    """

    folder: Path
    seed: int
    truth: TruthKeeper

    def write_table(
        self, export: Export, day: date, content: Sequence[Row], usable: Sequence[int] | None = None
    ) -> None:
        """Write delimited text with a header."""
        spoilt = self._spoilt(export, day, content, usable)
        path = self.folder / export.file_of(day)
        write_delimited(path, export.header, spoilt, encoding=export.encoding)

    def write_log(self, export: Export, day: date, content: Sequence[Row]) -> None:
        """Write a terminal's log: TAB between fields and no header."""
        spoilt = self._spoilt(export, day, content, None)
        write_delimited(self.folder / export.file_of(day), None, spoilt, delimiter="\t")

    def write_json_lines(
        self, export: Export, day: date, lines: Sequence[str], usable: Sequence[int]
    ) -> None:
        """Write JSON lines."""
        breakage = self._breakage(export, day, len(lines), usable)
        write_lines(self.folder / export.file_of(day), spoilt_lines(lines, breakage))

    def write_book(
        self,
        day: date,
        sheets: Sequence[tuple[Export, Sequence[Row]]],
        usable: Mapping[str, Sequence[int]],
    ) -> None:
        """Write exports that share a workbook, one sheet each; `usable` is by table."""
        path = self.folder / sheets[0][0].file_of(day)
        pages = []
        for export, content in sheets:
            spoilt = self._spoilt(export, day, content, usable.get(export.table))
            pages.append(Sheet(export.sheet, export.header, spoilt))
        write_workbook(path, pages)

    def _spoilt(
        self, export: Export, day: date, content: Sequence[Row], usable: Sequence[int] | None
    ) -> list[Row | str | bytes]:
        breakage = self._breakage(export, day, len(content), usable)
        return spoilt_rows(export.header, content, breakage)

    def _breakage(
        self, export: Export, day: date, count: int, usable: Sequence[int] | None
    ) -> Breakage:
        chosen = range(count) if usable is None else usable
        breakage = plan_breakage(
            export.table, export.faults, day, self.seed, count, chosen, export.duplicates_per_row
        )
        self.truth.count_file(export.table, export.file_of(day), day, count, breakage)
        return breakage
