-- What belongs to this installation and to no call centre; the application's role has no way into this schema.
CREATE SCHEMA installation;
--> statement-breakpoint
CREATE TABLE installation.server (
	-- One row.
	one boolean PRIMARY KEY DEFAULT true CHECK (one),
	-- Counted up by every server that starts; whoever writes with an older one is refused.
	epoch bigint NOT NULL DEFAULT 0,
	started_at timestamp with time zone,
	host text,
	pid integer,
	-- What the installation's secret.key makes of a known text: whether it is the key of this database.
	secret_mark text,
	-- The first administrator's one-time password was shown; until then a start makes a new one.
	first_start_shown boolean NOT NULL DEFAULT false
);
--> statement-breakpoint
INSERT INTO installation.server (first_start_shown) SELECT EXISTS (SELECT FROM tenant);
