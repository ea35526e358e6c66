with source as (
    select * from {{ source('landing', 'punches') }}
),

newest as (
    {{ newest_delivery('source', key=['employee_id', 'punched_at', 'device_id']) }}
)

select
    -- ids
    employee_id,
    device_id,

    -- codes and texts
    direction,

    -- times
    punched_at
from newest
