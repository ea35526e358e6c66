with source as (
    select * from {{ source('landing', 'ticket_events') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by event_id
            order by landing_date desc, source_row desc, source_file desc
        ) as delivery_rank
    from source
),

newest as (
    select
        -- ids
        event_id,
        ticket_id,
        actor_agent_id,
        to_agent_id,
        to_team_id,

        -- codes and texts
        event_type,
        step,

        -- times
        occurred_at
    from ranked
    where delivery_rank = 1
)

select * from newest
