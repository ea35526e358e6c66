with source as (
    select * from {{ source('landing', 'assignments') }}
),

newest_copy as (
    select *
    from source
    where landing_date = (select max(copies.landing_date) from source as copies)
),

newest as (
    {{ newest_delivery('newest_copy', key=['employee_id', 'effective_from']) }}
)

select
    -- ids
    employee_id,
    department_id,
    team_id,
    site_id,

    -- codes and texts
    team_name,
    role,

    -- times
    effective_from,
    effective_to
from newest
