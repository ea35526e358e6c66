"""A line on sheets about people who wait: which queues are none of theirs, and where to look."""

from __future__ import annotations

from reports.language import N_
from reports.sheet import Sheet
from reports.vocabulary import word


def says_without_mail(sheet: Sheet) -> None:
    """Say that the centre's e-mail is left out here; nothing where it has none."""
    book = sheet.book
    if book.context.mail_queues:
        text = book.language.text(
            N_("Without {queues}: e-mail has a deadline, see the sheets Requirement and Coverage"),
            queues=", ".join(word(book, queue) or queue for queue in book.context.mail_queues),
        )
        sheet.line(text, tone="off")
