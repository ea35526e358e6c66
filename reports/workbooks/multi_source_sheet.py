"""Ratings from several sides: scores, what each source adds, and how raters rate (S1-09)."""

from __future__ import annotations

from typing import Any

from reports.book import Book
from reports.figure import Figure
from reports.language import N_
from reports.peers import Peers
from reports.rows import Row, grouped
from reports.sheet import Sheet
from reports.table import Cell, write_table
from reports.vocabulary import word
from reports.workbooks.listing import names, open_sheet, twin
from reports.workbooks.spans import month_rows
from reports.workbooks.staff import NAME, TEAM, named

SOURCES = {
    "supervisor": N_("Supervisor"),
    "qa": N_("Quality team"),
    "customer": N_("Customers"),
    "peer": N_("Colleagues"),
    "self": N_("Self"),
    "system": N_("System data"),
}
FLAGS = {
    "lenient": N_("lenient"),
    "strict": N_("strict"),
    "central_tendency": N_("all near the middle"),
    "halo": N_("all questions alike"),
    "unidentified": N_("cannot be compared"),
}
SCORES = (
    NAME,
    TEAM,
    Figure("review", N_("Review"), "text", N_("Name of the review"), "review_scores.name_zh"),
    Figure("raters", N_("Raters"), "count", N_("Forms that were filled in"),
           "review_scores.raters"),
    Figure("raw_score", N_("As given"), "score", N_("Score from the ratings as given"),
           "review_scores.raw_score"),
    Figure("adjustment", N_("Adjustment"), "score",
           N_("What taking out the raters' known leniency changes"), "review_scores.adjustment"),
    Figure("score", N_("Score"), "score", N_("Score by the rule of the review"),
           "review_scores.score"),
    Figure("self_gap", N_("Self − others"), "score",
           N_("Own mean less the mean that everybody else gave"), "review_scores.self_gap"),
    Figure("uncommented", N_("No reason given"), "count",
           N_("Raters far from the mean of all who give no reason"), "review_scores.uncommented"),
)  # fmt: skip
RATERS = (
    Figure("rater", N_("Rater"), "text", N_("Who rates"), "review_raters.rater_id"),
    Figure("as", N_("Rates as"), "text", N_("Part in which the rater rates"),
           "review_raters.source"),
    Figure("finding", N_("Finding"), "text", N_("What stands out beside the other raters"),
           "review_raters.flags"),
    Figure("ratings", N_("Forms"), "count", N_("Forms filled in over the months compared"),
           "review_raters.ratings"),
    Figure("subjects", N_("People"), "count", N_("People rated"), "review_raters.subjects"),
    Figure("mean_given", N_("Mean given"), "score", N_("Mean of the scores given"),
           "review_raters.mean_given"),
    Figure("leniency", N_("Leniency"), "score",
           N_("Points given above the mean rater, the same people compared"),
           "review_raters.leniency"),
    Figure("standard_error", N_("Error of it"), "score", N_("Standard error of the leniency"),
           "review_raters.standard_error"),
    Figure("corrected", N_("Taken out"), "text",
           N_("Whether the leniency is taken out of the scores"), "review_raters.corrected"),
    Figure("spread", N_("Spread"), "score", N_("Standard deviation of the scores given"),
           "review_raters.spread"),
    Figure("spread_others", N_("Spread of others"), "score",
           N_("Mean of that of the other raters of the part"), "review_raters.spread_others"),
    Figure("halo_spread", N_("Between questions"), "score",
           N_("Mean spread between the questions of one form; small is a halo"),
           "review_raters.halo_spread"),
    Figure("halo_spread_others", N_("Between questions, others"), "score",
           N_("Mean of that of the other raters of the part"),
           "review_raters.halo_spread_others"),
    Figure("halo_correlation", N_("Questions correlate"), "number",
           N_("Mean correlation of two questions"), "review_raters.halo_correlation", digits=2),
)  # fmt: skip
NO_REVIEW = N_("Nobody was reviewed this month.")


def add_reviews(book: Book, peers: Peers) -> None:
    """Raters who stand out first, then everybody's score with what each source adds."""
    sheet = open_sheet(
        book,
        N_("Multi-source review"),
        N_("Seen from several sides, without the leniency of single raters"),
    )
    scores = month_rows(book, "review_scores", "review_id", "agent_id")
    if sheet.says_none("review_scores", scores, NO_REVIEW):
        return
    _raters(book, sheet)
    _scores(book, sheet, scores)


def _raters(book: Book, sheet: Sheet) -> None:
    """Leaders, evaluators and whoever stands out; of colleagues and self only the last."""
    rows = month_rows(book, "review_raters", "source", "rater_id")
    shown = [row for row in rows if row["source"] in ("supervisor", "qa") or row["flags"]]
    shown.sort(key=lambda row: (not row["flags"], -abs(row["leniency"])))
    called = names(book)
    sheet.caption(N_("How raters rate"))
    write_table(sheet, RATERS, [_rater(book, called, row) for row in shown], filtered=False)
    flagged = [row for row in rows if row["flags"]]
    if flagged:
        sheet.headline(
            N_("{n} of {all} raters stand out: lenient, strict, or all alike"),
            tone="warn",
            n=len(flagged),
            all=len(rows),
        )


def _rater(book: Book, called: dict[str, str], row: Row) -> dict[str, Any]:
    text = book.language.text
    found = [text(FLAGS[flag]) for flag in str(row["flags"]).split()]
    told = book.language.choose("、", ", ").join(found) or None
    tone = "warn" if found else "plain"
    return row | {
        "rater": called.get(row["rater_id"], row["rater_id"]),
        "as": _source(book, row["source"]),
        "finding": Cell(told, tone),
        "leniency": Cell(row["leniency"], tone),
    }


def _source(book: Book, source: str) -> str | None:
    return book.language.text(SOURCES[source]) if source in SOURCES else word(book, source)


def _scores(book: Book, sheet: Sheet, scores: list[Row]) -> None:
    lines = month_rows(book, "review_sources")
    present = [source for source in SOURCES if any(row["source"] == source for row in lines)]
    figures = [
        Figure(f"of:{source}", SOURCES[source], "score", N_("Score that the source gives"),
               "review_sources.score")
        for source in present
    ]  # fmt: skip
    given = {
        key: {f"of:{row['source']}": row["score"] for row in own}
        for key, own in grouped(lines, "review_id", "agent_id").items()
    }
    sheet.caption(N_("Person by person"))
    rows = [
        row
        | {"review": twin(book, row, "name")}
        | given.get((row["review_id"], row["agent_id"]), {})
        for row in named(book, scores)
    ]
    write_table(sheet, (*SCORES, *figures), rows, freeze=1)
