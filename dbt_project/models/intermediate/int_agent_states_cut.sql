with states as (
    select * from {{ ref('stg_cti__agent_states') }}
    where state <> 'logged_in'
),

logins as (
    select * from {{ ref('int_agent_logins_merged') }}
),

login_days as (
    select
        *,
        {{ days_of('cast(login_from_at as date)', 'cast(login_to_at as date)') }} as utc_date
    from logins
),

spans as (
    select
        agent_id,
        'logged_in' as state,
        cast(null as varchar) as aux_reason,
        login_from_at as started_at,
        login_to_at as ended_at,
        business_date
    from logins
    union all
    select
        states.agent_id,
        states.state,
        states.aux_reason,
        states.started_at,
        states.ended_at,
        coalesce(login_days.business_date, {{ local_date('states.started_at') }}) as business_date
    from states
    left join login_days
        on
            states.agent_id = login_days.agent_id
            and cast(states.started_at as date) = login_days.utc_date
            and states.started_at >= login_days.login_from_at
            and states.started_at < login_days.login_to_at
),

half_hours as (
    select
        *,
        {{ half_hours_of('started_at', 'ended_at') }} as interval_start_at
    from spans
),

pieces as (
    select
        agent_id,
        state,
        aux_reason,
        business_date,
        interval_start_at,
        greatest(started_at, interval_start_at) as piece_from_at,
        least(ended_at, {{ seconds_later('interval_start_at', 1800) }}) as piece_to_at
    from half_hours
),

cut as (
    select
        *,
        {{ seconds_between('piece_from_at', 'piece_to_at') }} as piece_s
    from pieces
)

select * from cut
