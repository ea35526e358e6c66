with source as (
    select * from {{ source('landing', 'skills') }}
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
            partition by employee_id, queue_id, effective_from
            order by landing_date desc, source_row desc, source_file desc
        ) as delivery_rank
    from newest_copy
),

newest as (
    select
        -- ids
        employee_id,
        queue_id,

        -- numerics
        level,

        -- times
        effective_from,
        effective_to,
        certificate_expires_on
    from ranked
    where delivery_rank = 1
)

select * from newest
