with events as (
    select * from {{ ref('stg_tickets__ticket_events') }}
),

ordered as (
    select
        event_id,
        ticket_id,
        event_type,
        step,
        occurred_at,
        row_number() over (
            partition by ticket_id
            order by
                occurred_at,
                case event_type
                    when 'created' then 1
                    when 'enter_queue' then 2
                    when 'assigned' then 3
                    when 'start_work' then 4
                    when 'solve' then 8
                    when 'close' then 9
                    else 5
                end,
                event_id
        ) as event_no
    from events
)

select * from ordered
