"""What the data team's tables say of the month."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from .month import PERIOD, workdays


def control_rows() -> dict[str, list[dict[str, Any]]]:
    at = datetime(2026, 7, 1, 1, 30)
    ledger = [
        {
            "table_name": name,
            "source_file": f"{name}/{day:%Y%m%d}.csv",
            "source_sha256": "ab" * 32,
            "landing_date": f"{day}",
            "landed_at": at,
            "rows_in": 3300,
            "rows_accepted": 3290,
            "rows_refused": 6,
            "rows_duplicate": 4,
        }
        for name in ("contacts", "agent_states", "punches")
        for day in workdays()
    ]
    refused = [
        {
            "table_name": "contacts",
            "source_file": "contacts/20260601.csv",
            "source_row": row,
            "landing_date": "2026-06-01",
            "column_name": "talk_s",
            "value": sign + "SUM(13812345678)",
            "rule": "talk_s_is_a_number",
            "message": "不是数字 / not a number",
        }
        for row, sign in enumerate(("=", "+", "-", "@", "\t=", "\r="), start=2)
    ]
    return {
        "ingest_ledger": ledger,
        "quarantine_rows": refused,
        "check_results": [
            {
                "check_name": "funnel_identity",
                "table_name": "queue_interval",
                "severity": "error",
                "passed": number != 3,
                "observed": str(number),
                "message": "offered = answered + …",
                "checked_at": at,
            }
            for number in range(6)
        ],
        "delivery_ledger": [
            {
                "message_id": f"<{n}@x>",
                "period": PERIOD,
                "recipient": f"worker{n}@example.org",
                "workbook": "WB01.xlsx",
                "workbook_sha256": "cd" * 32,
                "status": "failed" if n == 2 else "sent",
                "delivered_at": at,
                "detail": "250 ok",
            }
            for n in range(4)
        ],
        "run_ledger": [
            {
                "run_id": "r-1",
                "stage": "scores",
                "period": PERIOD,
                "status": "done",
                "started_at": at,
                "elapsed_s": 3.5,
                "rules": "f1",
                "data": "d1",
                "code": "0.1.0",
                "message": "done",
            }
        ],
    }
