with seconds as (
    select * from {{ ref('int_agent_seconds_summed') }}
),

people as (
    select * from {{ ref('int_people_dated') }}
),

summed as (
    select
        agent_id,
        interval_start_at,
        {{ local_date('interval_start_at') }} as business_date,
        {% for state in ['logged_in', 'available', 'ring', 'talk', 'hold', 'wrap', 'aux'] -%}
            sum({{ state }}_s) as {{ state }}_s
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from seconds
    group by agent_id, interval_start_at
),

final as (
    select
        -- ids
        summed.agent_id,
        summed.interval_start_at,
        summed.business_date,
        cast(people.team_id as varchar) as team_id,

        -- seconds
        cast(summed.logged_in_s as bigint) as logged_in_s,
        cast(summed.available_s as bigint) as available_s,
        cast(summed.ring_s as bigint) as ring_s,
        cast(summed.talk_s as bigint) as talk_s,
        cast(summed.hold_s as bigint) as hold_s,
        cast(summed.wrap_s as bigint) as wrap_s,
        cast(summed.aux_s as bigint) as aux_s,
        cast(summed.talk_s + summed.hold_s + summed.wrap_s as bigint) as handle_s,
        cast(
            summed.logged_in_s
            - summed.available_s
            - summed.ring_s
            - summed.talk_s
            - summed.hold_s
            - summed.wrap_s
            - summed.aux_s as bigint
        ) as unstated_s
    from summed
    left join people
        on
            summed.agent_id = people.agent_id
            and summed.business_date = people.calendar_date
)

select * from final
