with tickets as (
    select * from {{ ref('stg_tickets__tickets') }}
),

waits as (
    select * from {{ ref('int_ticket_waits_summed') }}
),

events as (
    select * from {{ ref('stg_tickets__ticket_events') }}
),

newest_instants as (
    select max(updated_at) as newest_at from tickets
    union all
    select max(occurred_at) as newest_at from events
),

newest as (
    select max(newest_at) as newest_at from newest_instants
),

-- a ticket reopened and still open is not resolved
due as (
    select
        tickets.*,
        case when tickets.status in ('solved', 'closed') then tickets.resolved_at end
            as solved_at,
        coalesce(tickets.first_reply_due_at <= newest.newest_at, false) as is_reply_due,
        coalesce(tickets.resolution_due_at <= newest.newest_at, false) as is_resolution_due
    from tickets
    cross join newest
),

final as (
    select
        -- ids
        due.ticket_id,
        due.contact_id,
        due.ticket_type,
        due.priority,
        due.status,
        due.created_by_agent_id,
        due.owner_agent_id,
        due.owner_team_id,

        -- times
        due.opened_at,
        {{ local_date('due.opened_at') }} as business_date,
        {{ local_date('due.solved_at') }} as resolved_date,

        -- seconds
        cast({{ seconds_between('due.opened_at', 'due.first_reply_at') }} as bigint)
            as first_reply_s,
        cast({{ seconds_between('due.opened_at', 'due.solved_at') }} as bigint) as resolution_s,
        cast(waits.requester_wait_s as bigint) as requester_wait_s,
        cast(waits.agent_work_s as bigint) as agent_work_s,

        -- promises
        cast(due.reopened_count as bigint) as reopened_count,
        cast(due.is_reply_due as bigint) as reply_due,
        cast(
            (
                due.is_reply_due
                and coalesce(due.first_reply_at <= due.first_reply_due_at, false)
            ) as bigint
        ) as reply_met,
        cast(due.is_resolution_due as bigint) as resolution_due,
        cast(
            (
                due.is_resolution_due
                and coalesce(due.solved_at <= due.resolution_due_at, false)
            ) as bigint
        ) as resolution_met
    from due
    left join waits on due.ticket_id = waits.ticket_id
)

select * from final
