"""Work without qualification as work of a type of its own, for the points tariff."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from scoring.qualification.matrix import CONTACT

UNQUALIFIED = "contact:unqualified"


def without_pay(work: pa.Table, unqualified: pa.Table) -> pa.Table:
    """`work` (as the mart work_done) with what `unqualified` lists as not paid under the type
    contact:unqualified; rows that become equal are one, and no piece of work is lost."""
    unpaid = {
        (row["agent_id"], row["business_date"], CONTACT + row["contact_type"])
        for row in unqualified.to_pylist()
        if not row["paid"]
    }
    if not unpaid:
        return work
    names = [name for name in work.column_names if name != "quantity"]
    counted: Counter[tuple[Any, ...]] = Counter()
    for row in work.to_pylist():
        if (row["agent_id"], row["business_date"], row["work_type"]) in unpaid:
            row["work_type"] = UNQUALIFIED
        counted[tuple(row[name] for name in names)] += row["quantity"]
    rows = [dict(zip(names, key, strict=True)) | {"quantity": n} for key, n in counted.items()]
    return pa.Table.from_pylist(rows, work.schema)
