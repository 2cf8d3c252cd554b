-- What was erased is told beside every answer that it may bear on, so it is found without reading the rest.

create index mt_events_erased on timeline.mt_events (tenant_id, seq_id) where is_archived;
