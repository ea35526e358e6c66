with activities as (
    select * from {{ ref('int_shift_activities_cut') }}
),

compared_shifts as (
    select * from {{ ref('int_shifts_compared') }}
),

states as (
    select * from {{ ref('int_agent_states_cut') }}
),

planned as (
    select
        compared_shifts.agent_id,
        compared_shifts.work_date,
        compared_shifts.came,
        activities.interval_start_at,
        activities.piece_from_at,
        activities.piece_to_at,
        activities.piece_s,
        case when activities.leave_type is null then activities.activity else 'leave' end
            as planned_activity
    from activities
    inner join compared_shifts
        on
            activities.employee_id = compared_shifts.employee_id
            and activities.work_date = compared_shifts.work_date
),

shared as (
    select
        planned.agent_id,
        planned.work_date,
        planned.interval_start_at,
        planned.planned_activity,
        states.state,
        coalesce(states.aux_reason, 'other') as aux_reason,
        {{ overlap_s(
            'planned.piece_from_at', 'planned.piece_to_at',
            'states.piece_from_at', 'states.piece_to_at'
        ) }} as shared_s
    from planned
    inner join states
        on
            planned.agent_id = states.agent_id
            and planned.interval_start_at = states.interval_start_at
            and planned.piece_from_at < states.piece_to_at
            and planned.piece_to_at > states.piece_from_at
),

logged_out as (
    select
        agent_id,
        work_date,
        interval_start_at,
        planned_activity,
        case when came then 'logged_out' else 'absent' end as done,
        piece_s as done_s
    from planned
    union all
    select
        agent_id,
        work_date,
        interval_start_at,
        planned_activity,
        'logged_out' as done,
        -shared_s as done_s
    from shared
    where state = 'logged_in'
),

done as (
    select
        agent_id,
        work_date,
        interval_start_at,
        planned_activity,
        case when state = 'aux' then aux_reason else 'on_queue' end as done,
        shared_s as done_s
    from shared
    where state <> 'logged_in'
    union all
    select * from logged_out
),

final as (
    select
        -- ids
        agent_id,
        interval_start_at,
        planned_activity,
        done,
        work_date,

        -- seconds
        cast(sum(done_s) as bigint) as done_s
    from done
    group by agent_id, interval_start_at, planned_activity, done, work_date
    having sum(done_s) > 0
)

select * from final
