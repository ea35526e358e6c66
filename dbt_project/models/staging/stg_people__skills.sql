with source as (
    select * from {{ source('landing', 'skills') }}
),

newest_copy as (
    select *
    from source
    where landing_date = (select max(copies.landing_date) from source as copies)
),

newest as (
    {{ newest_delivery('newest_copy', key=['employee_id', 'queue_id', 'effective_from']) }}
)

select
    -- ids
    employee_id,
    queue_id,

    -- numerics
    level,

    -- times
    effective_from,
    effective_to,
    certificate_expires_on
from newest
