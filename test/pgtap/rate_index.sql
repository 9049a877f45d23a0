--
-- How an index on a rate answers a comparison with a number: with what bounds,
-- in which kinds of plans, and in whose operator classes.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql

SELECT plan(57);

CREATE TABLE rates (id integer, r rate, p proportion);
INSERT INTO rates (id, r) SELECT i, rate(pg_temp.any_count('n' || i), 1 + pg_temp.any_count('d' || i) % 9223372036854775807) FROM generate_series(1, 60) AS i;
INSERT INTO rates (id, r) SELECT i, rate(pg_temp.below(11, 'n' || i), 10 * (1 + pg_temp.below(2, 'd' || i))) FROM generate_series(61, 300) AS i;
INSERT INTO rates (id, r)
SELECT 300 + row_number() OVER (), rate(n, d)
FROM unnest('{0,1,9223372036854775806,9223372036854775807}'::bigint[]) AS n, unnest('{1,9223372036854775806,9223372036854775807}'::bigint[]) AS d;
INSERT INTO rates (id, r) VALUES (401, '0/0'), (402, '0/0'), (403, NULL);
UPDATE rates SET p = r WHERE numerator(r) <= denominator(r);

CREATE TABLE number AS
SELECT row_number() OVER () AS id, x FROM (
	SELECT DISTINCT round(numerator(r)::numeric / denominator(r), s) + e AS x FROM rates, unnest('{18,30}'::integer[]) AS s, unnest('{0,1e-18,-1e-18,5e-19,-1e-30}'::numeric[]) AS e
		WHERE denominator(r) > 0 AND id % 3 = 0
	UNION SELECT i::numeric / 20 + e FROM generate_series(0, 24) AS i, unnest('{0,1e-20,-1e-20}'::numeric[]) AS e
	UNION SELECT s * (m + e) FROM unnest('{1,-1}'::numeric[]) AS s, unnest('{0,1,9223372036854775806,9223372036854775807,9223372036854775808,18446744073709551616}'::numeric[]) AS m,
		unnest('{0,0.5,1e-18,1e-19,1e-1000}'::numeric[]) AS e
	UNION SELECT unnest('{NaN,Infinity,-Infinity,1e1000,-1e1000,1e-1000,1e131071,-1e131071,1e-16383,0.33333333333333333333333333333333333333,0.8,NULL}'::numeric[])
) AS t;
ANALYZE number;

-- The bounds, against the order of rates and exact arithmetic
SELECT cmp_ok((SELECT count(*)::integer FROM number), '>', 300, 'numbers');
SELECT is_empty($$ SELECT r, x, rate_lower_bound(x) FROM rates, number WHERE r < rate_lower_bound(x)
	AND (CASE WHEN x IN ('NaN', 'Infinity', '-Infinity') OR abs(x) > 1e30 THEN 0 > x ELSE numerator(r) >= denominator(r) * x END) AND r <> '0/0' $$,
	'nothing of that value or above sorts before the lower bound');
SELECT is_empty($$ SELECT r, x, rate_upper_bound(x) FROM rates, number WHERE r > rate_upper_bound(x)
	AND (CASE WHEN x IN ('NaN', 'Infinity', '-Infinity') OR abs(x) > 1e30 THEN 0 < x ELSE numerator(r) <= denominator(r) * x END) AND r <> '0/0' $$,
	'nothing of that value or below sorts behind the upper bound');
SELECT results_eq($$ SELECT rate_lower_bound(x), rate_upper_bound(x) FROM unnest('{0.8,0,-3,2.5,NaN,-Infinity,9223372036854775807,9223372036854775807.5}'::numeric[]) AS x $$,
	$$ VALUES ('4/5'::rate, '7378697629483820644/9223372036854775805'::rate), ('0/1', '0/9223372036854775807'), ('0/1', '0/9223372036854775807'),
		('5/2', '9223372036854775805/3689348814741910322'), ('9223372036854775807/1', '9223372036854775807/1'), ('0/1', '0/9223372036854775807'),
		('9223372036854775807/1', '9223372036854775807/1'), ('9223372036854775807/1', '9223372036854775807/1') $$,
	'bounds of numbers that are decimal, and of those that are no value of a rate');
