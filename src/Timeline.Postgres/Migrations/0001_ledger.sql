-- The ledger, in Marten's table layout (string stream ids, conjoined tenancy, metadata columns), so that any Marten DocumentStore can
-- read it. Tenant = timeline, stream = subject. Every key begins with the timeline: one timeline is read in order of position.

create table timeline.timelines (
    name        varchar     not null primary key,
    title       varchar     not null,
    description varchar,
    created     timestamptz not null
);

create table timeline.mt_streams (
    tenant_id   varchar     not null references timeline.timelines (name),
    id          varchar collate "C" not null,
    type        varchar,
    version     bigint      not null,
    timestamp   timestamptz not null default now(),
    created     timestamptz not null default now(),
    is_archived boolean     not null default false,
    constraint pkey_mt_streams_tenant_id_id primary key (tenant_id, id)
);

create sequence timeline.mt_events_sequence;

create table timeline.mt_events (
    seq_id         bigint       not null,
    id             uuid         not null,
    stream_id      varchar collate "C" not null,
    version        bigint       not null,
    data           jsonb        not null,
    bdata          bytea,
    type           varchar(500) not null,
    timestamp      timestamptz  not null default now(),
    tenant_id      varchar      not null,
    mt_dotnet_type varchar,
    correlation_id varchar,
    causation_id   varchar,
    headers        jsonb,
    is_archived    boolean      not null default false,
    constraint pkey_mt_events_tenant_id_seq_id primary key (tenant_id, seq_id),
    constraint mt_events_tenant_id_id unique (tenant_id, id),
    constraint mt_events_tenant_id_stream_id_version unique (tenant_id, stream_id, version),
    constraint fkey_mt_events_tenant_id_stream_id foreign key (tenant_id, stream_id) references timeline.mt_streams (tenant_id, id)
);

alter sequence timeline.mt_events_sequence owned by timeline.mt_events.seq_id;

-- Subjects list the events that name them as related.
create index mt_events_related on timeline.mt_events using gin ((headers -> 'related') jsonb_path_ops) where headers ? 'related';

create table timeline.mt_event_progression (
    name         varchar     not null primary key,
    last_seq_id  bigint,
    last_updated timestamptz default now()
);
