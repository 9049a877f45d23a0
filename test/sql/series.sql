--
-- rate_series: what is printed.
--
SET datestyle = 'ISO, MDY';

CREATE TABLE stay (enterprise_id integer, r rate, during daterange);
INSERT INTO stay VALUES
	(1, '3/4', '[2020-02-10,2020-02-17)'), (1, '4/4', '[2020-02-17,)'),
	(2, '10/40', '[2020-02-12,2020-02-20)'), (3, NULL, '(,)'), (3, '1/1', NULL), (4, '0/0', 'empty'),
	(5, '0/0', '(,2020-02-11)'), (6, '0/3', '[2020-03-01,infinity)');

-- aggregates
SELECT pool(r, during) FROM stay;
SELECT enterprise_id, pool(r, during) FROM stay GROUP BY enterprise_id ORDER BY enterprise_id;
SELECT pool(rate(true), during) AS how_many FROM stay WHERE r IS NOT NULL;
SELECT pool(s) FROM (SELECT pool(r, during) AS s FROM stay GROUP BY enterprise_id) AS x;
SELECT pool(r, during) AS no_rows, pool(NULL::rate_series) AS none_but_null FROM stay WHERE false;

-- readers
CREATE TABLE kept AS SELECT pool(r, during) AS s FROM stay;
SELECT t.* FROM kept, steps(s) AS t;
SELECT t.* FROM kept, deltas(s) AS t;
SELECT t.* FROM kept, days(s, '2020-02-08', '2020-02-13') AS t;
SELECT t.* FROM kept, days(s, '2020-02-13', '2020-02-12') AS t;
SELECT day, rate_on(s, day), entities_on(s, day) FROM kept, unnest('{-infinity,2020-02-10,2020-02-11,2020-02-29,infinity}'::date[]) AS day;
SELECT percent, first_day_at(s, percent) FROM kept, unnest('{0,29.54,29.55,75,99.9,100,100.1}'::numeric[]) AS percent;
SELECT trend(s, '2020-02-01', '2020-03-31') = trend(on_day, rate) AS same FROM kept, days(s, '2020-02-01', '2020-03-31') GROUP BY s;
SELECT '|' || sparkline(s, '2020-02-08', '2020-03-02') || '|' AS line FROM kept;
SELECT series_of_deltas(on_day, numerator, denominator, entities) = s AS same FROM kept, deltas(s) GROUP BY s;

-- columns that are given names
SELECT * FROM steps('{2020-02-10: 1/2 (1)}') LIMIT 0;
SELECT * FROM deltas('{2020-02-10: 1/2 (1)}') LIMIT 0;
SELECT * FROM days('{2020-02-10: 1/2 (1)}', '2020-02-10', '2020-02-10') LIMIT 0;

-- forms
SELECT s::json FROM kept;
SELECT s::jsonb FROM kept;
SET datestyle = 'German';
SELECT s FROM kept;
SELECT rate_series '{0044-03-15 BC: 1/2 (1), 10000-01-01: null (0)}';
RESET datestyle;
SELECT array_agg(s) FROM kept;
COPY kept TO STDOUT (FORMAT csv);
COPY kept FROM STDIN (FORMAT csv);
"{2020-02-10: 3/4 (1)}"
\.
SELECT s FROM kept ORDER BY s DESC;
SELECT a, b, a < b AS lt, a <= b AS le, a = b AS eq, a <> b AS ne, a >= b AS ge, a > b AS gt
FROM unnest('{"{}","{2020-02-10: 1/2 (1)}","{2020-02-10: 1/2 (2)}","{2020-02-10: 2/4 (1)}","{2020-02-10: 1/2 (1), 2020-02-11: null (0)}","{2020-02-11: 0/1 (1)}"}'::rate_series[]) AS a,
	(VALUES (rate_series '{2020-02-10: 1/2 (1)}')) AS v(b) ORDER BY a;

-- what is refused
SELECT rate_series '{2020-02-30: 1/2 (1)}';
SELECT rate_series '{2020-02-11: 1/2 (1), 2020-02-10: 1/2 (1)}';
SELECT rate_series '{2020-02-10: 1/2 (1), 2020-02-10: 3/4 (1)}';
SELECT rate_series '{2020-02-10: 3/4 (-1)}';
SELECT rate_series '{2020-02-10: 3/0 (1)}';
SELECT rate_series '{2020-02-10: 3/4 (0)}';
SELECT rate_series '{2020-02-10: 3/4 (1)';
SELECT rate_series '{2020-02-10: 3/4 (1) and more}';
SELECT json '[{"on_day": "2020-02-10", "rate": "3/4", "entities": 1}]'::rate_series;
SELECT * FROM days('{}', '2020-02-10', 'infinity');
SELECT first_day_at('{}', 'NaN');
SELECT trend(rate_series '{2020-02-10: 1/2 (1)}', '2020-02-10', 'infinity');
SELECT series_of_deltas('2020-02-10', 1, 2, 0);
SELECT pool(r, daterange(d, NULL)) FROM (VALUES (rate '9223372036854775807/9223372036854775807', date '2020-02-10'), ('1/1', '2020-02-12')) AS v(r, d);

DROP TABLE stay, kept;
