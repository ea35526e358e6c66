with source as (
    select * from {{ source('landing', 'surveys') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by survey_id
            order by landing_date desc, source_row desc, source_file desc
        ) as delivery_rank
    from source
),

newest as (
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
    from ranked
    where delivery_rank = 1
)

select * from newest
