with calendar as (
    select * from {{ ref('stg_config__calendar') }}
),

final as (
    select calendar_date as date_day from calendar
)

select * from final
