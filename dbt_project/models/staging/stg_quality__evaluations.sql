with source as (
    select * from {{ source('landing', 'evaluations') }}
),

newest as (
    {{ newest_delivery('source', key=['evaluation_id'], changed_at='updated_at') }}
)

select
    -- ids
    evaluation_id,
    contact_id,
    agent_id,
    evaluator_id,
    form_id,

    -- codes and texts
    form_version,
    method,
    comment,

    -- numerics
    reported_score,

    -- booleans
    fatal,

    -- times
    evaluated_at,
    updated_at
from newest
