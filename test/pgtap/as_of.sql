--
-- as_of() against its definition: on each day a correlated subquery looks for
-- each entity's last filing.  Random histories of all sizes: late, corrected,
-- over two channels, withdrawn, moved, carried for some days or for good.
--
\unset ECHO
\set QUIET 1
\ir include/random.sql
BEGIN;
\if :{?histories}
\else
\set histories 250
\endif
\if :{?first}
\else
\set first 1
\endif
SELECT set_config('as_of.histories', :'histories', true) \g /dev/null

CREATE TEMP TABLE history AS
SELECT id, pg_temp.below(4 * (1 + pg_temp.below(20, 'big' || id)), 'rows' || id) AS filings, 1 + pg_temp.below(8, 'entities' || id) AS entities,
	(1 + pg_temp.below(20, 'a' || id)) * (1 + pg_temp.below(20, 'b' || id)) AS span,
	CASE WHEN pg_temp.below(2, 'carry?' || id) = 1 THEN pg_temp.below(30, 'carry' || id)::integer END AS carry,
	1 + pg_temp.below(3, 'moments' || id) AS moments
FROM generate_series(:first, :first + current_setting('as_of.histories')::integer - 1) AS id;

CREATE TEMP TABLE filing AS
SELECT id, carry, i, key, CASE WHEN pg_temp.below(20, 'unknown' || key) > 0 THEN pg_temp.below(entities, 'entity' || key)::integer END AS e,
	CASE WHEN pg_temp.below(20, 'dayless' || key) > 0 THEN date '2020-01-01' + pg_temp.below(span, 'day' || key)::integer END AS d,
	CASE WHEN pg_temp.below(20, 'moment?' || key) > 0 THEN timestamptz '2020-03-01 00:00+00' + pg_temp.below(moments, 'moment' || key) * interval '1 day' END AS t,
	CASE pg_temp.below(8, 'kind' || key) WHEN 0 THEN NULL WHEN 1 THEN rate '0/0' ELSE rate(pg_temp.below(3, 'n' || key), 1 + pg_temp.below(4, 'd' || key)) END AS r,
	pg_temp.below(3, 'city' || key)::integer AS city
FROM history, generate_series(1, filings) AS i, LATERAL (SELECT id || ' ' || i) AS k(key);
CREATE INDEX ON filing (id, e, d);
ANALYZE history, filing;

-- The definition, for one history and day
CREATE FUNCTION pg_temp.defined(history integer, on_day date, by_moment boolean, limited boolean, OUT rate rate, OUT entities bigint) LANGUAGE sql STABLE AS $$
	SELECT pool(last.r), count(last.r)
	FROM (SELECT DISTINCT e FROM filing WHERE id = history AND e IS NOT NULL) AS entity,
		LATERAL (SELECT * FROM filing WHERE id = history AND e = entity.e AND d <= on_day AND (NOT by_moment OR t IS NOT NULL)
			ORDER BY d DESC, CASE WHEN by_moment THEN t END DESC, r IS NULL, r = '0/0', r DESC LIMIT 1) AS last
	WHERE NOT limited OR last.carry IS NULL OR on_day <= last.d + last.carry $$;

CREATE TEMP TABLE answer AS
SELECT id, as_of(e, d, r) AS plain, as_of(e, d, r, t) AS by_moment, as_of(e, d, r, carry) AS limited, as_of(e, d, r, t, carry) AS complete
FROM filing GROUP BY id;

-- every day of the short ones, some of the long ones
CREATE TEMP TABLE day AS
SELECT id, date '2019-12-31' + k * (1 + span / 40)::integer AS on_day FROM history, generate_series(0, 42) AS k;

SELECT plan(49);

SELECT cmp_ok((SELECT count(*) FROM answer), '>', current_setting('as_of.histories')::integer / 2::bigint, 'there are histories');
SELECT is_empty(format($$ SELECT id, on_day, rate_on(%1$s, on_day), entities_on(%1$s, on_day), defined.*
	FROM answer JOIN day USING (id), pg_temp.defined(id, on_day, %2$s, %3$s) AS defined
	WHERE rate_on(%1$s, on_day) IS DISTINCT FROM defined.rate OR coalesce(entities_on(%1$s, on_day), 0) <> defined.entities $$, form, by_moment::text, limited::text),
	'as defined: ' || form)
FROM (VALUES ('plain', false, false), ('by_moment', true, false), ('limited', false, true), ('complete', true, true)) AS v(form, by_moment, limited);

-- The test above sees a difference
SELECT isnt_empty($$ SELECT FROM answer JOIN day USING (id), pg_temp.defined(id, on_day, false, true) AS defined
	WHERE rate_on(plain, on_day) IS DISTINCT FROM defined.rate $$, 'and the definition of one form is not that of another');

