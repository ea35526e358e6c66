with contacts as (
    select * from {{ ref('contacts') }}
),

evaluations as (
    select * from {{ ref('evaluations') }}
),

tickets as (
    select * from {{ ref('tickets') }}
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
        owner_agent_id as agent_id,
        resolved_date as business_date,
        'ticket_resolved' as work_type
    from tickets
    where resolved_date is not null and owner_agent_id is not null
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
