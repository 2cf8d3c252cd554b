-- Projection: which events name which others (accounts, acts on the record, answers), as anybody may ever learn of it: so of an event
-- whatever it hangs together with is found without reading the rest of its subject. Only events that name any have rows.

create table timeline.event_links (
    tenant_id varchar not null references timeline.timelines (name),
    knower    varchar collate "C" not null,
    subject   varchar collate "C" not null,
    named     uuid    not null,
    seq_id    bigint  not null,
    constraint pkey_event_links primary key (tenant_id, knower, subject, named, seq_id)
);

-- As of the other tables that say who knows: a plan must not go by what nobody may know.
alter table timeline.event_links
    alter column knower set statistics 0, alter column subject set statistics 0, alter column named set statistics 0;

insert into timeline.event_links (tenant_id, knower, subject, named, seq_id)
select distinct tenant_id, k.knower, k.subject, n.named::uuid, seq_id
from timeline.event_knowers k
join timeline.mt_events e using (tenant_id, seq_id)
cross join lateral unnest(array[e.headers ->> 'accountOf', e.data ->> 'event', e.data -> 'data' ->> 'event']) n (named)
where n.named ~ '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$';