SELECT is_empty($$ SELECT x FROM number WHERE x BETWEEN 0 AND 9 AND scale(x) <= 18
	AND (rate_lower_bound(x) <> x OR rate_upper_bound(x) <> x OR rate_lower_bound(x) > rate_upper_bound(x)) $$, 'as near as can be');
SELECT ok(rate_lower_bound(NULL) IS NULL AND rate_upper_bound(NULL) IS NULL, 'no number, no bound');

-- Plans
CREATE INDEX rates_r ON rates (r);
CREATE INDEX rates_p ON rates (p);
ANALYZE rates;

\ir include/plan.sql

SET LOCAL enable_seqscan = off;
SET LOCAL enable_bitmapscan = off;
SET LOCAL enable_hashjoin = off;
SET LOCAL enable_mergejoin = off;
SET LOCAL enable_material = off;
SET LOCAL plan_cache_mode = force_generic_plan;
PREPARE lt(numeric) AS SELECT id FROM rates WHERE r < $1;
PREPARE le(numeric) AS SELECT id FROM rates WHERE $1 >= r;
PREPARE eq(numeric) AS SELECT id FROM rates WHERE r = $1;
PREPARE ge(numeric) AS SELECT id FROM rates WHERE r >= $1;
PREPARE gt(integer) AS SELECT id FROM rates WHERE r > $1;
PREPARE between_two(numeric, numeric) AS SELECT id FROM rates WHERE r >= $1 AND r < $2;

CREATE TEMP TABLE planned (query text, condition text);
INSERT INTO planned VALUES
	('EXECUTE lt(0.8)', 'r <= rate_upper_bound($1)'),
	('EXECUTE le(0.8)', 'r <= rate_upper_bound($1)'),
	('EXECUTE eq(0.8)', '(r >= rate_lower_bound($1)) AND (r <= rate_upper_bound($1))'),
	('EXECUTE ge(0.8)', 'r >= rate_lower_bound($1)'),
	('EXECUTE gt(1)', 'r >= rate_lower_bound(($1)::numeric)'),
	('EXECUTE between_two(0.2, 0.4)', '(r >= rate_lower_bound($1)) AND (r <= rate_upper_bound($2))'),
	('SELECT id FROM rates WHERE r >= (SELECT 0.8)', 'r >= rate_lower_bound($0)'),
	('SELECT id FROM rates WHERE r < extract(epoch FROM now()) / 1e12', 'r <= rate_upper_bound((EXTRACT(epoch FROM now()) / ''1000000000000''::numeric))'),
	('SELECT id FROM rates WHERE rate_ge_numeric(r, extract(epoch FROM now()) / 1e12)', 'r >= rate_lower_bound('),
	('SELECT f.id FROM number AS t JOIN rates AS f ON f.r >= t.x', 'r >= rate_lower_bound(t.x)'),
	('SELECT f.id FROM number AS t LEFT JOIN rates AS f ON t.x = f.r', '(r >= rate_lower_bound(t.x)) AND (r <= rate_upper_bound(t.x))'),
	('SELECT (SELECT count(*) FROM rates WHERE r < t.x) FROM number AS t', 'r <= rate_upper_bound(t.x)'),
	('SELECT id FROM rates WHERE p > (SELECT 0.5)', 'rate_lower_bound($0)'),
	('SELECT id FROM rates WHERE r IN (0.5, 0.8)', NULL);
-- 16 and 17 name parameters of init plans differently
UPDATE planned SET condition = replace(condition, '$0', CASE WHEN current_setting('server_version_num')::integer >= 190000 THEN '(InitPlan expr_1).col1' ELSE '(InitPlan 1).col1' END)
	WHERE current_setting('server_version_num')::integer >= 170000;
