-- Rollups: what a filing costs with one, and how long dashboards take, against no trigger, the upsert that one would write by
-- hand, the source with a covering index, and DuckDB. Generated data; scale 1 is ten million filings of 50,000 enterprises in
-- 300 cities over 200 days. What is filed into has a twentieth of them, of ten days.

--@ setup
CREATE EXTENSION resume;
CREATE EXTENSION dblink;
SET synchronous_commit = off;
CREATE FUNCTION filings(enterprises integer, first integer, days integer, OUT enterprise_id integer, OUT city integer, OUT class smallint, OUT filed_on date, OUT staff integer, OUT returned integer, OUT resumed boolean)
RETURNS SETOF record LANGUAGE sql AS $$
	SELECT e, e % 300, (e % 3)::smallint, date '2020-01-01' + d, 1 + (e::bigint * 7919 % 500)::integer, ((e::bigint * 7919 % 500) * ((d + e) % 100) / 100)::integer, (d + e) % 7 > 2
	FROM generate_series(first, first + days - 1) AS d, generate_series(1, enterprises) AS e
$$;
SELECT greatest(300, (50000 * :scale)::integer) AS enterprises \gset

-- what is read: the whole, and a tenth of the enterprises
CREATE UNLOGGED TABLE filing AS SELECT * FROM filings(:enterprises, 0, 200);
CREATE INDEX ON filing (filed_on, city, class) INCLUDE (returned, staff);
CREATE INDEX ON filing (enterprise_id, filed_on);
CREATE UNLOGGED TABLE tenth AS SELECT * FROM filings(greatest(300, :enterprises / 10), 0, 200);
CREATE INDEX ON tenth (enterprise_id, filed_on);
SELECT rollup_create('city_day', 'filing', '{filed_on,city,class}', '{"filings": "count", "back": ["returned", "staff"]}');
SELECT rollup_create('tenth_day', 'tenth', '{filed_on,city,class}', '{"filings": "count", "back": ["returned", "staff"]}');
SELECT rollup_create_as_of('city', 'filing', 'enterprise_id', 'filed_on', '{}', '{city,class}', '{"back": ["returned", "staff"]}');
SELECT rollup_create_as_of('tenth_city', 'tenth', 'enterprise_id', 'filed_on', '{}', '{city,class}', '{"back": ["returned", "staff"]}');

-- what is filed into
CREATE TABLE plain (filing_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, enterprise_id integer NOT NULL, city integer NOT NULL, class smallint NOT NULL, filed_on date NOT NULL, staff integer, returned integer, resumed boolean, note text);
CREATE INDEX ON plain (enterprise_id, filed_on);
INSERT INTO plain (enterprise_id, city, class, filed_on, staff, returned, resumed) SELECT * FROM filings(:enterprises, 0, 10);
CREATE TABLE by_day (LIKE plain INCLUDING ALL);
CREATE TABLE by_hand (LIKE plain INCLUDING ALL);
CREATE TABLE as_of (LIKE plain INCLUDING ALL);
INSERT INTO by_day OVERRIDING SYSTEM VALUE TABLE plain;
INSERT INTO by_hand OVERRIDING SYSTEM VALUE TABLE plain;
INSERT INTO as_of OVERRIDING SYSTEM VALUE TABLE plain;
SELECT setval(pg_get_serial_sequence(t, 'filing_id'), 10 * :enterprises + 1) FROM unnest('{plain,by_day,by_hand,as_of}'::text[]) AS t;
SELECT rollup_create('kept_day', 'by_day', '{filed_on,city,class}', '{"filings": "count", "back": ["returned", "staff"]}');
SELECT rollup_create_as_of('kept_city', 'as_of', 'enterprise_id', 'filed_on', '{}', '{city,class}', '{"back": ["returned", "staff"]}');
CREATE TABLE hand_day (filed_on date, city integer, class smallint, filings bigint NOT NULL, returned bigint NOT NULL, staff bigint NOT NULL, PRIMARY KEY (filed_on, city, class)) WITH (fillfactor = 50);
INSERT INTO hand_day SELECT filed_on, city, class, count(*), sum(returned), sum(staff) FROM by_hand GROUP BY 1, 2, 3;
CREATE FUNCTION add_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
	INSERT INTO hand_day AS h SELECT filed_on, city, class, count(*), sum(returned), sum(staff) FROM new_rows GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
	ON CONFLICT (filed_on, city, class) DO UPDATE SET filings = h.filings + excluded.filings, returned = h.returned + excluded.returned, staff = h.staff + excluded.staff;
	RETURN NULL;
