with contacts as (
    select * from {{ ref('contacts') }}
    where answered = 1 and agent_id is not null
),

seconds as (
    select * from {{ ref('int_agent_seconds_summed') }}
),

attendance as (
    select * from {{ ref('attendance_day') }}
    where agent_id is not null
),

adherence as (
    select * from {{ ref('int_adherence_measured') }}
),

results as (
    select * from {{ ref('int_agent_results_counted') }}
),

people as (
    select * from {{ ref('int_people_dated') }}
),

handled as (
    select
        agent_id,
        business_date,
        count(*) as handled_contacts,
        sum(transferred_out) as transferred_out,
        sum(wait_s) as contact_wait_s,
        sum(talk_s) as contact_talk_s,
        sum(hold_s) as contact_hold_s,
        sum(wrap_s) as contact_wrap_s,
        sum(handle_s) as contact_handle_s,
        sum(case when talk_s < {{ var('short_contact_s') }} then 1 else 0 end) as short_contacts
    from contacts
    group by agent_id, business_date
),

stated as (
    select
        agent_id,
        business_date,
        sum(logged_in_s) as logged_in_s,
        sum(available_s) as available_s,
        sum(ring_s) as ring_s,
        sum(talk_s) as talk_s,
        sum(hold_s) as hold_s,
        sum(wrap_s) as wrap_s,
        sum(aux_s) as aux_s
    from seconds
    group by agent_id, business_date
),

days as (
    select
        agent_id,
        business_date
    from handled
    union
    select
        agent_id,
        business_date
    from stated
    union
    select
        agent_id,
        work_date as business_date
    from attendance
    union
    select
        agent_id,
        work_date as business_date
    from adherence
    union
    select
        agent_id,
        business_date
    from results
),

final as (
    select
        -- ids
        cast(days.agent_id as varchar) as agent_id,
        days.business_date,
        cast(people.employee_id as varchar) as employee_id,
        cast(people.team_id as varchar) as team_id,
        cast(people.role as varchar) as role,

        -- contacts
        cast(coalesce(handled.handled_contacts, 0) as bigint) as handled_contacts,
        cast(coalesce(handled.transferred_out, 0) as bigint) as transferred_out,
        cast(coalesce(handled.contact_wait_s, 0) as bigint) as contact_wait_s,
        cast(coalesce(handled.contact_talk_s, 0) as bigint) as contact_talk_s,
        cast(handled.contact_hold_s as bigint) as contact_hold_s,
        cast(handled.contact_wrap_s as bigint) as contact_wrap_s,
        cast(coalesce(handled.contact_handle_s, 0) as bigint) as contact_handle_s,
        cast(coalesce(handled.short_contacts, 0) as bigint) as short_contacts,

        -- states
        cast(stated.logged_in_s as bigint) as logged_in_s,
        cast(stated.available_s as bigint) as available_s,
        cast(stated.ring_s as bigint) as ring_s,
        cast(stated.talk_s as bigint) as talk_s,
        cast(stated.hold_s as bigint) as hold_s,
        cast(stated.wrap_s as bigint) as wrap_s,
        cast(stated.aux_s as bigint) as aux_s,
        cast(stated.talk_s + stated.hold_s + stated.wrap_s as bigint) as handle_s,
        cast(stated.logged_in_s - stated.aux_s as bigint) as productive_s,

        -- attendance
        cast(attendance.paid_s as bigint) as paid_s,
        cast(attendance.scheduled_s as bigint) as scheduled_s,
        cast(attendance.attended_s as bigint) as attended_s,
        cast(adherence.adherence_scheduled_s as bigint) as adherence_scheduled_s,
        cast(adherence.adherence_exception_s as bigint) as adherence_exception_s,
        cast(attendance.late_count as bigint) as late_count,
        cast(attendance.late_s as bigint) as late_s,
        cast(attendance.early_leave_count as bigint) as early_leave_count,
        cast(attendance.early_leave_s as bigint) as early_leave_s,

        -- quality
        cast(coalesce(results.evaluations, 0) as bigint) as evaluations,
        cast(results.evaluation_score_sum as decimal(18, 6)) as evaluation_score_sum,
        cast(coalesce(results.fatal_evaluations, 0) as bigint) as fatal_evaluations,
        cast(coalesce(results.evaluations_done, 0) as bigint) as evaluations_done,

        -- customers
        cast(coalesce(results.surveys_invited, 0) as bigint) as surveys_invited,
        cast(coalesce(results.surveys_valid, 0) as bigint) as surveys_valid,
        cast(results.csat_score_sum as bigint) as csat_score_sum,
        cast(coalesce(results.csat_top_box, 0) as bigint) as csat_top_box,

        -- sales and tickets
        cast(coalesce(results.sales_certified, 0) as bigint) as sales_certified,
        cast(results.sale_amount as decimal(18, 2)) as sale_amount,
        cast(coalesce(results.tickets_resolved, 0) as bigint) as tickets_resolved
    from days
    left join handled
        on
            days.agent_id = handled.agent_id
            and days.business_date = handled.business_date
    left join stated
        on
            days.agent_id = stated.agent_id
            and days.business_date = stated.business_date
    left join attendance
        on
            days.agent_id = attendance.agent_id
            and days.business_date = attendance.work_date
    left join adherence
        on
            days.agent_id = adherence.agent_id
            and days.business_date = adherence.work_date
    left join results
        on
            days.agent_id = results.agent_id
            and days.business_date = results.business_date
    left join people
        on
            days.agent_id = people.agent_id
            and days.business_date = people.calendar_date
)

select * from final
