with source as (
    select * from {{ source('landing', 'wage_claims') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by claim_id
            order by
                updated_at desc,
                landing_date desc,
                source_row desc,
                source_file desc
        ) as delivery_rank
    from source
),

newest as (
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
    from ranked
    where delivery_rank = 1
)

select * from newest
