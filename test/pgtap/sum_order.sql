--
-- The order of the types that are made of sums: that of the fields of the text
-- form, as an array of numbers has it; total, and agreeing with = and with the
-- hash.  With it what sorts can be asked for: DISTINCT, UNION, UNIQUE, rows.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

-- Values with all fields but one the same, with extremes, with high halves
-- that decide and low halves whose top bit is set, and random ones
CREATE TEMP TABLE trends (id integer GENERATED ALWAYS AS IDENTITY, v rate_trend);
INSERT INTO trends (v) VALUES ('(,0,0,0,0,0,0)'), ('(4714-11-24 BC,1,0,-2451545,0,6010072887025,0)'), ('(5874897-12-31,1,1,0,0,0,0)'),
	('(2000-01-01,1,0,0,0,0,0)'), ('(2000-01-02,1,0,0,0,0,0)'), ('(2000-01-01,2,0,0,0,0,0)'), ('(2000-01-01,2,1,0,0,0,0)'),
	('(2000-01-01,2,1,-1,0,1,0)'), ('(2000-01-01,2,1,-1,-1,1,0)'), ('(2000-01-01,2,1,0,0,1,0)'), ('(2000-01-01,2,1,0,0,1,1)'), ('(2000-01-01,2,1,0,0,1,2)'),
	('(2000-01-01,9223372036854775807,0,0,0,0,0)'), ('(2000-01-01,9223372036854775808,0,0,0,0,0)'), ('(2000-01-01,18446744073709551615,0,0,0,0,0)'),
	('(2000-01-01,18446744073709551616,0,0,0,0,0)'), ('(2000-01-01,170141183460469231731687303715884105727,0,0,0,0,0)'), (NULL);
INSERT INTO trends (v)
SELECT trend(day, rate(pg_temp.any_count('n' || i || j), 1 + pg_temp.any_count('d' || i || j) / 2))
FROM generate_series(1, 60) AS i, generate_series(1, 3) AS j, LATERAL (SELECT date '1990-01-01' + pg_temp.below(20000, 'x' || i || j)::integer) AS d(day) GROUP BY i;
CREATE TEMP TABLE samples (id integer GENERATED ALWAYS AS IDENTITY, v ratio_sample);
INSERT INTO samples (v) VALUES ('(0,0,0,0,0,0)'), ('(1,0,0,0,0,0)'), ('(1,0,1,0,0,1)'), ('(1,1,1,1,1,1)'), ('(1,1,2,1,2,4)'), ('(2,1,2,1,2,4)'), ('(2,1,2,1,1,2)'), ('(2,1,2,1,1,4)'),
	('(3,0,9223372036854775807,0,0,85070591730234615847396907784232501249)'), ('(3,0,9223372036854775808,0,0,85070591730234615847396907784232501249)'),
	('(9223372036854775807,0,18446744073709551616,0,0,36893488147419103300)'), (NULL);
INSERT INTO samples (v)
SELECT ratio_sample(rate(pg_temp.any_count('y' || i || j), 1 + pg_temp.any_count('z' || i || j) / 2)) FROM generate_series(1, 60) AS i, generate_series(1, 2) AS j GROUP BY i;

-- The fields of a text form as numbers; a day by its number, no day below all
CREATE FUNCTION pg_temp.fields(t text) RETURNS numeric[] LANGUAGE sql AS
$$ SELECT array_agg(CASE WHEN f = '' THEN '-Infinity' WHEN f LIKE '%-__-__%' THEN (f::date - date '2000-01-01')::numeric ELSE f::numeric END ORDER BY i)
	FROM unnest(string_to_array(btrim(t, '()'), ',')) WITH ORDINALITY AS x(f, i) $$;

-- What fails of a query that must give no rows, for each type
CREATE FUNCTION pg_temp.of_all(query text) RETURNS TABLE (type text, wrong bigint) LANGUAGE plpgsql AS $f$
BEGIN
	FOR type IN SELECT unnest(ARRAY['rate_trend trends', 'ratio_sample samples']) LOOP
		EXECUTE format('SELECT count(*) FROM (%s) AS q', replace(replace(query, 'TYPE', split_part(type, ' ', 1)), 'VALUES_', split_part(type, ' ', 2))) INTO wrong;
		IF wrong > 0 THEN RETURN NEXT; END IF;
	END LOOP;
END $f$;

SELECT plan(17);

