"""The mail that carries a person's workbooks: no figure of pay in it, only in the file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from pathlib import PurePosixPath

from data_contracts.refusal import Place, Refusal
from reports.book import STATUS_WORDS, Workbook
from reports.context import ReportContext
from reports.language import N_, Language, language
from reports.theme import house_theme

PERIOD_HEADER = "X-Callfloor-Period"
MEDIA_TYPES = {
    ".xlsx": ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".ics": ("text", "calendar"),
}


@dataclass(frozen=True)
class Recipient:
    """Who gets the mail, in which language (zh_CN or en)."""

    address: str
    name: str
    locale: str


def compose_message(
    recipient: Recipient,
    workbooks: Sequence[Workbook],
    context: ReportContext,
    *,
    sender: str,
    sent_at: datetime,
) -> EmailMessage:
    """One message: plain text and HTML in the recipient's language, the workbooks attached.

    `sent_at` is the Date header, with its zone. The Message-ID and the part boundaries
    follow from centre, period, recipient and the workbooks' hashes, so that an unchanged
    report is the same message. Raises Refusal for an address or a name that would break a
    header, and ValueError for no workbook or a `sent_at` without a zone.
    """
    if not workbooks or sent_at.tzinfo is None:
        raise ValueError("a message needs at least one workbook and a sent_at with its zone")
    speech = language(recipient.locale)
    identity = _identity(recipient, workbooks, context)
    message = EmailMessage(policy=SMTP)
    message["From"] = _address("the sender", "", sender)
    message["To"] = _address("the recipient", recipient.name, recipient.address)
    message["Subject"] = _one_line(_subject(speech, workbooks, context), "the subject")
    message["Date"] = format_datetime(sent_at)
    message["Message-ID"] = f"<callfloor.{identity}@{sender.rpartition('@')[2]}>"
    message[PERIOD_HEADER] = _one_line(context.period, "the period")
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_plain(speech, recipient, workbooks, context), cte="base64")
    message.add_alternative(
        _html(speech, recipient, workbooks, context), subtype="html", cte="base64"
    )
    for workbook in workbooks:
        kind, form = MEDIA_TYPES[PurePosixPath(workbook.file_name).suffix]
        message.add_attachment(
            workbook.content, maintype=kind, subtype=form, filename=workbook.file_name
        )
    _fix_boundaries(message, identity)
    return message


def _identity(recipient: Recipient, workbooks: Sequence[Workbook], context: ReportContext) -> str:
    parts = [context.centre_id, context.period, recipient.address.lower()]
    parts += [f"{workbook.workbook_id}:{workbook.sha256}" for workbook in workbooks]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:40]


def _one_line(words: str, what: str) -> str:
    if any(sign in words for sign in "\r\n\0"):
        raise Refusal(
            f"{what} has a line break and would forge a mail header",
            place=Place("recipients"),
            value=words,
            next_step="correct the name or address in the staff list or recipients.yaml",
        )
    return words


def _address(what: str, name: str, address: str) -> Address:
    _one_line(name, f"{what}'s name")
    _one_line(address, f"{what}'s address")
    try:
        return Address(display_name=name, addr_spec=address)
    except (ValueError, IndexError, AttributeError):
        raise Refusal(
            f"{what}'s address is not one mail address",
            place=Place("recipients"),
            value=address,
            next_step="correct the address in the staff list or recipients.yaml",
        ) from None


def _subject(speech: Language, workbooks: Sequence[Workbook], context: ReportContext) -> str:
    titles = ", ".join(dict.fromkeys(workbook.title for workbook in workbooks))
    centre = speech.choose(context.centre_name_zh, context.centre_name_en)
    return speech.text(
        N_("{titles} {period} · {centre}"), titles=titles, period=context.period, centre=centre
    )


def _sentences(
    speech: Language, recipient: Recipient, workbooks: Sequence[Workbook], context: ReportContext
) -> list[str]:
    status = speech.text(STATUS_WORDS[context.status])
    sentences = [
        speech.text(N_("Dear {name},"), name=recipient.name or recipient.address),
        speech.text(
            N_("attached are your reports for {period}. Their figures are: {status}."),
            period=context.period,
            status=status,
        ),
    ]
    late = [source.name for source in context.sources if source.freshness != "ok"]
    if late:
        sentences.append(
            speech.text(N_("Late or missing sources: {sources}."), sources=", ".join(late))
        )
    sentences.append(
        speech.text(
            N_("The workbooks are meant for you alone. This message was sent automatically.")
        )
    )
    return sentences


def _plain(
    speech: Language, recipient: Recipient, workbooks: Sequence[Workbook], context: ReportContext
) -> str:
    first, second, *rest = _sentences(speech, recipient, workbooks, context)
    files = [f"  - {w.file_name}\n    SHA-256 {w.sha256}" for w in workbooks]
    return "\n\n".join([first, second, "\n".join(files), *rest]) + "\n"


def _html(
    speech: Language, recipient: Recipient, workbooks: Sequence[Workbook], context: ReportContext
) -> str:
    theme = house_theme()
    first, second, *rest = map(escape, _sentences(speech, recipient, workbooks, context))
    rows = "".join(
        f"<tr><td style='padding:4px 16px 4px 0'><b>{escape(w.title)}</b><br>"
        f"{escape(w.file_name)}</td><td style='font-family:monospace;font-size:11px'>"
        f"SHA-256 {w.sha256[:16]}…</td></tr>"
        for w in workbooks
    )
    below = "".join(f"<p style='color:{theme.colours.muted}'>{words}</p>" for words in rest)
    return (
        f"<html lang='{recipient.locale.replace('_', '-')}'><body style='font-family:"
        f"{theme.font(recipient.locale)},sans-serif;color:{theme.colours.ink}'>"
        f"<p>{first}</p><p>{second}</p><table>{rows}</table>{below}</body></html>\n"
    )


def _fix_boundaries(message: EmailMessage, identity: str) -> None:
    for depth, part in enumerate(p for p in message.walk() if p.is_multipart()):
        part.set_boundary(f"=_callfloor_{depth}_{identity[:24]}")
