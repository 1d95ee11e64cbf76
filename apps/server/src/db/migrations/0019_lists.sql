-- 1. Who and what there ever was, and who belonged to which queue when.
CREATE TABLE "roster" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"no" integer GENERATED ALWAYS AS IDENTITY (sequence name "roster_no_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"kind" text NOT NULL,
	"name" text NOT NULL,
	"number" text NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "roster_no_unique" UNIQUE("no")
);
--> statement-breakpoint
CREATE TABLE "membership" (
	"tenant_id" uuid NOT NULL,
	"queue_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"since" timestamp with time zone NOT NULL,
	"until" timestamp with time zone,
	CONSTRAINT "membership_queue_id_account_id_since_pk" PRIMARY KEY("queue_id","account_id","since")
);
--> statement-breakpoint
CREATE INDEX "membership_tenant_id_account_id_index" ON "membership" USING btree ("tenant_id","account_id");
--> statement-breakpoint
CREATE INDEX "roster_tenant_id_index" ON "roster" USING btree ("tenant_id");
--> statement-breakpoint
GRANT SELECT ON roster, membership TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE roster ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON roster FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
ALTER TABLE membership ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON membership FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
INSERT INTO roster (id, tenant_id, kind, name, number) SELECT id, tenant_id, 'queue', name, number FROM queue ORDER BY created_at, id;
--> statement-breakpoint
INSERT INTO roster (id, tenant_id, kind, name, number)
SELECT a.id, a.tenant_id, 'account', a.display_name, coalesce(x.number, '') FROM account a LEFT JOIN extension x ON x.account_id = a.id ORDER BY a.created_at, a.id;
--> statement-breakpoint
-- Those that are gone, as the records of their calls name them.
INSERT INTO roster (id, tenant_id, kind, name, number, ended_at)
SELECT DISTINCT ON (queue_id) queue_id, tenant_id, 'queue', queue_name, queue_number, now() FROM call_record c
WHERE queue_id IS NOT NULL AND NOT EXISTS (SELECT FROM roster r WHERE r.id = c.queue_id) ORDER BY queue_id, started_at DESC;
--> statement-breakpoint
INSERT INTO roster (id, tenant_id, kind, name, number, ended_at)
SELECT DISTINCT ON (agent_id) agent_id, tenant_id, 'account', coalesce(agent_name, ''), extension, now() FROM call_record c
WHERE agent_id IS NOT NULL AND NOT EXISTS (SELECT FROM roster r WHERE r.id = c.agent_id) ORDER BY agent_id, started_at DESC;
--> statement-breakpoint
-- Memberships of the past, as the audit trail tells of each save of a queue: what follows on itself is one.
INSERT INTO membership (tenant_id, queue_id, account_id, since, until)
WITH save AS (
	SELECT tenant_id, target_id::uuid AS queue_id, at, detail->'memberIds' AS members, lead(at) OVER (PARTITION BY target_id ORDER BY at, id) AS next
	FROM audit_entry WHERE action IN ('queues.create', 'queues.update', 'queues.remove') AND target_id IS NOT NULL
), stretch AS (
	SELECT save.tenant_id, queue_id, member.id::uuid AS account_id, at AS since, next AS until FROM save,
	LATERAL jsonb_array_elements_text(CASE WHEN jsonb_typeof(members) = 'array' THEN members ELSE '[]' END) AS member(id)
), marked AS (
	SELECT *, CASE WHEN since = lag(until) OVER part THEN 0 ELSE 1 END AS is_new FROM stretch WINDOW part AS (PARTITION BY queue_id, account_id ORDER BY since)
), island AS (
	SELECT *, sum(is_new) OVER (PARTITION BY queue_id, account_id ORDER BY since) AS nr FROM marked
)
SELECT tenant_id, queue_id, account_id, min(since), CASE WHEN bool_or(until IS NULL) THEN NULL ELSE max(until) END
FROM island GROUP BY tenant_id, queue_id, account_id, nr;
--> statement-breakpoint
-- The members of today are what counts: whoever left by another way has left now, whoever came by another has been there since the queue is.
UPDATE membership m SET until = now() WHERE until IS NULL
AND NOT EXISTS (SELECT FROM queue_member q WHERE q.queue_id = m.queue_id AND q.account_id = m.account_id);
--> statement-breakpoint
INSERT INTO membership (tenant_id, queue_id, account_id, since)
SELECT q.tenant_id, q.queue_id, q.account_id,
	greatest(queue.created_at, (SELECT max(m.until) FROM membership m WHERE m.queue_id = q.queue_id AND m.account_id = q.account_id))
