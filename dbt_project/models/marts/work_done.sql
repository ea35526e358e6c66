with contacts as (
    select * from {{ ref('contacts') }}
),

evaluations as (
    select * from {{ ref('evaluations') }}
),

solved as (
    select * from {{ ref('int_tickets_solved') }}
),

done as (
    select
        agent_id,
        business_date,
        'contact:' || coalesce(contact_type, 'uncoded') as work_type
    from contacts
    where answered = 1 and agent_id is not null
    union all
    select
        evaluator_id as agent_id,
        business_date,
        'evaluation' as work_type
    from evaluations
    union all
    select
        agent_id,
        solved_date as business_date,
        'ticket_resolved' as work_type
    from solved
),

final as (
    select
        cast(agent_id as varchar) as agent_id,
        business_date,
        cast(work_type as varchar) as work_type,
        cast(count(*) as bigint) as quantity
    from done
    group by agent_id, business_date, work_type
)

select * from final
