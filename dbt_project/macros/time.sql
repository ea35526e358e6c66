{# Time is stored in UTC without a zone. What differs between engines is dispatched here. #}

{# Start of the half-hour (UTC) in which an instant lies. #}
{% macro half_hour(instant) -%}
    {{ adapter.dispatch('half_hour', 'callfloor')(instant) }}
{%- endmacro %}

{% macro duckdb__half_hour(instant) -%}
    time_bucket(interval 30 minute, {{ instant }})
{%- endmacro %}

{% macro spark__half_hour(instant) -%}
    timestamp_seconds(floor(unix_timestamp({{ instant }}) / 1800) * 1800)
{%- endmacro %}

{# Date at the centre when an instant happened. #}
{% macro local_date(instant) -%}
    {{ adapter.dispatch('local_date', 'callfloor')(instant) }}
{%- endmacro %}

{% macro duckdb__local_date(instant) -%}
    cast(timezone('{{ var("centre_zone") }}', timezone('UTC', {{ instant }})) as date)
{%- endmacro %}

{% macro spark__local_date(instant) -%}
    cast(from_utc_timestamp({{ instant }}, '{{ var("centre_zone") }}') as date)
{%- endmacro %}

{# Instant (UTC) at which a date begins at the centre. #}
{% macro day_begins(day) -%}
    {{ adapter.dispatch('day_begins', 'callfloor')(day) }}
{%- endmacro %}

{% macro duckdb__day_begins(day) -%}
    timezone('UTC', timezone('{{ var("centre_zone") }}', cast({{ day }} as timestamp)))
{%- endmacro %}

{% macro spark__day_begins(day) -%}
    to_utc_timestamp(cast({{ day }} as timestamp), '{{ var("centre_zone") }}')
{%- endmacro %}

{# Minute of the day, 0 to 1439, on the centre's clock. #}
{% macro local_minute(instant) -%}
    {{ adapter.dispatch('local_minute', 'callfloor')(instant) }}
{%- endmacro %}

{% macro duckdb__local_minute(instant) -%}
    cast(
        extract(hour from timezone('{{ var("centre_zone") }}', timezone('UTC', {{ instant }}))) * 60
        + extract(minute from timezone('{{ var("centre_zone") }}', timezone('UTC', {{ instant }})))
        as integer
    )
{%- endmacro %}

{% macro spark__local_minute(instant) -%}
    hour(from_utc_timestamp({{ instant }}, '{{ var("centre_zone") }}')) * 60
    + minute(from_utc_timestamp({{ instant }}, '{{ var("centre_zone") }}'))
{%- endmacro %}

{# Whole seconds from one instant to another; spans that touch add up exactly. #}
{% macro seconds_between(from_at, to_at) -%}
    {{ adapter.dispatch('seconds_between', 'callfloor')(from_at, to_at) }}
{%- endmacro %}

{% macro duckdb__seconds_between(from_at, to_at) -%}
    date_diff('second', {{ from_at }}, {{ to_at }})
{%- endmacro %}

{% macro spark__seconds_between(from_at, to_at) -%}
    unix_timestamp({{ to_at }}) - unix_timestamp({{ from_at }})
{%- endmacro %}

{# Seconds that two half-open spans share; 0 where they do not meet. #}
{% macro overlap_s(from_a, to_a, from_b, to_b) -%}
    greatest(
        0,
        {{ seconds_between(
            'greatest(' ~ from_a ~ ', ' ~ from_b ~ ')',
            'least(' ~ to_a ~ ', ' ~ to_b ~ ')'
        ) }}
    )
{%- endmacro %}

{# An instant moved by a number of seconds, which may be an expression. #}
{% macro seconds_later(instant, seconds) -%}
    {{ adapter.dispatch('seconds_later', 'callfloor')(instant, seconds) }}
{%- endmacro %}

{% macro duckdb__seconds_later(instant, seconds) -%}
    {{ instant }} + to_seconds({{ seconds }})
{%- endmacro %}

{% macro spark__seconds_later(instant, seconds) -%}
    timestamp_seconds(unix_timestamp({{ instant }}) + {{ seconds }})
{%- endmacro %}

{# One row per half-hour that a half-open span touches, as `interval_start_at`. #}
{% macro half_hours_of(from_at, to_at) -%}
    {{ adapter.dispatch('half_hours_of', 'callfloor')(from_at, to_at) }}
{%- endmacro %}

{% macro duckdb__half_hours_of(from_at, to_at) -%}
    unnest(
        generate_series(
            {{ half_hour(from_at) }},
            {{ half_hour(to_at ~ ' - interval 1 microsecond') }},
            interval 30 minute
        )
    )
{%- endmacro %}

{% macro spark__half_hours_of(from_at, to_at) -%}
    explode(
        sequence(
            {{ half_hour(from_at) }},
            {{ half_hour(to_at ~ ' - interval 1 microsecond') }},
            interval 30 minute
        )
    )
{%- endmacro %}

{# One row per day from one date to another, both included. #}
{% macro days_of(from_date, to_date) -%}
    {{ adapter.dispatch('days_of', 'callfloor')(from_date, to_date) }}
{%- endmacro %}

{% macro duckdb__days_of(from_date, to_date) -%}
    cast(unnest(generate_series({{ from_date }}, {{ to_date }}, interval 1 day)) as date)
{%- endmacro %}

{% macro spark__days_of(from_date, to_date) -%}
    explode(sequence({{ from_date }}, {{ to_date }}, interval 1 day))
{%- endmacro %}
