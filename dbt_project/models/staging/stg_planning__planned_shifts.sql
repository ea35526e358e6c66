with source as (
    select * from {{ source('landing', 'planned_shifts') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by employee_id, starts_at
            order by
                updated_at desc nulls last,
                landing_date desc,
                source_row desc,
                source_file desc
        ) as delivery_rank
    from source
),

newest as (
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
    from ranked
    where delivery_rank = 1
)

select * from newest
