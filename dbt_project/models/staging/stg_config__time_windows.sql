with source as (
    select * from {{ source('config', 'time_windows') }}
),

renamed as (
    select
        -- ids
        window_id,

        -- numerics
        from_minute,
        to_minute,

        -- times
        effective_from,
        coalesce(effective_to, date '9999-12-31') as effective_to
    from source
)

select * from renamed
