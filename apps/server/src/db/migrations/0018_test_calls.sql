ALTER TABLE "call_record" ADD COLUMN "is_test" boolean DEFAULT false NOT NULL;
