with source as (
    select * from {{ source('landing', 'tickets') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by ticket_id
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
        ticket_id,
        contact_id,
        requester_key,
        created_by_agent_id,
        owner_agent_id,
        owner_team_id,

        -- codes and texts
        ticket_type,
        priority,
        status,

        -- numerics
        reopened_count,

        -- times
        opened_at,
        first_reply_at,
        resolved_at,
        closed_at,
        first_reply_due_at,
        resolution_due_at,
        updated_at
    from ranked
    where delivery_rank = 1
)

select * from newest
