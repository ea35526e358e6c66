with source as (
    select * from {{ source('landing', 'contacts') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by contact_id, segment_no
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
        contact_id,
        segment_no,
        queue_id,
        customer_key,
        agent_id,

        -- codes and texts
        channel,
        direction,
        contact_type,
        outcome,
        disconnected_by,

        -- numerics
        priority,
        wait_s,
        talk_s,
        hold_s,
        wrap_s,

        -- booleans
        transferred_out,

        -- times
        arrived_at,
        queued_at,
        answered_at,
        ended_at,
        updated_at,

        -- lineage
        source_file,
        source_row
    from ranked
    where delivery_rank = 1
)

select * from newest
