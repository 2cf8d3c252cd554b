-- What a list tells of a subject is kept beside its state. A row without it is of an earlier release: the subject is folded live until it
-- is written again.

alter table timeline.current_states add column item text;
