"""Sales of a centre as commission reads them, and the month's ledger of commission."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.awards.documents import award_documents, has_begun
from pipelines.centre import Centre
from pipelines.people import people_of
from pipelines.period import Period
from pipelines.warehouse import ensure_table, fetched, has_table, replace_rows
from scoring.awards import settle_commission
from scoring.awards.commission_rules import CommissionPlan
from scoring.awards.tables import COMMISSION_LINES
from scoring.notices import Notice

LINES, SALES = "scoring.commission_lines", "landing.sales"

# Staging keeps the newest state of a sale; landing has the day on which it was certified.
_SALES = """
with known as (
    select
        *,
        cast(timezone($zone, timezone('UTC', updated_at)) as date) as changed_on
    from landing.sales
    where cast(timezone($zone, timezone('UTC', updated_at)) as date) <= $last
),
newest as (
    select * from known
    qualify row_number() over (
        partition by sale_id
        order by updated_at desc nulls last, landing_date desc, source_row desc, source_file desc
    ) = 1
),
certified as (
    select sale_id, min(changed_on) as certified_on
    from known where status = 'certified' group by sale_id
)
select
    newest.sale_id,
    newest.agent_id,
    newest.product_id,
    newest.sale_amount,
    certified.certified_on,
    case when newest.status in ('cancelled', 'refunded') then newest.changed_on end as reversed_on,
    cast(null as decimal(18, 2)) as reversed_amount
from newest
inner join certified using (sale_id)
order by newest.sale_id
"""
_BEFORE = f"select * from {LINES} where period < ?"
_SETTLED = f"""
select agent_id, line_id as sale_id, $last as sold_on, true as certified, amount,
    cast(null as date) as cancelled_on
from {LINES} where period = $period
"""


def certified_sales(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period
) -> pa.Table:
    """Every sale that was certified by the end of a month, as it was known then, dated by the
    centre's days: sale_id, agent_id, product_id, sale_amount, certified_on, reversed_on and
    reversed_amount (empty: sales are reversed as a whole)."""
    return fetched(connection, _SALES, {"zone": centre.settings.zone, "last": period.last})


def store_commission(
    connection: duckdb.DuckDBPyConnection,
    centre: Centre,
    plans: Sequence[CommissionPlan],
    period: Period,
) -> list[Notice]:
    """Settle the month's commission, given the lines of earlier months."""
    ensure_table(connection, LINES, COMMISSION_LINES)
    ledger = fetched(connection, _BEFORE, [period.name])
    people = people_of(connection, period.first, period.last)
    sales = certified_sales(connection, centre, period)
    notices = [*_unknown(sales, ledger, period)]
    lines = COMMISSION_LINES.empty_table()
    for plan in plans:
        run = settle_commission(plan, period.name, people, sales, ledger)
        lines = pa.concat_tables([lines, run.lines])
        notices += run.notices
    replace_rows(connection, LINES, lines, where={"period": period.name})
    return notices


def _unknown(sales: pa.Table, ledger: pa.Table, period: Period) -> list[Notice]:
    """Sales of earlier months, reversed in this one, for which no commission was settled here."""
    now = (pc.field("reversed_on") >= period.first) & (pc.field("reversed_on") <= period.last)
    reversed_now = sales.filter(now & (pc.field("certified_on") < period.first))
    settled = set(ledger["sale_id"].to_pylist())
    left = [row for row in reversed_now.to_pylist() if row["sale_id"] not in settled]
    if not left:
        return []
    agents = tuple(sorted({row["agent_id"] for row in left}))
    zh = f"{len(left)} 笔以前月份的销售在本月退订，但此处没有其佣金记录，不追回"
    en = (
        f"{len(left)} sales of earlier months were reversed, and no commission for them stands here"
    )
    return [Notice("reversed_without_line", zh, en, agents)]


def paid_sales(
    connection: duckdb.DuckDBPyConnection, centre: Centre, period: Period
) -> pa.Table | None:
    """Sales as P6 takes them; None where the centre has no table of sales.

    With a commission file these are its settled lines of the month, and P6 has the rate 1;
    without one they are the certified sales, on the day on which they were certified.
    """
    if settles_commission(centre, period) and has_table(connection, LINES):
        spans = {"period": period.name, "last": period.last}
        return fetched(connection, _SETTLED, spans)
    if not has_table(connection, SALES):
        return None
    sales = certified_sales(connection, centre, period)
    names = {"certified_on": "sold_on", "sale_amount": "amount", "reversed_on": "cancelled_on"}
    kept = sales.select(["agent_id", "sale_id", *names])
    kept = kept.rename_columns(["agent_id", "sale_id", *names.values()])
    return kept.append_column("certified", pa.repeat(pa.scalar(True), kept.num_rows))


def settles_commission(centre: Centre, period: Period) -> bool:
    """Whether a commission file of the centre has begun by the end of a month."""
    return any(has_begun(one, period.last) for one in award_documents(centre, "commission"))