SELECT ok(strpos(pg_temp.plan(query), condition) > 0, query) FROM planned WHERE condition IS NOT NULL;
SET LOCAL enable_bitmapscan = on;
SELECT ok(pg_temp.plan('SELECT id FROM rates WHERE r IN (0.5, 0.8)') ~ 'BitmapOr.*Index Cond: .*''1/2''.*Index Cond: .*''4/5''', 'a list of numbers');
SET LOCAL enable_bitmapscan = off;

-- Results through such plans, against exact arithmetic
CREATE TEMP TABLE expected AS
SELECT t.id AS number, t.x, sum(f.id) FILTER (WHERE c < 0) AS lt, sum(f.id) FILTER (WHERE c <= 0) AS le, sum(f.id) FILTER (WHERE c = 0) AS eq,
	sum(f.id) FILTER (WHERE c >= 0) AS ge, sum(f.id) FILTER (WHERE c > 0) AS gt
FROM number AS t, rates AS f, LATERAL (SELECT CASE WHEN denominator(f.r) > 0 THEN
	CASE WHEN t.x IN ('NaN', 'Infinity', '-Infinity') OR abs(t.x) > 1e30 THEN -sign(CASE t.x WHEN 'NaN' THEN 1 ELSE t.x END)
		ELSE sign(numerator(f.r) - denominator(f.r) * t.x) END END AS c) AS compared
GROUP BY t.id, t.x;
SELECT results_eq($$ SELECT t.id, (SELECT sum(f.id) FROM rates AS f WHERE f.r < t.x), (SELECT sum(f.id) FROM rates AS f WHERE f.r <= t.x),
		(SELECT sum(f.id) FROM rates AS f WHERE f.r = t.x), (SELECT sum(f.id) FROM rates AS f WHERE t.x <= f.r), (SELECT sum(f.id) FROM rates AS f WHERE t.x < f.r)
	FROM number AS t ORDER BY t.id $$,
	'SELECT number, lt, le, eq, ge, gt FROM expected ORDER BY number', 'subqueries find by index what exact arithmetic finds');
SELECT results_eq('SELECT t.id, sum(f.id) FROM number AS t JOIN rates AS f ON f.r >= t.x GROUP BY t.id ORDER BY t.id',
	'SELECT number, ge FROM expected WHERE ge IS NOT NULL ORDER BY number', 'so does a join');
SELECT results_eq('SELECT t.id, sum(f.id) FROM number AS t JOIN rates AS f ON f.r = t.x GROUP BY t.id ORDER BY t.id',
	'SELECT number, eq FROM expected WHERE eq IS NOT NULL ORDER BY number', 'and a join by equality');
CREATE FUNCTION pg_temp.executed() RETURNS TABLE (number bigint, lt bigint, eq bigint, ge bigint) LANGUAGE plpgsql AS $f$
DECLARE
	t record;
	one integer;
	statement text;
	total bigint;
	totals bigint[];
BEGIN
	FOR t IN SELECT * FROM number WHERE id % 5 = 0 OR x IS NULL OR x = 'NaN' ORDER BY id LOOP
		totals := '{}';
		FOREACH statement IN ARRAY '{lt,eq,ge}'::text[] LOOP
			total := NULL;
			FOR one IN EXECUTE format('EXECUTE %s(%L)', statement, t.x) LOOP
				total := coalesce(total, 0) + one;
			END LOOP;
			totals := totals || total;
		END LOOP;
		RETURN QUERY SELECT t.id, totals[1], totals[2], totals[3];
	END LOOP;
END $f$;
SELECT results_eq('SELECT * FROM pg_temp.executed()', $$ SELECT number, lt, eq, ge FROM expected WHERE number % 5 = 0 OR x IS NULL OR x = 'NaN' ORDER BY number $$,
	'prepared statements in their generic plan, too');