END$$;
CREATE TRIGGER add_by_hand AFTER INSERT ON by_hand REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION add_by_hand();
CREATE FUNCTION remove_by_hand() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
	UPDATE hand_day AS h SET filings = h.filings - o.filings, returned = h.returned - o.returned, staff = h.staff - o.staff
	FROM (SELECT filed_on, city, class, count(*) AS filings, sum(returned) AS returned, sum(staff) AS staff FROM old_rows GROUP BY 1, 2, 3) AS o
	WHERE (h.filed_on, h.city, h.class) = (o.filed_on, o.city, o.class);
	RETURN NULL;
END$$;
CREATE TRIGGER remove_by_hand AFTER DELETE ON by_hand REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION remove_by_hand();

-- filings of one cell, each committed, as fast as the server can
CREATE PROCEDURE file_hot(t regclass, n integer) LANGUAGE plpgsql AS $$BEGIN
	FOR i IN 1 .. n LOOP
		EXECUTE format('INSERT INTO %s (enterprise_id, city, class, filed_on, staff, returned) VALUES (7, 7, 1, ''2020-01-05'', 10, 5)', t);
		COMMIT;
	END LOOP;
END$$;
CREATE PROCEDURE after_many(t regclass, n integer) LANGUAGE plpgsql AS $$BEGIN
	IF 'old' = ANY (dblink_get_connections()) THEN PERFORM dblink_disconnect('old'); END IF;
	PERFORM dblink_connect('old', format('host=%s dbname=%s', current_setting('unix_socket_directories'), current_database()));
	PERFORM dblink_exec('old', 'BEGIN ISOLATION LEVEL REPEATABLE READ');
	PERFORM * FROM dblink('old', 'SELECT count(*) FROM kept_day') AS n(n bigint);
	COMMIT;
	CALL file_hot(t, n);
END$$;
CREATE PROCEDURE after_none() LANGUAGE plpgsql AS $$BEGIN
	IF 'old' = ANY (dblink_get_connections()) THEN PERFORM dblink_disconnect('old'); END IF;
END$$;
\set rows :tmp '/rows'
COPY (SELECT * FROM filings((SELECT greatest(300, (50000 * :scale)::integer)), 10, 2)) TO :'rows';
VACUUM ANALYZE;
CHECKPOINT;

--@ export filing (enterprise_id INTEGER, city INTEGER, class SMALLINT, filed_on DATE, staff INTEGER, returned INTEGER, resumed BOOLEAN)
SELECT * FROM filing

--@ table reading a rollup: one day by city
--@ check SELECT city, n, d FROM ({}) AS t(city, n, d) ORDER BY city
SET max_parallel_workers_per_gather = 0;
--@ query rollup
--@ within 1
SELECT city, back_numerator, back_denominator FROM city_day WHERE filed_on = '2020-05-31';
--@ query rollup of a tenth of the filings
--@ group tenth
--@ within 1
SELECT city, back_numerator, back_denominator FROM tenth_day WHERE filed_on = '2020-05-31';
--@ query source, by its covering index
SELECT city, sum(returned), sum(staff) FROM filing WHERE filed_on = '2020-05-31' GROUP BY city;
--@ duckdb DuckDB, from its own columns
SELECT city, sum(returned), sum(staff) FROM filing WHERE filed_on = '2020-05-31' GROUP BY city;

--@ table reading a rollup: 30 days, national
--@ check SELECT day - date '2020-01-01', x::float8 FROM ({}) AS t(day, x) ORDER BY 1
SET max_parallel_workers_per_gather = 0;
--@ query rollup
--@ within 5
SELECT filed_on, pool(back) FROM city_day WHERE filed_on BETWEEN '2020-05-02' AND '2020-05-31' GROUP BY filed_on;
--@ query rollup of a tenth of the filings
--@ group tenth
--@ within 5
SELECT filed_on, pool(back) FROM tenth_day WHERE filed_on BETWEEN '2020-05-02' AND '2020-05-31' GROUP BY filed_on;
--@ query source, by its covering index
SELECT filed_on, pool(returned, staff) FROM filing WHERE filed_on BETWEEN '2020-05-02' AND '2020-05-31' GROUP BY filed_on;
--@ duckdb DuckDB, from its own columns
SELECT filed_on, sum(returned) / sum(staff) FROM filing WHERE filed_on BETWEEN '2020-05-02' AND '2020-05-31' GROUP BY filed_on;

