ALTER TABLE "tenant" ADD COLUMN "rtp_timeout_s" integer DEFAULT 0 NOT NULL;
