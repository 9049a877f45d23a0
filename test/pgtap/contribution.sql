--
-- contribution(): a published decomposition by strata, the definition in
-- numeric arithmetic, and the sum over strata.
--
\unset ECHO
\set QUIET 1
BEGIN;
\ir include/random.sql
SELECT plan(18);

-- ---- Das Gupta 1993, example 5.1 -----------------------------------------------

CREATE TEMP TABLE headship (age text, s0 numeric, r0 numeric, s1 numeric, r1 numeric);
\copy headship FROM PROGRAM 'grep -v "^#" test/data/kitagawa_dasgupta_5_1.csv' (FORMAT csv, HEADER)
CREATE TEMP TABLE part (age text, rate_effect numeric, mix_effect numeric, mix_effect_relative numeric);
\copy part FROM PROGRAM 'grep -v "^#" test/data/contributions_dasgupta_5_1.csv' (FORMAT csv, HEADER)
CREATE TEMP VIEW stratum AS
SELECT age, rate((s1 * r1 * 100)::bigint, (s1 * 10000)::bigint) AS later, rate((s0 * r0 * 100)::bigint, (s0 * 10000)::bigint) AS earlier FROM headship;
CREATE TEMP VIEW found AS
SELECT age, (contribution(later, earlier, pool(later) OVER (), pool(earlier) OVER ())).* FROM stratum;
SELECT set_eq('SELECT age, round(rate_effect, 10) AS rate_effect, round(mix_effect, 10) AS mix_effect FROM found', $$ SELECT age, rate_effect, mix_effect_relative FROM part WHERE age <> 'all' $$,
	'of 13 ages, to every digit');
SELECT results_eq('SELECT round(sum(rate_effect), 10), round(sum(mix_effect), 10) FROM found', $$ SELECT rate_effect, mix_effect_relative FROM part WHERE age = 'all' $$, 'and all of them together');
SELECT is_empty($$ SELECT age FROM found JOIN headship USING (age) WHERE s1 > s0 AND (mix_effect > 0) <> ((r1 + r0) / 2 > (47.694 + 44.7268) / 2) $$,
	'a stratum that has grown adds to the mix if its rate is above the mean');

-- ---- the definition ------------------------------------------------------------

CREATE TEMP TABLE item AS
SELECT g, i, CASE WHEN u > 0.15 THEN rate((n1 * d1)::bigint, d1) WHEN u > 0.1 THEN rate(0, 0) END AS later, CASE WHEN v > 0.15 THEN rate((n0 * d0)::bigint, d0) WHEN v > 0.1 THEN rate(0, 0) END AS earlier
FROM generate_series(1, 120) AS g, generate_series(1, 7) AS i,
	LATERAL (SELECT random() + 0 * (g + i) AS u, random() AS v, random() * 1.2 AS n1, random() AS n0, (1 + random() * 10 ^ (1 + g % 16))::bigint AS d1, (1 + random() * 10 ^ (1 + g % 14))::bigint AS d0) AS r;
INSERT INTO item VALUES (121, 1, '4611686018427387903/4611686018427387903', '0/4611686018427387903'), (121, 2, '1/4611686018427387904', '4611686018427387904/4611686018427387904'),
	(122, 1, '9223372036854775807/9223372036854775807', NULL), (122, 2, NULL, '0/9223372036854775807'), (123, 1, '9223372036854775807/1', '1/9223372036854775807');
CREATE TEMP TABLE whole AS SELECT g, pool(later) AS l, pool(earlier) AS e FROM item GROUP BY g HAVING denominator(pool(later)) > 0 AND denominator(pool(earlier)) > 0;
SELECT cmp_ok((SELECT count(*) FROM whole), '>', 110::bigint, 'groups with both dates');
CREATE TEMP TABLE compared AS
SELECT g, i, (contribution(later, earlier, l, e)).*,
	round(50 * (s1 + s0) * (r1 - r0), 16) AS rate_defined,
	round(50 * (s1 - s0) * (r1 + r0 - numerator(l)::numeric(120, 80) / denominator(l) - numerator(e)::numeric(120, 80) / denominator(e)), 16) AS mix_defined
