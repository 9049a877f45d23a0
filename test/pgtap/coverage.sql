--
-- How often nominal 95 % intervals hold the truth where staff cluster in
-- enterprises: the simulation of bench/coverage, shortened to samples of 200
-- enterprises of 2,000, a quarter of them closed.
--
\unset ECHO
\set QUIET 1
BEGIN;
SELECT plan(4);

-- a number in [0, 1)
CREATE FUNCTION pg_temp.uniform(key text) RETURNS double precision IMMUTABLE LANGUAGE sql
RETURN ('x' || substr(md5(key), 1, 12))::bit(48)::bigint / 281474976710656.0;

CREATE TEMP TABLE enterprise AS
SELECT i, staff, round(staff * CASE WHEN pg_temp.uniform('open' || i) < 0.25 THEN 0.1 * pg_temp.uniform('p' || i)
	ELSE 0.5 + 0.5 * pg_temp.uniform('p' || i) END)::bigint AS returned
FROM (SELECT i, floor(10 * 100 ^ pg_temp.uniform('staff' || i))::bigint AS staff FROM generate_series(1, 2000) AS i) AS e;

-- ten samples of each permutation
CREATE TEMP TABLE sampled AS
SELECT permutation, place / 200 AS slice, ratio_sample(returned, staff) AS s
FROM (SELECT permutation, returned, staff, row_number() OVER (PARTITION BY permutation ORDER BY pg_temp.uniform(permutation || ' ' || i)) - 1 AS place
	FROM enterprise, generate_series(1, 100) AS permutation) AS drawn
GROUP BY permutation, slice;

CREATE TEMP TABLE coverage AS
SELECT count(*) AS samples,
	100.0 * count(*) FILTER (WHERE truth BETWEEN c.lower AND c.upper) / count(*) AS ratio_covers,
	100.0 * count(*) FILTER (WHERE truth BETWEEN w.lower AND w.upper) / count(*) AS wilson_covers,
	100.0 * count(*) FILTER (WHERE truth BETWEEN i.lower AND i.upper) / count(*) AS infinite_covers
FROM (SELECT ratio(pool(returned, staff)) AS truth FROM enterprise) AS t, sampled,
	confidence_interval(s, population => 2000) AS c, confidence_interval(s) AS i, wilson(rate(s)) AS w;

SELECT is((SELECT samples FROM coverage), 1000::bigint, 'a thousand samples');
SELECT ok(ratio_covers BETWEEN 93 AND 97, format('the ratio estimator covers 93 to 97 %%: %s', round(ratio_covers, 1))) FROM coverage;
SELECT ok(wilson_covers < 30, format('Wilson on persons covers far less: %s %%', round(wilson_covers, 1))) FROM coverage;
SELECT ok(infinite_covers >= ratio_covers, format('without the population no less: %s %%', round(infinite_covers, 1))) FROM coverage;

SELECT * FROM finish();
ROLLBACK;
