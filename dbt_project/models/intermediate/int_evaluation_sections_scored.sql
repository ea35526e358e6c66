with items as (
    select * from {{ ref('stg_quality__evaluation_items') }}
),

scored as (
    select
        evaluation_id,
        section_id,
        count(*) as items,
        sum(case when applicable then 1 else 0 end) as applicable_items,
        sum(weight) as section_weight,
        sum(case when applicable then weight * score / nullif(max_score, 0) end)
        / nullif(sum(case when applicable then weight end), 0) as section_score,
        max(case when fatal then 1 else 0 end) as fatal
    from items
    group by evaluation_id, section_id
)

select * from scored
