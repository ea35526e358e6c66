"""The tables of the room, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

from scoring.tables import MONEY, NUMBER


def _schema(optional: str, *fields: tuple[str, pa.DataType]) -> pa.Schema:
    names = optional.split()
    return pa.schema([pa.field(name, kind, nullable=name in names) for name, kind in fields])


_TEXT = pa.string()
COST_LINES = _schema(
    "agent_id element activity product channel queue_id contact_type driver_quantity "
    "driver_total share",
    ("line_id", _TEXT),
    ("period", _TEXT),
    ("stage", _TEXT),
    ("agent_id", _TEXT),
    ("cost_centre_id", _TEXT),
    ("element", _TEXT),
    ("element_kind", _TEXT),
    ("activity", _TEXT),
    ("product", _TEXT),
    ("channel", _TEXT),
    ("queue_id", _TEXT),
    ("contact_type", _TEXT),
    ("driver", _TEXT),
    ("driver_quantity", NUMBER),
    ("driver_total", NUMBER),
    ("share", NUMBER),
    ("amount", MONEY),
    ("reason_zh", _TEXT),
    ("reason_en", _TEXT),
    ("rule_ref", _TEXT),
)
COST_UNIT = _schema(
    "name_zh name_en cost_per_contact cost_per_minute cost_per_resolution",
    ("period", _TEXT),
    ("scope_kind", _TEXT),
    ("scope_id", _TEXT),
    ("name_zh", _TEXT),
    ("name_en", _TEXT),
    ("contacts", pa.int64()),
    ("resolutions", pa.int64()),
    ("handle_s", pa.int64()),
    ("handle_amount", MONEY),
    ("idle_amount", MONEY),
    ("shrinkage_amount", MONEY),
    ("support_amount", MONEY),
    ("other_amount", MONEY),
    ("cost_amount", MONEY),
    ("cost_per_contact", NUMBER),
    ("cost_per_minute", NUMBER),
    ("cost_per_resolution", NUMBER),
)
JOURNAL_LINES = _schema(
    "",
    ("period", _TEXT),
    ("entry_no", pa.int64()),
    ("account", _TEXT),
    ("account_zh", _TEXT),
    ("account_en", _TEXT),
    ("side", _TEXT),
    ("cost_centre_id", _TEXT),
    ("element_kind", _TEXT),
    ("amount", MONEY),
)
COST_CONTROLS = _schema(
    "",
    ("period", _TEXT),
    ("control_no", pa.int64()),
    ("left_zh", _TEXT),
    ("left_en", _TEXT),
    ("left_amount", MONEY),
    ("right_zh", _TEXT),
    ("right_en", _TEXT),
    ("right_amount", MONEY),
    ("difference_amount", MONEY),
    ("agrees", pa.bool_()),
)
BUDGET_VARIANCE = _schema(
    "driver budget_quantity actual_quantity volume_amount mix_amount price_amount policy_amount",
    ("period", _TEXT),
    ("subject_kind", _TEXT),
    ("subject_id", _TEXT),
    ("component", _TEXT),
    ("driver", _TEXT),
    ("budget_quantity", NUMBER),
    ("actual_quantity", NUMBER),
    ("budget_amount", MONEY),
    ("actual_amount", MONEY),
    ("variance_amount", MONEY),
    ("volume_amount", MONEY),
    ("mix_amount", MONEY),
    ("price_amount", MONEY),
    ("policy_amount", MONEY),
)
POINT_PRICES = _schema(
    "lowest_price highest_price pool_amount withheld_amount reserve_amount breach_amount",
    ("period", _TEXT),
    ("component", _TEXT),
    ("pool_id", _TEXT),
    ("people", pa.int64()),
    ("points", NUMBER),
    ("price", NUMBER),
    ("lowest_price", NUMBER),
    ("highest_price", NUMBER),
    ("collar", _TEXT),
    ("pool_amount", MONEY),
    ("paid_amount", MONEY),
    ("withheld_amount", MONEY),
    ("reserve_amount", MONEY),
    ("breach_amount", MONEY),
)
SEAT_USE = _schema(
    "utilisation",
    ("period", _TEXT),
    ("weekday", pa.int64()),
    ("half_hour", pa.int64()),
    ("days", pa.int64()),
    ("occupied_s", pa.int64()),
    ("peak_seats", NUMBER),
    ("seats", pa.int64()),
    ("utilisation", NUMBER),
)
