-- Projection: who may ever learn of which event, as recorded and as amendments and disclosures have it. Reads begin here, so that what only
-- others know is not read at all: it takes no time, and nothing that is told can rest on it. 'public' stands alone, for it includes
-- everybody. Every index begins with the knower: what others know does not lie in between.

create table timeline.event_knowers (
    tenant_id varchar      not null references timeline.timelines (name),
    knower    varchar collate "C" not null,
    subject   varchar collate "C" not null,
    seq_id    bigint       not null,
    type      varchar(500) not null,
    constraint pkey_event_knowers primary key (tenant_id, knower, seq_id)
);

create index event_knowers_subject on timeline.event_knowers (tenant_id, knower, subject, seq_id);
create index event_knowers_type on timeline.event_knowers (tenant_id, knower, type, seq_id);

-- The index of filters says who knows as well, in one index with its terms, so that a word which only others know is a word nowhere. Its
-- rows are made anew; until then reads go without.
drop table timeline.event_index;

create table timeline.event_index (
    tenant_id     varchar      not null references timeline.timelines (name),
    seq_id        bigint       not null,
    subject       varchar collate "C" not null,
    type          varchar(500) not null,
    actors        text[]       not null,
    publishers    text[]       not null,
    words         tsvector     not null,
    happened_from bigint       not null,
    happened_to   bigint       not null,
    known_from    bigint       not null,
    known_to      bigint       not null,
    related       text[]       not null,
    knowers       text[]       not null,
    constraint pkey_event_index primary key (tenant_id, seq_id)
);

create index event_index_subject on timeline.event_index (tenant_id, subject);
create index event_index_terms on timeline.event_index using gin (actors, publishers, words, related, knowers);

-- Without statistics of what stands in them: else a plan, and with it the time that an answer takes, would go by what nobody may know.
alter table timeline.event_knowers
    alter column subject set statistics 0, alter column type set statistics 0, alter column knower set statistics 0;
alter table timeline.event_index
    alter column subject set statistics 0, alter column type set statistics 0, alter column actors set statistics 0,
    alter column publishers set statistics 0, alter column words set statistics 0, alter column related set statistics 0,
    alter column knowers set statistics 0, alter column happened_from set statistics 0, alter column happened_to set statistics 0,
    alter column known_from set statistics 0, alter column known_to set statistics 0;

-- What this was for is found by knower now.
drop index timeline.mt_events_related;

update timeline.timelines t set is_indexed = not exists (select from timeline.mt_events e where e.tenant_id = t.name);
