with done as (
    select * from {{ ref('int_work_timed') }}
),

final as (
    select
        cast(agent_id as varchar) as agent_id,
        business_date,
        cast(work_type as varchar) as work_type,
        cast(time_window as varchar) as time_window,
        cast(count(*) as bigint) as quantity
    from done
    group by agent_id, business_date, work_type, time_window
)

select * from final
