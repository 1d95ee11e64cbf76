CREATE TABLE "blacklist" (
	"id" uuid PRIMARY KEY NOT NULL,
	"tenant_id" uuid NOT NULL,
	"number" text NOT NULL,
	"note" text NOT NULL,
	"updated_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "blacklist_tenantId_number_unique" UNIQUE("tenant_id","number")
);
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON blacklist TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE blacklist ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON blacklist FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