-- All forms, all types of entities, any order
CREATE FUNCTION pg_temp.same_by(call text) RETURNS text LANGUAGE sql AS $$
	SELECT is_empty(format('SELECT FROM answer JOIN (SELECT id, %s AS other FROM filing GROUP BY id) AS x USING (id) WHERE complete IS DISTINCT FROM other', call), call) $$;
SELECT pg_temp.same_by(call) FROM unnest(ARRAY[
	'as_of(e, d, numerator(r), denominator(r), t, carry)', 'as_of(e::smallint, d, r, t, carry)', 'as_of(e::bigint, d, r, t, carry)',
	'as_of(e * 10000000000, d, r, t, carry)', 'as_of(e::text, d, r, t, carry)', $$as_of(md5(e::text)::uuid, d, r, t, carry)$$, 'as_of(e::numeric, d, r, t, carry)',
	$$as_of(CASE WHEN e IS NOT NULL THEN (e, 1) END, d, r, t, carry)$$, $$as_of(date '2020-01-01' + e, d, r, t, carry)$$, 'as_of(e::float4, d, r, t, carry)',
	'as_of(ARRAY[1, e], d, r, t, carry)', 'as_of(e::text::varchar COLLATE "C", d, r, t, carry)',
	'as_of(e, d, r, t, carry ORDER BY i DESC)', 'as_of(e, d, r, t, carry ORDER BY md5(key))', 'as_of(e, d, r, t, carry ORDER BY d, e)']) AS call;
SELECT is_empty($$ SELECT FROM answer JOIN (SELECT id, as_of(e, d, numerator(r), denominator(r)) AS a, as_of(e, d, numerator(r), denominator(r), t) AS b,
	as_of(e, d, numerator(r), denominator(r), carry) AS c FROM filing GROUP BY id) AS x USING (id)
	WHERE (plain, by_moment, limited) IS DISTINCT FROM (a, b, c) $$, 'the other forms of pairs');

-- Counts past 31 bits take other memory
SELECT is_empty($$ SELECT FROM answer JOIN (SELECT id, as_of(e, d, CASE WHEN i % 3 = 0 THEN rate(numerator(r) * 3000000000, denominator(r) * 3000000000) ELSE r END, t, carry) AS other,
		as_of(e, d, CASE WHEN i % 3 = 0 THEN rate(numerator(r) * 3000000000, denominator(r) * 3000000000) ELSE r END, t, carry ORDER BY i DESC) AS back FROM filing GROUP BY id) AS x USING (id)
	WHERE other <> back OR (SELECT array_agg(entities) FROM steps(other)) IS NULL AND (SELECT array_agg(entities) FROM steps(complete)) IS NOT NULL $$, 'large counts among small ones');

-- Any parts of the entities pool to the whole
SELECT is_empty($$ SELECT FROM answer JOIN (SELECT id, pool(part) AS whole FROM
	(SELECT id, as_of(e, d, r, t, carry) AS part FROM filing GROUP BY id, e % 3) AS x GROUP BY id) AS y USING (id) WHERE complete IS DISTINCT FROM whole $$, 'the series of parts pool to that of all');

-- The recipe for groups that an entity can change, here with a limit and with movers
SELECT is_empty($$ SELECT FROM answer JOIN (SELECT id, pool(part) AS whole FROM (
		SELECT id, city, pool(r, daterange(d, least(next_day, d + carry + 1))) AS part
		FROM (SELECT *, lead(d) OVER (PARTITION BY id, e ORDER BY d) AS next_day
			FROM (SELECT DISTINCT ON (id, e, d) * FROM filing WHERE e IS NOT NULL AND d IS NOT NULL AND t IS NOT NULL
				ORDER BY id, e, d, t DESC, r = '0/0', r DESC) AS last) AS valid GROUP BY id, city) AS x GROUP BY id) AS y USING (id)
	WHERE complete <> whole $$, 'the recipe for movers pools to the whole');
SELECT isnt_empty($$ SELECT FROM answer JOIN (SELECT id, pool(part) AS whole FROM (SELECT id, as_of(e, d, r, t, carry) AS part FROM filing GROUP BY id, city) AS x GROUP BY id) AS y USING (id)
	WHERE complete <> whole $$, 'which as_of() by city does not');

-- On disk, and with the help of others
CREATE TEMP TABLE many AS
SELECT pg_temp.below(3000, 'many e' || i)::integer AS e, date '2020-01-01' + pg_temp.below(200, 'many d' || i)::integer AS d,
	CASE WHEN i % 10 > 0 THEN rate(i % 10, 10 + i % 5) END AS r, timestamptz '2020-03-01 00:00+00' + pg_temp.below(100, 'many t' || i) * interval '1 day' AS t