FROM queue_member q JOIN queue ON queue.id = q.queue_id
WHERE NOT EXISTS (SELECT FROM membership m WHERE m.queue_id = q.queue_id AND m.account_id = q.account_id AND m.until IS NULL);
--> statement-breakpoint
CREATE FUNCTION note_in_roster() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		UPDATE roster SET ended_at = clock_timestamp() WHERE id = OLD.id;
		RETURN OLD;
	ELSIF TG_TABLE_NAME = 'queue' THEN
		INSERT INTO roster AS r (id, tenant_id, kind, name, number) VALUES (NEW.id, NEW.tenant_id, 'queue', NEW.name, NEW.number)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, number = excluded.number, ended_at = NULL
		WHERE (r.name, r.number) IS DISTINCT FROM (excluded.name, excluded.number) OR r.ended_at IS NOT NULL;
	ELSE
		INSERT INTO roster AS r (id, tenant_id, kind, name, number) VALUES (NEW.id, NEW.tenant_id, 'account', NEW.display_name, '')
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, ended_at = NULL
		WHERE r.name IS DISTINCT FROM excluded.name OR r.ended_at IS NOT NULL;
	END IF;
	RETURN NEW;
END $$;
--> statement-breakpoint
-- The extension that somebody had last stays theirs in the roster.
CREATE FUNCTION note_extension_in_roster() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	UPDATE roster SET number = NEW.number WHERE id = NEW.account_id AND number <> NEW.number;
	RETURN NEW;
END $$;
--> statement-breakpoint
-- A queue is saved by taking all members out and putting those of the form in, in one transaction: whoever was in before has never left.
CREATE FUNCTION note_membership() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
	IF TG_OP = 'DELETE' THEN
		DELETE FROM membership WHERE queue_id = OLD.queue_id AND account_id = OLD.account_id AND until IS NULL AND since >= now();
		UPDATE membership SET until = now() WHERE queue_id = OLD.queue_id AND account_id = OLD.account_id AND until IS NULL;
		RETURN OLD;
	END IF;
	UPDATE membership SET until = NULL WHERE queue_id = NEW.queue_id AND account_id = NEW.account_id AND until = now();
	IF NOT FOUND THEN
		INSERT INTO membership (tenant_id, queue_id, account_id, since) VALUES (NEW.tenant_id, NEW.queue_id, NEW.account_id, now());
	END IF;
	RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER note_in_roster AFTER INSERT OR UPDATE OR DELETE ON queue FOR EACH ROW EXECUTE FUNCTION note_in_roster();
--> statement-breakpoint
CREATE TRIGGER note_in_roster AFTER INSERT OR UPDATE OR DELETE ON account FOR EACH ROW EXECUTE FUNCTION note_in_roster();
--> statement-breakpoint
CREATE TRIGGER note_in_roster AFTER INSERT OR UPDATE ON extension FOR EACH ROW EXECUTE FUNCTION note_extension_in_roster();
--> statement-breakpoint
CREATE TRIGGER note_membership AFTER INSERT OR DELETE ON queue_member FOR EACH ROW EXECUTE FUNCTION note_membership();
--> statement-breakpoint
-- 2. Call records in one table, with what a page of a million is found by: with a partition for each of 27 months a page took five times as long, most
-- of it for planning (docs/adr/0029). The tokens of existing rows are made by the server when it starts.
DROP VIEW recording_row;
--> statement-breakpoint
-- RPT-1: the ringing time of an unanswered manual outbound call takes no part in sorting.
CREATE FUNCTION sort_duration(type text, answer text, duration_s double precision) RETURNS double precision LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
	CASE WHEN type = 'manualOutbound' AND answer <> 'answered' THEN 0 ELSE duration_s END;
