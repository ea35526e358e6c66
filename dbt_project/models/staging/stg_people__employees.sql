with source as (
    select * from {{ source('landing', 'employees') }}
),

newest_copy as (
    select *
    from source
    where landing_date = (select max(copies.landing_date) from source as copies)
),

ranked as (
    select
        *,
        row_number() over (
            partition by employee_id
            order by landing_date desc, source_row desc, source_file desc
        ) as delivery_rank
    from newest_copy
),

newest as (
    select
        -- ids
        employee_id,
        agent_id,

        -- codes and texts
        full_name,
        employment,
        currency,
        email,
        language,

        -- numerics
        weekly_hours,
        base_salary_amount,

        -- times
        hired_on,
        left_on
    from ranked
    where delivery_rank = 1
)

select * from newest
