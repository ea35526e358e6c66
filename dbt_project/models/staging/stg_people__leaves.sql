with source as (
    select * from {{ source('landing', 'leaves') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by leave_id
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
    from ranked
    where delivery_rank = 1
)

select * from newest
