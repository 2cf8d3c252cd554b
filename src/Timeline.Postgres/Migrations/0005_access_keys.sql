-- Who may do what in which timeline. Of a key only the hash is kept. A revoked one keeps its row, for its name stands in recordedBy.

create table timeline.access_keys (
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

-- Who made a timeline.
alter table timeline.timelines add column recorded_by varchar not null default 'anonymous';
