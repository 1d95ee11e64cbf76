CREATE TABLE "account" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"display_name" text NOT NULL,
	"role" text NOT NULL,
	"password_hash" text NOT NULL,
	"must_change_password" boolean DEFAULT false NOT NULL,
	"enabled" boolean DEFAULT true NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "account_tenantId_name_unique" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "extension" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"number" text NOT NULL,
	"phone_type" text NOT NULL,
	"recording_enabled" boolean NOT NULL,
	"sip_secret" text NOT NULL,
	CONSTRAINT "extension_tenantId_number_unique" UNIQUE("tenant_id","number")
);
--> statement-breakpoint
CREATE TABLE "session" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_seen_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agent_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"type" text NOT NULL,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_entry" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"account_id" uuid,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"action" text NOT NULL,
	"target_id" text,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "call_event" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"call_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"type" text NOT NULL,
	"detail" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "call_record" (
	"id" uuid NOT NULL,
	"tenant_id" uuid NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"type" text NOT NULL,
	"customer_number" text NOT NULL,
	"customer_name" text,
	"called_number" text NOT NULL,
	"queue_id" uuid,
	"queue_name" text NOT NULL,
	"queue_number" text NOT NULL,
	"agent_id" uuid,
	"agent_name" text,
	"extension" text NOT NULL,
	"answer" text NOT NULL,
	"end_reason" text NOT NULL,
	"ended_by" text NOT NULL,
	"wait_s" double precision NOT NULL,
	"talk_s" double precision NOT NULL,
	"duration_s" double precision NOT NULL,
	"recording_id" uuid,
	CONSTRAINT "call_record_id_started_at_pk" PRIMARY KEY("id","started_at")
) PARTITION BY RANGE ("started_at");
--> statement-breakpoint
CREATE TABLE "live_state" (
	"tenant_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"id" text NOT NULL,
	"state" jsonb NOT NULL,
	CONSTRAINT "live_state_kind_id_pk" PRIMARY KEY("kind","id")
);
--> statement-breakpoint
CREATE TABLE "recording" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"call_id" uuid NOT NULL,
	"name" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"path" text,
	"duration_s" double precision DEFAULT 0 NOT NULL,
	"bytes" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "recording_name_unique" UNIQUE("name")
);
--> statement-breakpoint
CREATE TABLE "inbound_route" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"called_number" text NOT NULL,
	"queue_id" uuid NOT NULL,
	"description" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbound_route_tenantId_calledNumber_unique" UNIQUE("tenant_id","called_number")
);
--> statement-breakpoint
CREATE TABLE "queue" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"number" text NOT NULL,
	"name" text NOT NULL,
	"strategy" text NOT NULL,
	"ring_timeout_s" integer NOT NULL,
	"max_wait_s" integer NOT NULL,
	"wrap_up_s" integer NOT NULL,
	"service_level_s" integer NOT NULL,
	"recording_enabled" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "queue_tenantId_number_unique" UNIQUE("tenant_id","number"),
	CONSTRAINT "queue_tenantId_name_unique" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "queue_member" (
	"tenant_id" uuid NOT NULL,
	"queue_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	CONSTRAINT "queue_member_queue_id_account_id_pk" PRIMARY KEY("queue_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "reason" (
	"tenant_id" uuid NOT NULL,
	"text" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "reason_tenant_id_text_pk" PRIMARY KEY("tenant_id","text")
);
--> statement-breakpoint
CREATE TABLE "trunk" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"host" text NOT NULL,
	"port" integer NOT NULL,
	"match_addresses" text[] NOT NULL,
	"caller_id" text NOT NULL,
	"outbound" boolean NOT NULL,
	"enabled" boolean NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "trunk_tenantId_name_unique" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "tenant" (
	"id" uuid PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tenant_code_unique" UNIQUE("code")
);
--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_tenant_id_tenant_id_fk" FOREIGN KEY ("tenant_id") REFERENCES "public"."tenant"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "extension" ADD CONSTRAINT "extension_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inbound_route" ADD CONSTRAINT "inbound_route_queue_id_queue_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queue"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_member" ADD CONSTRAINT "queue_member_queue_id_queue_id_fk" FOREIGN KEY ("queue_id") REFERENCES "public"."queue"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "queue_member" ADD CONSTRAINT "queue_member_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "session_account_id_index" ON "session" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "session_expires_at_index" ON "session" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "agent_event_tenant_id_at_index" ON "agent_event" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "agent_event_account_id_at_index" ON "agent_event" USING btree ("account_id","at");--> statement-breakpoint
CREATE INDEX "audit_entry_tenant_id_at_index" ON "audit_entry" USING btree ("tenant_id","at");--> statement-breakpoint
CREATE INDEX "call_event_call_id_id_index" ON "call_event" USING btree ("call_id","id");--> statement-breakpoint
CREATE INDEX "call_record_tenant_id_started_at_index" ON "call_record" USING btree ("tenant_id","started_at");--> statement-breakpoint
CREATE INDEX "call_record_tenant_id_customer_number_index" ON "call_record" USING btree ("tenant_id","customer_number");--> statement-breakpoint
CREATE INDEX "recording_tenant_id_started_at_index" ON "recording" USING btree ("tenant_id","started_at");--> statement-breakpoint
CREATE INDEX "recording_call_id_index" ON "recording" USING btree ("call_id");