-- What a change of the table or of a row on the other side must not do
SELECT ok(strpos(pg_temp.plan('SELECT id FROM rates WHERE r >= id / 1000.0'), 'Index Cond') = 0, 'a column of the same table is no bound');
SELECT ok(strpos(pg_temp.plan('SELECT id FROM rates WHERE r >= random()::numeric'), 'Index Cond') = 0, 'nor is a volatile expression');

-- Estimates: a stable expression has the value that it has while planning
CREATE FUNCTION pg_temp.estimate(condition text) RETURNS numeric LANGUAGE plpgsql AS $f$
DECLARE
	plan jsonb;
BEGIN
	EXECUTE 'EXPLAIN (FORMAT JSON) SELECT * FROM rates WHERE ' || condition INTO plan;
	RETURN plan #>> '{0,Plan,Plan Rows}';
END $f$;
SELECT cmp_ok(abs(pg_temp.estimate(condition || ' + 0 * extract(epoch FROM now())') - pg_temp.estimate(condition)), '<=', 2::numeric, 'estimated like a constant: ' || condition)
FROM unnest('{r < 0.25,r >= 0.8}'::text[]) AS condition;

-- Control: it is the support function that does it
SAVEPOINT without_support;
UPDATE pg_proc SET prosupport = 0 WHERE prosupport = 'rate_number_support(internal)'::regprocedure;
DEALLOCATE ge;
PREPARE ge(numeric) AS SELECT id FROM rates WHERE r >= $1;
SELECT is(strpos(pg_temp.plan(query), 'Index Cond'), 0, 'without the support function no index: ' || query)
FROM unnest('{EXECUTE ge(0.8),SELECT id FROM rates WHERE r >= (SELECT 0.8),SELECT f.id FROM number AS t JOIN rates AS f ON f.r >= t.x,SELECT id FROM rates WHERE r < 0.8}'::text[]) AS query;
ROLLBACK TO without_support;

-- Whoever may not call the bounds gets plans without them, and no error
CREATE ROLE resume_reader;
GRANT SELECT ON rates, number TO resume_reader;
SAVEPOINT revoked;
REVOKE EXECUTE ON FUNCTION rate_lower_bound(numeric) FROM PUBLIC;
SET LOCAL ROLE resume_reader;
DO $$ BEGIN PERFORM id FROM rates WHERE r >= (SELECT 0.8); END $$;
CREATE TEMP TABLE revoked AS SELECT pg_temp.plan('SELECT id FROM rates WHERE r >= (SELECT 0.8)') AS plan, pg_temp.plan('SELECT id FROM rates WHERE r >= 0.8') AS constant;
RESET ROLE;
SELECT ok(strpos(plan, 'Index Cond') = 0 AND strpos(constant, 'Index Cond') > 0, 'for whom the bounds are not') FROM revoked;
ROLLBACK TO revoked;

-- Before 1.1 there are no bounds, and what has their names is not ours
SAVEPOINT older;
ALTER EXTENSION resume DROP FUNCTION rate_lower_bound(numeric);
DROP FUNCTION rate_lower_bound(numeric);
SELECT ok(strpos(pg_temp.plan('SELECT id FROM rates WHERE r >= (SELECT 0.8)'), 'Index Cond') = 0, 'no such function');
CREATE FUNCTION rate_lower_bound(numeric) RETURNS rate LANGUAGE plpgsql IMMUTABLE STRICT AS $$ BEGIN RAISE 'called'; END $$;
SELECT ok(strpos(pg_temp.plan('SELECT id FROM rates WHERE r >= (SELECT 0.8)'), 'Index Cond') = 0, 'a function of somebody else');
SELECT lives_ok('SELECT id FROM rates WHERE r >= (SELECT 0.8)', 'is not called');
ROLLBACK TO older;

