with source as (
    select * from {{ source('landing', 'evaluation_items') }}
),

newest as (
    {{ newest_delivery('source', key=['evaluation_id', 'item_id']) }}
)

select
    -- ids
    evaluation_id,
    item_id,
    section_id,

    -- numerics
    weight,
    score,
    max_score,

    -- booleans
    applicable,
    fatal
from newest
