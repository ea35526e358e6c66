"""Which shifts would cover the requirement with the fewest paid hours, beside the roster."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped, ratio, total
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.half_hours import weekday
from reports.workbooks.listing import open_sheet, twin
from reports.workbooks.spans import local, period_rows

TOURS, COMPARED = "tours", "tours_comparison"
SETS = ("rostered", "library", "proposed")
QUEUE = Figure("queue", N_("Queue"), "text", N_("Queue of the contacts"), f"{COMPARED}.queue_id")
COMPARISON = (
    QUEUE,
    Figure("set", N_("Covered by"), "text",
           N_("The roster as it is, the fewest paid hours with today's shifts, or with new ones "
              "beside them"), f"{COMPARED}.shift_set"),
    Figure("required_h", N_("Required hours"), "h", N_("M068 Agent hours required on the queue"),
           f"{COMPARED}.required_h", digits=1),
    Figure("paid_h", N_("Paid hours"), "h", N_("Paid hours of all shifts, breaks included"),
           f"{COMPARED}.paid_h", digits=1),
    Figure("ratio", N_("Paid ÷ required"), "ratio", N_("Paid hours for each hour required"),
           f"{COMPARED}.paid_h ÷ required_h", digits=0),
    Figure("short_h", N_("Short"), "h", N_("M071 Hours under, added and never netted"),
           f"{COMPARED}.short_h", digits=1),
    Figure("over_h", N_("Over"), "h", N_("M071 Hours over, added and never netted"),
           f"{COMPARED}.over_h", digits=1),
    Figure("person_days", N_("Shifts in the week"), "count", N_("Shifts that people work"),
           f"{COMPARED}.person_days"),
    Figure("cost_h", N_("Cost in paid hours"), "h",
           N_("Paid hours and the premiums of split, short and night shifts"),
           f"{COMPARED}.cost_h", digits=1),
    Figure("bound_h", N_("Valid lower bound"), "h",
           N_("No choice of these shifts can cost less: proven by a relaxation"),
           f"{COMPARED}.bound_h", digits=1),
    Figure("gap", N_("Gap"), "ratio", N_("By how much a better answer could be cheaper at most"),
           f"{COMPARED}.gap"),
    Figure("remark", N_("Remark"), "text", N_("Why there is no answer, where there is none"),
           f"{COMPARED}.bound_of"),
)  # fmt: skip
SHIFT = (
    Figure("shift", N_("Shift"), "text", N_("Name of the shift"), f"{TOURS}.name_zh, name_en"),
    Figure("shift_code", N_("Code"), "text", N_("Code of the shift"), f"{TOURS}.shift_code"),
    Figure("is_new", N_("New shift"), "text", N_("Whether the shift library does not have it yet"),
           f"{TOURS}.new_shift"),
    Figure("span", N_("From – to"), "text", N_("Start and end, centre's clock"),
           f"{TOURS}.starts_at, ends_at"),
)  # fmt: skip
WEEK = (
    Figure("people", N_("Shifts in the week"), "count", N_("Shifts that people work"),
           f"{TOURS}.people"),
    Figure("paid_h", N_("Paid hours"), "h", N_("Paid hours of all shifts, breaks included"),
           f"{TOURS}.paid_h", digits=1),
)  # fmt: skip
PAUSES = Figure("pauses", N_("Meals and breaks"), "text",
                N_("Each with its length and when it may begin"),
                f"{TOURS}.pauses_zh, pauses_en")  # fmt: skip
ALL_QUEUES = N_("all queues")
OUT_OF_REACH = "no shift reaches any half-hour"
NO_SHIFT = N_("No shift works while the queue is open")
NO_COVER = N_("No cover was found in time: raise time_limit_s in tours.yaml")
DAY_MEANING = N_("People on the shift that day")
HOW_TO_READ = (
    N_("Covered by today's shifts: as many people on each shift of the library as meet the "
       "requirement of every half-hour with the fewest paid hours, whoever they are."),
    N_("New shifts come from tours.yaml. Nobody is rostered on them: write one into shifts.yaml "
       "and allow it to a contract to use it."),
)  # fmt: skip


def add_tours(book: Book, peers: Peers) -> None:
    """The sets compared, the proposed shifts of all queues, and of each queue."""
    sheet = open_sheet(
        book, N_("Shift proposal"), N_("Shifts that would cover the week with fewest paid hours"),
        COMPARED,
    )  # fmt: skip
    compared = _compared(book)
    if not compared:
        return
    for text in HOW_TO_READ:
        sheet.line(book.language.text(text))
    sheet.row += 1
    write_table(sheet, COMPARISON, compared, filtered=False)
    tours = [
        row | {"queue": word(book, row["queue_id"])}
        for row in period_rows(book, TOURS, "work_date", "starts_at", "shift_code", "queue_id")
        if row["shift_set"] == "proposed"
    ]
    sheet.caption(N_("Shifts proposed for all queues: people by day"))
    together = book.language.text(ALL_QUEUES)
    _write_shifts(sheet, [row | {"queue": together} for row in tours], PAUSES)
    sheet.caption(N_("Shifts proposed by queue: people by day"))
    _write_shifts(sheet, tours)
    _tell(sheet, {row["shift_set"]: row for row in compared if row["queue_id"] is None}, tours)


def _compared(book: Book) -> list[dict[str, Any]]:
    """A row for the centre and for each queue by every set, in the order of SETS."""
    rows = period_rows(book, COMPARED, "plan_week", "queue_id")
    by_set = {key[0]: own for key, own in grouped(rows, "shift_set").items()}
    centre = [_summed(own) | {"shift_set": name} for name, own in by_set.items()]
    ordered = sorted(
        [*centre, *rows], key=lambda row: (row["queue_id"] or "", SETS.index(row["shift_set"]))
    )
    return [
        row
        | {
            "queue": word(book, row["queue_id"]) or book.language.text(ALL_QUEUES),
            "set": word(book, row["shift_set"]),
            "ratio": ratio(row["paid_h"], row["required_h"]),
            "short_h": _toned(row["short_h"]),
            "remark": None if row["paid_h"] is not None else _remark(book, row["bound_of"]),
        }
        for row in ordered
    ]


def _remark(book: Book, reason: str | None) -> str:
    return book.language.text(NO_SHIFT if reason == OUT_OF_REACH else NO_COVER)


def _summed(rows: list[Row]) -> dict[str, Any]:
    """The queues of a set together; a figure that one of them lacks stays empty."""
    keys = ("required_h", "paid_h", "short_h", "over_h", "person_days", "cost_h", "bound_h")
    sums: dict[str, Any] = {
        key: total(rows, key) if all(row[key] is not None for row in rows) else None for key in keys
    }
    cost, bound = sums["cost_h"], sums["bound_h"]
    gap = None if not cost or bound is None else (cost - bound) / cost
    return sums | {"queue_id": None, "gap": gap, "bound_of": None}


def _toned(short_h: float | None) -> Cell:
    return Cell(short_h, "plain" if short_h is None else "bad" if short_h > 0 else "good")


def _write_shifts(sheet: Sheet, tours: list[Row], *more: Figure) -> None:
    """A row per queue and shift with people by day, and `more` of the shift."""
    book = sheet.book
    days = sorted({row["work_date"] for row in tours})
    figures = [
        QUEUE, *SHIFT,
        *(Figure(str(day), weekday(book, day), "count", DAY_MEANING, f"{TOURS}.people")
          for day in days),
        *WEEK, *more,
    ]  # fmt: skip
    named = [row | {"span": _span(book, row)} for row in tours]
    groups = sorted(grouped(named, "queue", "span", "shift_code").items())
    write_table(sheet, figures, [_shift(book, own) for _, own in groups], filtered=False)


def _shift(book: Book, own: list[Row]) -> dict[str, Any]:
    first = own[0]
    days = {str(key[0]): total(rows, "people") for key, rows in grouped(own, "work_date").items()}
    return first | days | {
        "shift": twin(book, first, "name"),
        "is_new": book.language.text(N_("yes")) if first["new_shift"] else None,
        "people": total(own, "people"),
        "paid_h": total(own, "paid_h"),
        "pauses": twin(book, first, "pauses"),
    }  # fmt: skip


def _span(book: Book, row: Row) -> str:
    zone = book.context.zone
    return " – ".join(f"{local(row[at], zone):%H:%M}" for at in ("starts_at", "ends_at"))


def _tell(sheet: Sheet, centre: dict[str, Row], tours: list[Row]) -> None:
    """The finding for the cover, as far as both sets have an answer."""
    paid = {name: row["paid_h"] for name, row in centre.items()}
    if paid.get("library") is None or paid.get("proposed") is None:
        sheet.headline(N_("No set of shifts was found that covers every queue"), tone="warn")
        return
    sheet.headline(
        N_("Covering every half-hour takes {library} paid hours with today's shifts and {proposed} "
           "with {shifts} shifts proposed (at most {gap} from the best)"),
        library=f"{paid['library']:,.0f}",
        proposed=f"{paid['proposed']:,.0f}",
        shifts=len({(row["shift_code"], row["starts_at"].time()) for row in tours}),
        gap=_share(centre["proposed"]["gap"]),
    )  # fmt: skip
    if "rostered" in centre:
        sheet.headline(
            N_("The roster pays {rostered} hours and is {short} agent hours short"),
            rostered=f"{paid['rostered']:,.0f}",
            short=f"{centre['rostered']['short_h'].value:,.1f}",
        )


def _share(gap: float | None) -> str:
    return "—" if gap is None else f"{gap:.1%}"