FROM generate_series(1, 40000) AS i;
CREATE TEMP TABLE result (way text, e rate_series, l rate_series, x rate_series, u rate_series, n rate_series, w rate_series);
PREPARE compute(text) AS INSERT INTO result SELECT $1, as_of(e, d, r, t), as_of(e * 10000000000, d, r, t), as_of(e || repeat('-', e % 7 * 12), d, r, t),
	as_of(md5(e::text)::uuid, d, r, t), as_of(e::numeric, d, r, t), as_of((e, 1), d, r, t) FROM many;
SET LOCAL work_mem = '64MB';
EXECUTE compute('memory');
SET LOCAL work_mem = '64kB';
SET LOCAL hash_mem_multiplier = 1;
EXECUTE compute('disk');
SELECT results_eq('SELECT DISTINCT e FROM (SELECT e FROM result UNION ALL SELECT l FROM result UNION ALL SELECT x FROM result UNION ALL SELECT u FROM result UNION ALL SELECT n FROM result UNION ALL SELECT w FROM result) AS all_of_them',
	'SELECT e FROM result LIMIT 1', 'on disk as in memory, entities of any type');
CREATE TABLE shared AS TABLE many;
ALTER TABLE shared SET (parallel_workers = 2);
ANALYZE shared;
\ir include/parallel.sql
PREPARE computed AS SELECT as_of(e, d, r, t), as_of(e * 10000000000, d, r, t) AS l, as_of(e || repeat('-', e % 7 * 12), d, r, t) AS x,
	as_of(md5(e::text)::uuid, d, r, t) AS u, as_of(e::numeric, d, r, t) AS n, as_of((e, 1), d, r, t) AS w FROM shared;
SELECT matches(pg_temp.plan('EXECUTE computed'), 'Finalize.*Gather.*Partial', 'a parallel plan');
CREATE TEMP TABLE together AS EXECUTE computed;
SELECT results_eq('TABLE together', $$ SELECT e, l, x, u, n, w FROM result WHERE way = 'memory' $$, 'with the help of others as alone');
SET LOCAL max_parallel_workers_per_gather = 0;

-- Partial results are the same if their filings are, however they came
CREATE AGGREGATE pg_temp.part(integer, date, rate, timestamptz) (SFUNC = as_of_accum, STYPE = filing_set);
CREATE AGGREGATE pg_temp.part(text, date, rate) (SFUNC = as_of_accum, STYPE = filing_set);
CREATE AGGREGATE pg_temp.part(numeric, date, rate, integer) (SFUNC = as_of_accum, STYPE = filing_set);
SELECT is((SELECT as_of_final(pg_temp.part(e::text, d, r)::text::filing_set) FROM (SELECT * FROM many LIMIT n) AS x), (SELECT as_of(e, d, r) FROM (SELECT * FROM many LIMIT n) AS x), 'many filings as a value')
FROM generate_series(39998, 39999) AS n;
CREATE TEMP TABLE part AS
SELECT id, pg_temp.part(e, d, r, t) AS s, pg_temp.part(e::text, d, r) AS x, pg_temp.part(e::numeric, d, r, 3) AS n FROM filing GROUP BY id;
CREATE TEMP TABLE part_again AS
SELECT id, pg_temp.part(e, d, r, t ORDER BY md5(key)) AS s, pg_temp.part(e::text, d, r ORDER BY md5(key)) AS x, pg_temp.part(e::numeric, d, r, 3 ORDER BY md5(key)) AS n FROM filing GROUP BY id;
SELECT is_empty($$ SELECT id FROM part AS a JOIN part_again AS b USING (id) WHERE (a.s, a.x, a.n) IS DISTINCT FROM (b.s, b.x, b.n)
	OR filing_set_hash(a.s) <> filing_set_hash(b.s) OR filing_set_hash_extended(a.x, 7) <> filing_set_hash_extended(b.x, 7) OR filing_set_hash(a.n) <> filing_set_hash(b.n) $$, 'the same filings in another order are the same set');
