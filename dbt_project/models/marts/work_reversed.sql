with solved as (
    select * from {{ ref('int_tickets_solved') }}
),

final as (
    select
        cast(agent_id as varchar) as agent_id,
        reopened_date as business_date,
        cast('ticket_resolved' as varchar) as work_type,
        solved_date as earned_on,
        cast(count(*) as bigint) as quantity,
        cast('reopened' as varchar) as reason
    from solved
    where reopened_date is not null
    group by agent_id, reopened_date, solved_date
)

select * from final
