-- What a number is known by, however it is written: `numberKey` of the contract, which a test compares with this one. `customer_number`
-- stays as it came.
CREATE FUNCTION number_key(number text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN
	replace(
		regexp_replace(
			regexp_replace(regexp_replace(regexp_replace(number, '[^0-9+]', '', 'g'), '^(\+|00)86', ''), '^0(1[3-9][0-9]{9})$', '\1'),
			'^\+', '00'),
		'+', '');
--> statement-breakpoint
ALTER TABLE "call_record" ADD COLUMN "number_key" text GENERATED ALWAYS AS (number_key(customer_number)) STORED NOT NULL;
--> statement-breakpoint
ALTER TABLE "voicemail" ADD COLUMN "number_key" text GENERATED ALWAYS AS (number_key(customer_number)) STORED NOT NULL;
--> statement-breakpoint
ALTER TABLE "satisfaction" ADD COLUMN "number_key" text GENERATED ALWAYS AS (number_key(customer_number)) STORED NOT NULL;
--> statement-breakpoint
ALTER TABLE "callback" ADD COLUMN "number_key" text GENERATED ALWAYS AS (number_key(customer_number)) STORED NOT NULL;
--> statement-breakpoint
DROP INDEX "call_record_tenant_id_customer_number_index";
--> statement-breakpoint
DROP INDEX "callback_tenant_id_customer_number_index";
--> statement-breakpoint
CREATE INDEX "call_record_tenant_id_number_key_started_at_index" ON "call_record" USING btree ("tenant_id","number_key","started_at");
--> statement-breakpoint
CREATE INDEX "voicemail_tenant_id_number_key_index" ON "voicemail" USING btree ("tenant_id","number_key");
--> statement-breakpoint
CREATE INDEX "satisfaction_tenant_id_number_key_index" ON "satisfaction" USING btree ("tenant_id","number_key");
--> statement-breakpoint
CREATE INDEX "callback_tenant_id_number_key_index" ON "callback" USING btree ("tenant_id","number_key");
--> statement-breakpoint
-- The view of 0011 with one column more.
CREATE OR REPLACE VIEW recording_row WITH (security_invoker = true) AS
SELECT r.id, r.tenant_id, r.call_id, r.started_at, r.state, r.path, r.duration_s, r.bytes,
	c.customer_number, c.customer_name, c.queue_id, c.queue_name, c.agent_id, c.agent_name, c.extension, c.type, c.answer, r.gap_s,
	c.number_key
FROM recording r JOIN call_record c ON c.id = r.call_id;
--> statement-breakpoint
-- Entries written with + and with 00 are one number; the one that was changed last stays.
DELETE FROM blacklist b USING blacklist other
WHERE b.tenant_id = other.tenant_id AND number_key(b.number) = number_key(other.number) AND b.id <> other.id
	AND (b.updated_at, b.id) < (other.updated_at, other.id);
--> statement-breakpoint
UPDATE blacklist SET number = number_key(number) WHERE number <> number_key(number);
