with source as (
    select * from {{ source('landing', 'ticket_events') }}
),

newest as (
    {{ newest_delivery('source', key=['event_id']) }}
)

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
from newest
