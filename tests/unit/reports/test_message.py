"""The mail: two bodies, right file names, a stable identity, nothing to forge headers with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pyarrow as pa
import pytest

from data_contracts.refusal import Refusal
from reports import Recipient, ReportContext, Scope, Workbook, build_workbook, compose_message

AT = datetime(2026, 7, 1, 9, 30, tzinfo=UTC)
SENDER = "reports@example.org"


@pytest.fixture(scope="module")
def slip(tables: Mapping[str, pa.Table], context_for: Callable[..., ReportContext]) -> Workbook:
    return build_workbook("WB01", tables, Scope("agent", "A1003", "甲"), context_for())


def _composed(
    slip: Workbook,
    context: ReportContext,
    name: str = "员工甲",
    address: str = "e3@example.org",
    locale: str = "zh_CN",
) -> EmailMessage:
    return compose_message(
        Recipient(address, name, locale), [slip], context, sender=SENDER, sent_at=AT
    )


def test_a_mail_reader_finds_both_bodies_and_the_file(
    slip: Workbook, context_for: Callable[..., ReportContext]
) -> None:
    raw = _composed(slip, context_for()).as_bytes()
    assert re.search(rb"filename\*(0\*)?=utf-8''WB01_", raw), "RFC 2231"
    read = message_from_bytes(raw, policy=default)
    assert isinstance(read, EmailMessage)
    plain, html = read.get_body(("plain",)), read.get_body(("html",))
    assert plain is not None and "员工甲，您好" in plain.get_content()
    assert html is not None and "员工甲，您好" in html.get_content()
    (file,) = read.iter_attachments()
    assert file.get_filename() == slip.file_name
    assert file.get_content() == slip.content
    assert slip.sha256 in plain.get_content()


def test_no_pay_figure_outside_the_attachment(
    slip: Workbook,
    context_for: Callable[..., ReportContext],
    tables: Mapping[str, pa.Table],
) -> None:
    message = _composed(slip, context_for())
    words = str(message["Subject"])
    for kind in ("plain", "html"):
        body = message.get_body((kind,))
        assert body is not None
        words += body.get_content()
    for row in tables["pay_lines"].to_pylist():
        assert f"{row['pay_amount']:.2f}" not in words
        assert f"{row['pay_amount']:,.2f}" not in words


def test_equal_reports_are_the_same_message(
    slip: Workbook, context_for: Callable[..., ReportContext]
) -> None:
    first, second = (_composed(slip, context_for()) for _ in range(2))
    assert first.as_bytes() == second.as_bytes()
    changed = Workbook(
        slip.workbook_id, slip.title, slip.content + b" ", "0" * 64, slip.file_name, slip.sheets
    )
    assert _composed(changed, context_for())["Message-ID"] != first["Message-ID"]
    other = _composed(slip, context_for(), address="e4@example.org")
    assert other["Message-ID"] != first["Message-ID"]


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("x\r\nBcc: all@example.org", "e3@example.org"),
        ("x\nSubject: y", "e3@example.org"),
        ("x", "e3@example.org\r\nBcc: all@example.org"),
        ("x", "a@example.org, b@example.org"),
        ("x", "nobody"),
    ],
)
def test_forged_headers_are_refused(
    slip: Workbook, context_for: Callable[..., ReportContext], name: str, address: str
) -> None:
    with pytest.raises(Refusal):
        _composed(slip, context_for(), name, address)


def test_html_in_a_name_is_shown_not_run(
    slip: Workbook, context_for: Callable[..., ReportContext]
) -> None:
    body = _composed(slip, context_for(), "<script>x</script>", locale="en").get_body(("html",))
    assert body is not None and "<script>" not in body.get_content()
    assert "&lt;script&gt;" in body.get_content()
