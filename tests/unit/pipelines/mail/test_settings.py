"""Settings that cannot work are refused by the name of their variable."""

from __future__ import annotations

from pathlib import Path

import pytest

from data_contracts.refusal import Refusal
from pipelines.mail import FileTransport, SmtpTransport, transport_from_environment

GOOD = {"CALLFLOOR_SMTP_HOST": "mail.example.org", "CALLFLOOR_SMTP_FROM": "r@example.org"}


def test_no_host_writes_files(tmp_path: Path) -> None:
    assert isinstance(transport_from_environment({}, tmp_path), FileTransport)
    assert isinstance(transport_from_environment(GOOD, tmp_path), SmtpTransport)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"CALLFLOOR_SMTP_FROM": ""}, "FROM"),
        ({"CALLFLOOR_SMTP_PORT": "smtp"}, "PORT"),
        ({"CALLFLOOR_SMTP_TIMEOUT_S": "0"}, "TIMEOUT_S"),
        ({"CALLFLOOR_SMTP_STARTTLS": "maybe"}, "STARTTLS"),
        ({"CALLFLOOR_SMTP_USER": "u"}, "PASSWORD"),
        (
            {
                "CALLFLOOR_SMTP_USER": "u",
                "CALLFLOOR_SMTP_PASSWORD": "secret-word",
                "CALLFLOOR_SMTP_STARTTLS": "no",
            },
            "STARTTLS",
        ),
    ],
)
def test_bad_settings_are_refused(tmp_path: Path, change: dict[str, str], named: str) -> None:
    with pytest.raises(Refusal, match=f"CALLFLOOR_SMTP_{named}") as refused:
        transport_from_environment(GOOD | change, tmp_path)
    assert "secret-word" not in str(refused.value)
