with events as (
    select * from {{ ref('int_ticket_events_ordered') }}
),

-- who holds the ticket from each turn to the next: we, the customer, or nobody any more
turns as (
    select
        ticket_id,
        event_type,
        occurred_at,
        lead(occurred_at) over (partition by ticket_id order by event_no) as next_at
    from events
    where event_type in ('created', 'pend', 'resume', 'reopen', 'solve', 'close')
),

waits as (
    select
        ticket_id,
        sum({{ seconds_between('occurred_at', 'next_at') }}) as requester_wait_s
    from turns
    where event_type in ('created', 'resume', 'reopen')
    group by ticket_id
),

works as (
    select
        ticket_id,
        event_type,
        occurred_at,
        lead(occurred_at) over (partition by ticket_id order by event_no) as next_at
    from events
    where event_type in ('start_work', 'reply', 'pend', 'solve')
),

worked as (
    select
        ticket_id,
        sum({{ seconds_between('occurred_at', 'next_at') }}) as agent_work_s
    from works
    where event_type = 'start_work'
    group by ticket_id
),

tickets as (
    select distinct ticket_id from events
),

summed as (
    select
        tickets.ticket_id,
        waits.requester_wait_s,
        worked.agent_work_s
    from tickets
    left join waits on tickets.ticket_id = waits.ticket_id
    left join worked on tickets.ticket_id = worked.ticket_id
)

select * from summed
