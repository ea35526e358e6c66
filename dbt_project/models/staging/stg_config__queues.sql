with source as (
    select * from {{ source('config', 'queues') }}
),

renamed as (
    select
        -- ids
        queue_id,

        -- codes and texts
        name_zh,
        name_en,
        channel,

        -- numerics
        target_wait_s,
        short_abandon_s,
        service_level_target,

        -- times
        effective_from,
        coalesce(effective_to, date '9999-12-31') as effective_to
    from source
)

select * from renamed
