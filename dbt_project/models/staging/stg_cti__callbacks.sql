with source as (
    select * from {{ source('landing', 'callbacks') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by callback_id
            order by
                updated_at desc,
                landing_date desc,
                source_row desc,
                source_file desc
        ) as delivery_rank
    from source
),

newest as (
    select
        -- ids
        callback_id,
        contact_id,
        queue_id,
        agent_id,

        -- codes
        outcome,

        -- times
        requested_at,
        window_from_at,
        window_to_at,
        called_at,
        withdrawn_at,
        updated_at
    from ranked
    where delivery_rank = 1
)

select * from newest
