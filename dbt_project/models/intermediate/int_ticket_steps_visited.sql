with events as (
    select * from {{ ref('int_ticket_events_ordered') }}
),

moves as (
    select
        ticket_id,
        event_type,
        step,
        event_no,
        occurred_at as enter_queue_at,
        lead(event_no) over (partition by ticket_id order by event_no) as done_event_no,
        lead(occurred_at) over (partition by ticket_id order by event_no) as done_at
    from events
    where event_type in ('enter_queue', 'solve', 'close')
),

visits as (
    select
        *,
        row_number() over (partition by ticket_id, step order by event_no) as visit_no
    from moves
    where event_type = 'enter_queue' and step is not null
),

visited as (
    select
        visits.ticket_id,
        visits.step,
        visits.visit_no,
        visits.enter_queue_at,
        visits.done_at,
        min(events.occurred_at) as start_work_at
    from visits
    left join events
        on
            visits.ticket_id = events.ticket_id
            and events.event_type = 'start_work'
            and visits.event_no < events.event_no
            and coalesce(visits.done_event_no, events.event_no + 1) > events.event_no
            and visits.step = coalesce(events.step, visits.step)
    group by
        visits.ticket_id, visits.step, visits.visit_no, visits.enter_queue_at, visits.done_at
)

select * from visited
