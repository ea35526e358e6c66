with approved as (
    select * from {{ ref('stg_people__leaves') }}
    where status = 'approved'
),

taken_before as (
    select
        *,
        max(ends_at) over (
            partition by employee_id
            order by starts_at, ends_at, leave_id
            rows between unbounded preceding and 1 preceding
        ) as taken_to_at
    from approved
),

merged as (
    select
        leave_id,
        employee_id,
        leave_type,
        paid,
        greatest(starts_at, coalesce(taken_to_at, starts_at)) as starts_at,
        ends_at
    from taken_before
    where taken_to_at is null or ends_at > taken_to_at
)

select * from merged