-- What the reference says of partial indexes, partitions and constraints
SAVEPOINT implied;
DROP INDEX rates_r;
CREATE INDEX rates_half ON rates (id) WHERE r >= '1/2';
SELECT ok(strpos(pg_temp.plan('SELECT id FROM rates WHERE r > 0.6'), 'rates_half') = 0, 'a comparison implies no other');
SELECT ok(strpos(pg_temp.plan('SELECT id FROM rates WHERE r > 0.6 AND r >= rate_lower_bound(0.6)'), 'rates_half') > 0, 'a bound beside it does');
UPDATE rates SET p = NULL WHERE p = '0/0';
ALTER TABLE rates ADD CHECK (p <= rate_upper_bound(1));
SET LOCAL constraint_exclusion = on;
SELECT ok(strpos(pg_temp.plan('SELECT id FROM rates WHERE p > 1.5 AND p >= rate_lower_bound(1.5)'), 'One-Time Filter: false') > 0, 'and excludes by a constraint');
CREATE INDEX rates_ratio ON rates (ratio(r)) WHERE ratio(r) > 0.5;
SELECT ok(strpos(pg_temp.plan('SELECT id FROM rates WHERE ratio(r) > 0.6'), 'rates_ratio') > 0, 'an index on the ratio');
ALTER TABLE rates ENABLE ROW LEVEL SECURITY;
CREATE POLICY even ON rates TO resume_reader USING (id % 2 = 0);
SET LOCAL ROLE resume_reader;
CREATE TEMP TABLE by_ratio AS SELECT pg_temp.plan('SELECT id FROM rates WHERE ratio(r) > 0.6') AS plan;
RESET ROLE;
SELECT ok(plan ~ 'Index Cond: ', 'also below a policy') FROM by_ratio;
ROLLBACK TO implied;

-- Row-level security: the comparison is leakproof, so it may go first
SAVEPOINT secured;
ALTER TABLE rates ENABLE ROW LEVEL SECURITY;
CREATE POLICY even ON rates TO resume_reader USING (id % 2 = 0);
SET LOCAL ROLE resume_reader;
CREATE TEMP TABLE secured AS
SELECT pg_temp.plan('SELECT id FROM rates WHERE r >= 0.8') AS constant, pg_temp.plan('SELECT id FROM rates WHERE r >= (SELECT 0.8)') AS parameter,
	(SELECT count(*) FROM rates WHERE r >= 0.8) AS n;
RESET ROLE;
SELECT ok(strpos(constant, 'Index Cond') > 0, 'below a policy') FROM secured;
SELECT ok(strpos(parameter, 'Index Cond') > 0, 'below a policy, a parameter') FROM secured;
SELECT is(n, (SELECT count(*) FROM rates WHERE r >= 0.8 AND id % 2 = 0), 'and what the policy shows') FROM secured;
ALTER FUNCTION rate_ge_numeric(rate, numeric) NOT LEAKPROOF;
SET LOCAL ROLE resume_reader;
CREATE TEMP TABLE leaking AS SELECT pg_temp.plan('SELECT id FROM rates WHERE r >= 0.8') AS plan;
RESET ROLE;
SELECT ok(strpos(plan, 'Index Cond') = 0, 'control: what could leak may not go first') FROM leaking;
ROLLBACK TO secured;

-- Operator classes of users. Each table has the same rates and one index; what
-- the index finds is what is there, and whether it is used is said here.
DROP INDEX rates_r, rates_p;
CREATE FUNCTION rate_cmp_reversed(rate, rate) RETURNS integer LANGUAGE sql IMMUTABLE STRICT RETURN rate_cmp($2, $1);
CREATE FUNCTION rate_cmp_numerators(rate, rate) RETURNS integer LANGUAGE sql IMMUTABLE STRICT RETURN btint8cmp(numerator($1), numerator($2));
CREATE FUNCTION numerators_lt(rate, rate) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT RETURN numerator($1) < numerator($2);
CREATE FUNCTION numerators_ge(rate, rate) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT RETURN numerator($1) >= numerator($2);
CREATE OPERATOR <# (LEFTARG = rate, RIGHTARG = rate, FUNCTION = numerators_lt, RESTRICT = scalarltsel);
CREATE OPERATOR >=# (LEFTARG = rate, RIGHTARG = rate, FUNCTION = numerators_ge, RESTRICT = scalargesel);
CREATE OPERATOR CLASS reversed_ops FOR TYPE rate USING btree AS
	OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 rate_cmp_reversed(rate, rate);
