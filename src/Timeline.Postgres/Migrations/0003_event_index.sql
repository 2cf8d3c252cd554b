-- Projection: what each event says at whatever vantage, as recorded and as corrections, amendments and disclosures have it, so that a
-- filter finds candidates; what matches is decided when they are read. It is written in the transaction of the append and can be dropped
-- and rebuilt from the ledger. Times are µs since 1970, the ends of bigint the infinities.

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
    constraint pkey_event_index primary key (tenant_id, seq_id)
);

create index event_index_subject on timeline.event_index (tenant_id, subject);
create index event_index_type on timeline.event_index (tenant_id, type, seq_id);

-- Without the timeline: a scalar in a GIN takes an extension. What timelines have in common is told apart row by row.
create index event_index_terms on timeline.event_index using gin (actors, publishers, words);

-- A ledger from before has no rows yet: it is read without narrowing until they are made.
alter table timeline.timelines add column is_indexed boolean not null default true;
update timeline.timelines t set is_indexed = not exists (select from timeline.mt_events e where e.tenant_id = t.name);
