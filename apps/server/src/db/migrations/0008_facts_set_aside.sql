-- A fact that the database refused, kept apart so that everything else goes on. The fact is JSON in a text column: jsonb refuses what may
-- be the very reason. `tenant_id` is null when the fact names none that is one.
CREATE TABLE "set_aside_fact" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid,
	"stream" text NOT NULL,
	"subject_id" text NOT NULL,
	"type" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"fact" text NOT NULL,
	"stage" text NOT NULL,
	"error" text NOT NULL,
	"attempts" integer DEFAULT 1 NOT NULL,
	"set_aside_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE INDEX "set_aside_fact_tenant_id_set_aside_at_index" ON "set_aside_fact" USING btree ("tenant_id","set_aside_at");
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON set_aside_fact TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE set_aside_fact ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON set_aside_fact FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
-- Who had to do with a call, by account: what an agent's last calls are read from. Written with the call record.
CREATE TABLE "call_party" (
	"call_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"tenant_id" uuid NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"role" text NOT NULL,
	"inbound" boolean NOT NULL,
	"missed" boolean NOT NULL,
	CONSTRAINT "call_party_call_id_account_id_pk" PRIMARY KEY("call_id","account_id")
);
--> statement-breakpoint
CREATE INDEX "call_party_tenant_id_account_id_started_at_index" ON "call_party" USING btree ("tenant_id","account_id","started_at");
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON call_party TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE call_party ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON call_party FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
INSERT INTO call_party (call_id, account_id, tenant_id, started_at, role, inbound, missed)
SELECT party.call_id, party.account_id, r.tenant_id, r.started_at, 'agent', r.type = 'inbound',
	r.type = 'inbound' AND NOT EXISTS (
		SELECT FROM call_segment s WHERE s.call_id = party.call_id AND s.agent_id = party.account_id AND s.role = 'agent')
FROM (
	SELECT id AS call_id, agent_id AS account_id FROM call_record WHERE agent_id IS NOT NULL
	UNION
	SELECT call_id, agent_id FROM call_segment WHERE role = 'agent' AND agent_id IS NOT NULL
	UNION
	SELECT call_id, (detail->>'agentId')::uuid FROM call_event WHERE type = 'offerEnded' AND at > now() - interval '30 days'
) party JOIN call_record r ON r.id = party.call_id;
--> statement-breakpoint
INSERT INTO call_party (call_id, account_id, tenant_id, started_at, role, inbound, missed)
SELECT r.id, x.account_id, r.tenant_id, r.started_at, 'callee', true, r.answer <> 'answered'
FROM call_record r JOIN extension x ON x.tenant_id = r.tenant_id AND x.number = r.customer_number
WHERE r.type = 'internal' AND r.queue_id IS NULL
ON CONFLICT DO NOTHING;
--> statement-breakpoint
INSERT INTO call_party (call_id, account_id, tenant_id, started_at, role, inbound, missed)
SELECT r.id, x.account_id, r.tenant_id, r.started_at, 'caller', false, false
FROM call_record r JOIN extension x ON x.tenant_id = r.tenant_id AND x.number = r.customer_number
WHERE r.type = 'internal' AND r.queue_id IS NOT NULL
ON CONFLICT DO NOTHING;
--> statement-breakpoint
-- Call control's own time, in ms: never jumps, and every duration is a difference of two of them. `at` is what the wall clock showed.
ALTER TABLE "call_event" ADD COLUMN "steady_at" double precision;
--> statement-breakpoint
ALTER TABLE "agent_event" ADD COLUMN "steady_at" double precision;
