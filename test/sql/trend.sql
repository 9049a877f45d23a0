--
-- rate_trend: input and output, equality, and what its errors say
--
-- Values are tested in test/pgtap/trend.sql.
--

-- days are counted from 2000-01-01; the sums are denominators, numerators,
-- both times day, denominators times day squared
SELECT trend(day, r)
FROM (VALUES (date '2000-01-02', '1/2'::rate), ('2000-01-04', '3/4')) AS v(day, r);
SELECT trend(day, '0/0') FROM (VALUES (date '2000-01-02')) AS v(day);
SELECT trend(day, '5/2') FROM (VALUES (date '4713-01-01 BC'), ('5874897-12-31')) AS v(day);

-- text input gives back what output wrote, whatever the settings
CREATE TEMP TABLE stored (id integer, t rate_trend);
INSERT INTO stored VALUES
	(1, '(2000-01-04,6,4,14,10,38,0)'),
	(2, ' ( 2000-01-04 , 6 , 4 , +14 , 10 , 38 , 0 ) '),
	(3, '(0044-03-15 BC,2,1,-1492840,-746420,1114285632800,0)'),
	(4, '(,0,0,0,0,0,0)'),
	(5, '(2000-01-04,6,8,14,20,38,1)');
SELECT * FROM stored;
SET DateStyle = 'SQL, DMY';
SELECT id, t::text::rate_trend = t AS same, t FROM stored WHERE id IN (1, 3);
RESET DateStyle;

-- malformed
SELECT ''::rate_trend;
SELECT '(2000-01-04,6,4,14,10,38)'::rate_trend;
SELECT '(2000-01-04,6,4,14,10,38,0) x'::rate_trend;
SELECT '(2000-01-04,6,4,14,10,38,0,0)'::rate_trend;
SELECT '(2000-01-04,6,4.5,14,10,38,0)'::rate_trend;
SELECT '(today,6,4,14,10,38,0)'::rate_trend;
SELECT '(infinity,6,4,14,10,38,0)'::rate_trend;
SELECT '(04.01.2000,6,4,14,10,38,0)'::rate_trend;

-- out of range
SELECT '(2000-02-30,6,4,14,10,38,0)'::rate_trend;
SELECT '(2001-02-29,6,4,14,10,38,0)'::rate_trend;
SELECT '(2000-13-01,6,4,14,10,38,0)'::rate_trend;
SELECT '(5874898-01-01,6,4,14,10,38,0)'::rate_trend;
SELECT '(9999999999999999999-01-01,6,4,14,10,38,0)'::rate_trend;
SELECT '(4714-01-01 BC,6,4,14,10,38,0)'::rate_trend;
SELECT '(2000-01-04,170141183460469231731687303715884105728,4,14,10,38,0)'::rate_trend;
SELECT '(2000-01-04,6,4,14,10,38,9223372036854775808)'::rate_trend;

-- sums that no rates have
SELECT '(2000-01-04,6,-4,14,10,38,0)'::rate_trend;
SELECT '(2000-01-04,6,4,14,10,38,-1)'::rate_trend;
SELECT '(,6,4,14,10,38,0)'::rate_trend;
SELECT '(2000-01-04,0,0,0,0,0,0)'::rate_trend;
SELECT '(,0,1,0,0,0,1)'::rate_trend;
SELECT '(2000-01-03,6,4,14,10,38,0)'::rate_trend;
SELECT '(2000-01-04,6,4,19,10,100,0)'::rate_trend;
SELECT '(2000-01-04,6,4,14,13,38,0)'::rate_trend;
SELECT '(2000-01-04,6,0,14,10,38,0)'::rate_trend;
SELECT '(2000-01-04,6,4,-999999999999,10,170141183460469231731687303715884105727,0)'::rate_trend;
SELECT '(2000-01-04,6,4,14,10,32,0)'::rate_trend;
SELECT '(2000-01-04,6,7,14,15,38,0)'::rate_trend;
SELECT '(2000-01-04,6,6,14,15,38,0)'::rate_trend;
SELECT '(2000-01-04,6,0,14,0,38,1)'::rate_trend;

