ALTER TABLE "extension" ADD COLUMN "dtmf_mode" text DEFAULT 'auto' NOT NULL;
--> statement-breakpoint
ALTER TABLE "extension" ADD COLUMN "srtp" text DEFAULT 'off' NOT NULL;
--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "rtp_timeout_s" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "trunk" ADD COLUMN "dtmf_mode" text DEFAULT 'auto' NOT NULL;
