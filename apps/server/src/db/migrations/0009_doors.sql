CREATE TABLE "sign_in_place" (
	"account_id" uuid NOT NULL,
	"tenant_id" uuid NOT NULL,
	"place" text NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "sign_in_place_account_id_place_pk" PRIMARY KEY("account_id","place")
);
--> statement-breakpoint
ALTER TABLE "sign_in_place" ADD CONSTRAINT "sign_in_place_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "sign_in_place_seen_at_index" ON "sign_in_place" USING btree ("seen_at");--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON sign_in_place TO zuoxi_app;
--> statement-breakpoint
ALTER TABLE sign_in_place ENABLE ROW LEVEL SECURITY;
--> statement-breakpoint
CREATE POLICY tenant_isolation ON sign_in_place FOR ALL TO zuoxi_app USING (tenant_id = current_tenant()) WITH CHECK (tenant_id = current_tenant());
--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "own_calls_cap" integer DEFAULT 2000 NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "own_minutes_cap" integer DEFAULT 6000 NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "forwarded_calls_cap" integer DEFAULT 100 NOT NULL;--> statement-breakpoint
ALTER TABLE "tenant" ADD COLUMN "forwarded_minutes_cap" integer DEFAULT 600 NOT NULL;
