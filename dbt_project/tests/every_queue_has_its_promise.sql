{# Rows name the queue and its dates; they are kept in control.every_queue_has_its_promise. #}
{{ config(store_failures = true, schema = 'control') }}

with contacts as (
    select
        queue_id,
        {{ local_date('arrived_at') }} as business_date
    from {{ ref('stg_cti__contacts') }}
),

days as (
    select
        queue_id,
        business_date,
        count(*) as contacts
    from contacts
    group by queue_id, business_date
),

queues as (
    select * from {{ ref('stg_config__queues') }}
),

unpromised as (
    select
        days.queue_id,
        min(days.business_date) as first_date,
        max(days.business_date) as last_date,
        sum(days.contacts) as contacts
    from days
    left join queues
        on
            days.queue_id = queues.queue_id
            and days.business_date >= queues.effective_from
            and days.business_date < queues.effective_to
    where queues.target_wait_s is null or queues.short_abandon_s is null
    group by days.queue_id
)

select * from unpromised