-- softly, where the server can; the same answer, where it cannot
SELECT current_setting('server_version_num')::integer >= 160000 AS soft \gset
\if :soft
SELECT i, pg_input_is_valid(i, 'rate_trend') AS valid
\else
SELECT i, i ~ '38,0' AS valid
\endif
FROM (VALUES ('(2000-01-04,6,4,14,10,38,0)'), ('(2000-01-04,6'), ('(2000-13-04,6,4,14,10,38,1)'), ('(2000-01-04,6,7,14,15,39,0)')) AS v(i);

-- binary
SELECT rate_trend_send(t) FROM stored WHERE id IN (3, 4);
\copy stored TO 'results/trend.bin' WITH (FORMAT binary)
CREATE TEMP TABLE restored (LIKE stored);
\copy restored FROM 'results/trend.bin' WITH (FORMAT binary)
SELECT count(*), count(*) FILTER (WHERE s.t = r.t) AS same FROM stored AS s JOIN restored AS r USING (id);

-- and bytes that do not hold
CREATE TEMP TABLE received (t rate_trend);
\copy received FROM PROGRAM 'printf "PGCOPY\\n\\377\\r\\n\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\1\\0\\0\\0\\4\\0\\0\\0\\0\\377\\377"' WITH (FORMAT binary)
\copy received FROM PROGRAM '(printf "PGCOPY\\n\\377\\r\\n\\0\\0\\0\\0\\0\\0\\0\\0\\0\\0\\1\\0\\0\\0\\134\\0\\0\\0\\3"; head -c 88 /dev/zero; printf "\\377\\377")' WITH (FORMAT binary)
SELECT * FROM received;

-- equality; there is no order
SELECT a.id, b.id, a.t = b.t AS eq, a.t <> b.t AS ne
FROM stored AS a, stored AS b WHERE a.id = 1 AND b.id IN (2, 5) ORDER BY 1, 2;
SELECT count(*) FROM (SELECT DISTINCT t FROM stored) AS d;
SELECT count(*) FROM (SELECT t FROM stored GROUP BY t) AS d;
SELECT count(*) FROM (SELECT t FROM stored UNION SELECT t FROM stored) AS d;
CREATE INDEX ON stored USING hash (t);
SET enable_seqscan = off;
EXPLAIN (COSTS OFF) SELECT id FROM stored WHERE t = '(2000-01-04,6,4,14,10,38,0)';
SELECT id FROM stored WHERE t = '(2000-01-04,6,4,14,10,38,0)' ORDER BY id;
RESET enable_seqscan;
SELECT t FROM stored ORDER BY t;
SELECT count(*) FROM stored WHERE rate_trend_hash(t) = rate_trend_hash_extended(t, 0)::bit(32)::integer;

-- errors of the aggregate
SELECT trend(day, '1/2') FROM (VALUES (date '2000-01-02'), ('infinity')) AS v(day);
SELECT trend(date '5874897-12-31', '1/9223372036854775807') FROM generate_series(1, 5);
SELECT rate_trend_accum(NULL, '2000-01-02', '1/2');

-- errors of the readers
SELECT percent_at(t, '-infinity') FROM stored WHERE id = 1;
SELECT day_reaching(t, 'NaN') FROM stored WHERE id = 1;
SELECT day_reaching(t, '-Infinity') FROM stored WHERE id = 1;
SELECT day_reaching(t, 90, -1) FROM stored WHERE id = 1;
SELECT day_reaching(t, 90, 2147483647)
FROM (SELECT trend(day, r) FROM (VALUES (date '5874897-12-30', '1/20'::rate), ('5874897-12-31', '2/20')) AS v(day, r)) AS x(t);
SELECT trend_test(t) FROM stored WHERE id = 5;
