with source as (
    select * from {{ source('landing', 'coaching_sessions') }}
),

newest as (
    {{ newest_delivery('source', key=['session_id'], changed_at='updated_at') }}
)

select
    -- ids
    session_id,
    agent_id,
    coach_id,
    evaluation_id,

    -- codes and texts
    topic,
    action,

    -- numerics
    duration_s,

    -- times
    coached_at,
    next_on,
    updated_at
from newest
