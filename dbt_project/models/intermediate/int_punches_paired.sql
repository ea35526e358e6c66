with punches as (
    select
        employee_id,
        punched_at,
        direction,
        {{ local_date('punched_at') }} as punched_on
    from {{ ref('stg_timekeeping__punches') }}
),

shifts as (
    select
        *,
        {{ seconds_later('scheduled_from_at', '-' ~ var('punch_window_s')) }} as window_from_at,
        {{ seconds_later('scheduled_to_at', var('punch_window_s')) }} as window_to_at
    from {{ ref('int_shifts_summarised') }}
),

rules as (
    select * from {{ ref('stg_config__attendance_rules') }}
),

followed as (
    select
        *,
        lag(punched_at) over (partition by employee_id order by punched_at, direction)
            as previous_at,
        lag(direction) over (partition by employee_id order by punched_at, direction)
            as previous_direction
    from punches
),

pressed_once as (
    select
        employee_id,
        punched_at,
        punched_on,
        direction
    from followed
    where
        previous_at is null
        or punched_at > {{ seconds_later('previous_at', var('punch_repeat_s')) }}
        or (
            direction <> previous_direction
            and direction <> 'unknown'
            and previous_direction <> 'unknown'
        )
),

shift_candidates as (
    select
        pressed_once.employee_id,
        pressed_once.punched_at,
        pressed_once.punched_on,
        pressed_once.direction,
        shifts.work_date,
        shifts.scheduled_from_at,
        shifts.scheduled_to_at,
        row_number() over (
            partition by
                pressed_once.employee_id, pressed_once.punched_at, pressed_once.direction
            order by
                greatest(
                    0,
                    {{ seconds_between('pressed_once.punched_at', 'shifts.scheduled_from_at') }},
                    {{ seconds_between('shifts.scheduled_to_at', 'pressed_once.punched_at') }}
                ) asc nulls last,
                shifts.work_date asc
        ) as candidate_rank
    from pressed_once
    left join shifts
        on
            pressed_once.employee_id = shifts.employee_id
            and pressed_once.punched_at >= shifts.window_from_at
            and pressed_once.punched_at <= shifts.window_to_at
),

nearest as (
    select
        *,
        lag(punched_at) over (partition by employee_id order by punched_at) as before_at,
        lag(punched_on) over (partition by employee_id order by punched_at) as before_on,
        lag(direction) over (partition by employee_id order by punched_at) as before_direction,
        lag(work_date) over (partition by employee_id order by punched_at) as before_work_date
    from shift_candidates
    where candidate_rank = 1
),

assigned as (
    select
        nearest.*,
        rules.punch_pairing_max_s
    from nearest
    left join rules
        on
            nearest.punched_on >= rules.effective_from
            and nearest.punched_on < rules.effective_to
),

-- without a shift: leaving after midnight belongs to the day of coming
dated as (
    select
        employee_id,
        punched_at,
        direction,
        punch_pairing_max_s,
        work_date is not null as has_shift,
        scheduled_from_at,
        scheduled_to_at,
        case
            when work_date is not null then work_date
            when
                direction = 'out'
                and before_direction = 'in'
                and before_work_date is null
                and {{ seconds_between('before_at', 'punched_at') }} <= punch_pairing_max_s
                then before_on
            else punched_on
        end as work_date
    from assigned
),

numbered as (
    select
        *,
        row_number() over (partition by employee_id, work_date order by punched_at, direction)
            as punch_no,
        count(*) over (partition by employee_id, work_date) as punches
    from dated
),

-- a terminal that does not tell: the first comes, the last goes, those between alternate;
-- a single punch is the going where the shift's end is nearer than its start
directed as (
    select
        *,
        case
            when direction <> 'unknown' then direction
            when
                punches = 1
                and has_shift
                and abs({{ seconds_between('punched_at', 'scheduled_to_at') }})
                < abs({{ seconds_between('scheduled_from_at', 'punched_at') }})
                then 'out'
            when punch_no = 1 then 'in'
            when punch_no = punches then 'out'
            when punch_no % 2 = 1 then 'in'
            else 'out'
        end as inferred_direction
    from numbered
),

neighbours as (
    select
        *,
        lag(inferred_direction) over (partition by employee_id, work_date order by punch_no)
            as last_direction,
        lag(punched_at) over (partition by employee_id, work_date order by punch_no)
            as last_punched_at,
        lead(inferred_direction) over (partition by employee_id, work_date order by punch_no)
            as next_direction,
        lead(punched_at) over (partition by employee_id, work_date order by punch_no)
            as next_punched_at
    from directed
),

paired as (
    select
        employee_id,
        work_date,
        punch_no,
        punched_at,
        direction,
        inferred_direction,
        has_shift,
        punch_pairing_max_s,
        coalesce(
            case
                when inferred_direction = 'in'
                    then
                        next_direction = 'out'
                        and {{ seconds_between('punched_at', 'next_punched_at') }}
                        <= punch_pairing_max_s
                else
                    last_direction = 'in'
                    and {{ seconds_between('last_punched_at', 'punched_at') }}
                    <= punch_pairing_max_s
            end,
            false
        ) as is_paired
    from neighbours
)

select * from paired
