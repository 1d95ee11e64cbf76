ALTER TABLE "queue" ADD COLUMN "wrap_up_extension_s" integer DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE "queue" ADD COLUMN "wrap_up_extensions" integer DEFAULT 1 NOT NULL;
