with source as (
    select * from {{ source('landing', 'wage_claims') }}
),

newest as (
    {{ newest_delivery('source', key=['claim_id'], changed_at='updated_at') }}
)

select
    -- ids
    claim_id,
    agent_id,

    -- codes
    reason,
    lawful_basis,
    status,

    -- numerics
    amount,

    -- times
    arose_on,
    consent_on,
    updated_at
from newest
