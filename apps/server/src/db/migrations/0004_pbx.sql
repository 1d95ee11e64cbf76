CREATE TABLE "callback" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"queue_id" uuid NOT NULL,
	"queue_name" text NOT NULL,
	"customer_number" text NOT NULL,
	"customer_name" text,
	"call_id" uuid NOT NULL,
	"enqueued_at" timestamp with time zone NOT NULL,
	"requested_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone,
	"expires_at" timestamp with time zone NOT NULL,
	"last_call_id" uuid,
	"ended_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "satisfaction" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"call_id" uuid NOT NULL,
	"queue_id" uuid,
	"queue_name" text NOT NULL,
	"agent_id" uuid,
	"agent_name" text,
	"customer_number" text NOT NULL,
	"customer_name" text,
	"at" timestamp with time zone NOT NULL,
	"level" text,
	"reason" text,
	"by_agent" boolean DEFAULT false NOT NULL,
	CONSTRAINT "satisfaction_callId_unique" UNIQUE("call_id")
);
--> statement-breakpoint
CREATE TABLE "voicemail" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"call_id" uuid NOT NULL,
	"queue_id" uuid NOT NULL,
	"queue_name" text NOT NULL,
	"queue_number" text NOT NULL,
	"customer_number" text NOT NULL,
	"customer_name" text,
	"started_at" timestamp with time zone NOT NULL,
	"name" text NOT NULL,
	"engine" text NOT NULL,
	"state" text NOT NULL,
	"path" text,
	"duration_s" double precision DEFAULT 0 NOT NULL,
	"bytes" integer DEFAULT 0 NOT NULL,
	"handled_at" timestamp with time zone,
	"handled_by" uuid,
	CONSTRAINT "voicemail_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "customer" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"assigned_agent_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "customer_number" (
	"tenant_id" uuid NOT NULL,
	"number" text NOT NULL,
	"customer_id" uuid NOT NULL,
	"label" text DEFAULT '' NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "customer_number_tenant_id_number_customer_id_pk" PRIMARY KEY("tenant_id","number","customer_id")
);
--> statement-breakpoint
CREATE TABLE "flow" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"draft" jsonb NOT NULL,
	"published_version" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "flow_tenantId_name_unique" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "flow_version" (
	"flow_id" uuid NOT NULL,
	"version" integer NOT NULL,
	"tenant_id" uuid NOT NULL,
	"definition" jsonb NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"published_by" uuid,
	"published_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "flow_version_flow_id_version_pk" PRIMARY KEY("flow_id","version")
);
--> statement-breakpoint
CREATE TABLE "dial_rule" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"pattern" text NOT NULL,
	"strip" integer DEFAULT 0 NOT NULL,
	"prefix" text DEFAULT '' NOT NULL,
	"trunk_ids" uuid[] NOT NULL,
	"caller_id" text DEFAULT '' NOT NULL,
	"permission_class" text NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dial_rule_tenantId_name_unique" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "holiday" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"from_date" text NOT NULL,
	"to_date" text NOT NULL,
	"kind" text NOT NULL,
	"as_weekday" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "opening_hours" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	"weekly" jsonb NOT NULL,
	"observes_holidays" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "opening_hours_tenantId_name_unique" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "prompt" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"source" text NOT NULL,
	"text" text DEFAULT '' NOT NULL,
	"language" text DEFAULT 'zh' NOT NULL,
	"state" text NOT NULL,
	"revision" integer DEFAULT 1 NOT NULL,
	"duration_s" double precision DEFAULT 0 NOT NULL,
	"bytes" integer DEFAULT 0 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "prompt_tenantId_name_unique" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "agent_skill" (
	"tenant_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"skill_id" uuid NOT NULL,
	"level" integer NOT NULL,
	CONSTRAINT "agent_skill_account_id_skill_id_pk" PRIMARY KEY("account_id","skill_id")
);
--> statement-breakpoint
CREATE TABLE "skill" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "skill_tenantId_name_unique" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
ALTER TABLE "inbound_route" DROP CONSTRAINT "inbound_route_tenantId_calledNumber_unique";--> statement-breakpoint
ALTER TABLE "inbound_route" DROP CONSTRAINT "inbound_route_queue_id_queue_id_fk";
--> statement-breakpoint
ALTER TABLE "inbound_route" ALTER COLUMN "queue_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "extension" ADD COLUMN "caller_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "extension" ADD COLUMN "do_not_disturb" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "extension" ADD COLUMN "forwarding" jsonb DEFAULT '{"always":"","busy":"","noAnswer":"","offline":"","noAnswerS":20}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "extension" ADD COLUMN "pickup_group" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "extension" ADD COLUMN "may_dial" text[] DEFAULT '{"internal","local","national"}' NOT NULL;--> statement-breakpoint
ALTER TABLE "extension" ADD COLUMN "daily_calls_cap" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "extension" ADD COLUMN "daily_minutes_cap" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "inbound_route" ADD COLUMN "position" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "inbound_route" ADD COLUMN "caller_number" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "inbound_route" ADD COLUMN "hours_id" uuid;--> statement-breakpoint
ALTER TABLE "inbound_route" ADD COLUMN "destination" jsonb;--> statement-breakpoint
UPDATE "inbound_route" SET "destination" = jsonb_build_object('kind', 'queue', 'queueId', "queue_id");--> statement-breakpoint
ALTER TABLE "inbound_route" ALTER COLUMN "destination" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "inbound_route" ADD COLUMN "closed_destination" jsonb;--> statement-breakpoint
ALTER TABLE "inbound_route" ADD COLUMN "priority" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "inbound_route" ADD COLUMN "enabled" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "retry_s" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "max_length" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "priority" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "misses_before_pause" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "language" text DEFAULT 'zh' NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "greeting_prompt_id" uuid;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "music_prompt_id" uuid;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "max_wait_prompt_id" uuid;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "announce_position" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "announce_wait" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "announce_every_s" integer DEFAULT 60 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "periodic_prompt_id" uuid;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "periodic_every_s" integer DEFAULT 60 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "hours_id" uuid;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "closed_destination" jsonb;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "overflow" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "leave_when_empty" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "sticky_agent" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "sticky_days" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "sticky_wait_s" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "required_skills" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "voicemail_enabled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "voicemail_after_s" integer DEFAULT 60 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "callback_enabled" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "callback_after_s" integer DEFAULT 60 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "callback_mode" text DEFAULT 'agentFirst' NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "callback_attempts" integer DEFAULT 3 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "callback_retry_s" integer DEFAULT 600 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "callback_expiry_s" integer DEFAULT 86400 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "satisfaction" text DEFAULT 'off' NOT NULL;--> statement-breakpoint
ALTER TABLE "queue_member" ADD COLUMN "position" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "queue_member" ADD COLUMN "penalty" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "max_channels" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "calls_per_second" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "customer" ADD CONSTRAINT "customer_assigned_agent_id_account_id_fk" FOREIGN KEY ("assigned_agent_id") REFERENCES "public"."account"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "customer_number" ADD CONSTRAINT "customer_number_customer_id_customer_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customer"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "flow_version" ADD CONSTRAINT "flow_version_flow_id_flow_id_fk" FOREIGN KEY ("flow_id") REFERENCES "public"."flow"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_skill" ADD CONSTRAINT "agent_skill_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agent_skill" ADD CONSTRAINT "agent_skill_skill_id_skill_id_fk" FOREIGN KEY ("skill_id") REFERENCES "public"."skill"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "callback_tenant_id_requested_at_index" ON "callback" USING btree ("tenant_id","requested_at");--> statement-breakpoint
CREATE INDEX "callback_tenant_id_customer_number_index" ON "callback" USING btree ("tenant_id","customer_number");--> statement-breakpoint
CREATE INDEX "satisfaction_tenant_id_at_index" ON "satisfaction" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "voicemail_tenant_id_started_at_index" ON "voicemail" USING btree ("tenant_id","started_at");--> statement-breakpoint
CREATE INDEX "voicemail_call_id_index" ON "voicemail" USING btree ("call_id");--> statement-breakpoint
CREATE INDEX "customer_tenant_id_name_index" ON "customer" USING btree ("tenant_id","name");--> statement-breakpoint
CREATE INDEX "customer_number_customer_id_index" ON "customer_number" USING btree ("customer_id");--> statement-breakpoint
CREATE INDEX "holiday_tenant_id_from_date_index" ON "holiday" USING btree ("tenant_id","from_date");--> statement-breakpoint
ALTER TABLE "inbound_route" ADD CONSTRAINT "inbound_route_hours_id_opening_hours_id_fk" FOREIGN KEY ("hours_id") REFERENCES "public"."opening_hours"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_greeting_prompt_id_prompt_id_fk" FOREIGN KEY ("greeting_prompt_id") REFERENCES "public"."prompt"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_music_prompt_id_prompt_id_fk" FOREIGN KEY ("music_prompt_id") REFERENCES "public"."prompt"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_max_wait_prompt_id_prompt_id_fk" FOREIGN KEY ("max_wait_prompt_id") REFERENCES "public"."prompt"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_periodic_prompt_id_prompt_id_fk" FOREIGN KEY ("periodic_prompt_id") REFERENCES "public"."prompt"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue" ADD CONSTRAINT "queue_hours_id_opening_hours_id_fk" FOREIGN KEY ("hours_id") REFERENCES "public"."opening_hours"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "queue_member_account_id_index" ON "queue_member" USING btree ("account_id");--> statement-breakpoint
ALTER TABLE "inbound_route" ADD CONSTRAINT "inbound_route_tenantId_calledNumber_callerNumber_unique" UNIQUE("tenant_id","called_number","caller_number");--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON agent_skill TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE agent_skill ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON agent_skill FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON skill TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE skill ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON skill FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON prompt TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE prompt ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON prompt FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON flow TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE flow ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON flow FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON flow_version TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE flow_version ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON flow_version FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON voicemail TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE voicemail ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON voicemail FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON satisfaction TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE satisfaction ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON satisfaction FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON callback TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE callback ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON callback FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON customer TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE customer ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON customer FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON customer_number TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE customer_number ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON customer_number FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON opening_hours TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE opening_hours ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON opening_hours FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON holiday TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE holiday ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON holiday FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON dial_rule TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE dial_rule ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON dial_rule FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
-- Installations of before sent everything to their first trunk: they go on so, but for numbers abroad, which an account must now be allowed.
INSERT INTO dial_rule (id, tenant_id, position, name, pattern, trunk_ids, permission_class)
SELECT gen_random_uuid(), t.tenant_id, rule.position, rule.name, rule.pattern, t.ids, rule.class
FROM (SELECT tenant_id, array_agg(id ORDER BY name) AS ids FROM trunk WHERE outbound GROUP BY tenant_id) t,
	(VALUES (1, '国际', '00.', 'international'), (2, '国际 +', '+.', 'international'), (3, '国内', 'X.', 'national')) AS rule(position, name, pattern, class);
