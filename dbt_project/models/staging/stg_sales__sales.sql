with source as (
    select * from {{ source('landing', 'sales') }}
),

newest as (
    {{ newest_delivery('source', key=['sale_id'], changed_at='updated_at') }}
)

select
    -- ids
    sale_id,
    contact_id,
    agent_id,
    product_id,

    -- codes and texts
    currency,
    status,

    -- numerics
    sale_amount,

    -- times
    sold_at,
    updated_at
from newest
