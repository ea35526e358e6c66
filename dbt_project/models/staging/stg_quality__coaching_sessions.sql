with source as (
    select * from {{ source('landing', 'coaching_sessions') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by session_id
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
        agent_id,
        coach_id,
        evaluation_id,

        -- codes and texts
        topic,
        action,

        -- numerics
        duration_s,

        -- times
        coached_at,
        next_on,
        updated_at
    from ranked
    where delivery_rank = 1
)

select * from newest
