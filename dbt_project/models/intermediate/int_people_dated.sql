with employees as (
    select * from {{ ref('stg_people__employees') }}
),

assignments as (
    select * from {{ ref('stg_people__assignments') }}
),

calendar as (
    select calendar_date from {{ ref('stg_config__calendar') }}
),

employed_days as (
    select
        employees.employee_id,
        employees.agent_id,
        employees.hired_on,
        calendar.calendar_date
    from employees
    inner join calendar
        on
            employees.hired_on <= calendar.calendar_date
            and coalesce(employees.left_on, date '9999-12-31') >= calendar.calendar_date
),

assigned_days as (
    select
        employed_days.*,
        assignments.team_id,
        assignments.role,
        row_number() over (
            partition by employed_days.employee_id, employed_days.calendar_date
            order by assignments.effective_from desc nulls last
        ) as assignment_rank
    from employed_days
    left join assignments
        on
            employed_days.employee_id = assignments.employee_id
            and employed_days.calendar_date >= assignments.effective_from
            and employed_days.calendar_date
            < coalesce(assignments.effective_to, date '9999-12-31')
),

-- a login passed on to another person belongs to the one hired last
holders as (
    select
        *,
        row_number() over (
            partition by agent_id, calendar_date
            order by hired_on desc, employee_id asc
        ) as holder_rank
    from assigned_days
    where assignment_rank = 1
),

dated as (
    select
        employee_id,
        case when holder_rank = 1 then agent_id end as agent_id,
        calendar_date,
        team_id,
        role
    from holders
)

select * from dated
