with callbacks as (
    select * from {{ ref('int_callbacks_judged') }}
),

summed as (
    select
        queue_id,
        business_date,
        count(*) as requests,
        count(case when promise = 'withdrawn' then 1 end) as withdrawn,
        count(case when promise = 'open' then 1 end) as not_yet_due,
        count(case when promise = 'kept' then 1 end) as kept,
        count(case when promise = 'early' then 1 end) as early,
        count(case when promise = 'late' then 1 end) as late,
        count(case when promise = 'overdue' then 1 end) as overdue,
        count(case when promise = 'missed' then 1 end) as missed,
        count(called_at) as called,
        count(case when outcome = 'not_reached' then 1 end) as not_reached,
        coalesce(sum(wait_s), 0) as wait_s,
        median(case when promise <> 'withdrawn' then wait_s end) as median_wait_s,
        median(case when promise in ('late', 'missed') then delay_s end) as median_delay_s
    from callbacks
    group by queue_id, business_date
),

final as (
    select
        -- ids
        queue_id,
        business_date,

        -- promises
        cast(requests as bigint) as requests,
        cast(withdrawn as bigint) as withdrawn,
        cast(not_yet_due as bigint) as not_yet_due,
        cast(kept as bigint) as kept,
        cast(early as bigint) as early,
        cast(late as bigint) as late,
        cast(overdue as bigint) as overdue,
        cast(missed as bigint) as missed,

        -- calls
        cast(called as bigint) as called,
        cast(not_reached as bigint) as not_reached,

        -- seconds
        cast(wait_s as bigint) as wait_s,
        cast(median_wait_s as double) as median_wait_s,
        cast(median_delay_s as double) as median_delay_s
    from summed
)

select * from final
