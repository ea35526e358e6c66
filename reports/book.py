"""One workbook under construction: its file in memory, its styles, its sheets in order."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import pyarrow as pa
import xlsxwriter
from xlsxwriter.format import Format

from reports.context import ReportContext
from reports.figure import Figure, number_format
from reports.language import N_, Language
from reports.scope import Scope
from reports.theme import Theme

STATUS_WORDS = {
    "provisional": N_("Provisional"),
    "in_review": N_("In review"),
    "locked": N_("Locked"),
}
# Text from data stays text: no formula, no number, no link is ever guessed from it.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "nan_inf_to_errors": False,
}


@dataclass(frozen=True)
class Workbook:
    """A finished workbook (or calendar): title, bytes, their SHA-256, file name and sheet names."""

    workbook_id: str
    title: str
    content: bytes
    sha256: str
    file_name: str
    sheets: tuple[str, ...]


class Book:
    """What every sheet of one workbook shares."""

    def __init__(
        self,
        workbook_id: str,
        title: str,
        tables: Mapping[str, pa.Table],
        scope: Scope,
        context: ReportContext,
        language: Language,
        theme: Theme,
    ) -> None:
        self.workbook_id, self.scope, self.context = workbook_id, scope, context
        self.language, self.theme, self.tables = language, theme, tables
        self.title = language.text(title)
        self.figures: list[tuple[str, Figure]] = []
        self.sheet_names: list[tuple[str, str]] = []
        self.gaps: dict[str, list[str]] = {}
        self.headlines: list[tuple[str, str]] = []
        self.points_range: str | None = None
        self._stream = BytesIO()
        self._styles: dict[object, Format] = {}
        self.font = theme.font(language.locale)
        plain = {"font_name": self.font, "font_size": theme.fonts.size}
        self.file = xlsxwriter.Workbook(
            self._stream, OPTIONS | {"default_format_properties": plain}
        )
        self._describe()

    def _describe(self) -> None:
        context = self.context
        self.file.set_properties(
            {
                "title": f"{self.workbook_id} {self.title}",
                "subject": context.period,
                "author": "Callfloor",
                "comments": f"run {context.run_id}, rules {context.rule_fingerprint}",
                "created": context.data_as_of,
            }
        )
        self.file.set_calc_mode("auto")

    @property
    def centre_name(self) -> str:
        """The centre in the reader's language."""
        return self.language.choose(self.context.centre_name_zh, self.context.centre_name_en)

    @property
    def status(self) -> str:
        """Whether the figures are provisional, in review or locked, in words."""
        return self.language.text(STATUS_WORDS[self.context.status])

    def style(self, **properties: object) -> Format:
        """One cell format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self._styles:
            base = {"font_name": self.font, "font_size": self.theme.fonts.size}
            self._styles[key] = self.file.add_format(base | properties)
        return self._styles[key]

    def cell_style(self, unit: str, digits: int | None, tone: str = "plain") -> Format:
        """The format of a table cell: number format by unit, colour by tone."""
        key = (unit, digits, tone)
        if key not in self._styles:
            look = self.theme.tones[tone]
            words = unit in ("text", "bool")
            properties: dict[str, object] = {
                "num_format": number_format(unit, digits, self.language.locale),
                "align": "left" if words else "right",
                "valign": "vcenter",
                "text_wrap": words,
                "font_color": look.font,
                "bottom": 1,
                "bottom_color": self.theme.colours.rule,
                "bold": tone == "total",
                "indent": 1 if words else 0,
            }
            if look.fill:
                properties["bg_color"] = look.fill
            self._styles[key] = self.style(**properties)
        return self._styles[key]

    def finish(self) -> Workbook:
        """Close the file. The bytes depend on the arguments alone."""
        self.file.close()
        content = self._stream.getvalue()
        who = "".join(c if c.isalnum() or c in "-_" else "-" for c in self.scope.subject_id)
        name = f"{self.workbook_id}_{self.title}_{who}_{self.context.period}.xlsx"
        return Workbook(
            self.workbook_id,
            self.title,
            content,
            hashlib.sha256(content).hexdigest(),
            name.replace(" ", "-"),
            tuple(title for title, _ in self.sheet_names),
        )
