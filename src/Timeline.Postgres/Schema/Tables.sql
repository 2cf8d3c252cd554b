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

-- The projections below begin with the knower: what others know is not read, and does not lie in between. What the public knows lies in
-- tables of its own, so that secrets do not even move it to other pages. An earlier build kept it otherwise; it is made anew (Upkeep).
do $anew$
begin
    if exists (select from pg_class where oid = to_regclass('timeline.event_knowers') and relkind = 'r') then
        drop table if exists timeline.event_index, timeline.event_knowers, timeline.event_links, timeline.event_related;
    end if;
end
$anew$;

-- Projection: of each event who may ever learn of it (knowers, 'public' standing alone, for it includes everybody), and who is told
-- something of it that a filter may ask for: it itself (told), or by name a correction of it (others). It is written in the transaction
-- of the append and can be rebuilt from the ledger. No read of what a knower knows looks in here.
create table if not exists timeline.event_index (
    tenant_id varchar collate "C" not null,
    seq_id    bigint       not null,
    subject   varchar collate "C" not null,
    type      varchar(500) not null,
    knowers   text[]       not null,
    told      text[]       not null,
    others    text[]       not null,
    constraint pkey_event_index primary key (tenant_id, seq_id)
);
create index if not exists event_index_subject on timeline.event_index (tenant_id collate "POSIX", subject);

-- Projection: who may ever learn of which event, as recorded and as amendments and disclosures have it. Reads begin here.
create table if not exists timeline.event_knowers (
    tenant_id varchar collate "C" not null,
    knower    varchar collate "C" not null,
    subject   varchar collate "C" not null,
    seq_id    bigint       not null,
    type      varchar(500) not null,
    constraint pkey_event_knowers primary key (tenant_id, knower, seq_id)
) partition by list (knower);
create table if not exists timeline.event_knowers_public partition of timeline.event_knowers for values in ('public');
create table if not exists timeline.event_knowers_named partition of timeline.event_knowers default;
create index if not exists event_knowers_subject on timeline.event_knowers (tenant_id collate "POSIX", knower, subject, seq_id);
-- Only acts on the record are looked for by their type. An earlier build had an index of all types.
drop index if exists timeline.event_knowers_type;
create index if not exists event_knowers_acts on timeline.event_knowers (tenant_id collate "default", knower, type, seq_id)
    where type in ('event_retracted', 'event_corrected', 'event_denied', 'event_amended', 'event_disclosed');

-- Projection: who is told of which event as it is recorded, and when that was (µs since 1970). By it a reader's newest position is found. A
-- row never changes. It is sure where whoever is told learns of the event. Of an act disclosed by name that hangs on what it acts on. Where
-- a row stands under a key (event_spans), recorded_at is the key too: the span tells when that was.
create table if not exists timeline.event_told (
    tenant_id   varchar collate "C" not null,
    knower      varchar collate "C" not null,
    seq_id      bigint  not null,
    recorded_at bigint  not null,
    is_sure     boolean not null,
    constraint pkey_event_told primary key (tenant_id, knower, seq_id)
) partition by list (knower);
create table if not exists timeline.event_told_public partition of timeline.event_told for values in ('public');
create table if not exists timeline.event_told_named partition of timeline.event_told default;
create index if not exists event_told_recorded on timeline.event_told (tenant_id collate "POSIX", knower, recorded_at);

-- Projection: what each event says to a knower at whatever vantage, as recorded and as corrections and amendments that they may learn of
-- have it, so that a filter finds candidates; what matches is decided when they are read. Times are µs since 1970, the ends of bigint the
-- infinities. A term begins with timeline and knower, so a word that only others know is a word nowhere. New terms go into the index at
-- once: a list of those to come would be read by everybody.
create table if not exists timeline.event_terms (
    tenant_id     varchar collate "C" not null,
    knower        varchar collate "C" not null,
    seq_id        bigint   not null,
    subject       varchar collate "C" not null,
    terms         tsvector not null,
    happened_from bigint   not null,
    happened_to   bigint   not null,
    known_from    bigint   not null,
    known_to      bigint   not null,
    constraint pkey_event_terms primary key (tenant_id, knower, seq_id)
) partition by list (knower);
create table if not exists timeline.event_terms_public partition of timeline.event_terms for values in ('public');
create table if not exists timeline.event_terms_named partition of timeline.event_terms default;
create index if not exists event_terms_public_terms on timeline.event_terms_public using gin (terms) with (fastupdate = off);
create index if not exists event_terms_named_terms on timeline.event_terms_named using gin (terms) with (fastupdate = off);

-- Projection: which events name which others (accounts, acts on the record, answers), as anybody may ever learn of it: so of an event
-- whatever it hangs together with is found without reading the rest of its subject. Only events that name any have rows.
create table if not exists timeline.event_links (
    tenant_id varchar collate "C" not null,
    knower    varchar collate "C" not null,
    subject   varchar collate "C" not null,
    named     uuid    not null,
    seq_id    bigint  not null,
    constraint pkey_event_links primary key (tenant_id, knower, subject, named, seq_id)
) partition by list (knower);
create table if not exists timeline.event_links_public partition of timeline.event_links for values in ('public');
create table if not exists timeline.event_links_named partition of timeline.event_links default;

-- Where the rows of event_knowers, event_terms, event_told and event_index stand that were written before their events had positions, by
-- an import that is recorded all or none: the keys from first_key on, which are below 0, are those of the positions first_seq to last_seq.
-- The first was recorded at first_at (µs since 1970), each other a microsecond after the one before it. Each knower has spans of their own,
-- so that what others know is not looked at; the empty text has those of event_index. A row never changes.
create table if not exists timeline.event_spans (
    tenant_id varchar collate "C" not null,
    knower    varchar collate "C" not null,
    first_seq bigint not null,
    last_seq  bigint not null,
    first_key bigint not null,
    first_at  bigint not null,
    constraint pkey_event_spans primary key (tenant_id, knower, last_seq)
);
create index if not exists event_spans_key on timeline.event_spans (tenant_id collate "POSIX", knower, first_key);
create sequence if not exists timeline.event_key_blocks minvalue -1073741824 maxvalue -1 start -1073741824;

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
alter table timeline.event_index
    alter column subject set statistics 0, alter column type set statistics 0, alter column knowers set statistics 0,
    alter column told set statistics 0, alter column others set statistics 0;
alter table timeline.event_knowers
    alter column knower set statistics 0, alter column subject set statistics 0, alter column type set statistics 0;
alter table timeline.event_told
    alter column knower set statistics 0, alter column recorded_at set statistics 0, alter column is_sure set statistics 0;
alter table timeline.event_terms
    alter column knower set statistics 0, alter column subject set statistics 0, alter column terms set statistics 0,
    alter column happened_from set statistics 0, alter column happened_to set statistics 0,
    alter column known_from set statistics 0, alter column known_to set statistics 0;
alter table timeline.event_spans
    alter column knower set statistics 0, alter column first_seq set statistics 0, alter column last_seq set statistics 0,
    alter column first_key set statistics 0, alter column first_at set statistics 0;
alter table timeline.event_links
    alter column knower set statistics 0, alter column subject set statistics 0, alter column named set statistics 0;
alter table timeline.event_named
    alter column knower set statistics 0, alter column subject set statistics 0, alter column known set statistics 0;