FROM whole JOIN item USING (g), LATERAL (SELECT coalesce(denominator(later), 0)::numeric(120, 80) / denominator(l) AS s1, coalesce(denominator(earlier), 0)::numeric(120, 80) / denominator(e) AS s0,
		numerator(later)::numeric(120, 80) / nullif(denominator(later), 0) AS p1, numerator(earlier)::numeric(120, 80) / nullif(denominator(earlier), 0) AS p0) AS p,
	LATERAL (SELECT coalesce(p1, p0, 0) AS r1, coalesce(p0, p1, 0) AS r0) AS r;
SELECT is_empty('SELECT * FROM compared WHERE rate_effect IS DISTINCT FROM rate_defined', 'rate effects are the definition, rounded once');
SELECT is_empty('SELECT * FROM compared WHERE mix_effect IS DISTINCT FROM mix_defined', 'and mix effects');
SELECT is_empty($$ SELECT g FROM (SELECT g, count(*) AS strata, sum(rate_effect) AS rate_sum, sum(mix_effect) AS mix_sum FROM compared GROUP BY g) AS c
	JOIN (SELECT g, (decompose(later, earlier)).* FROM item GROUP BY g) AS d USING (g)
	WHERE abs(rate_sum - rate_effect) > (strata + 1) * 0.5e-16 OR abs(mix_sum - mix_effect) > (strata + 2) * 0.5e-16 $$, 'over strata they add up to decompose()');
SELECT is_empty($$ SELECT g, i FROM whole JOIN item USING (g), contribution(later, earlier, l, e) AS a, contribution(earlier, later, e, l) AS b
	WHERE a.rate_effect <> -b.rate_effect OR a.mix_effect <> -b.mix_effect $$, 'exchanging the dates changes the signs');

-- ---- dates without the stratum -------------------------------------------------

SELECT results_eq($$ SELECT (contribution('3/4', NULL, '3/4', '1/2')).* $$, $$ SELECT (contribution('3/4', '0/0', '3/4', '1/2')).* $$, 'NULL and 0/0 are the same');
SELECT results_eq($$ SELECT (contribution('3/4', NULL, '3/4', '1/2')).* $$, $$ VALUES (0::numeric(18,16), 12.5::numeric(18,16)) $$, 'who has entered changes the mix alone');
SELECT results_eq($$ SELECT (contribution(NULL, NULL, '3/4', '1/2')).* $$, $$ VALUES (0::numeric(18,16), 0::numeric(18,16)) $$, 'who is on neither date, nothing');
SELECT results_eq($$ SELECT (contribution('0/0', '1/2', '0/0', '1/2')).* $$, $$ VALUES (NULL::numeric, NULL::numeric) $$, 'a date without anybody');
SELECT results_eq($$ SELECT (contribution('1/2', '1/2', NULL, '1/2')).* $$, $$ VALUES (NULL::numeric, NULL::numeric) $$, 'a total that is not known');
SELECT throws_ok($$ SELECT contribution('3/4', '1/2', '2/4', '1/2') $$, '22003', 'the later rate is not a part of the later total', 'a numerator above that of the total');
SELECT throws_ok($$ SELECT contribution('3/4', '1/5', '4/8', '2/4') $$, '22003', 'the earlier rate is not a part of the earlier total', 'a denominator above');
SELECT throws_ok($$ SELECT contribution('3/4', '1/4', '4/4', '2/8') $$, '22003', NULL, 'a rest without a denominator');
SELECT is((SELECT provolatile::text || proparallel::text FROM pg_proc WHERE proname = 'contribution'), 'is', 'immutable and parallel safe');
SELECT lives_ok($$ SELECT contribution('9223372036854775807/1', '1/9223372036854775807', '9223372036854775807/1', '1/9223372036854775807') $$, 'the largest change');

SELECT * FROM finish();
ROLLBACK;
