--
-- sparkline: what it looks like, and what its errors say
--
-- Heights, gaps and encodings are tested in
-- test/pgtap/sparkline_any_encoding.sql.
--

SELECT sparkline(rate(i, 8) ORDER BY i) FROM generate_series(0, 8) AS i;

-- a gap is a space, also at the ends
SELECT format('[%s]', sparkline(r ORDER BY day))
FROM (VALUES (date '2020-02-10', NULL::rate), ('2020-02-11', '1/8'), ('2020-02-12', '0/0'), ('2020-02-13', '6/8'), ('2020-02-14', '9/8'),
	('2020-02-15', '0/0')) AS v(day, r);

-- a range of one's own shows small changes
SELECT sparkline(r ORDER BY i) AS from_0_to_1, sparkline(r, 0.8 ORDER BY i) AS from_80_percent, sparkline(r, 0.8, 0.88 ORDER BY i) AS to_88_percent
FROM generate_series(80, 88) AS i, rate(i, 100) AS r;

-- in a window, the line so far
SELECT i, sparkline(rate(i, 8)) OVER (ORDER BY i ROWS 4 PRECEDING) FROM generate_series(1, 8) AS i;

-- by group, and with rows left out
SELECT i % 2 AS odd, sparkline(rate(i, 8) ORDER BY i) AS line, sparkline(rate(i, 8) ORDER BY i) FILTER (WHERE i > 4) AS late
FROM generate_series(1, 8) AS i GROUP BY 1 ORDER BY 1;
SELECT sparkline(r) IS NULL AS "null" FROM (SELECT '1/2'::rate WHERE false) AS v(r);

-- errors
SELECT sparkline('1/2'::rate, 1, 0);
SELECT sparkline('1/2'::rate, 1);
SELECT sparkline('1/2'::rate, 'NaN');
SELECT sparkline('1/2'::rate, 0, 'Infinity');
SELECT sparkline('1/2'::rate, NULL::float8);

-- bounds that look like percentages: an error where no rate is above 1
SELECT sparkline(r, 50, 100) FROM (VALUES (rate '6/10'), ('9/10')) AS v(r);
SELECT sparkline(r, 1, 3) FROM (VALUES (rate '1/1'), (NULL)) AS v(r);
SELECT sparkline(r, i, 2) FROM (VALUES (rate '1/2', 0.5), ('9/10', 1.5)) AS v(r, i);
SELECT sparkline(r, 50, 100) OVER () FROM (VALUES (rate '6/10'), ('9/10')) AS v(r);
-- and an answer where they can be meant, or where nothing is drawn
SELECT sparkline(r, 1, 3), sparkline(r, 2, 4) FROM (VALUES (rate '1/1'), ('3/2'), ('307/100')) AS v(r);
SELECT format('[%s]', sparkline(r, 50, 100)) FROM (VALUES (rate '0/0'), (NULL)) AS v(r);
SELECT sparkline(r, 0.999, 100) FROM (VALUES (rate '6/10'), ('9/10')) AS v(r);
SELECT i, sparkline(rate(i, 3), 1, 2) OVER (ORDER BY i ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM generate_series(3, 5) AS i;
