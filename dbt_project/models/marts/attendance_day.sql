with shifts as (
    select * from {{ ref('int_shifts_summarised') }}
),

measured as (
    select * from {{ ref('int_attendance_measured') }}
),

presence as (
    select * from {{ ref('int_presence_summarised') }}
),

leaves as (
    select
        employee_id,
        leave_type,
        {{ local_date('starts_at') }} as first_date,
        {{ local_date(seconds_later('ends_at', -1)) }} as last_date
    from {{ ref('int_leaves_merged') }}
),

people as (
    select * from {{ ref('int_people_dated') }}
),

calendar as (
    select * from {{ ref('stg_config__calendar') }}
),

rules as (
    select * from {{ ref('stg_config__attendance_rules') }}
),

-- nobody is absent from a day for which no punch has arrived yet
newest as (
    select max(work_date) as work_date from presence
),

leave_days as (
    select
        leaves.employee_id,
        calendar.calendar_date as work_date,
        min(leaves.leave_type) as leave_type
    from leaves
    inner join calendar
        on
            leaves.first_date <= calendar.calendar_date
            and leaves.last_date >= calendar.calendar_date
    group by leaves.employee_id, calendar.calendar_date
),

days as (
    select
        employee_id,
        work_date
    from shifts
    union
    select
        employee_id,
        work_date
    from presence
    union
    select
        employee_id,
        work_date
    from leave_days
),

known_days as (
    select days.*
    from days
    inner join newest on days.work_date <= newest.work_date
),

joined as (
    select
        known_days.employee_id,
        known_days.work_date,
        people.agent_id,
        people.team_id,
        calendar.day_class,
        shifts.shift_code,
        shifts.scheduled_from_at,
        shifts.scheduled_to_at,
        presence.first_in_at,
        presence.last_out_at,
        rules.grace_s,
        coalesce(measured.scheduled_s, 0) as scheduled_s,
        coalesce(measured.attended_s, 0) as attended_s,
        coalesce(measured.leave_s, 0) as leave_s,
        coalesce(measured.paid_leave_s, 0) as paid_leave_s,
        coalesce(measured.leave_type, leave_days.leave_type) as leave_type,
        coalesce(presence.punches, 0) as punches,
        coalesce(presence.unpaired_punches, 0) as unpaired_punches,
        coalesce(presence.is_present, false) as is_present,
        coalesce(presence.is_certain, false) as is_certain,
        case
            when shifts.expected_from_at < shifts.expected_to_at
                then
                    greatest(
                        0,
                        {{ seconds_between('shifts.expected_from_at', 'presence.first_in_at') }}
                    )
        end as behind_s,
        case
            when shifts.expected_from_at < shifts.expected_to_at
                then
                    greatest(
                        0, {{ seconds_between('presence.last_out_at', 'shifts.expected_to_at') }}
                    )
        end as ahead_s
    from known_days
    left join shifts
        on
            known_days.employee_id = shifts.employee_id
            and known_days.work_date = shifts.work_date
    left join measured
        on
            known_days.employee_id = measured.employee_id
            and known_days.work_date = measured.work_date
    left join presence
        on
            known_days.employee_id = presence.employee_id
            and known_days.work_date = presence.work_date
    left join leave_days
        on
            known_days.employee_id = leave_days.employee_id
            and known_days.work_date = leave_days.work_date
    left join people
        on
            known_days.employee_id = people.employee_id
            and known_days.work_date = people.calendar_date
    left join calendar on known_days.work_date = calendar.calendar_date
    left join rules
        on
            known_days.work_date >= rules.effective_from
            and known_days.work_date < rules.effective_to
),

-- nobody is late or early by a punch whose direction had to be guessed beside a missing one
judged as (
    select
        *,
        coalesce(behind_s > grace_s and is_certain, false) as is_late,
        coalesce(ahead_s > grace_s and is_certain and is_present, false) as is_early_leave,
        case
            when not is_present then 0
            when scheduled_from_at is null
                then {{ seconds_between('first_in_at', 'last_out_at') }}
            else
                {{ seconds_between('first_in_at', 'last_out_at') }}
                - {{ overlap_s(
                    'first_in_at', 'last_out_at', 'scheduled_from_at', 'scheduled_to_at'
                ) }}
        end as outside_s
    from joined
),

final as (
    select
        -- ids
        employee_id,
        work_date,
        cast(agent_id as varchar) as agent_id,
        cast(team_id as varchar) as team_id,
        cast(day_class as varchar) as day_class,
        cast(shift_code as varchar) as shift_code,

        -- plan
        scheduled_from_at,
        scheduled_to_at,
        cast(scheduled_s as bigint) as scheduled_s,

        -- presence
        first_in_at,
        last_out_at,
        cast(punches as bigint) as punches,
        cast(unpaired_punches as bigint) as unpaired_punches,
        cast(attended_s as bigint) as attended_s,
        cast(attended_s + paid_leave_s as bigint) as paid_s,

        -- exceptions
        cast(is_late as bigint) as late_count,
        cast(case when is_late then behind_s else 0 end as bigint) as late_s,
        cast(is_early_leave as bigint) as early_leave_count,
        cast(case when is_early_leave then ahead_s else 0 end as bigint) as early_leave_s,
        cast(leave_s as bigint) as leave_s,
        cast(leave_type as varchar) as leave_type,
        cast(greatest(0, scheduled_s - attended_s - leave_s) as bigint) as absent_s,
        cast(outside_s as bigint) as overtime_s
    from judged
)

select * from final
