with punches as (
    select * from {{ ref('int_punches_paired') }}
),

arrivals as (
    select
        employee_id,
        work_date,
        min(case when inferred_direction = 'in' then punched_at end) as first_in_at,
        max(case when inferred_direction = 'out' then punched_at end) as last_out_at,
        min(punch_pairing_max_s) as punch_pairing_max_s,
        count(*) as punches,
        sum(case when is_paired then 0 else 1 end) as unpaired_punches,
        sum(case when direction = 'unknown' then 1 else 0 end) as undirected_punches
    from punches
    group by employee_id, work_date
),

summarised as (
    select
        employee_id,
        work_date,
        first_in_at,
        last_out_at,
        punches,
        unpaired_punches,
        unpaired_punches = 0 or undirected_punches = 0 as is_certain,
        coalesce(
            last_out_at > first_in_at
            and {{ seconds_between('first_in_at', 'last_out_at') }} <= punch_pairing_max_s,
            false
        ) as is_present
    from arrivals
)

select * from summarised