--@ table reading a rollup: 200 days by class
--@ check SELECT class, day - date '2020-01-01', x::float8 FROM ({}) AS t(class, day, x) ORDER BY 1, 2
SET max_parallel_workers_per_gather = 0;
--@ query rollup
--@ within 20
SELECT class, filed_on, pool(back) FROM city_day GROUP BY class, filed_on;
--@ query rollup, by its stripes
SELECT class, filed_on, rate(stripe_sum(back_numerator), stripe_sum(back_denominator)) FROM city_day_stripe GROUP BY class, filed_on;
--@ query rollup of a tenth of the filings
--@ group tenth
--@ within 20
SELECT class, filed_on, pool(back) FROM tenth_day GROUP BY class, filed_on;
--@ query source, by its covering index
SELECT class, filed_on, pool(returned, staff) FROM filing GROUP BY class, filed_on;
--@ duckdb DuckDB, from its own columns
SELECT class, filed_on, sum(returned) / sum(staff) FROM filing GROUP BY class, filed_on;

--@ table reading a rollup carried forward: 30 days, national
--@ check SELECT day - date '2020-01-01', x::float8 FROM ({}) AS t(day, x) ORDER BY 1
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query rollup
--@ within 6
SELECT day, pool(back) FROM city_days('2020-05-02', '2020-05-31') GROUP BY day;
--@ query rollup of a tenth of the filings
--@ group tenth
--@ within 6
SELECT day, pool(back) FROM tenth_city_days('2020-05-02', '2020-05-31') GROUP BY day;
--@ query source, by as_of()
SELECT date '2020-05-02' + i, rate_on(s, date '2020-05-02' + i) FROM (SELECT as_of(enterprise_id, filed_on, rate(returned, staff)) AS s FROM filing WHERE filed_on <= '2020-05-31') AS t, generate_series(0, 29) AS i;
--@ duckdb DuckDB, by lag()
SELECT day, n / d FROM (SELECT filed_on AS day, sum(sum(returned - coalesce(r, 0))) OVER (ORDER BY filed_on) AS n, sum(sum(staff - coalesce(s, 0))) OVER (ORDER BY filed_on) AS d FROM (SELECT filed_on, returned, staff, lag(returned) OVER w AS r, lag(staff) OVER w AS s FROM filing WHERE filed_on <= '2020-05-31' WINDOW w AS (PARTITION BY enterprise_id ORDER BY filed_on)) AS c GROUP BY filed_on) AS t WHERE day >= '2020-05-02';

--@ table reading a rollup carried forward: one day by city
--@ check SELECT city, n, d FROM ({}) AS t(city, n, d) ORDER BY city
SET max_parallel_workers_per_gather = 0; SET work_mem = '256MB';
--@ query rollup
--@ within 5
SELECT city, back_numerator, back_denominator FROM city_days('2020-05-31', '2020-05-31');
--@ query rollup of a tenth of the filings
--@ group tenth
--@ within 5
SELECT city, back_numerator, back_denominator FROM tenth_city_days('2020-05-31', '2020-05-31');
--@ duckdb DuckDB, by arg_max()
SELECT city, sum(n), sum(d) FROM (SELECT arg_max(city, filed_on) AS city, arg_max(returned, filed_on) AS n, arg_max(staff, filed_on) AS d FROM filing WHERE filed_on <= '2020-05-31' GROUP BY enterprise_id) AS t GROUP BY city;

--@ table keeping a rollup: COPY of 100,000 filings
--@ check none
\set rows :tmp '/rows'
SET synchronous_commit = off;
--@ query no trigger
--@ before DELETE FROM plain WHERE filed_on > '2020-01-10'; VACUUM plain
COPY plain (enterprise_id, city, class, filed_on, staff, returned, resumed) FROM :'rows';
--@ query rollup
--@ before DELETE FROM by_day WHERE filed_on > '2020-01-10'; VACUUM by_day, kept_day_stripe
--@ at_most 1.25 no trigger
COPY by_day (enterprise_id, city, class, filed_on, staff, returned, resumed) FROM :'rows';
--@ query upsert by hand
--@ before DELETE FROM by_hand WHERE filed_on > '2020-01-10'; VACUUM by_hand, hand_day
COPY by_hand (enterprise_id, city, class, filed_on, staff, returned, resumed) FROM :'rows';
--@ query rollup carried forward
--@ before DELETE FROM as_of WHERE filed_on > '2020-01-10'; VACUUM as_of, kept_city_stripe, kept_city_month, kept_city_filing, kept_city_entity
--@ at_most 4 no trigger
COPY as_of (enterprise_id, city, class, filed_on, staff, returned, resumed) FROM :'rows';

