with activities as (
    select * from {{ ref('stg_planning__planned_shifts') }}
),

people as (
    select * from {{ ref('int_people_dated') }}
),

leaves as (
    select * from {{ ref('int_leaves_merged') }}
),

shifts as (
    select
        employee_id,
        work_date,
        min(starts_at) as scheduled_from_at,
        max(ends_at) as scheduled_to_at,
        min(shift_code) as shift_code
    from activities
    group by employee_id, work_date
),

-- leave over the first or the last instant moves what is expected of the person
leave_at_edges as (
    select
        shifts.employee_id,
        shifts.work_date,
        max(case when leaves.starts_at <= shifts.scheduled_from_at then leaves.ends_at end)
            as away_until_at,
        min(case when leaves.ends_at >= shifts.scheduled_to_at then leaves.starts_at end)
            as away_from_at
    from shifts
    inner join leaves
        on
            shifts.employee_id = leaves.employee_id
            and shifts.scheduled_to_at > leaves.starts_at
            and shifts.scheduled_from_at < leaves.ends_at
    group by shifts.employee_id, shifts.work_date
),

summarised as (
    select
        shifts.employee_id,
        people.agent_id,
        people.role,
        shifts.work_date,
        shifts.shift_code,
        shifts.scheduled_from_at,
        shifts.scheduled_to_at,
        coalesce(leave_at_edges.away_until_at, shifts.scheduled_from_at) as expected_from_at,
        coalesce(leave_at_edges.away_from_at, shifts.scheduled_to_at) as expected_to_at
    from shifts
    left join people
        on
            shifts.employee_id = people.employee_id
            and shifts.work_date = people.calendar_date
    left join leave_at_edges
        on
            shifts.employee_id = leave_at_edges.employee_id
            and shifts.work_date = leave_at_edges.work_date
)

select * from summarised
