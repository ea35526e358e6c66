with evaluations as (
    select * from {{ ref('stg_quality__evaluations') }}
),

sections as (
    select * from {{ ref('int_evaluation_sections_scored') }}
),

people as (
    select * from {{ ref('int_people_dated') }}
),

-- sections of which nothing applied drop out, and the others share their weight
scored as (
    select
        evaluation_id,
        sum(items) as items,
        sum(applicable_items) as applicable_items,
        max(fatal) as fatal,
        sum(section_weight * section_score)
        / nullif(sum(case when section_score is not null then section_weight end), 0) as score
    from sections
    group by evaluation_id
),

judged as (
    select
        evaluations.evaluation_id,
        evaluations.contact_id,
        evaluations.agent_id,
        evaluations.evaluator_id,
        evaluations.form_id,
        evaluations.form_version,
        evaluations.method,
        evaluations.comment,
        evaluations.evaluated_at,
        evaluations.reported_score,
        scored.items,
        scored.applicable_items,
        scored.score,
        {{ local_date('evaluations.evaluated_at') }} as business_date,
        case when evaluations.fatal or scored.fatal = 1 then 1 else 0 end as fatal
    from evaluations
    left join scored on evaluations.evaluation_id = scored.evaluation_id
),

final as (
    select
        -- ids
        judged.evaluation_id,
        judged.contact_id,
        judged.agent_id,
        cast(people.team_id as varchar) as team_id,
        judged.evaluator_id,
        judged.form_id,
        judged.form_version,
        judged.method,
        judged.comment,

        -- times
        judged.evaluated_at,
        judged.business_date,

        -- numerics
        cast(coalesce(judged.items, 0) as bigint) as items,
        cast(coalesce(judged.applicable_items, 0) as bigint) as applicable_items,
        cast(case when judged.fatal = 1 then 0 else judged.score * 100 end as decimal(18, 6))
            as score,
        cast(judged.reported_score as decimal(18, 6)) as reported_score,
        cast(judged.fatal as bigint) as fatal
    from judged
    left join people
        on
            judged.agent_id = people.agent_id
            and judged.business_date = people.calendar_date
)

select * from final
