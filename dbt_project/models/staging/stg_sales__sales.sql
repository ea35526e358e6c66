with source as (
    select * from {{ source('landing', 'sales') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by sale_id
            order by
                updated_at desc nulls last,
                landing_date desc,
                source_row desc,
                source_file desc
        ) as delivery_rank
    from source
),

newest as (
    select
        -- ids
        sale_id,
        contact_id,
        agent_id,
        product_id,

        -- codes and texts
        currency,
        status,

        -- numerics
        sale_amount,

        -- times
        sold_at,
        updated_at
    from ranked
    where delivery_rank = 1
)

select * from newest
