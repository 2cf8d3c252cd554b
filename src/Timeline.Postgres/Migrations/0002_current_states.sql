-- Projection: the state of each subject as the public knows it now, one row, written in the transaction of the append. It can be
-- dropped and rebuilt from the ledger. A row holds until time passes a date in it (holds_before, µs since 1970); then it is folded live.

create table timeline.current_states (
    tenant_id    varchar not null references timeline.timelines (name),
    subject      varchar collate "C" not null,
    is_visible   boolean not null,
    state        text,
    holds_before bigint  not null,
    constraint pkey_current_states primary key (tenant_id, subject)
);