SELECT is_empty($$ SELECT * FROM pg_temp.of_all('SELECT a.v, b.v FROM (SELECT v, pg_temp.fields(v::text) AS f FROM VALUES_) AS a, (SELECT v, pg_temp.fields(v::text) AS f FROM VALUES_) AS b
	WHERE ROW(a.v < b.v, a.v <= b.v, a.v = b.v, a.v <> b.v, a.v >= b.v, a.v > b.v) IS DISTINCT FROM ROW(a.f < b.f, a.f <= b.f, a.f = b.f, a.f <> b.f, a.f >= b.f, a.f > b.f)') $$,
	'the operators agree with the fields as numbers');
SELECT is_empty($$ SELECT * FROM pg_temp.of_all('SELECT a.v, b.v FROM VALUES_ AS a, VALUES_ AS b
	WHERE sign(TYPE_cmp(a.v, b.v)) IS DISTINCT FROM btarraycmp(pg_temp.fields(a.v::text), pg_temp.fields(b.v::text))') $$, 'and so does the comparison function');
SELECT is_empty($$ SELECT * FROM pg_temp.of_all('SELECT FROM VALUES_ AS a, VALUES_ AS b WHERE a.v = b.v AND TYPE_hash(a.v) <> TYPE_hash(b.v)') $$, 'what is equal has one hash');
SELECT isnt_empty($$ SELECT * FROM pg_temp.of_all('SELECT FROM VALUES_ AS a, VALUES_ AS b WHERE (a.v < b.v) IS DISTINCT FROM (a.v::text < b.v::text)') $$, 'the order of texts: the check notices');

-- sorts, by the sort support function and by an index
CREATE FUNCTION pg_temp.sorted(tab text, sorted text) RETURNS boolean LANGUAGE plpgsql AS $f$
DECLARE
	same boolean;
BEGIN
	EXECUTE format('SELECT ARRAY(SELECT v::text FROM %s AS x ORDER BY %s) = ARRAY(SELECT v::text FROM %1$s ORDER BY pg_temp.fields(v::text))', tab, sorted) INTO same;
	RETURN same;
END $f$;
INSERT INTO trends (v) SELECT v FROM trends;
INSERT INTO samples (v) SELECT v FROM samples;
SELECT ok(pg_temp.sorted('trends', 'x.v') AND pg_temp.sorted('samples', 'x.v'), 'a sort');
SELECT ok(NOT pg_temp.sorted('trends', 'id') AND NOT pg_temp.sorted('samples', 'id'), 'no order: the check notices');
CREATE INDEX ON trends (v);
CREATE INDEX ON samples (v);
ANALYZE trends;
ANALYZE samples;
SET LOCAL enable_seqscan = off;
SET LOCAL enable_sort = off;
SELECT ok(pg_temp.sorted('trends', 'x.v') AND pg_temp.sorted('samples', 'x.v'), 'an index');
SELECT is_empty($$ SELECT * FROM pg_temp.of_all('SELECT * FROM VALUES_ AS x WHERE (SELECT count(*) FROM VALUES_ AS y WHERE y.v = x.v) <> 2 AND v IS NOT NULL') $$, 'look-ups in it find both');
RESET enable_seqscan;
RESET enable_sort;

-- what needs an order
SELECT is_empty($$ SELECT * FROM pg_temp.of_all('SELECT 1 FROM VALUES_ HAVING count(DISTINCT v) <> count(DISTINCT v::text)') $$, 'count(DISTINCT ...)');
SELECT is_empty($$ SELECT * FROM pg_temp.of_all('SELECT 1 FROM VALUES_ WHERE (v, id) <> (v, id) OR NOT (v, id) = (v, id) OR (v, id) < (v, id) OR NOT (v, 1) < (v, 2)') $$, 'rows');
SELECT is_empty($$ SELECT * FROM pg_temp.of_all('SELECT count(*), (SELECT count(DISTINCT v::text) + 1 FROM VALUES_) FROM (SELECT DISTINCT v, money ''1'' FROM VALUES_) AS d HAVING count(*) <> (SELECT count(DISTINCT v::text) + 1 FROM VALUES_)') $$,
	'DISTINCT beside a type that only sorts');
SELECT is_empty($$ SELECT * FROM pg_temp.of_all('SELECT 1 FROM (SELECT v, money ''1'' FROM VALUES_ UNION SELECT v, money ''1'' FROM VALUES_) AS u HAVING count(*) <> (SELECT count(DISTINCT v::text) + 1 FROM VALUES_)') $$, 'UNION beside one');
SELECT is_empty($$ SELECT * FROM pg_temp.of_all('SELECT 1 FROM (SELECT v, money ''1'' FROM VALUES_ GROUP BY 1, 2) AS u HAVING count(*) <> (SELECT count(DISTINCT v::text) + 1 FROM VALUES_)') $$, 'GROUP BY beside one');
SET LOCAL enable_hashagg = off;
SELECT is_empty($$ SELECT * FROM pg_temp.of_all('SELECT v FROM VALUES_ GROUP BY v HAVING count(*) <> 2') $$, 'groups by sorting');
RESET enable_hashagg;
DELETE FROM trends WHERE id > (SELECT max(id) / 2 FROM trends);
CREATE UNIQUE INDEX ON trends (v);
SELECT throws_ok('INSERT INTO trends (v) SELECT v FROM trends WHERE v IS NOT NULL LIMIT 1', '23505', NULL, 'UNIQUE');
CREATE TEMP TABLE parts (v ratio_sample PRIMARY KEY) PARTITION BY RANGE (v);
CREATE TEMP TABLE low PARTITION OF parts FOR VALUES FROM (MINVALUE) TO ('(2,0,0,0,0,0)');
CREATE TEMP TABLE high PARTITION OF parts FOR VALUES FROM ('(2,0,0,0,0,0)') TO (MAXVALUE);
INSERT INTO parts SELECT DISTINCT v FROM samples WHERE v IS NOT NULL;
SELECT is_empty($$ SELECT FROM low WHERE NOT v < '(2,0,0,0,0,0)' UNION ALL SELECT FROM high WHERE NOT v >= '(2,0,0,0,0,0)' $$, 'partitions by range');

-- equal bytes mean equal values, so a btree may drop duplicates
SELECT is_empty($$ SELECT opcname FROM pg_opclass AS c JOIN pg_amproc AS p ON amprocfamily = opcfamily AND amprocnum = 4
	WHERE opcintype IN ('rate_trend'::regtype, 'ratio_sample'::regtype) AND amproc <> 'btequalimage'::regproc $$, 'indexes deduplicate');

SELECT * FROM finish();
ROLLBACK;
