"""What awards hand to the pay of a month."""

from __future__ import annotations

import duckdb
import pyarrow as pa

from pipelines.awards.advances import advance_adjustments
from pipelines.awards.cascades import team_awards
from pipelines.awards.commission import paid_sales
from pipelines.awards.contests import payable_prizes
from pipelines.centre import Centre
from pipelines.period import Period


def award_extras(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period
) -> dict[str, pa.Table]:
    """Tables of scoring.pay.inputs.Extras by name, as they are settled by now.

    sales (P6): the month's commission lines, or certified sales where the centre has no
    commission file. prizes (P7): payable prizes whose month of payment it is. team_awards (P11)
    and adjustments (P12): what `results` settled for the month.
    """
    found = {
        "sales": paid_sales(connection, centre, period),
        "prizes": payable_prizes(connection, centre, period),
        "team_awards": team_awards(connection, period),
        "adjustments": advance_adjustments(connection, period),
    }
    return {name: table for name, table in found.items() if table is not None}
