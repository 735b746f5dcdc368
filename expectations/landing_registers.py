"""Whom the registers of projects and of people name, and whom they named before.

Who is named no more keeps what was, so what speaks of them is no error. The models say the same
once more (`file_rows_as_of` with `keeps_gone`): of a day only the last delivery of a file counts.
"""

from expectations.local_day import local_day

MEMBERS = {
    "projects": ("project_code", ("project_code", "name", "jira_project_keys")),
    "people": ("person_id", ("person_id", "jira_account_id", "email", "name")),
}
NAMED = """
create or replace table gate.named_{table} as
with delivered as (
    select file_name, _batch_id, min({delivered_on}) as delivered_on
    from landed.registers__files where table_name = '{table}' group by all
),
lasting as (
    from delivered
    qualify lead(delivered_on) over (partition by file_name order by _batch_id)
        is distinct from delivered_on
)
select {columns}, true as is_registered from registers.{table}
union all
select {columns}, false as is_registered
from (
    select it.* from landed.registers__{table} as it
    inner join lasting on it._source_file = lasting.file_name and it._batch_id = lasting._batch_id
    where {accepted} and not exists (
        select 1 from registers.{table} as known where known.{key} = it.{key}
    )
    qualify row_number() over (
        partition by it.{key} order by it._batch_id desc, it._row_number desc
    ) = 1
) as gone
"""


def named(table: str, accepted: str, zone: str) -> str:
    """Return SQL that makes `gate.named_<table>`, a row for whomever the register names or named.

    `accepted` is the condition that a landed row `it` has not been kept out.
    """
    key, columns = MEMBERS[table]
    return NAMED.format(
        table=table,
        key=key,
        columns=", ".join(columns),
        accepted=accepted,
        delivered_on=local_day("_extracted_at", zone),
    )
