-- Whatever of Timeline's is missing beside Marten's own tables. Each statement may be run again: what is there stays.

create table if not exists timeline.timelines (
    name        varchar     not null primary key,
    title       varchar     not null,
    description varchar,
    created     timestamptz not null,
    recorded_by varchar     not null
);

-- Who may do what in which timeline. Of a key only the hash is kept. A revoked one keeps its row, for its name stands in recordedBy.
create table if not exists timeline.access_keys (
    id       varchar     not null primary key,
    name     varchar     not null unique,
    hash     bytea       not null,
    timeline varchar, -- null: every timeline; it need not be there yet
    role     varchar     not null,
    knowers  varchar[], -- null: everybody's knowledge may be asked for; empty: what is public
    created  timestamptz not null,
    expires  timestamptz,
    revoked  timestamptz
);

-- Who has accepted, and when, that a timeline was recorded in while a clock was ahead, up to which event.
create table if not exists timeline.clock_acceptances (
    timeline    varchar     not null,
    position    bigint      not null,
    recorded_at timestamptz not null,
    accepted_at timestamptz not null,
    accepted_by varchar     not null,
    constraint pkey_clock_acceptances primary key (timeline, position)
);

-- Subjects are listed in the order of their bytes, whatever the database's own order.
alter table timeline.mt_streams alter column id type varchar collate "C";
alter table timeline.mt_events alter column stream_id type varchar collate "C";

-- Each index has the timeline in a collation of its own, so that only a statement which names it goes by that index: see EventRows.
-- An id is unique within its timeline; the same may stand in another.
create unique index if not exists mt_events_id on timeline.mt_events (id, tenant_id collate "C");
create index if not exists mt_events_in_order on timeline.mt_events (tenant_id collate "POSIX", seq_id);
-- What was erased is told beside every answer that it may bear on, so it is found without reading the rest.
create index if not exists mt_events_erased on timeline.mt_events (tenant_id collate "C", seq_id) where is_archived;

-- Nothing recorded is ever deleted, by whatever store or hand. Only a server adds or changes anything: it says so in the transaction that
-- holds the timeline's lock (TimelineLock). The condition is evaluated once a statement and calls nothing where it does not hold.
create or replace function timeline.keep() returns trigger language plpgsql as $keep$
begin
    if tg_op in ('INSERT', 'UPDATE') then
        raise exception 'Only a Timeline server writes to the ledger. Events are recorded by POST /v1/{timeline}/events.';
    end if;
    raise exception 'Nothing of the ledger is deleted. What an event says is erased by POST /v1/{timeline}/events/{id}/erasure.';
end
$keep$;
create or replace trigger keep before delete or truncate on timeline.mt_events for each statement execute function timeline.keep();
create or replace trigger keep before delete or truncate on timeline.mt_streams for each statement execute function timeline.keep();
create or replace trigger only_server before insert or update on timeline.mt_events for each statement
    when (current_setting('timeline.is_server', true) is distinct from 'on') execute function timeline.keep();
create or replace trigger only_server before insert or update on timeline.mt_streams for each statement
    when (current_setting('timeline.is_server', true) is distinct from 'on') execute function timeline.keep();

-- Projection: the state of each subject as the public knows it now and what a list tells of it, one row, written in the transaction of the
-- append. It can be dropped and rebuilt from the ledger. A row holds until time passes a date in it (holds_before, µs since 1970); then it
-- is folded live.
create table if not exists timeline.current_states (
    tenant_id    varchar collate "C" not null,
    subject      varchar collate "C" not null,
    is_visible   boolean not null,
    state        text,
    item         text,
    holds_before bigint  not null,
    constraint pkey_current_states primary key (tenant_id, subject)
);

