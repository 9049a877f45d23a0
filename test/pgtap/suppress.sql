-- Disclosure: small cells are hidden.

BEGIN;
SELECT plan(15);

-- The definition, over every pair up to 20 and every threshold up to 12.

SELECT is_empty($$ SELECT n, d, threshold
                   FROM generate_series(0, 20) AS n, generate_series(0, 20) AS d, generate_series(0, 12) AS threshold
                   WHERE (d > 0 OR n = 0)
                     AND suppress(rate(n, d), threshold) IS DISTINCT FROM
                         CASE WHEN n >= threshold AND d >= threshold AND abs(d - n) >= threshold THEN rate(n, d) END $$,
                'hidden if numerator, denominator or difference is below the threshold, unchanged otherwise');

SELECT is(suppress('3/6'), '3/6', 'by default, three are enough');
SELECT is(suppress('2/6'), NULL, 'and two are not');
SELECT is(suppress('4/6'), NULL, 'nor when two are missing');
SELECT is(suppress('0/100'), NULL, 'none at all is a small count like any other');
SELECT is(suppress('42/42'), NULL, 'and so is none missing');
SELECT is(suppress('0/0'), NULL, 'and nothing of nothing');
SELECT is(suppress('307/100'), '307/100', 'growth: the difference has no sign');
SELECT is(suppress('101/100'), NULL, 'but it can be small');
SELECT is(suppress('0/0', 0), '0/0', 'threshold 0 hides nothing');
SELECT is(suppress('9223372036854775807/9223372036854775807', 1), NULL, 'the largest counts');
SELECT is(suppress('0/9223372036854775807', 9223372036854775807), NULL, 'the largest threshold');
SELECT is(suppress('5/10', NULL), NULL, 'hidden if the threshold is not known');
SELECT is(suppress('5/10'::proportion), '5/10', 'a proportion is a rate');
SELECT throws_ok($$ SELECT suppress('5/10', -1) $$, '22023', 'threshold must not be negative');

SELECT * FROM finish();
ROLLBACK;
