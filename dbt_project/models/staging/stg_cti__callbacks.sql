with source as (
    select * from {{ source('landing', 'callbacks') }}
),

newest as (
    {{ newest_delivery('source', key=['callback_id'], changed_at='updated_at') }}
)

select
    -- ids
    callback_id,
    contact_id,
    queue_id,
    agent_id,

    -- codes
    outcome,

    -- times
    requested_at,
    window_from_at,
    window_to_at,
    called_at,
    withdrawn_at,
    updated_at
from newest
