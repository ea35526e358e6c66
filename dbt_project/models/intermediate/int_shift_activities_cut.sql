with activities as (
    select * from {{ ref('stg_planning__planned_shifts') }}
),

leaves as (
    select * from {{ ref('int_leaves_merged') }}
),

half_hours as (
    select
        employee_id,
        work_date,
        activity,
        paid,
        starts_at,
        ends_at,
        {{ half_hours_of('starts_at', 'ends_at') }} as interval_start_at
    from activities
),

in_half_hours as (
    select
        employee_id,
        work_date,
        activity,
        paid,
        starts_at as activity_starts_at,
        interval_start_at,
        greatest(starts_at, interval_start_at) as from_at,
        least(ends_at, {{ seconds_later('interval_start_at', 1800) }}) as to_at
    from half_hours
),

-- the instants inside a piece at which a leave starts or ends
leave_edges as (
    select
        employee_id,
        starts_at as edge_at
    from leaves
    union
    select
        employee_id,
        ends_at as edge_at
    from leaves
),

starts as (
    select
        in_half_hours.*,
        in_half_hours.from_at as piece_from_at
    from in_half_hours
    union all
    select
        in_half_hours.*,
        leave_edges.edge_at as piece_from_at
    from in_half_hours
    inner join leave_edges
        on
            in_half_hours.employee_id = leave_edges.employee_id
            and in_half_hours.from_at < leave_edges.edge_at
            and in_half_hours.to_at > leave_edges.edge_at
),

pieces as (
    select
        employee_id,
        work_date,
        activity,
        paid,
        activity_starts_at,
        interval_start_at,
        piece_from_at,
        lead(piece_from_at, 1, to_at) over (
            partition by employee_id, activity_starts_at, interval_start_at
            order by piece_from_at
        ) as piece_to_at
    from starts
),

cut as (
    select
        pieces.employee_id,
        pieces.work_date,
        pieces.activity,
        pieces.paid,
        pieces.activity_starts_at,
        pieces.interval_start_at,
        pieces.piece_from_at,
        pieces.piece_to_at,
        {{ seconds_between('pieces.piece_from_at', 'pieces.piece_to_at') }} as piece_s,
        leaves.leave_type,
        leaves.paid as leave_paid
    from pieces
    left join leaves
        on
            pieces.employee_id = leaves.employee_id
            and pieces.piece_from_at >= leaves.starts_at
            and pieces.piece_from_at < leaves.ends_at
)

select * from cut
