"""The tables of the spread of scores, as data_contracts/outputs describes them."""

from __future__ import annotations

import pyarrow as pa

from scoring.tables import NUMBER


def _field(name: str, kind: pa.DataType, optional: bool = False) -> pa.Field:
    return pa.field(name, kind, nullable=optional)


SCORE_SPREAD = pa.schema(
    [
        _field("period", pa.string()),
        _field("dimension", pa.string()),
        _field("member", pa.string()),
        _field("people", pa.int64()),
        _field("mean", NUMBER),
        _field("sd", NUMBER, optional=True),
        *(_field(name, NUMBER) for name in ("lowest", "q1", "median", "q3", "highest")),
        _field("explained", NUMBER, optional=True),
    ]
)
SCORE_VARIANCE = pa.schema(
    [
        _field("period", pa.string()),
        _field("subject_kind", pa.string()),
        _field("subject_id", pa.string()),
        _field("comparison", pa.string()),
        *(_field(name, NUMBER) for name in ("gap", "rule", "mix", "rate", "volume", "other")),
    ]
)