--@ table keeping a rollup: a thousand filings, each committed and flushed
--@ transactions 400
ALTER SYSTEM SET fsync = on; SELECT pg_reload_conf(); SELECT pg_sleep(1);
CHECKPOINT;
--@ pgbench no trigger
\set e random(1, 300)
INSERT INTO plain (enterprise_id, city, class, filed_on, staff, returned) VALUES (:e, :e % 300, :e % 3, date '2020-01-01' + :e % 10, 10, 5);
--@ pgbench rollup
--@ at_most 1.40 no trigger
\set e random(1, 300)
INSERT INTO by_day (enterprise_id, city, class, filed_on, staff, returned) VALUES (:e, :e % 300, :e % 3, date '2020-01-01' + :e % 10, 10, 5);
--@ pgbench upsert by hand
\set e random(1, 300)
INSERT INTO by_hand (enterprise_id, city, class, filed_on, staff, returned) VALUES (:e, :e % 300, :e % 3, date '2020-01-01' + :e % 10, 10, 5);
--@ pgbench rollup carried forward
--@ at_most 2.30 no trigger
\set e random(1, 300)
INSERT INTO as_of (enterprise_id, city, class, filed_on, staff, returned) VALUES (:e, :e % 300, :e % 3, date '2020-01-01' + :e % 10, 10, 5);

--@ table keeping a rollup: a thousand filings of eight clients in one cell, flushed
--@ transactions 100
CHECKPOINT;
--@ pgbench no trigger
--@ clients 8
INSERT INTO plain (enterprise_id, city, class, filed_on, staff, returned) VALUES (:client_id + 1, 7, 1, '2020-01-05', 10, 5);
--@ pgbench rollup
--@ clients 8
--@ at_most 1.18 no trigger
INSERT INTO by_day (enterprise_id, city, class, filed_on, staff, returned) VALUES (:client_id + 1, 7, 1, '2020-01-05', 10, 5);
--@ pgbench upsert by hand
--@ clients 8
INSERT INTO by_hand (enterprise_id, city, class, filed_on, staff, returned) VALUES (:client_id + 1, 7, 1, '2020-01-05', 10, 5);
--@ pgbench rollup carried forward, of eight enterprises
--@ clients 8
INSERT INTO as_of (enterprise_id, city, class, filed_on, staff, returned) VALUES (:client_id + 1, 7, 1, '2020-01-05', 10, 5);

--@ table keeping a rollup: a thousand updates of a column that does not matter, each committed and flushed
--@ transactions 400
--@ pgbench no trigger
\set i random(1, 2500)
UPDATE plain SET note = 'seen' WHERE filing_id = :i;
--@ pgbench rollup
--@ at_most 1.05 no trigger
\set i random(1, 2500)
UPDATE by_day SET note = 'seen' WHERE filing_id = :i;
--@ pgbench rollup carried forward
--@ at_most 1.05 no trigger
\set i random(1, 2500)
UPDATE as_of SET note = 'seen' WHERE filing_id = :i;

--@ table keeping a rollup: a thousand filings, each committed and not flushed
--@ transactions 5000
--@ again keeping a rollup: a thousand filings, each committed and flushed
ALTER SYSTEM RESET fsync; SELECT pg_reload_conf(); SELECT pg_sleep(1);
ALTER DATABASE bench SET synchronous_commit = off;

--@ table keeping a rollup: a thousand updates of a column that does not matter, not flushed
--@ transactions 5000
--@ again keeping a rollup: a thousand updates of a column that does not matter, each committed and flushed

--@ table keeping a rollup: a thousand filings in one cell, under a long open transaction
--@ check none
--@ query rollup, open for 1,000 filings
--@ before CALL after_none(); VACUUM by_day, kept_day_stripe; CALL after_many('by_day', 1000)
CALL file_hot('by_day', 1000);
--@ query rollup, open for 10,000 filings
--@ before CALL after_none(); VACUUM by_day, kept_day_stripe; CALL after_many('by_day', 10000)
--@ at_most 1.2 rollup, open for 1,000 filings
CALL file_hot('by_day', 1000);
--@ query rollup, no such transaction
--@ before CALL after_none(); VACUUM by_day, kept_day_stripe
CALL file_hot('by_day', 1000);
--@ query upsert by hand, open for 1,000 filings
--@ before CALL after_none(); VACUUM by_hand, hand_day; CALL after_many('by_hand', 1000)
CALL file_hot('by_hand', 1000);
--@ query upsert by hand, open for 10,000 filings
--@ before CALL after_none(); VACUUM by_hand, hand_day; CALL after_many('by_hand', 10000)
CALL file_hot('by_hand', 1000);
--@ query upsert by hand, no such transaction
--@ before CALL after_none(); VACUUM by_hand, hand_day
CALL file_hot('by_hand', 1000);
