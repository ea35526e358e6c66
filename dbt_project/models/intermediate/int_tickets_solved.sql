with events as (
    select * from {{ ref('stg_tickets__ticket_events') }}
    where event_type in ('solve', 'reopen')
),

tickets as (
    select * from {{ ref('tickets') }}
),

-- a ticket solved twice without coming back in between was solved once
in_order as (
    select
        *,
        lag(event_type) over (
            partition by ticket_id order by occurred_at, event_id
        ) as event_before,
        lead(event_type) over (
            partition by ticket_id order by occurred_at, event_id
        ) as event_after,
        lead(occurred_at) over (
            partition by ticket_id order by occurred_at, event_id
        ) as next_at,
        lead(event_id) over (
            partition by ticket_id order by occurred_at, event_id
        ) as next_id
    from events
),

by_events as (
    select
        in_order.ticket_id,
        coalesce(in_order.actor_agent_id, tickets.owner_agent_id) as agent_id,
        in_order.event_id as solve_event_id,
        in_order.occurred_at as solved_at,
        {{ local_date('in_order.occurred_at') }} as solved_date,
        case when in_order.event_after = 'reopen' then in_order.next_id end as reopen_event_id,
        case when in_order.event_after = 'reopen' then {{ local_date('in_order.next_at') }} end
            as reopened_date
    from in_order
    left join tickets on in_order.ticket_id = tickets.ticket_id
    where
        in_order.event_type = 'solve'
        and (in_order.event_before is null or in_order.event_before <> 'solve')
),

-- where the source keeps no events, the ticket's own day stands
by_ticket as (
    select
        tickets.ticket_id,
        tickets.owner_agent_id as agent_id,
        cast(null as varchar) as solve_event_id,
        cast(null as timestamp) as solved_at,
        tickets.resolved_date as solved_date,
        cast(null as varchar) as reopen_event_id,
        cast(null as date) as reopened_date
    from tickets
    left join by_events on tickets.ticket_id = by_events.ticket_id
    where tickets.resolved_date is not null and by_events.ticket_id is null
),

final as (
    select * from by_events
    union all
    select * from by_ticket
)

select * from final
where agent_id is not null
