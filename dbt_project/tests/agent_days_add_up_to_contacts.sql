{# What agents handled by day is what the contacts say they handled. #}
with contacts as (
    select
        count(*) as handled_contacts,
        coalesce(sum(handle_s), 0) as contact_handle_s,
        coalesce(sum(transferred_out), 0) as transferred_out
    from {{ ref('contacts') }}
    where answered = 1 and agent_id is not null
),

agent_days as (
    select
        coalesce(sum(handled_contacts), 0) as handled_contacts,
        coalesce(sum(contact_handle_s), 0) as contact_handle_s,
        coalesce(sum(transferred_out), 0) as transferred_out
    from {{ ref('agent_day') }}
),

differences as (
    select contacts.*
    from contacts
    cross join agent_days
    where
        contacts.handled_contacts <> agent_days.handled_contacts
        or contacts.contact_handle_s <> agent_days.contact_handle_s
        or contacts.transferred_out <> agent_days.transferred_out
)

select * from differences