CREATE TEMP TABLE content AS
SELECT id, array_agg(ROW(e, d, t, r)::text ORDER BY ROW(e, d, t, r)::text) FILTER (WHERE e IS NOT NULL AND d IS NOT NULL AND t IS NOT NULL) AS c FROM filing GROUP BY id;
INSERT INTO part SELECT -id, s, x, n FROM part WHERE id < 5;
INSERT INTO content SELECT -id, c FROM content WHERE id < 5;
SELECT is_empty($$ SELECT a.id, b.id FROM part AS a JOIN content AS in_a USING (id), part AS b JOIN content AS in_b USING (id) WHERE (a.s = b.s) <> (in_a.c = in_b.c) $$, 'others are not');
SELECT is_empty($$ SELECT FROM part AS a, part AS b WHERE (a.s < b.s)::integer + (a.s = b.s)::integer + (a.s > b.s)::integer <> 1 OR (a.x <= b.x) <> (a.x < b.x OR a.x = b.x) OR (a.x < b.x) <> (b.x > a.x) OR (a.s <> b.s) = (a.s = b.s) OR (a.s >= b.s) <> (b.s <= a.s) $$, 'their order is total');
SELECT is_empty($$ SELECT FROM part WHERE s <> s::text::filing_set OR x <> x::text::filing_set OR n <> n::text::filing_set $$, 'and they come back the same from text');
SET LOCAL enable_hashagg = off;
SELECT is((SELECT count(*) FROM (SELECT x FROM part UNION SELECT x FROM part_again) AS u WHERE x IS NOT NULL), (SELECT count(DISTINCT x) FROM part), 'sorted');
SET LOCAL enable_hashagg = on;
SET LOCAL enable_sort = off;
SELECT is((SELECT count(*) FROM (SELECT x FROM part_again GROUP BY x) AS u WHERE x IS NOT NULL), (SELECT count(DISTINCT x) FROM part), 'hashed');
RESET enable_sort;

-- Hashing asks each memory context for its size whenever a group is new, so
-- that a context for each would take a time that grows with their square.
CREATE TEMP TABLE of_groups AS SELECT i % 3000 AS g, i AS e FROM generate_series(1, 6000) AS i;
ANALYZE of_groups;
SET LOCAL enable_sort = off;
SELECT results_eq(format($$ SELECT max((SELECT count(*) FROM pg_backend_memory_contexts WHERE name LIKE 'as_of %%')), sum(entities_on(s, '2020-02-11'))
	FROM (SELECT as_of(%s, date '2020-02-10', rate '1/2') AS s FROM of_groups GROUP BY g) AS x $$, entity),
	'VALUES (1::bigint, 6000::numeric)', 'one memory for many groups, ' || entity)
FROM unnest('{e,e::text}'::text[]) AS entity;
RESET enable_sort;

-- Ends of the calendar
SELECT is(as_of(1, date '5874897-12-30', rate '1/2', 5)::text, '{5874897-12-30: 1/2 (1)}', 'carried past the end of the calendar');
SELECT is(as_of(1, d, r)::text, '{4714-11-24 BC: 1/2 (1), 5874897-12-31: 3/4 (1)}', 'first and last day')
FROM (VALUES (date '4714-11-24 BC', rate '1/2'), ('5874897-12-31', '3/4')) AS v(d, r);
SELECT is(as_of(1, d, r, 0)::text, '{2020-02-10: 1/2 (1), 2020-02-11: null (0), 2020-02-20: 3/4 (1), 2020-02-21: null (0)}', 'carried for no day')
FROM (VALUES (date '2020-02-10', rate '1/2'), ('2020-02-20', '3/4')) AS v(d, r);

-- Errors
SELECT throws_ok($$ SELECT as_of(1, date 'infinity', rate '1/2') $$, '22008', 'a filing cannot be of an infinite day', 'an infinite day');
SELECT throws_ok($$ SELECT as_of(1, date '2020-02-10', rate '1/2', -1) $$, '22023', 'a filing cannot be carried for a negative number of days', 'a negative carry');
SELECT throws_ok($$ SELECT as_of(1, date '2020-02-10', rate '1/2', c) FROM (VALUES (1), (NULL)) AS v(c) $$, '22023', 'all filings of a series must be carried for the same number of days', 'different carries');
SELECT throws_ok($$ SELECT as_of(1, date '2020-02-10', 3::bigint, 0::bigint) $$, '22003', 'a rate with a numerator must have a denominator', 'no rate');
SELECT throws_ok($$ SELECT as_of(i, date '2020-02-10', rate '9223372036854775807/9223372036854775807') FROM generate_series(1, 2) AS i $$, '22003', 'pooled rate is out of range', 'past bigint');
SELECT throws_ok($$ SELECT as_of(1, date '2020-02-10', rate '1/2') OVER () $$, '0A000', NULL, 'as a window function');
SELECT throws_ok($$ SELECT as_of(point '(1,1)', date '2020-02-10', rate '1/2') $$, '42883', NULL, 'an entity that cannot be hashed');

SELECT * FROM finish();
ROLLBACK;
