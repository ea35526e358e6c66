with activities as (
    select * from {{ ref('int_shift_activities_cut') }}
    where leave_type is null
),

compared_shifts as (
    select * from {{ ref('int_shifts_compared') }}
),

states as (
    select * from {{ ref('int_agent_states_cut') }}
),

judged_activities as (
    select
        compared_shifts.agent_id,
        activities.*
    from activities
    inner join compared_shifts
        on
            activities.employee_id = compared_shifts.employee_id
            and activities.work_date = compared_shifts.work_date
),

shared as (
    select
        judged_activities.agent_id,
        judged_activities.work_date,
        judged_activities.activity,
        judged_activities.piece_from_at,
        judged_activities.piece_s,
        states.state,
        states.aux_reason,
        case
            when states.agent_id is null then 0
            else {{ overlap_s(
                'judged_activities.piece_from_at', 'judged_activities.piece_to_at',
                'states.piece_from_at', 'states.piece_to_at'
            ) }}
        end as shared_s
    from judged_activities
    left join states
        on
            judged_activities.agent_id = states.agent_id
            and judged_activities.interval_start_at = states.interval_start_at
            and judged_activities.piece_from_at < states.piece_to_at
            and judged_activities.piece_to_at > states.piece_from_at
),

pieces as (
    select
        agent_id,
        work_date,
        activity,
        piece_from_at,
        piece_s,
        sum(case when state = 'logged_in' then shared_s else 0 end) as logged_in_s,
        sum(
            case
                when state in ('available', 'ring', 'talk', 'hold', 'wrap') then shared_s else 0
            end
        ) as on_queue_s,
        sum(case when state = 'aux' and aux_reason = activity then shared_s else 0 end)
            as matching_aux_s
    from shared
    group by agent_id, work_date, activity, piece_from_at, piece_s
),

agreed as (
    select
        *,
        case
            when activity = 'work' then on_queue_s
            when activity in ('break', 'meal') then matching_aux_s + piece_s - logged_in_s
            else matching_aux_s
        end as agreed_s
    from pieces
),

measured as (
    select
        agent_id,
        work_date,
        sum(piece_s) as adherence_scheduled_s,
        sum(piece_s - least(piece_s, agreed_s)) as adherence_exception_s
    from agreed
    group by agent_id, work_date
)

select * from measured
