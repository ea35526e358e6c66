with source as (
    select * from {{ source('landing', 'agent_states') }}
),

newest as (
    {{ newest_delivery('source', key=['agent_id', 'state', 'started_at']) }}
)

select
    -- ids
    agent_id,
    contact_id,
    seat_id,

    -- codes and texts
    state,
    aux_reason,

    -- times
    started_at,
    ended_at
from newest
