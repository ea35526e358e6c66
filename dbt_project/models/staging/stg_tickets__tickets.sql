with source as (
    select * from {{ source('landing', 'tickets') }}
),

newest as (
    {{ newest_delivery('source', key=['ticket_id'], changed_at='updated_at') }}
)

select
    -- ids
    ticket_id,
    contact_id,
    requester_key,
    created_by_agent_id,
    owner_agent_id,
    owner_team_id,

    -- codes and texts
    ticket_type,
    priority,
    status,

    -- numerics
    reopened_count,

    -- times
    opened_at,
    first_reply_at,
    resolved_at,
    closed_at,
    first_reply_due_at,
    resolution_due_at,
    updated_at
from newest
