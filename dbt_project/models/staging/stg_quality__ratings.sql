with source as (
    select * from {{ source('landing', 'ratings') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by rating_id
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
    from ranked
    where delivery_rank = 1
)

select * from newest
