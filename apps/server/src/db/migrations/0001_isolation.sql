-- The role the server works as. It owns nothing and cannot bypass row-level security: a query that forgets the
-- tenant sees no row and writes none.
DO $$ BEGIN
	CREATE ROLE zuoxi_app NOLOGIN NOSUPERUSER NOBYPASSRLS;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
	NULL; -- another database of this server made it
END $$;
--> statement-breakpoint
-- Done before the migrations (roles.ts), in a transaction of its own: a GRANT locks the role, which all databases of this
-- PostgreSQL share, until its transaction is over.
DO $$ BEGIN
	IF NOT pg_has_role(CURRENT_USER, 'zuoxi_app', 'USAGE') THEN
		GRANT zuoxi_app TO CURRENT_USER;
	END IF;
END $$;
--> statement-breakpoint
CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.tenant_id', true), '')::uuid $$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO zuoxi_app;
--> statement-breakpoint
GRANT SELECT ON tenant TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON tenant FOR ALL TO zuoxi_app USING (id = current_tenant()) WITH CHECK (id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON account TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE account ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON account FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON extension TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE extension ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON extension FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON session TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON session FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON queue TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE queue ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON queue FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON queue_member TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE queue_member ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON queue_member FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON trunk TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE trunk ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON trunk FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON inbound_route TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE inbound_route ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON inbound_route FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON reason TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE reason ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON reason FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT ON call_event TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE call_event ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON call_event FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT ON agent_event TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE agent_event ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON agent_event FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON call_record TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE call_record ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON call_record FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON recording TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE recording ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON recording FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON live_state TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE live_state ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON live_state FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT ON audit_entry TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE audit_entry ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON audit_entry FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
-- History is never changed: not even the owner of the tables may rewrite it by accident.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON call_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON agent_event FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION refuse_change();
--> statement-breakpoint
-- Partitions of call_record, one a month (UTC). Called at every start and once a day.
CREATE FUNCTION ensure_call_record_partition(month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	first date := date_trunc('month', month);
	name text := 'call_record_' || to_char(first, 'YYYY_MM');
BEGIN
	EXECUTE format('CREATE TABLE IF NOT EXISTS %I PARTITION OF call_record FOR VALUES FROM (%L) TO (%L)',
		name, first::timestamp AT TIME ZONE 'UTC', (first + interval '1 month')::timestamp AT TIME ZONE 'UTC');
END $$;
--> statement-breakpoint
-- A recording with the call it belongs to: the row of the recordings list. `security_invoker` keeps row-level security
-- in force for whoever reads it.
CREATE VIEW recording_row WITH (security_invoker = true) AS
SELECT r.id, r.tenant_id, r.call_id, r.started_at, r.state, r.path, r.duration_s, r.bytes,
	c.customer_number, c.customer_name, c.queue_id, c.queue_name, c.agent_id, c.agent_name, c.extension, c.type, c.answer
FROM recording r JOIN call_record c ON c.id = r.call_id;
--> statement-breakpoint
GRANT SELECT ON recording_row TO zuoxi_app;
