CREATE FUNCTION operation_kind(action text, by_whom text) RETURNS smallint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
	(CASE action WHEN 'signIn' THEN 10 WHEN 'signOut' THEN 20 WHEN 'ready' THEN 30 ELSE 40 END + CASE by_whom WHEN 'self' THEN 1 WHEN 'supervisor' THEN 2 ELSE 3 END)::smallint;
--> statement-breakpoint
CREATE TABLE "operation_log" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"fact_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"account_id" uuid NOT NULL,
	"agent_name" text NOT NULL,
	"extension" text NOT NULL,
	"action" text NOT NULL,
	"queue_id" uuid,
	"queue_name" text DEFAULT '' NOT NULL,
	"queue_number" text DEFAULT '' NOT NULL,
	"reason" text DEFAULT '' NOT NULL,
	"by" text NOT NULL,
	"by_account_id" uuid,
	"by_name" text DEFAULT '' NOT NULL,
	"agent_no" integer NOT NULL,
	"queue_no" integer DEFAULT 0 NOT NULL,
	"scope_no" integer GENERATED ALWAYS AS (scope_of(queue_no, agent_no)) STORED NOT NULL,
	"kind" smallint GENERATED ALWAYS AS (operation_kind(action, by)) STORED NOT NULL,
	"search_text" text DEFAULT '' NOT NULL,
	"tokens" integer[] DEFAULT '{}' NOT NULL
);

--> statement-breakpoint
DROP INDEX "audit_entry_tenant_id_at_index";
--> statement-breakpoint
ALTER TABLE "audit_entry" ADD COLUMN "changes" jsonb;
--> statement-breakpoint
CREATE INDEX "audit_entry_tenant_id_at_id_index" ON "audit_entry" USING btree ("tenant_id","at","id");

--> statement-breakpoint
-- Append-only for the application. Making the table again deletes and puts back names of then as its owner.
GRANT SELECT, INSERT ON operation_log TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE operation_log ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON operation_log FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
ALTER TABLE operation_log ALTER scope_no SET STATISTICS 1000, ALTER agent_no SET STATISTICS 1000, ALTER queue_no SET STATISTICS 1000, ALTER kind SET STATISTICS 1000;
--> statement-breakpoint
-- One index a sort, with the columns of the filters (docs/adr/0029).
DO $$
DECLARE
	sorted text;
BEGIN
	FOREACH sorted IN ARRAY ARRAY['agent_name', 'extension', 'action', 'queue_name', 'queue_number', 'reason', 'by', 'by_name'] LOOP
		EXECUTE format('CREATE INDEX %I ON operation_log (tenant_id, %I COLLATE "zh-x-icu", at, id) INCLUDE (scope_no, queue_no, agent_no, kind)',
			'operation_log_by_' || sorted, sorted);
	END LOOP;
END $$;
--> statement-breakpoint
CREATE INDEX operation_log_by_at ON operation_log (tenant_id, at, id) INCLUDE (scope_no, queue_no, agent_no, kind);
--> statement-breakpoint
CREATE INDEX operation_log_of_scope ON operation_log (tenant_id, scope_no, at, id) INCLUDE (queue_no, agent_no, kind);
--> statement-breakpoint
CREATE INDEX operation_log_of_agent ON operation_log (tenant_id, agent_no, at, id) INCLUDE (scope_no, queue_no, kind);
