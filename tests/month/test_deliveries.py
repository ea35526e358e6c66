"""Mail for every address once, a copy for analysts, nothing personal on the screen or in logs."""

from __future__ import annotations

import email
import email.policy
import json
import re
import sqlite3
from collections import Counter
from email.message import EmailMessage
from hashlib import sha256

import duckdb
import pytest

from tests.month.conftest import PERIOD, Month

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("month")]


def messages(month: Month) -> list[EmailMessage]:
    return [
        email.message_from_bytes(path.read_bytes(), policy=email.policy.default)  # type: ignore[misc]
        for path in sorted((month.out / "mail").glob("*.eml"))
    ]


def test_every_address_has_one_message(month: Month) -> None:
    expected = {
        address
        for (address,) in month.rows(
            "select distinct address from control.workbooks where address is not null"
        )
    }
    found = Counter(m["To"].addresses[0].addr_spec for m in messages(month))
    assert set(found) == expected
    assert set(found.values()) == {1}
    assert len(expected) > 24


def test_a_message_carries_the_files_of_its_reader_alone(month: Month) -> None:
    wanted: dict[str, set[tuple[str, str]]] = {}
    for address, path, sha in month.rows(
        "select address, path, sha256 from control.workbooks where address is not null"
    ):
        wanted.setdefault(address, set()).add((path.rsplit("/", 1)[1], sha))
    for message in messages(month):
        files = {
            (str(part.get_filename()), sha256(part.get_payload(decode=True)).hexdigest())
            for part in message.iter_attachments()
        }
        assert files == wanted[message["To"].addresses[0].addr_spec]


def test_the_ledger_has_each_delivery_once(month: Month) -> None:
    ledger = (month.out / "control" / "deliveries.jsonl").read_text(encoding="utf-8").splitlines()
    events = Counter((row["recipient"], row["status"]) for row in map(json.loads, ledger))
    assert set(events.values()) == {1}
    assert {status for _, status in events} == {"intent", "written"}
    assert len(events) == 2 * len(messages(month))


def test_an_analyst_may_hold_the_published_copy_while_a_writer_works(month: Month) -> None:
    with month.centre.warehouse() as analyst:
        before = analyst.execute("select count(*) from marts.contacts").fetchall()
        with duckdb.connect(str(month.out / "warehouse.duckdb")) as writer:
            writer.execute("create or replace temp table scratch as from marts.contacts")
            assert analyst.execute("select count(*) from marts.contacts").fetchall() == before
    assert not (month.out / "published" / "warehouse.duckdb").stat().st_mode & 0o222


def secrets(month: Month) -> set[str]:
    """Names, addresses, salaries and amounts that belong in workbooks and nowhere else."""
    people = month.rows(
        "select distinct full_name, email, base_salary_amount from landing.employees"
    )
    pay = month.rows(
        "select pay_amount, unrounded_amount from scoring.pay_lines where component <> 'base'"
    )
    names = {name for name, _, _ in people if name and len(name) >= 3}
    mails = {address for _, address, _ in people if address}
    amounts = {f"{amount:.2f}" for row in pay for amount in row if amount and amount % 100}
    return names | mails | amounts | {f"{a:,}" for a in (row[0] for row in pay) if a and a % 100}


def stands_in(secret: str, text: str) -> bool:
    """Whether the secret stands there by itself: an amount inside a longer number is none."""
    if secret not in text:  # far faster than the expression, which cannot skip ahead
        return False
    return re.search(rf"(?<![\d.]){re.escape(secret)}(?!\d)", text) is not None


def test_the_run_prints_no_name_address_or_pay(month: Month) -> None:
    printed = month.done.stdout + month.done.stderr
    found = secrets(month)
    assert len(found) > 80
    assert {secret for secret in found if stands_in(secret, printed)} == set()


def test_dagsters_event_log_holds_no_name_address_or_pay(month: Month) -> None:
    logs = sorted((month.out / "dagster").rglob("*.db"))
    assert logs
    text = ""
    for path in logs:
        with sqlite3.connect(path) as database:
            for (table,) in database.execute("select name from sqlite_master where type = 'table'"):
                text += "\n".join(map(str, database.execute(f"select * from {table}")))
    text += "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in (month.out / "dagster").rglob("*")
        if path.suffix in {".out", ".err", ".log"}
    )
    assert "scoring" in text
    told = text.encode("ascii", "backslashreplace").decode()
    found = {
        s for s in secrets(month) if stands_in(s, text) or stands_in(json.dumps(s)[1:-1], told)
    }
    assert found == set()


def test_the_run_says_what_was_made_and_where(month: Month) -> None:
    told = month.done.stdout
    for step in range(1, 9):
        assert f"[{step}/8]" in told
    books = len(list((month.out / "workbooks" / PERIOD).rglob("*.xlsx")))
    assert f"{books} workbooks" in told
    assert "mail" in told
    assert (month.out / "data_docs" / "index.html").is_file()
