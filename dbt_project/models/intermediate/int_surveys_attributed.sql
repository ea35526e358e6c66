with surveys as (
    select * from {{ ref('stg_survey__surveys') }}
),

contacts as (
    select * from {{ ref('contacts') }}
    where answered = 1 and agent_id is not null
),

last_segments as (
    select
        contact_id,
        max(segment_no) as segment_no
    from contacts
    group by contact_id
),

last_agents as (
    select
        contacts.contact_id,
        contacts.agent_id
    from contacts
    inner join last_segments
        on
            contacts.contact_id = last_segments.contact_id
            and contacts.segment_no = last_segments.segment_no
),

attributed as (
    select
        surveys.survey_id,
        surveys.contact_id,
        surveys.csat_score,
        surveys.invited_at,
        {{ local_date('surveys.invited_at') }} as business_date,
        coalesce(surveys.agent_id, last_agents.agent_id) as agent_id
    from surveys
    left join last_agents on surveys.contact_id = last_agents.contact_id
)

select * from attributed
