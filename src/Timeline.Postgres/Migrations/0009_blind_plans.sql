-- Without statistics of timelines: a timeline that they do not know would be taken for empty, and any index for as good as any other.

alter table timeline.mt_events alter column tenant_id set statistics 0;
alter table timeline.mt_streams alter column tenant_id set statistics 0;
alter table timeline.current_states alter column tenant_id set statistics 0;
alter table timeline.event_index alter column tenant_id set statistics 0;
alter table timeline.event_knowers alter column tenant_id set statistics 0;
alter table timeline.event_links alter column tenant_id set statistics 0;
