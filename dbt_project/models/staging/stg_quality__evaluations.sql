with source as (
    select * from {{ source('landing', 'evaluations') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by evaluation_id
            order by
                updated_at desc nulls last,
                landing_date desc,
                source_row desc,
                source_file desc
        ) as delivery_rank
    from source
),

newest as (
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
    from ranked
    where delivery_rank = 1
)

select * from newest