-- Projection: what each event says at whatever vantage, as recorded and as corrections, amendments and disclosures have it, and who may
-- ever learn of it, so that a filter finds candidates; what matches is decided when they are read. It is written in the transaction of the
-- append and can be rebuilt from the ledger. Times are µs since 1970, the ends of bigint the infinities. Its terms and its knowers are in
-- one index, so that a word which only others know is a word nowhere.
create table if not exists timeline.event_index (
    tenant_id     varchar collate "C" not null,
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
create index if not exists event_index_subject on timeline.event_index (tenant_id collate "POSIX", subject);
-- Without the timeline: a scalar in a GIN takes an extension. What timelines have in common is told apart row by row.
create index if not exists event_index_terms on timeline.event_index using gin (actors, publishers, words, related, knowers);

-- Projection: who may ever learn of which event, as recorded and as amendments and disclosures have it. Reads begin here, so that what only
-- others know is not read at all: it takes no time, and nothing that is told can rest on it. 'public' stands alone, for it includes
-- everybody. Every index begins with the knower: what others know does not lie in between.
create table if not exists timeline.event_knowers (
    tenant_id varchar collate "C" not null,
    knower    varchar collate "C" not null,
    subject   varchar collate "C" not null,
    seq_id    bigint       not null,
    type      varchar(500) not null,
    constraint pkey_event_knowers primary key (tenant_id, knower, seq_id)
);
create index if not exists event_knowers_subject on timeline.event_knowers (tenant_id collate "POSIX", knower, subject, seq_id);
create index if not exists event_knowers_type on timeline.event_knowers (tenant_id collate "default", knower, type, seq_id);

-- Projection: which events name which others (accounts, acts on the record, answers), as anybody may ever learn of it: so of an event
-- whatever it hangs together with is found without reading the rest of its subject. Only events that name any have rows.
create table if not exists timeline.event_links (
    tenant_id varchar collate "C" not null,
    knower    varchar collate "C" not null,
    subject   varchar collate "C" not null,
    named     uuid    not null,
    seq_id    bigint  not null,
    constraint pkey_event_links primary key (tenant_id, knower, subject, named, seq_id)
);

-- Projection: which events name which other subjects as related, as anybody may ever learn of it. Only events that name any have rows.
create table if not exists timeline.event_related (
    tenant_id varchar collate "C" not null,
    knower    varchar collate "C" not null,
    related   varchar collate "C" not null,
    subject   varchar collate "C" not null,
    seq_id    bigint  not null,
    constraint pkey_event_related primary key (tenant_id, knower, related, subject, seq_id)
);

-- Projection: to whom each event is disclosed by name at some vantage, the public aside, and how early at best (known, µs since 1970): so that
-- it is found at once whether a knower knows anything by name. Every index begins with the knower here too. A ledger of an earlier build gets
-- rows that say 'at any time': what a vantage makes of an event is decided when it is read, and a rebuild makes them exact.
do $fill$
begin
    if to_regclass('timeline.event_named') is not null then return; end if;
    create table timeline.event_named (
        tenant_id varchar collate "C" not null,
        knower    varchar collate "C" not null,
        subject   varchar collate "C" not null,
        seq_id    bigint  not null,
        known     bigint  not null,
        constraint pkey_event_named primary key (tenant_id, knower, seq_id)
    );
    insert into timeline.event_named (tenant_id, knower, subject, seq_id, known)
    with disclosed (tenant_id, id, disclosures) as (
        select tenant_id, id, headers -> 'disclosures' from timeline.mt_events where type <> 'event_amended'
        union all
        select tenant_id, (data ->> 'event')::uuid, headers -> 'disclosures' from timeline.mt_events where type = 'event_disclosed'
        union all
        select tenant_id, (data ->> 'event')::uuid, data -> 'disclosures' from timeline.mt_events where type = 'event_amended' and jsonb_exists(data, 'disclosures'))
    select distinct e.tenant_id, told ->> 'to', e.stream_id, e.seq_id, (-9223372036854775808)::bigint
    from disclosed d join timeline.mt_events e on e.tenant_id = d.tenant_id and e.id = d.id
    cross join lateral jsonb_array_elements(d.disclosures) told
    where told ->> 'to' <> 'public';
end
$fill$;
create index if not exists event_named_known on timeline.event_named (tenant_id collate "POSIX", knower, known, seq_id);

-- Without statistics of what stands in them: else a plan, and with it the time that an answer takes, would go by what nobody may know.
alter table timeline.event_knowers
    alter column knower set statistics 0, alter column subject set statistics 0, alter column type set statistics 0;
alter table timeline.event_index
    alter column subject set statistics 0, alter column type set statistics 0, alter column actors set statistics 0,
    alter column publishers set statistics 0, alter column words set statistics 0, alter column related set statistics 0,
    alter column knowers set statistics 0, alter column happened_from set statistics 0, alter column happened_to set statistics 0,
    alter column known_from set statistics 0, alter column known_to set statistics 0;
alter table timeline.event_links
    alter column knower set statistics 0, alter column subject set statistics 0, alter column named set statistics 0;
alter table timeline.event_related
    alter column knower set statistics 0, alter column related set statistics 0, alter column subject set statistics 0;
alter table timeline.event_named
    alter column knower set statistics 0, alter column subject set statistics 0, alter column known set statistics 0;
