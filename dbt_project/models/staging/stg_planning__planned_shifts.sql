with source as (
    select * from {{ source('landing', 'planned_shifts') }}
),

newest as (
    {{ newest_delivery('source', key=['employee_id', 'starts_at'], changed_at='updated_at') }}
)

select
    -- ids
    employee_id,

    -- codes and texts
    shift_code,
    activity,

    -- booleans
    paid,

    -- times
    work_date,
    starts_at,
    ends_at,
    updated_at
from newest
