-- What of a call centre's configuration names what: "what uses this" is asked of an index instead of the text of all rows. Kept by triggers,
-- so that no writer forgets it: every id that stands anywhere in a row counts.
CREATE TABLE "config_reference" (
	"tenant_id" uuid NOT NULL,
	"from_kind" text NOT NULL,
	"from_id" uuid NOT NULL,
	"to_id" uuid NOT NULL,
	CONSTRAINT "config_reference_from_id_to_id_pk" PRIMARY KEY("from_id","to_id")
);
--> statement-breakpoint
CREATE INDEX "config_reference_tenant_id_to_id_index" ON "config_reference" USING btree ("tenant_id","to_id");
--> statement-breakpoint
GRANT SELECT, INSERT, DELETE ON config_reference TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE config_reference ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON config_reference FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
CREATE FUNCTION set_references(of_tenant uuid, kind text, id uuid, content text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM config_reference WHERE from_id = id;
	INSERT INTO config_reference (tenant_id, from_kind, from_id, to_id)
	SELECT DISTINCT of_tenant, kind, id, named.match[1]::uuid
	FROM regexp_matches(content, '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})', 'g') AS named(match)
	WHERE named.match[1] NOT IN (id::text, of_tenant::text);
END $$;
--> statement-breakpoint
-- The argument is the kind. A row is read as text, so that ids in JSON count like those in columns.
CREATE FUNCTION keep_references() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		DELETE FROM config_reference WHERE from_id = OLD.id;
	ELSE
		PERFORM set_references(NEW.tenant_id, TG_ARGV[0], NEW.id, to_jsonb(NEW)::text);
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
-- Of a flow its draft and the version that callers hear count; older versions are history.
CREATE FUNCTION set_references_of_flow(flow_id uuid) RETURNS void LANGUAGE sql AS $$
	SELECT set_references(f.tenant_id, 'flow', f.id, f.draft::text || coalesce(v.definition::text, ''))
	FROM flow f LEFT JOIN flow_version v ON v.flow_id = f.id AND v.version = f.published_version
	WHERE f.id = set_references_of_flow.flow_id $$;
--> statement-breakpoint
CREATE FUNCTION keep_references_of_flow() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		DELETE FROM config_reference WHERE from_id = OLD.id;
	ELSIF TG_TABLE_NAME = 'flow' THEN
		PERFORM set_references_of_flow(NEW.id);
	ELSE
		PERFORM set_references_of_flow(NEW.flow_id);
	END IF;
	RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER keep_references AFTER INSERT OR UPDATE OR DELETE ON inbound_route FOR EACH ROW EXECUTE FUNCTION keep_references('inboundRoute');
--> statement-breakpoint
CREATE TRIGGER keep_references AFTER INSERT OR UPDATE OR DELETE ON queue FOR EACH ROW EXECUTE FUNCTION keep_references('queue');
--> statement-breakpoint
CREATE TRIGGER keep_references AFTER INSERT OR UPDATE OR DELETE ON dial_rule FOR EACH ROW EXECUTE FUNCTION keep_references('dialRule');
--> statement-breakpoint
CREATE TRIGGER keep_references AFTER INSERT OR UPDATE OR DELETE ON flow FOR EACH ROW EXECUTE FUNCTION keep_references_of_flow();
--> statement-breakpoint
CREATE TRIGGER keep_references AFTER INSERT OR UPDATE ON flow_version FOR EACH ROW EXECUTE FUNCTION keep_references_of_flow();
--> statement-breakpoint
SELECT set_references(tenant_id, 'inboundRoute', id, to_jsonb(r)::text) FROM inbound_route r;
--> statement-breakpoint
SELECT set_references(tenant_id, 'queue', id, to_jsonb(q)::text) FROM queue q;
--> statement-breakpoint
SELECT set_references(tenant_id, 'dialRule', id, to_jsonb(d)::text) FROM dial_rule d;
--> statement-breakpoint
SELECT set_references_of_flow(id) FROM flow;
