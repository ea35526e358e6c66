with source as (
    select * from {{ source('landing', 'punches') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by employee_id, punched_at, device_id
            order by landing_date desc, source_row desc, source_file desc
        ) as delivery_rank
    from source
),

newest as (
    select
        -- ids
        employee_id,
        device_id,

        -- codes and texts
        direction,

        -- times
        punched_at
    from ranked
    where delivery_rank = 1
)

select * from newest
