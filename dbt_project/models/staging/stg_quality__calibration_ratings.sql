with source as (
    select * from {{ source('landing', 'calibration_ratings') }}
),

newest as (
    {{ newest_delivery(
        'source',
        key=['session_id', 'contact_id', 'evaluator_id', 'item_id'],
        changed_at='updated_at'
    ) }}
)

select
    -- ids
    session_id,
    contact_id,
    evaluator_id,
    item_id,
    agent_id,
    form_id,
    form_version,

    -- codes
    standing,

    -- numerics
    score,
    max_score,

    -- times
    held_on,
    updated_at
from newest
