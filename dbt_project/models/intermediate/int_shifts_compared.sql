with shifts as (
    select * from {{ ref('int_shifts_summarised') }}
    where agent_id is not null
),

logins as (
    select distinct
        agent_id,
        business_date
    from {{ ref('int_agent_logins_merged') }}
),

compared as (
    select
        shifts.employee_id,
        shifts.agent_id,
        shifts.work_date,
        logins.agent_id is not null as came
    from shifts
    left join logins
        on
            shifts.agent_id = logins.agent_id
            and shifts.work_date = logins.business_date
    where
        (shifts.role = 'agent' or logins.agent_id is not null)
        and shifts.work_date in (select days.business_date from logins as days)
)

select * from compared
