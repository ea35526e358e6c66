with source as (
    select * from {{ source('config', 'calendar') }}
),

renamed as (
    select
        -- codes and texts
        day_class,
        name_zh,
        name_en,

        -- times
        calendar_date
    from source
)

select * from renamed
