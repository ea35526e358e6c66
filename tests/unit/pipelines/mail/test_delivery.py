"""Sending for real over loopback: TLS, login, refusals, retries, crashes, re-runs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from data_contracts.refusal import Refusal
from pipelines.mail import (
    DeliveryLedger,
    FileTransport,
    PermanentFailure,
    SmtpTransport,
    deliver,
    transport_from_environment,
)

Messages = Callable[..., EmailMessage]
NOW = datetime(2026, 7, 1, 1, 30)


def _run(messages: list[EmailMessage], transport: Any, ledger: DeliveryLedger, **more: Any) -> Any:
    pauses: list[float] = []
    done = deliver(
        messages,
        transport=transport,
        ledger=ledger,
        now=lambda: NOW,
        backoff_s=more.get("backoff_s", (0.5, 1.5)),
        sleep=pauses.append,
    )
    return [(each.recipient, each.status) for each in done], pauses, done


@pytest.fixture
def ledger(tmp_path: Path) -> DeliveryLedger:
    return DeliveryLedger(tmp_path / "ledger.jsonl")


def _smtp(environment: dict[str, str], tmp_path: Path) -> SmtpTransport:
    transport = transport_from_environment(environment, tmp_path / "mail")
    assert isinstance(transport, SmtpTransport)
    return transport


def test_sends_over_tls_with_login_and_a_rerun_sends_nothing(
    peer: Any,
    environment: dict[str, str],
    message_to: Messages,
    ledger: DeliveryLedger,
    tmp_path: Path,
) -> None:
    mails = [message_to("a@example.org"), message_to("b@example.org")]
    outcome, _, _ = _run(mails, _smtp(environment, tmp_path), ledger)
    assert outcome == [("a@example.org", "sent"), ("b@example.org", "sent")]
    assert peer.after_tls == [True, True]
    (file,) = peer.received[0].iter_attachments()
    assert file.get_filename() == "WB01_坐席月报.xlsx" and file.get_content() == b"PK workbook"
    outcome, _, _ = _run(mails, _smtp(environment, tmp_path), ledger)
    assert outcome == [("a@example.org", "unchanged"), ("b@example.org", "unchanged")]
    assert len(peer.received) == 2


def test_a_changed_workbook_is_sent_anew(
    peer: Any,
    environment: dict[str, str],
    message_to: Messages,
    ledger: DeliveryLedger,
    tmp_path: Path,
) -> None:
    _run([message_to("a@example.org")], _smtp(environment, tmp_path), ledger)
    changed = message_to("a@example.org", b"PK corrected")
    outcome, _, _ = _run([changed], _smtp(environment, tmp_path), ledger)
    assert outcome == [("a@example.org", "sent")]
    assert len(peer.received) == 2


def test_a_refused_recipient_stops_nobody(
    peer: Any,
    environment: dict[str, str],
    message_to: Messages,
    ledger: DeliveryLedger,
    tmp_path: Path,
) -> None:
    peer.answers["bad@example.org"] = ["550 no such user"]
    mails = [message_to(f"{name}@example.org") for name in ("a", "bad", "c")]
    outcome, pauses, done = _run(mails, _smtp(environment, tmp_path), ledger)
    assert [status for _, status in outcome] == ["sent", "failed", "sent"]
    assert "550 no such user" in done[1].detail
    assert pauses == [], "a permanent refusal is not tried again"
    table = ledger.table().to_pylist()
    assert [row["status"] for row in table] == ["sent", "failed", "sent"]
    peer.answers.clear()
    outcome, _, _ = _run(mails, _smtp(environment, tmp_path), ledger)
    assert [status for _, status in outcome] == ["unchanged", "sent", "unchanged"]


def test_a_temporary_error_is_tried_again_after_the_pauses(
    peer: Any,
    environment: dict[str, str],
    message_to: Messages,
    ledger: DeliveryLedger,
    tmp_path: Path,
) -> None:
    peer.answers["a@example.org"] = ["451 later", "451 later"]
    mail = message_to("a@example.org")
    outcome, pauses, _ = _run([mail], _smtp(environment, tmp_path), ledger)
    assert outcome == [("a@example.org", "sent")] and pauses == [0.5, 1.5]
    peer.answers["b@example.org"] = ["451 full"] * 3
    mail = message_to("b@example.org")
    outcome, pauses, done = _run([mail], _smtp(environment, tmp_path), ledger)
    assert outcome == [("b@example.org", "failed")] and pauses == [0.5, 1.5]
    assert "451 full" in done[0].detail


def test_a_dead_server_fails_each_message_and_keeps_the_ledger(
    environment: dict[str, str], message_to: Messages, ledger: DeliveryLedger, tmp_path: Path
) -> None:
    dead = environment | {"CALLFLOOR_SMTP_PORT": "9"}
    outcome, _, done = _run([message_to("a@example.org")], _smtp(dead, tmp_path), ledger)
    assert outcome == [("a@example.org", "failed")]
    assert "refused" in done[0].detail.lower()


def test_a_wrong_password_refuses_the_run_without_telling_it(
    peer: Any,
    environment: dict[str, str],
    message_to: Messages,
    ledger: DeliveryLedger,
    tmp_path: Path,
) -> None:
    wrong = environment | {"CALLFLOOR_SMTP_PASSWORD": "guess-me"}
    with pytest.raises(Refusal) as refused:
        _run([message_to("a@example.org")], _smtp(wrong, tmp_path), ledger)
    assert "CALLFLOOR_SMTP_USER" in str(refused.value) and "guess-me" not in str(refused.value)
    assert peer.received == []
    assert [row.status for row in ledger.rows()] == ["intent", "failed"]


def test_an_untrusted_certificate_is_refused(
    peer: Any,
    environment: dict[str, str],
    message_to: Messages,
    ledger: DeliveryLedger,
    tmp_path: Path,
) -> None:
    del environment["CALLFLOOR_SMTP_CA_FILE"]
    with pytest.raises(Refusal, match="certificate"):
        _run([message_to("a@example.org")], _smtp(environment, tmp_path), ledger)
    assert peer.received == []


def test_without_a_host_the_same_message_becomes_a_file(
    message_to: Messages, ledger: DeliveryLedger, tmp_path: Path
) -> None:
    folder = tmp_path / "mail"
    transport = transport_from_environment({}, folder)
    mail = message_to("a@example.org")
    outcome, _, _ = _run([mail], transport, ledger)
    assert outcome == [("a@example.org", "written")]
    (path,) = folder.glob("*.eml")
    assert path.read_bytes() == mail.as_bytes()
    read = message_from_bytes(path.read_bytes(), policy=default)
    assert read["Message-ID"] == mail["Message-ID"]
    outcome, _, _ = _run([mail], transport, ledger)
    assert outcome == [("a@example.org", "unchanged")]
    path.unlink()
    outcome, _, _ = _run([mail], transport, ledger)
    assert outcome == [("a@example.org", "written")], "a file that is gone is written again"


def test_a_written_message_is_sent_when_a_server_appears(
    peer: Any,
    environment: dict[str, str],
    message_to: Messages,
    ledger: DeliveryLedger,
    tmp_path: Path,
) -> None:
    mail = message_to("a@example.org")
    _run([mail], FileTransport(tmp_path / "mail", "reports@example.org"), ledger)
    outcome, _, _ = _run([mail], _smtp(environment, tmp_path), ledger)
    assert outcome == [("a@example.org", "sent")]


class _Killed(BaseException):
    """The process dies."""


def test_a_crash_between_sending_and_recording_sends_the_same_message_again(
    peer: Any,
    environment: dict[str, str],
    message_to: Messages,
    ledger: DeliveryLedger,
    tmp_path: Path,
) -> None:
    """At least once: the copy bears the same Message-ID, and the doubt is told."""
    transport = _smtp(environment, tmp_path)
    real = transport.send

    def send_then_die(message: EmailMessage) -> str:
        real(message)
        raise _Killed

    transport.send = send_then_die  # type: ignore[method-assign]
    mail = message_to("a@example.org")
    with pytest.raises(_Killed):
        _run([mail], transport, ledger)
    assert [row.status for row in ledger.rows()] == ["intent"]
    assert ledger.table().to_pylist()[0]["detail"].startswith("interrupted")
    outcome, _, done = _run([mail], _smtp(environment, tmp_path), ledger)
    assert outcome == [("a@example.org", "sent")] and "interrupted" in done[0].detail
    assert len(peer.received) == 2
    assert len({message["Message-ID"] for message in peer.received}) == 1


def test_a_message_too_large_is_permanent() -> None:
    from pipelines.mail.transport import _failure

    assert isinstance(_failure(552, b"too large"), PermanentFailure)
