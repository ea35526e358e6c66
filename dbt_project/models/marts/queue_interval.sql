with contacts as (
    select * from {{ ref('contacts') }}
    where offered = 1
),

-- a half-hour without an answer has no hold, unless the source knows no hold at all
measured as (
    select
        count(hold_s) > 0 as has_hold,
        count(wrap_s) > 0 as has_wrap
    from contacts
    where answered = 1
),

completed as (
    select
        contacts.*,
        case when measured.has_hold then 0 end as unanswered_hold_s,
        case when measured.has_wrap then 0 end as unanswered_wrap_s
    from contacts
    cross join measured
),

summed as (
    select
        queue_id,
        interval_start_at,
        min(channel) as channel,
        sum(offered) as offered,
        sum(answered) as answered,
        sum(abandoned) as abandoned,
        sum(short_abandoned) as short_abandoned,
        sum(flow_out) as flow_out,
        sum(callback_accepted) as callback_accepted,
        sum(in_progress) as in_progress,
        sum(answered_within_target) as answered_within_target,
        sum(abandoned_within_target) as abandoned_within_target,
        sum(case when answered = 1 then wait_s else 0 end) as wait_answered_s,
        sum(case when abandoned = 1 then wait_s else 0 end) as wait_abandoned_s,
        sum(case when answered = 1 then talk_s else 0 end) as talk_s,
        sum(case when answered = 1 then hold_s else unanswered_hold_s end) as hold_s,
        sum(case when answered = 1 then wrap_s else unanswered_wrap_s end) as wrap_s,
        sum(coalesce(handle_s, 0)) as handle_s,
        sum(transferred_out) as transferred_out
    from completed
    group by queue_id, interval_start_at
),

final as (
    select
        -- ids
        queue_id,
        interval_start_at,
        {{ local_date('interval_start_at') }} as business_date,
        channel,

        -- funnel
        cast(offered as bigint) as offered,
        cast(answered as bigint) as answered,
        cast(abandoned as bigint) as abandoned,
        cast(short_abandoned as bigint) as short_abandoned,
        cast(flow_out as bigint) as flow_out,
        cast(callback_accepted as bigint) as callback_accepted,
        cast(in_progress as bigint) as in_progress,
        cast(answered_within_target as bigint) as answered_within_target,
        cast(abandoned_within_target as bigint) as abandoned_within_target,
        cast(abandoned - abandoned_within_target as bigint) as abandoned_after_target,

        -- seconds
        cast(wait_answered_s as bigint) as wait_answered_s,
        cast(wait_abandoned_s as bigint) as wait_abandoned_s,
        cast(talk_s as bigint) as talk_s,
        cast(hold_s as bigint) as hold_s,
        cast(wrap_s as bigint) as wrap_s,
        cast(handle_s as bigint) as handle_s,
        cast(transferred_out as bigint) as transferred_out
    from summed
)

select * from final
