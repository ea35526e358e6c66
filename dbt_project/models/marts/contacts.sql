with contacts as (
    select * from {{ ref('stg_cti__contacts') }}
),

queues as (
    select * from {{ ref('stg_config__queues') }}
),

people as (
    select * from {{ ref('int_people_dated') }}
),

timed as (
    select
        *,
        {{ local_date('arrived_at') }} as business_date,
        {{ half_hour('coalesce(queued_at, arrived_at)') }} as interval_start_at
    from contacts
),

-- whoever left before the queue, as in the IVR, was not offered
counted as (
    select
        *,
        outcome = 'answered' as is_answered,
        outcome = 'abandoned' and queued_at is not null as is_abandoned,
        outcome = 'flow_out' and queued_at is not null as is_flow_out,
        outcome = 'callback_accepted' and queued_at is not null as is_callback_accepted,
        outcome = 'in_progress' and queued_at is not null as is_in_progress
    from timed
),

final as (
    select
        -- ids
        cast(counted.contact_id as varchar) as contact_id,
        cast(counted.segment_no as bigint) as segment_no,
        cast(counted.channel as varchar) as channel,
        cast(counted.direction as varchar) as direction,
        cast(counted.queue_id as varchar) as queue_id,
        cast(counted.contact_type as varchar) as contact_type,
        cast(counted.customer_key as varchar) as customer_key,
        cast(counted.agent_id as varchar) as agent_id,
        cast(people.team_id as varchar) as team_id,

        -- times
        counted.arrived_at,
        counted.queued_at,
        counted.answered_at,
        counted.ended_at,
        counted.business_date,
        counted.interval_start_at,

        -- funnel
        cast(counted.outcome as varchar) as outcome,
        cast(
            (
                counted.outcome <> 'self_service'
                and (counted.is_answered or counted.queued_at is not null)
            ) as bigint
        ) as offered,
        cast(counted.is_answered as bigint) as answered,
        cast(counted.is_abandoned as bigint) as abandoned,
        cast(
            (counted.is_abandoned and counted.wait_s <= queues.short_abandon_s) as bigint
        ) as short_abandoned,
        cast(counted.is_flow_out as bigint) as flow_out,
        cast(counted.is_callback_accepted as bigint) as callback_accepted,
        cast(counted.is_in_progress as bigint) as in_progress,
        cast(
            (counted.is_answered and counted.wait_s <= queues.target_wait_s) as bigint
        ) as answered_within_target,
        cast(
            (counted.is_abandoned and counted.wait_s <= queues.target_wait_s) as bigint
        ) as abandoned_within_target,

        -- seconds
        cast(counted.wait_s as bigint) as wait_s,
        cast(counted.talk_s as bigint) as talk_s,
        cast(counted.hold_s as bigint) as hold_s,
        cast(counted.wrap_s as bigint) as wrap_s,
        cast(
            case
                when counted.is_answered
                    then
                        counted.talk_s
                        + coalesce(counted.hold_s, 0)
                        + coalesce(counted.wrap_s, 0)
            end as bigint
        ) as handle_s,
        cast(
            (counted.is_answered and coalesce(counted.transferred_out, false)) as bigint
        ) as transferred_out,
        cast(counted.disconnected_by as varchar) as disconnected_by,

        -- promises
        cast(queues.target_wait_s as bigint) as target_wait_s,
        cast(queues.short_abandon_s as bigint) as short_abandon_s,

        -- lineage
        cast(counted.source_file as varchar) as source_file,
        cast(counted.source_row as bigint) as source_row
    from counted
    left join queues
        on
            counted.queue_id = queues.queue_id
            and counted.business_date >= queues.effective_from
            and counted.business_date < queues.effective_to
    left join people
        on
            counted.agent_id = people.agent_id
            and counted.business_date = people.calendar_date
)

select * from final
