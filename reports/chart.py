"""Native Excel charts in the house look."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.figure import number_format
from reports.sheet import Sheet

ROW_PIXELS = 20


@dataclass(frozen=True)
class Series:
    """One series: its name in words, ranges as `Placed.cells` gives them, and how it is drawn.

    `colour` is a palette index, a hex colour or "none"; `kind` other than the chart's own
    lays the series over it (a line over columns).
    """

    name: str
    categories: list[object]
    values: list[object]
    colour: int | str | None = None
    kind: str | None = None
    dashed: bool = False
    labels: Sequence[str] = ()


@dataclass(frozen=True)
class Drawing:
    """A chart: `kind` is line, column, bar, area or scatter; title and axes in words."""

    kind: str
    title: str
    series: Sequence[Series]
    stacked: bool = False
    unit: str = "count"
    digits: int | None = None
    x_title: str = ""
    y_title: str = ""
    x_unit: str | None = None
    gap: int = 60
    y_min: float | None = None
    y_max: float | None = None
    legend: bool = True
    labels_every: int = 1


def draw(
    sheet: Sheet,
    drawing: Drawing,
    row: int,
    column: int,
    *,
    x: int = 0,
    width: int = 560,
    height: int = 300,
) -> int:
    """Put the chart `x` pixels right of a cell; returns the first row below it."""
    book = sheet.book
    chart, over = _chart(sheet, drawing.kind, drawing.stacked), None
    for index, series in enumerate(drawing.series):
        kind = series.kind or drawing.kind
        options = _series(sheet, series, index, kind, drawing)
        if kind == drawing.kind:
            chart.add_series(options)
        else:
            over = over or _chart(sheet, kind, False)
            over.add_series(options)
    if over:
        chart.combine(over)
    _axes(sheet, chart, drawing)
    font = {"name": book.font, "size": 12, "color": book.theme.colours.header, "bold": True}
    chart.set_title({"name": plain_text(drawing.title), "name_font": font, "overlay": False})
    small = {"name": book.font, "size": 9, "color": book.theme.colours.muted}
    several = drawing.legend and len(drawing.series) > 1
    hidden = [i for i, series in enumerate(drawing.series) if series.colour == "none"]
    chart.set_legend(
        {"position": "bottom", "font": small, "delete_series": hidden}
        if several
        else {"none": True}
    )
    chart.set_chartarea({"border": {"color": book.theme.colours.rule}})
    chart.set_size({"width": width, "height": height})
    sheet.page.insert_chart(
        row, column, chart, {"x_offset": x + 6, "y_offset": 4, "object_position": 3}
    )
    return row + -(-(height + 10) // ROW_PIXELS)


def _chart(sheet: Sheet, kind: str, stacked: bool) -> Any:
    options = {"type": kind} | ({"subtype": "stacked"} if stacked else {})
    chart: Any = sheet.book.file.add_chart(options)
    chart.show_blanks_as("gap")
    return chart


def _series(
    sheet: Sheet, series: Series, index: int, kind: str, drawing: Drawing
) -> dict[str, object]:
    colour = _colour(sheet, series.colour, index)
    options: dict[str, object] = {
        "name": plain_text(series.name),
        "categories": series.categories,
        "values": series.values,
    }
    if kind == "line":
        line = {"color": colour, "width": 2.0}
        options["line"] = line | ({"dash_type": "dash"} if series.dashed else {})
        options["marker"] = {"type": "none"}
    elif kind == "scatter":
        fill = {"color": colour}
        options["marker"] = {"type": "circle", "size": 8, "fill": fill, "border": fill}
        if series.labels:
            font = {"size": 8, "color": sheet.book.theme.colours.muted}
            names = [{"value": plain_text(label)} for label in series.labels]
            options["data_labels"] = {
                "value": True,
                "custom": names,
                "position": "above",
                "font": font,
            }
    elif colour == "none":
        options |= {"fill": {"none": True}, "border": {"none": True}}
    else:
        options |= {"fill": {"color": colour}, "border": {"none": True}}
    if kind in ("column", "bar"):
        options["gap"] = drawing.gap
    return options


def _colour(sheet: Sheet, colour: int | str | None, index: int) -> str:
    if isinstance(colour, str):
        return colour
    palette = sheet.book.theme.colours.palette
    return palette[(index if colour is None else colour) % len(palette)]


def _axes(sheet: Sheet, chart: Any, drawing: Drawing) -> None:
    book = sheet.book
    small = {"name": book.font, "size": 9, "color": book.theme.colours.muted}
    locale = book.language.locale
    value: dict[str, object] = {
        "num_format": number_format(drawing.unit, drawing.digits, locale),
        "num_font": small,
        "name_font": small,
        "name": drawing.y_title,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": book.theme.colours.rule}},
    }
    if drawing.y_min is not None:
        value["min"] = drawing.y_min
    if drawing.y_max is not None:
        value["max"] = drawing.y_max
    category: dict[str, object] = {
        "num_font": small,
        "name_font": small,
        "name": drawing.x_title,
        "line": {"color": book.theme.colours.rule},
        "label_position": "low",
    }
    if drawing.x_unit == "date":
        category |= {"date_axis": True, "num_format": "mm-dd"}
    elif drawing.x_unit == "day_hour":
        step = drawing.labels_every
        category |= {
            "text_axis": True,
            "num_format": "mm-dd hh:mm",
            "interval_unit": step,
            "interval_tick": step,
        }
    elif drawing.x_unit:
        category["num_format"] = number_format(drawing.x_unit, None, locale)
    if drawing.kind == "bar":
        category["reverse"] = True
        category["crossing"] = "max"
        chart.set_x_axis(value)
        chart.set_y_axis(category)
    else:
        chart.set_x_axis(category)
        chart.set_y_axis(value)


def plain_text(words: str) -> str:
    """Words that Excel cannot take for a formula: a leading sign gets a space before it."""
    return f" {words}" if words[:1] in ("=", "+", "-", "@", "\t", "\r") else words
