with source as (
    select * from {{ source('landing', 'calibration_ratings') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by session_id, contact_id, evaluator_id, item_id
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
    from ranked
    where delivery_rank = 1
)

select * from newest
