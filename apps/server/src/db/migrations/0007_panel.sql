CREATE TABLE "conference" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"recorded" boolean DEFAULT false NOT NULL,
	"created_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "conference_tenantId_name_unique" UNIQUE("tenant_id","name")
);
--> statement-breakpoint
CREATE TABLE "conference_member" (
	"tenant_id" uuid NOT NULL,
	"conference_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"position" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "conference_member_conference_id_account_id_pk" PRIMARY KEY("conference_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "conference_session" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"conference_id" uuid NOT NULL,
	"name" text NOT NULL,
	"started_by" uuid,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"parties" jsonb DEFAULT '[]'::jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "callback_plan" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"customer_id" uuid,
	"number" text NOT NULL,
	"customer_name" text,
	"due_at" timestamp with time zone NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"done_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "crm_field" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"options" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"required" boolean DEFAULT false NOT NULL,
	"position" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "service_record" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"customer_id" uuid NOT NULL,
	"call_id" uuid,
	"account_id" uuid,
	"content" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "call_segment" (
	"call_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"tenant_id" uuid NOT NULL,
	"role" text NOT NULL,
	"agent_id" uuid,
	"agent_name" text,
	"number" text NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"talk_s" double precision NOT NULL,
	"hold_s" double precision NOT NULL,
	CONSTRAINT "call_segment_call_id_position_pk" PRIMARY KEY("call_id","position")
);
--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "fields" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "created_by" uuid;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "updated_by" uuid;--> statement-breakpoint
ALTER TABLE "customer" ADD COLUMN "updated_at" timestamp with time zone DEFAULT now() NOT NULL;--> statement-breakpoint
ALTER TABLE "call_record" ADD COLUMN "disposition" text;--> statement-breakpoint
ALTER TABLE "call_record" ADD COLUMN "disposition_note" text;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "dispositions" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "disposition_required" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "supervision_visible" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "conference_member" ADD CONSTRAINT "conference_member_conference_id_conference_id_fk" FOREIGN KEY ("conference_id") REFERENCES "public"."conference"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conference_member" ADD CONSTRAINT "conference_member_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callback_plan" ADD CONSTRAINT "callback_plan_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "callback_plan" ADD CONSTRAINT "callback_plan_customer_id_customer_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customer"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_record" ADD CONSTRAINT "service_record_customer_id_customer_id_fk" FOREIGN KEY ("customer_id") REFERENCES "public"."customer"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "conference_session_conference_id_started_at_index" ON "conference_session" USING btree ("conference_id","started_at");--> statement-breakpoint
CREATE INDEX "callback_plan_account_id_due_at_index" ON "callback_plan" USING btree ("account_id","due_at");--> statement-breakpoint
CREATE INDEX "callback_plan_tenant_id_number_index" ON "callback_plan" USING btree ("tenant_id","number");--> statement-breakpoint
CREATE INDEX "crm_field_tenant_id_position_index" ON "crm_field" USING btree ("tenant_id","position");--> statement-breakpoint
CREATE INDEX "service_record_customer_id_created_at_index" ON "service_record" USING btree ("customer_id","created_at");--> statement-breakpoint
CREATE INDEX "service_record_tenant_id_created_at_index" ON "service_record" USING btree ("tenant_id","created_at");--> statement-breakpoint
CREATE INDEX "call_segment_tenant_id_agent_id_started_at_index" ON "call_segment" USING btree ("tenant_id","agent_id","started_at");
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON conference TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE conference ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON conference FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON conference_member TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE conference_member ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON conference_member FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON conference_session TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE conference_session ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON conference_session FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON callback_plan TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE callback_plan ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON callback_plan FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON crm_field TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE crm_field ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON crm_field FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON service_record TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE service_record ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON service_record FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON call_segment TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE call_segment ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON call_segment FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
