with pieces as (
    select * from {{ ref('int_shift_activities_cut') }}
),

presence as (
    select * from {{ ref('int_presence_summarised') }}
    where is_present
),

attended_pieces as (
    select
        pieces.*,
        case
            when presence.employee_id is null or pieces.leave_type is not null then 0
            else {{ overlap_s(
                'pieces.piece_from_at', 'pieces.piece_to_at',
                'presence.first_in_at', 'presence.last_out_at'
            ) }}
        end as attended_s
    from pieces
    left join presence
        on
            pieces.employee_id = presence.employee_id
            and pieces.work_date = presence.work_date
),

measured as (
    select
        employee_id,
        work_date,
        sum(case when paid then piece_s else 0 end) as scheduled_s,
        sum(case when paid then attended_s else 0 end) as attended_s,
        sum(case when paid and leave_type is not null then piece_s else 0 end) as leave_s,
        sum(case when paid and leave_paid then piece_s else 0 end) as paid_leave_s,
        min(leave_type) as leave_type
    from attended_pieces
    group by employee_id, work_date
)

select * from measured
