with evaluations as (
    select * from {{ ref('evaluations') }}
),

surveys as (
    select * from {{ ref('int_surveys_attributed') }}
    where agent_id is not null
),

sales as (
    select
        agent_id,
        status,
        sale_amount,
        {{ local_date('sold_at') }} as business_date
    from {{ ref('stg_sales__sales') }}
),

tickets as (
    select * from {{ ref('tickets') }}
    where owner_agent_id is not null and resolved_date is not null
),

evaluated as (
    select
        agent_id,
        business_date,
        count(*) as evaluations,
        sum(score) as evaluation_score_sum,
        sum(fatal) as fatal_evaluations
    from evaluations
    group by agent_id, business_date
),

evaluating as (
    select
        evaluator_id as agent_id,
        business_date,
        count(*) as evaluations_done
    from evaluations
    group by evaluator_id, business_date
),

surveyed as (
    select
        agent_id,
        business_date,
        count(*) as surveys_invited,
        count(csat_score) as surveys_valid,
        sum(csat_score) as csat_score_sum,
        sum(case when csat_score = 5 then 1 else 0 end) as csat_top_box
    from surveys
    group by agent_id, business_date
),

-- a refunded sale brings nothing; a reversal is a row of its own with a negative amount
sold as (
    select
        agent_id,
        business_date,
        sum(case when status = 'certified' and sale_amount > 0 then 1 else 0 end)
            as sales_certified,
        sum(
            case
                when status = 'certified' then sale_amount
                when status = 'refunded' and sale_amount < 0 then sale_amount
            end
        ) as sale_amount
    from sales
    group by agent_id, business_date
),

resolved as (
    select
        owner_agent_id as agent_id,
        resolved_date as business_date,
        count(*) as tickets_resolved
    from tickets
    group by owner_agent_id, resolved_date
),

days as (
    {% for results in ['evaluated', 'evaluating', 'surveyed', 'sold', 'resolved'] -%}
        select
            agent_id,
            business_date
        from {{ results }}
        {% if not loop.last %}union{% endif %}
    {% endfor %}
),

counted as (
    select
        days.agent_id,
        days.business_date,
        coalesce(evaluated.evaluations, 0) as evaluations,
        evaluated.evaluation_score_sum,
        coalesce(evaluated.fatal_evaluations, 0) as fatal_evaluations,
        coalesce(evaluating.evaluations_done, 0) as evaluations_done,
        coalesce(surveyed.surveys_invited, 0) as surveys_invited,
        coalesce(surveyed.surveys_valid, 0) as surveys_valid,
        surveyed.csat_score_sum,
        coalesce(surveyed.csat_top_box, 0) as csat_top_box,
        coalesce(sold.sales_certified, 0) as sales_certified,
        sold.sale_amount,
        coalesce(resolved.tickets_resolved, 0) as tickets_resolved
    from days
    {% for results in ['evaluated', 'evaluating', 'surveyed', 'sold', 'resolved'] -%}
        left join {{ results }}
            on
                days.agent_id = {{ results }}.agent_id
                and days.business_date = {{ results }}.business_date
    {% endfor %}
)

select * from counted
