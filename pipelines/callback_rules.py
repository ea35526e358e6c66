"""When a call-back that was not made counts as missed: callbacks.yaml as a table for dbt."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated

import pyarrow as pa
from pydantic import Field

from data_contracts.dated import Dated, Rule
from data_contracts.located_yaml import LocatedYaml, validated
from pipelines.centre import Centre

FILE = "callbacks.yaml"
TABLE = pa.schema(
    [
        ("effective_from", pa.date32()),
        ("effective_to", pa.date32()),
        ("late_until_s", pa.int32()),
    ]
)


class CallbackFile(Rule):
    """callbacks.yaml: hours after the end of the window's day until which a call is only late."""

    late_until_h: Dated[Annotated[float, Field(ge=0)]]


def read_callback_rules(document: LocatedYaml, day: date) -> float:
    """The hours on a day. Raises Refusal where none or impossible ones are given."""
    return validated(CallbackFile, document).late_until_h.on(day, document.place(("late_until_h",)))


def callback_rules_table(centre: Centre) -> pa.Table:
    """config.callback_rules: a row per span of dates; empty for a centre without the file."""
    document = centre.document(FILE)
    spans = [] if document is None else validated(CallbackFile, document).late_until_h.spans()
    rows = [
        {
            "effective_from": since,
            "effective_to": last and last + timedelta(days=1),
            "late_until_s": round(hours * 3600),
        }
        for since, last, hours in spans
    ]
    return pa.Table.from_pylist(rows, TABLE)