--> statement-breakpoint
-- Whose a call is: its queue's, and without one its agent's.
CREATE FUNCTION scope_of(queue_no integer, agent_no integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
	CASE WHEN queue_no <> 0 THEN queue_no ELSE agent_no END;
--> statement-breakpoint
CREATE FUNCTION call_kind(type text, answer text) RETURNS smallint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
	(CASE type WHEN 'inbound' THEN 10 WHEN 'manualOutbound' THEN 20 WHEN 'autoOutbound' THEN 30 WHEN 'internal' THEN 40 ELSE 50 END
	+ CASE answer WHEN 'answered' THEN 1 WHEN 'noAnswer' THEN 2 ELSE 3 END)::smallint;
--> statement-breakpoint
CREATE FUNCTION whole_seconds(duration_s double precision) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN ceil(duration_s)::integer;
--> statement-breakpoint
ALTER TABLE call_record RENAME TO call_record_by_month;
--> statement-breakpoint
CREATE TABLE "call_record" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"type" text NOT NULL,
	"is_test" boolean DEFAULT false NOT NULL,
	"customer_number" text NOT NULL,
	"number_key" text GENERATED ALWAYS AS (number_key(customer_number)) STORED NOT NULL,
	"customer_name" text DEFAULT '' NOT NULL,
	"called_number" text NOT NULL,
	"queue_id" uuid,
	"queue_name" text NOT NULL,
	"queue_number" text NOT NULL,
	"agent_id" uuid,
	"agent_name" text DEFAULT '' NOT NULL,
	"extension" text NOT NULL,
	"answer" text NOT NULL,
	"end_reason" text NOT NULL,
	"ended_by" text NOT NULL,
	"wait_s" double precision NOT NULL,
	"talk_s" double precision NOT NULL,
	"duration_s" double precision NOT NULL,
	"recording_id" uuid,
	"disposition" text DEFAULT '' NOT NULL,
	"disposition_note" text DEFAULT '' NOT NULL,
	"sort_duration_s" double precision GENERATED ALWAYS AS (sort_duration(type, answer, duration_s)) STORED NOT NULL,
	"queue_no" integer DEFAULT 0 NOT NULL,
	"agent_no" integer DEFAULT 0 NOT NULL,
	"scope_no" integer GENERATED ALWAYS AS (scope_of(queue_no, agent_no)) STORED NOT NULL,
	"further_agents" integer[] DEFAULT '{}' NOT NULL,
	"further_queues" integer[] DEFAULT '{}' NOT NULL,
	"kind" smallint GENERATED ALWAYS AS (call_kind(type, answer)) STORED NOT NULL,
	"whole_s" integer GENERATED ALWAYS AS (whole_seconds(duration_s)) STORED NOT NULL,
	"search_text" text DEFAULT '' NOT NULL,
	"tokens" integer[] DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
INSERT INTO call_record (id, tenant_id, started_at, ended_at, type, is_test, customer_number, customer_name, called_number, queue_id, queue_name, queue_number,
	agent_id, agent_name, extension, answer, end_reason, ended_by, wait_s, talk_s, duration_s, recording_id, disposition, disposition_note,
	queue_no, agent_no, further_agents, further_queues)
SELECT c.id, c.tenant_id, c.started_at, c.ended_at, c.type, c.is_test, c.customer_number, coalesce(c.customer_name, ''), c.called_number, c.queue_id, c.queue_name,
	c.queue_number, c.agent_id, coalesce(c.agent_name, ''), c.extension, c.answer, c.end_reason, c.ended_by, c.wait_s, c.talk_s, c.duration_s, c.recording_id,
	coalesce(c.disposition, ''), coalesce(c.disposition_note, ''), coalesce(q.no, 0), coalesce(a.no, 0),
	coalesce((SELECT array_agg(DISTINCT r.no ORDER BY r.no) FROM call_segment s JOIN roster r ON r.id = s.agent_id
		WHERE s.call_id = c.id AND s.role = 'agent' AND s.agent_id IS DISTINCT FROM c.agent_id), '{}'),
	coalesce((SELECT array_agg(DISTINCT r.no ORDER BY r.no) FROM call_event e JOIN roster r ON r.id::text = e.detail->>'queueId'
		WHERE e.call_id = c.id AND e.type = 'enqueued' AND r.id IS DISTINCT FROM c.queue_id), '{}')
FROM call_record_by_month c LEFT JOIN roster q ON q.id = c.queue_id LEFT JOIN roster a ON a.id = c.agent_id;
--> statement-breakpoint
DROP TABLE call_record_by_month;
--> statement-breakpoint
DROP FUNCTION ensure_call_record_partition(date);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON call_record TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE call_record ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON call_record FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
CREATE INDEX "call_record_tenant_id_number_key_started_at_index" ON "call_record" USING btree ("tenant_id","number_key","started_at");
--> statement-breakpoint
ALTER TABLE call_record ALTER scope_no SET STATISTICS 1000, ALTER agent_no SET STATISTICS 1000, ALTER queue_no SET STATISTICS 1000, ALTER kind SET STATISTICS 1000;
--> statement-breakpoint
-- One index a sort, with the columns of the filters, so that a filter is looked at in the index alone.
DO $$
DECLARE
	sorted text;
BEGIN
	FOREACH sorted IN ARRAY ARRAY['type', 'customer_number', 'customer_name', 'queue_name', 'queue_number', 'agent_name', 'extension', 'answer', 'wait_s', 'talk_s',
		'sort_duration_s', 'end_reason', 'ended_by', 'disposition', 'called_number'] LOOP
		EXECUTE format('CREATE INDEX %I ON call_record (tenant_id, %I %s, started_at, id) INCLUDE (scope_no, queue_no, agent_no, kind, whole_s)',
			'call_record_by_' || sorted, sorted, CASE WHEN sorted LIKE '%\_s' THEN '' ELSE 'COLLATE "zh-x-icu"' END);
	END LOOP;
END $$;
--> statement-breakpoint
CREATE INDEX call_record_by_started_at ON call_record (tenant_id, started_at, id) INCLUDE (scope_no, queue_no, agent_no, kind, whole_s);
--> statement-breakpoint
CREATE INDEX call_record_of_scope ON call_record (tenant_id, scope_no, started_at, id) INCLUDE (queue_no, agent_no, kind, whole_s);
--> statement-breakpoint
CREATE INDEX call_record_of_agent ON call_record (tenant_id, agent_no, started_at, id) INCLUDE (scope_no, queue_no, kind, whole_s);
--> statement-breakpoint
CREATE INDEX call_record_of_length ON call_record (tenant_id, whole_s);
--> statement-breakpoint
CREATE INDEX call_record_to_index ON call_record (tenant_id, id) WHERE tokens = '{}';
--> statement-breakpoint
-- 3. Recordings carry what their calls and conferences say of them: a join sorted by a column of the call took 0.7 to 1.4 s of a million.
DROP INDEX "recording_tenant_id_started_at_index";
--> statement-breakpoint
ALTER TABLE "recording"
	ADD COLUMN "type" text DEFAULT 'internal' NOT NULL,
	ADD COLUMN "answer" text DEFAULT 'answered' NOT NULL,
	ADD COLUMN "customer_number" text DEFAULT '' NOT NULL,
	ADD COLUMN "customer_name" text DEFAULT '' NOT NULL,
	ADD COLUMN "queue_id" uuid,
	ADD COLUMN "queue_name" text DEFAULT '' NOT NULL,
	ADD COLUMN "agent_id" uuid,
	ADD COLUMN "agent_name" text DEFAULT '' NOT NULL,
	ADD COLUMN "extension" text DEFAULT '' NOT NULL,
	ADD COLUMN "queue_no" integer DEFAULT 0 NOT NULL,
	ADD COLUMN "agent_no" integer DEFAULT 0 NOT NULL,
	ADD COLUMN "further_agents" integer[] DEFAULT '{}' NOT NULL,
	ADD COLUMN "further_queues" integer[] DEFAULT '{}' NOT NULL,
	ADD COLUMN "search_text" text DEFAULT '' NOT NULL,
	ADD COLUMN "tokens" integer[] DEFAULT '{}' NOT NULL;
--> statement-breakpoint
UPDATE recording r SET type = c.type, answer = c.answer, customer_number = c.customer_number, customer_name = c.customer_name, queue_id = c.queue_id,
	queue_name = c.queue_name, agent_id = c.agent_id, agent_name = c.agent_name, extension = c.extension,
	queue_no = c.queue_no, agent_no = c.agent_no, further_agents = c.further_agents, further_queues = c.further_queues
FROM call_record c WHERE c.id = r.call_id;
--> statement-breakpoint
UPDATE recording r SET type = 'conference', queue_name = s.name, agent_id = s.started_by,
	agent_no = coalesce((SELECT no FROM roster WHERE roster.id = s.started_by), 0),
	further_agents = coalesce((SELECT array_agg(DISTINCT o.no ORDER BY o.no) FROM jsonb_array_elements(s.parties) party JOIN roster o ON o.id::text = party->>'agentId'
		WHERE o.id IS DISTINCT FROM s.started_by), '{}')
FROM conference_session s WHERE s.id = r.call_id;
--> statement-breakpoint
ALTER TABLE "recording"
	ADD COLUMN "number_key" text GENERATED ALWAYS AS (number_key(customer_number)) STORED NOT NULL,
	ADD COLUMN "scope_no" integer GENERATED ALWAYS AS (scope_of(queue_no, agent_no)) STORED NOT NULL,
	ADD COLUMN "kind" smallint GENERATED ALWAYS AS (call_kind(type, answer)) STORED NOT NULL,
	ADD COLUMN "whole_s" integer GENERATED ALWAYS AS (whole_seconds(duration_s)) STORED NOT NULL;
--> statement-breakpoint
ALTER TABLE recording ALTER scope_no SET STATISTICS 1000, ALTER agent_no SET STATISTICS 1000, ALTER queue_no SET STATISTICS 1000, ALTER kind SET STATISTICS 1000;
--> statement-breakpoint
DO $$
DECLARE
	sorted text;
BEGIN
	FOREACH sorted IN ARRAY ARRAY['type', 'customer_number', 'customer_name', 'queue_name', 'agent_name', 'extension', 'duration_s', 'bytes', 'state'] LOOP
		EXECUTE format('CREATE INDEX %I ON recording (tenant_id, %I %s, started_at, id) INCLUDE (scope_no, queue_no, agent_no, kind, whole_s%s)',
			'recording_by_' || sorted, sorted, CASE WHEN sorted IN ('duration_s', 'bytes') THEN '' ELSE 'COLLATE "zh-x-icu"' END,
			CASE WHEN sorted = 'state' THEN '' ELSE ', state' END);
	END LOOP;
END $$;
--> statement-breakpoint
CREATE INDEX recording_by_started_at ON recording (tenant_id, started_at, id) INCLUDE (scope_no, queue_no, agent_no, kind, whole_s, state);
--> statement-breakpoint
CREATE INDEX recording_of_scope ON recording (tenant_id, scope_no, started_at, id) INCLUDE (queue_no, agent_no, kind, whole_s, state);
--> statement-breakpoint
CREATE INDEX recording_of_agent ON recording (tenant_id, agent_no, started_at, id) INCLUDE (scope_no, queue_no, kind, whole_s, state);
--> statement-breakpoint
CREATE INDEX recording_of_state ON recording (tenant_id, state, started_at, id) WHERE state <> 'ready';
--> statement-breakpoint
CREATE INDEX recording_of_length ON recording (tenant_id, whole_s);
--> statement-breakpoint
CREATE INDEX recording_to_index ON recording (tenant_id, id) WHERE tokens = '{}';
--> statement-breakpoint
-- 4. How somebody wants to see a list, and searches that they keep.
CREATE TABLE "list_layout" (
	"tenant_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"list" text NOT NULL,
	"columns" jsonb NOT NULL,
	CONSTRAINT "list_layout_account_id_list_pk" PRIMARY KEY("account_id","list")
);
--> statement-breakpoint
CREATE TABLE "list_view" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"list" text NOT NULL,
	"name" text NOT NULL,
	"address" text NOT NULL,
	CONSTRAINT "list_view_accountId_list_name_unique" UNIQUE("account_id","list","name")
);
--> statement-breakpoint
ALTER TABLE "list_layout" ADD CONSTRAINT "list_layout_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
ALTER TABLE "list_view" ADD CONSTRAINT "list_view_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON list_layout, list_view TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE list_layout ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON list_layout FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
ALTER TABLE list_view ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON list_view FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
