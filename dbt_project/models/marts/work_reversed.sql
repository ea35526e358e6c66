with done as (
    select * from {{ ref('int_work_timed') }}
),

final as (
    select
        cast(agent_id as varchar) as agent_id,
        reopened_date as business_date,
        cast(work_type as varchar) as work_type,
        business_date as earned_on,
        cast(time_window as varchar) as time_window,
        cast(count(*) as bigint) as quantity,
        cast('reopened' as varchar) as reason
    from done
    where reopened_date is not null
    group by agent_id, reopened_date, work_type, business_date, time_window
)

select * from final
