"""The answer to a form by mail, through the house's one way out."""

from __future__ import annotations

import os
from datetime import UTC

import reports
from pipelines.mail import DeliveryLedger, deliver, transport_from_environment
from pipelines.rule_forms.centre_rules import CentreRules
from pipelines.rule_forms.forms import Checked
from pipelines.settings import now


def send_answer(rules: CentreRules, checked: Checked, address: str) -> str:
    """Send the report, or write it as .eml without an SMTP host; what became of it."""
    house = rules.house
    environment = {"CALLFLOOR_SMTP_FROM": rules.centre.settings.mail_from, **os.environ}
    transport = transport_from_environment(environment, house.mail)
    message = reports.compose_message(
        reports.Recipient(address, "", checked.context.locale), [checked.report],
        checked.context, sender=transport.sender, sent_at=now().replace(tzinfo=UTC),
    )  # fmt: skip
    ledger = DeliveryLedger(house.control / "deliveries.jsonl")
    (done,) = deliver([message], transport=transport, ledger=ledger, now=now)
    return done.status
