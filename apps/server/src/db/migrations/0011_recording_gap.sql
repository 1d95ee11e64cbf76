ALTER TABLE "recording" ADD COLUMN "gap_s" double precision DEFAULT 0 NOT NULL;
--> statement-breakpoint
-- The view of 0001 with one column more.
CREATE OR REPLACE VIEW recording_row WITH (security_invoker = true) AS
SELECT r.id, r.tenant_id, r.call_id, r.started_at, r.state, r.path, r.duration_s, r.bytes,
	c.customer_number, c.customer_name, c.queue_id, c.queue_name, c.agent_id, c.agent_name, c.extension, c.type, c.answer, r.gap_s
FROM recording r JOIN call_record c ON c.id = r.call_id;
