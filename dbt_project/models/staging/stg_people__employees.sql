with source as (
    select * from {{ source('landing', 'employees') }}
),

newest_copy as (
    select *
    from source
    where landing_date = (select max(copies.landing_date) from source as copies)
),

newest as (
    {{ newest_delivery('newest_copy', key=['employee_id']) }}
)

select
    -- ids
    employee_id,
    agent_id,

    -- codes and texts
    full_name,
    employment,
    currency,
    email,
    language,

    -- numerics
    weekly_hours,
    base_salary_amount,

    -- times
    hired_on,
    left_on
from newest
