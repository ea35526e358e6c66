with source as (
    select * from {{ source('config', 'attendance_rules') }}
),

renamed as (
    select
        -- numerics
        grace_s,
        punch_pairing_max_s,

        -- times
        effective_from,
        coalesce(effective_to, date '9999-12-31') as effective_to
    from source
)

select * from renamed
