{# Cutting spans on half-hours and days loses no second and doubles none. #}
with intervals as (
    select coalesce(sum(logged_in_s), 0) as logged_in_s from {{ ref('agent_interval') }}
),

agent_days as (
    select coalesce(sum(logged_in_s), 0) as logged_in_s from {{ ref('agent_day') }}
),

logins as (
    select
        coalesce(
            sum({{ seconds_between('login_from_at', 'login_to_at') }}), 0
        ) as logged_in_s
    from {{ ref('int_agent_logins_merged') }}
),

differences as (
    select
        intervals.logged_in_s as interval_logged_in_s,
        agent_days.logged_in_s as agent_day_logged_in_s,
        logins.logged_in_s as login_logged_in_s
    from intervals
    cross join agent_days
    cross join logins
    where
        intervals.logged_in_s <> logins.logged_in_s
        or agent_days.logged_in_s <> logins.logged_in_s
)

select * from differences
