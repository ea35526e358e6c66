with visits as (
    select * from {{ ref('int_ticket_steps_visited') }}
),

final as (
    select
        -- ids
        ticket_id,
        step,
        cast(visit_no as bigint) as visit_no,

        -- times
        {{ local_date('enter_queue_at') }} as business_date,
        enter_queue_at,
        start_work_at,
        done_at,

        -- seconds
        cast({{ seconds_between('enter_queue_at', 'done_at') }} as bigint) as step_lead_s,
        cast({{ seconds_between('start_work_at', 'done_at') }} as bigint) as step_touch_s
    from visits
)

select * from final
