with source as (
    select * from {{ source('config', 'callback_rules') }}
),

renamed as (
    select
        -- numerics
        late_until_s,

        -- times
        effective_from,
        coalesce(effective_to, date '9999-12-31') as effective_to
    from source
)

select * from renamed
