with callbacks as (
    select
        *,
        {{ local_date(seconds_later('window_to_at', -1)) }} as window_date
    from {{ ref('stg_cti__callbacks') }}
),

contacts as (
    select * from {{ ref('stg_cti__contacts') }}
),

rules as (
    select * from {{ ref('stg_config__callback_rules') }}
),

newest_instants as (
    select max(updated_at) as newest_at from callbacks
    union all
    select max(updated_at) as newest_at from contacts
),

newest as (
    select max(newest_at) as newest_at from newest_instants
),

-- without a rule it may be late until the window's day ends
limited as (
    select
        callbacks.*,
        newest.newest_at,
        {{ seconds_later(
            day_begins('callbacks.window_date + 1'), 'coalesce(rules.late_until_s, 0)'
        ) }} as late_until_at
    from callbacks
    cross join newest
    left join rules
        on
            callbacks.window_date >= rules.effective_from
            and callbacks.window_date < rules.effective_to
),

judged as (
    select
        -- ids
        callback_id,
        contact_id,
        queue_id,
        agent_id,

        -- codes
        outcome,
        case
            when
                withdrawn_at <= window_to_at
                and coalesce(withdrawn_at < called_at, true) then 'withdrawn'
            when called_at < window_from_at then 'early'
            when called_at <= window_to_at then 'kept'
            when called_at <= late_until_at then 'late'
            when called_at is not null or newest_at > late_until_at then 'missed'
            when newest_at > window_to_at then 'overdue'
            else 'open'
        end as promise,

        -- times
        {{ local_date('requested_at') }} as business_date,
        requested_at,
        window_from_at,
        window_to_at,
        called_at,

        -- seconds
        {{ seconds_between('requested_at', 'called_at') }} as wait_s,
        case
            when called_at > window_to_at
                then {{ seconds_between('window_to_at', 'called_at') }}
        end as delay_s
    from limited
)

select * from judged
