with source as (
    select * from {{ source('landing', 'contacts') }}
),

newest as (
    {{ newest_delivery('source', key=['contact_id', 'segment_no'], changed_at='updated_at') }}
)

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
from newest
