--
-- Links, factors and what is to come against published tables: ratio-of-means
-- imputation of the Office for National Statistics, the triangle RAA.
--
\unset ECHO
\set QUIET 1
BEGIN;
SELECT plan(11);

-- links of matched units, by group
CREATE TEMP TABLE answer (unit integer, period integer, "group" integer, value bigint, forward_link double precision, backward_link double precision);
\copy answer FROM PROGRAM 'grep -v "^#" test/data/ratio_of_means_ons.csv' (FORMAT csv, HEADER)
CREATE TEMP TABLE link AS
SELECT "group", period, min(forward_link) AS forward_link, min(backward_link) AS backward_link, pool(value, before) AS forward, pool(value, after) AS backward
FROM (SELECT *, lag(value) OVER unit AS before, lead(value) OVER unit AS after FROM answer WINDOW unit AS (PARTITION BY unit, "group" ORDER BY period)) AS a GROUP BY "group", period;
SELECT is((SELECT count(*) FROM link WHERE forward IS NOT NULL AND backward IS NOT NULL), 2::bigint, 'there are links both ways');
SELECT is_empty('SELECT * FROM link WHERE coalesce(ratio(forward), 1) <> forward_link OR coalesce(ratio(backward), 1) <> backward_link', 'ONS: the links, to every digit');
-- the unit that is missing until the last period, imputed backwards through both
SELECT is((SELECT ARRAY[100 * chain(backward), 100 * chain(backward) FILTER (WHERE period > 202001)] FROM link WHERE "group" = 1 AND period < 202003),
	(SELECT ARRAY[100 * 0.9925133689839573 * 0.8431018935978359, 100 * 0.8431018935978359]::float8[]), 'a unit that answers for the first time');
SELECT is((SELECT chain(coalesce(forward, '1/1')) FROM link WHERE "group" = 2), 0.5903693931398417 * 1.1731843575418994::float8, 'and one that fell silent');

-- triangles
CREATE TEMP TABLE cell (triangle text, origin integer, lag integer, cumulative bigint);
CREATE TEMP TABLE factor (triangle text, lag integer, numerator bigint, denominator bigint, factor numeric);
CREATE TEMP TABLE ultimate (triangle text, origin integer, latest bigint, ultimate numeric, unreported numeric);
\copy cell FROM PROGRAM 'grep -v "^#" test/data/chain_ladder_triangles.csv' (FORMAT csv, HEADER)
\copy factor FROM PROGRAM 'grep -v "^#" test/data/chain_ladder_factors.csv' (FORMAT csv, HEADER)
\copy ultimate FROM PROGRAM 'grep -v "^#" test/data/chain_ladder_ultimates.csv' (FORMAT csv, HEADER)
CREATE TEMP TABLE ladder AS
SELECT triangle, now.lag, pool(next.cumulative, now.cumulative) AS f FROM cell AS now JOIN cell AS next USING (triangle, origin) WHERE next.lag = now.lag + 1 GROUP BY triangle, now.lag;
SELECT results_eq('SELECT triangle, lag, f, round(ratio(f)::numeric, 9) FROM ladder ORDER BY triangle, lag',
	'SELECT triangle, lag, rate(numerator, denominator), factor FROM factor ORDER BY triangle, lag', 'development factors are pool(next, now)');
CREATE TEMP TABLE expected AS
SELECT last.triangle, last.origin, latest, round((latest * grown)::numeric, 4) AS ultimate, round((latest * (grown - 1))::numeric, 4) AS unreported
FROM (SELECT DISTINCT ON (triangle, origin) triangle, origin, lag, cumulative AS latest FROM cell ORDER BY triangle, origin, lag DESC) AS last,
	LATERAL (SELECT coalesce(chain(f), 1) AS grown FROM ladder AS l WHERE l.triangle = last.triangle AND l.lag >= last.lag) AS up;
SELECT results_eq('SELECT * FROM expected ORDER BY 1, 2', 'SELECT * FROM ultimate ORDER BY 1, 2', 'and what is expected is the latest count times their chain');
SELECT is((SELECT round(sum(unreported)) FROM expected WHERE triangle = 'raa'), 52135::numeric, 'RAA: 52,135 are still to be reported');
SELECT is((SELECT ARRAY[count(*), count(DISTINCT triangle)] FROM expected), '{10,1}'::bigint[], 'of ten origins');

-- a lag that no origin has on both sides: left out, it would pass for a factor of 1
SELECT is((SELECT chain(f) FROM ladder WHERE triangle = 'raa' AND lag <> 4) * (SELECT ratio(f) FROM ladder WHERE triangle = 'raa' AND lag = 4),
	(SELECT chain(f) FROM ladder WHERE triangle = 'raa'), 'a lag left out is a factor of 1');
SELECT is((SELECT chain(coalesce(f, '0/0')) FROM generate_series(1, 9) AS s(lag) LEFT JOIN ladder AS l ON l.lag = s.lag AND triangle = 'raa' AND s.lag <> 4), NULL::float8, 'as 0/0 it is not passed over');

-- the order of lags does not show
SELECT is_empty($$ SELECT o FROM generate_series(1, 20) AS o WHERE (SELECT chain(f ORDER BY md5(o || ' ' || lag)) FROM ladder WHERE triangle = 'raa') <> (SELECT chain(f) FROM ladder WHERE triangle = 'raa') $$, 'in any order');

SELECT * FROM finish();
ROLLBACK;
