with source as (
    select * from {{ source('landing', 'surveys') }}
),

newest as (
    {{ newest_delivery('source', key=['survey_id']) }}
)

select
    -- ids
    survey_id,
    contact_id,
    agent_id,

    -- codes and texts
    comment,

    -- numerics
    csat_score,

    -- booleans
    resolved,

    -- times
    invited_at,
    answered_at
from newest