CREATE OPERATOR CLASS same_ops FOR TYPE rate USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 rate_cmp(rate, rate);
CREATE OPERATOR CLASS partial_ops FOR TYPE rate USING btree AS
	OPERATOR 1 <, OPERATOR 3 =, OPERATOR 5 >, FUNCTION 1 rate_cmp(rate, rate);
CREATE OPERATOR CLASS other_ops FOR TYPE rate USING btree AS
	OPERATOR 1 <# , OPERATOR 4 >=# , FUNCTION 1 rate_cmp_numerators(rate, rate);
-- these two say what is not so
CREATE OPERATOR CLASS lying_function_ops FOR TYPE rate USING btree AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 rate_cmp_reversed(rate, rate);
CREATE OPERATOR CLASS lying_numbers_ops FOR TYPE rate USING btree AS
	OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 rate_cmp(rate, rate);
CREATE OPERATOR CLASS own_hash_ops FOR TYPE rate USING hash AS OPERATOR 1 =, FUNCTION 1 rate_hash(rate);
CREATE OPERATOR CLASS minmax_ops FOR TYPE rate USING brin AS
	OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
	FUNCTION 1 brin_minmax_opcinfo(internal), FUNCTION 2 brin_minmax_add_value(internal, internal, internal, internal),
	FUNCTION 3 brin_minmax_consistent(internal, internal, internal), FUNCTION 4 brin_minmax_union(internal, internal, internal);
SET LOCAL enable_bitmapscan = on;

CREATE FUNCTION pg_temp.by_class(method text, class text) RETURNS TABLE (used boolean, same boolean) LANGUAGE plpgsql AS $f$
DECLARE
	query text := 'SELECT t.id, (SELECT sum(f.id) FROM classed AS f WHERE f.r < t.x), (SELECT sum(f.id) FROM classed AS f WHERE f.r <= t.x),
		(SELECT sum(f.id) FROM classed AS f WHERE f.r = t.x), (SELECT sum(f.id) FROM classed AS f WHERE t.x <= f.r), (SELECT sum(f.id) FROM classed AS f WHERE t.x < f.r)
		FROM number AS t WHERE t.id % 4 = 0';
	wrong bigint;
BEGIN
	CREATE TABLE classed AS SELECT * FROM rates;
	EXECUTE format('CREATE INDEX ON classed USING %s (r %s)', method, class);
	ANALYZE classed;
	used := strpos(pg_temp.plan('SELECT id FROM classed WHERE r >= 0.8'), 'Index Cond') > 0;
	EXECUTE format('SELECT count(*) FROM (%s EXCEPT SELECT number, lt, le, eq, ge, gt FROM expected) AS wrong', query) INTO wrong;
	same := wrong = 0;
	DROP TABLE classed;
	RETURN NEXT;
END $f$;
SELECT is(pg_temp.by_class(method, class), (used, true), format('%s %s', method, class))
FROM (VALUES ('btree', 'rate_ops', true), ('btree', 'rate_ops DESC', true), ('btree', 'rate_ops DESC NULLS LAST', true), ('btree', 'reversed_ops', false),
	('btree', 'same_ops', true), ('btree', 'partial_ops', false), ('btree', 'other_ops', false), ('btree', 'lying_function_ops', false),
	('btree', 'lying_numbers_ops', false), ('hash', 'rate_ops', false), ('hash', 'own_hash_ops', false), ('brin', 'minmax_ops', true)) AS t(method, class, used);

SELECT * FROM finish();
ROLLBACK;
