-- The log of facts: one numbering a call centre over both streams, read by consumers that each keep their own place (docs/adr/0023).
CREATE TABLE "fact_log" (
	"tenant_id" uuid PRIMARY KEY NOT NULL,
	"last" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "fact_cursor" (
	"consumer" text NOT NULL,
	"tenant_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	CONSTRAINT "fact_cursor_consumer_tenant_id_pk" PRIMARY KEY("consumer","tenant_id")
);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON fact_log, fact_cursor TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE fact_log ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON fact_log FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
ALTER TABLE fact_cursor ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON fact_cursor FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
-- A row trigger of a partition is told the partition's name: the table's own comes as an argument.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is append-only', coalesce(TG_ARGV[0], TG_TABLE_NAME); END $$;
--> statement-breakpoint
ALTER TABLE call_event RENAME TO call_event_unpartitioned;
--> statement-breakpoint
ALTER TABLE agent_event RENAME TO agent_event_unpartitioned;
--> statement-breakpoint
CREATE TABLE "call_event" (
	"id" uuid NOT NULL,
	"tenant_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"call_id" uuid NOT NULL,
	"agent_id" uuid,
	"at" timestamp with time zone NOT NULL,
	"steady_at" double precision,
	"type" text NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "call_event_id_at_pk" PRIMARY KEY("id","at")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
CREATE TABLE "agent_event" (
	"id" uuid NOT NULL,
	"tenant_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"account_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"steady_at" double precision,
	"type" text NOT NULL,
	"detail" jsonb NOT NULL,
	CONSTRAINT "agent_event_id_at_pk" PRIMARY KEY("id","at")
) PARTITION BY RANGE ("at");
--> statement-breakpoint
-- A fact is never refused for its time: a clock that is years wrong fills the default partition.
CREATE TABLE call_event_default PARTITION OF call_event DEFAULT;
--> statement-breakpoint
CREATE TABLE agent_event_default PARTITION OF agent_event DEFAULT;
--> statement-breakpoint
-- A month's (UTC) partition of a table that is partitioned by time. Where the default partition holds rows of that month they stay there:
-- PostgreSQL would refuse the new partition.
CREATE FUNCTION ensure_month_partition(parent text, month date) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
	first date := date_trunc('month', month);
	since timestamptz := first::timestamp AT TIME ZONE 'UTC';
	until timestamptz := (first + interval '1 month')::timestamp AT TIME ZONE 'UTC';
	name text := parent || '_' || to_char(first, 'YYYY_MM');
	taken boolean;
BEGIN
	IF to_regclass(format('%I', name)) IS NOT NULL THEN
		RETURN;
	END IF;
	EXECUTE format('SELECT EXISTS (SELECT FROM %I WHERE at >= %L AND at < %L)', parent || '_default', since, until) INTO taken;
	IF NOT taken THEN
		EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', name, parent, since, until);
	END IF;
END $$;
--> statement-breakpoint
DO $$
DECLARE
	month date;
BEGIN
	FOR month IN
		SELECT generate_series(
			date_trunc('month', greatest(least(
				now(),
				(SELECT min(at) FROM call_event_unpartitioned),
				(SELECT min(at) FROM agent_event_unpartitioned)
			), now() - interval '10 years') AT TIME ZONE 'UTC'),
			(now() + interval '3 months') AT TIME ZONE 'UTC',
			interval '1 month')::date
	LOOP
		PERFORM ensure_month_partition('call_event', month);
		PERFORM ensure_month_partition('agent_event', month);
	END LOOP;
END $$;
--> statement-breakpoint
-- Facts of before were written in the order of their ids.
CREATE TEMPORARY TABLE place_in_log ON COMMIT DROP AS
SELECT id, tenant_id, row_number() OVER (PARTITION BY tenant_id ORDER BY id) AS seq
FROM (SELECT id, tenant_id FROM call_event_unpartitioned UNION ALL SELECT id, tenant_id FROM agent_event_unpartitioned) fact;
--> statement-breakpoint
INSERT INTO call_event (id, tenant_id, seq, call_id, agent_id, at, steady_at, type, detail)
SELECT e.id, e.tenant_id, p.seq, e.call_id,
	CASE WHEN e.detail->>'agentId' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN (e.detail->>'agentId')::uuid END,
	e.at, e.steady_at, e.type, e.detail
FROM call_event_unpartitioned e JOIN place_in_log p ON p.id = e.id;
--> statement-breakpoint
INSERT INTO agent_event (id, tenant_id, seq, account_id, at, steady_at, type, detail)
SELECT e.id, e.tenant_id, p.seq, e.account_id, e.at, e.steady_at, e.type, e.detail
FROM agent_event_unpartitioned e JOIN place_in_log p ON p.id = e.id;
--> statement-breakpoint
INSERT INTO fact_log (tenant_id, last) SELECT tenant_id, max(seq) FROM place_in_log GROUP BY tenant_id;
--> statement-breakpoint
-- What these make of facts was stored with the facts until now: they begin at the end.
INSERT INTO fact_cursor (consumer, tenant_id, seq)
SELECT consumer, tenant_id, last FROM fact_log,
	unnest(ARRAY['calls', 'recordings', 'voicemail', 'satisfaction', 'callbacks', 'conferences']) AS consumer;
--> statement-breakpoint
DROP TABLE call_event_unpartitioned, agent_event_unpartitioned;
--> statement-breakpoint
CREATE INDEX "call_event_call_id_id_index" ON "call_event" USING btree ("call_id","id");
--> statement-breakpoint
CREATE INDEX "call_event_tenant_id_seq_index" ON "call_event" USING btree ("tenant_id","seq");
--> statement-breakpoint
CREATE INDEX "call_event_tenant_id_at_index" ON "call_event" USING btree ("tenant_id","at");
--> statement-breakpoint
CREATE INDEX "call_event_tenant_id_agent_id_at_index" ON "call_event" USING btree ("tenant_id","agent_id","at");
--> statement-breakpoint
CREATE INDEX "agent_event_tenant_id_seq_index" ON "agent_event" USING btree ("tenant_id","seq");
--> statement-breakpoint
CREATE INDEX "agent_event_tenant_id_at_index" ON "agent_event" USING btree ("tenant_id","at");
--> statement-breakpoint
CREATE INDEX "agent_event_account_id_at_index" ON "agent_event" USING btree ("account_id","at");
--> statement-breakpoint
GRANT SELECT, INSERT ON call_event, agent_event TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE call_event ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON call_event FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
ALTER TABLE agent_event ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON agent_event FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON call_event FOR EACH ROW EXECUTE FUNCTION refuse_change('call_event');
--> statement-breakpoint
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON agent_event FOR EACH ROW EXECUTE FUNCTION refuse_change('agent_event');
--> statement-breakpoint
-- What a consumer could not take stands beside what the log refused.
ALTER TABLE "set_aside_fact" ADD COLUMN "consumer" text;
--> statement-breakpoint
ALTER TABLE "set_aside_fact" ADD COLUMN "fact_id" uuid;
--> statement-breakpoint
UPDATE set_aside_fact SET fact_id = id, consumer = CASE
	WHEN stage = 'store' THEN 'journal'
	WHEN type LIKE 'recording%' THEN 'recordings'
	WHEN type LIKE 'message%' THEN 'voicemail'
	WHEN type LIKE 'survey%' THEN 'satisfaction'
	WHEN type LIKE 'callback%' THEN 'callbacks'
	WHEN type LIKE 'conference%' THEN 'conferences'
	ELSE 'calls' END;
--> statement-breakpoint
ALTER TABLE "set_aside_fact" ALTER COLUMN "consumer" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "set_aside_fact" ALTER COLUMN "fact_id" SET NOT NULL;
--> statement-breakpoint
ALTER TABLE "set_aside_fact" DROP COLUMN "stage";
--> statement-breakpoint
ALTER TABLE "set_aside_fact" ADD CONSTRAINT "set_aside_fact_fact_id_consumer_unique" UNIQUE("fact_id","consumer");
