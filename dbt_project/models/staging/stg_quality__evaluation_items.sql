with source as (
    select * from {{ source('landing', 'evaluation_items') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by evaluation_id, item_id
            order by landing_date desc, source_row desc, source_file desc
        ) as delivery_rank
    from source
),

newest as (
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
    from ranked
    where delivery_rank = 1
)

select * from newest
