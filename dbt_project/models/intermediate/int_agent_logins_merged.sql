with states as (
    select * from {{ ref('stg_cti__agent_states') }}
    where state = 'logged_in'
),

shifts as (
    select * from {{ ref('int_shifts_summarised') }}
    where agent_id is not null
),

reached as (
    select
        agent_id,
        started_at,
        ended_at,
        max(ended_at) over (
            partition by agent_id
            order by started_at, ended_at
            rows between unbounded preceding and 1 preceding
        ) as reached_at
    from states
),

numbered as (
    select
        agent_id,
        started_at,
        ended_at,
        sum(case when started_at <= reached_at then 0 else 1 end) over (
            partition by agent_id
            order by started_at, ended_at
            rows between unbounded preceding and current row
        ) as login_no
    from reached
),

logins as (
    select
        agent_id,
        login_no,
        min(started_at) as login_from_at,
        max(ended_at) as login_to_at
    from numbered
    group by agent_id, login_no
),

with_shifts as (
    select
        logins.agent_id,
        logins.login_from_at,
        logins.login_to_at,
        shifts.work_date,
        row_number() over (
            partition by logins.agent_id, logins.login_from_at
            order by
                {{ overlap_s(
                    'logins.login_from_at', 'logins.login_to_at',
                    'shifts.scheduled_from_at', 'shifts.scheduled_to_at'
                ) }} desc nulls last,
                shifts.work_date asc
        ) as shift_rank
    from logins
    left join shifts
        on
            logins.agent_id = shifts.agent_id
            and logins.login_from_at < shifts.scheduled_to_at
            and logins.login_to_at > shifts.scheduled_from_at
),

merged as (
    select
        agent_id,
        login_from_at,
        login_to_at,
        coalesce(work_date, {{ local_date('login_from_at') }}) as business_date
    from with_shifts
    where shift_rank = 1
)

select * from merged
