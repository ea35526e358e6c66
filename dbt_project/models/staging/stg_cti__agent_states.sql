with source as (
    select * from {{ source('landing', 'agent_states') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by agent_id, state, started_at
            order by landing_date desc, source_row desc, source_file desc
        ) as delivery_rank
    from source
),

newest as (
    select
        -- ids
        agent_id,
        contact_id,
        seat_id,

        -- codes and texts
        state,
        aux_reason,

        -- times
        started_at,
        ended_at
    from ranked
    where delivery_rank = 1
)

select * from newest
