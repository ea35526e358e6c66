with source as (
    select * from {{ source('landing', 'leaves') }}
),

newest as (
    {{ newest_delivery('source', key=['leave_id'], changed_at='updated_at') }}
)

select
    -- ids
    leave_id,
    employee_id,

    -- codes and texts
    leave_type,
    status,

    -- booleans
    paid,

    -- times
    starts_at,
    ends_at,
    updated_at
from newest
