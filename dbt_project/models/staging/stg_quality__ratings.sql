with source as (
    select * from {{ source('landing', 'ratings') }}
),

newest as (
    {{ newest_delivery('source', key=['rating_id'], changed_at='updated_at') }}
)

select
    -- ids
    rating_id,
    review_id,
    agent_id,
    rater_id,

    -- codes and texts
    source,
    dimension,
    comment,

    -- numerics
    score,
    weight,

    -- times
    rated_at,
    updated_at
from newest
