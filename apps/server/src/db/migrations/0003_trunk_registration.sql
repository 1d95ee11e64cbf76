ALTER TABLE "trunk" ADD COLUMN "kind" text DEFAULT 'address' NOT NULL;--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "second_host" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "second_port" integer DEFAULT 5060 NOT NULL;--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "transport" text DEFAULT 'udp' NOT NULL;--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "verify_certificate" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "username" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "secret" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "domain" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "watched" boolean DEFAULT false NOT NULL;