with pieces as (
    select * from {{ ref('int_agent_states_cut') }}
),

summed as (
    select
        agent_id,
        business_date,
        interval_start_at,
        {% for state in ['logged_in', 'available', 'ring', 'talk', 'hold', 'wrap', 'aux'] -%}
            sum(case when state = '{{ state }}' then piece_s else 0 end) as {{ state }}_s
            {%- if not loop.last %},{% endif %}
        {% endfor %}
    from pieces
    group by agent_id, business_date, interval_start_at
)

select * from summed
