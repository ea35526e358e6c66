with contacts as (
    select * from {{ ref('contacts') }}
),

evaluations as (
    select * from {{ ref('evaluations') }}
),

solved as (
    select * from {{ ref('int_tickets_solved') }}
),

windows as (
    select * from {{ ref('stg_config__time_windows') }}
),

done as (
    select
        agent_id,
        business_date,
        'contact:' || coalesce(contact_type, 'uncoded') as work_type,
        coalesce(answered_at, arrived_at) as done_at,
        'contacts' as source_table,
        contact_id || '/' || segment_no as source_key,
        cast(null as varchar) as reopen_event_id,
        cast(null as date) as reopened_date
    from contacts
    where answered = 1 and agent_id is not null
    union all
    select
        evaluator_id as agent_id,
        business_date,
        'evaluation' as work_type,
        evaluated_at as done_at,
        'evaluations' as source_table,
        evaluation_id as source_key,
        cast(null as varchar) as reopen_event_id,
        cast(null as date) as reopened_date
    from evaluations
    union all
    select
        agent_id,
        solved_date as business_date,
        'ticket_resolved' as work_type,
        solved_at as done_at,
        case when solve_event_id is null then 'tickets' else 'ticket_events' end as source_table,
        coalesce(solve_event_id, ticket_id) as source_key,
        reopen_event_id,
        reopened_date
    from solved
),

timed as (
    select
        *,
        {{ local_minute('done_at') }} as done_minute
    from done
),

final as (
    select
        timed.agent_id,
        timed.business_date,
        timed.work_type,
        timed.source_table,
        timed.source_key,
        timed.reopen_event_id,
        timed.reopened_date,
        coalesce(windows.window_id, 'any') as time_window
    from timed
    left join windows
        on
            timed.business_date >= windows.effective_from
            and timed.business_date < windows.effective_to
            and timed.done_minute >= windows.from_minute
            and timed.done_minute < windows.to_minute
)

select * from final
