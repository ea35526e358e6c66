{# Of the rows that share a key, the one that holds: the last change that the system tells of, where
   it tells of any (`changed_at`), then the last delivery. #}
{% macro newest_delivery(relation, key, changed_at=none) -%}
    select *
    from (
        select
            *,
            row_number() over (
                partition by {{ key | join(', ') }}
                order by
                    {% if changed_at -%} {{ changed_at }} desc nulls last, {%- endif %}
                    landing_date desc,
                    source_row desc,
                    source_file desc
            ) as delivery_rank
        from {{ relation }}
    ) as ranked
    where delivery_rank = 1
{%- endmacro %}
