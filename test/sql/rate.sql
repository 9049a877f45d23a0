--
-- The type rate and the domain proportion: text in and out, constructors and
-- readers, order, equality, casts, storage.  After an expected error its
-- SQLSTATE is printed.
--

-- Text in, text out: the pair is kept as it was written, never reduced
SELECT v AS input, v::rate AS rate
FROM (VALUES ('13012/15910'), ('1/2'), ('500/1000'), ('0/0'), ('0/7'), ('1/1'),
	('307/100'), ('007/0010'), ('+1/+2'), ('-0/2'), ('0/-0'), ('-0/-0'),
	('00000000000000000000000000000000000000001/00000000000000000000000002'),
	('9223372036854775807/9223372036854775807'), ('0/9223372036854775807'),
	('9223372036854775807/1'), ('09223372036854775807/1')) AS t(v);

-- White space is allowed around either count
SELECT ' 1/2'::rate, '1/2 '::rate, '1 /2'::rate, '1/ 2'::rate,
	E' \t\n1\r\f / \n2\t '::rate;

-- No syntax: 22P02
SELECT ''::rate;
\echo :SQLSTATE
SELECT '   '::rate;
\echo :SQLSTATE
SELECT '/'::rate;
\echo :SQLSTATE
SELECT '1'::rate;
\echo :SQLSTATE
SELECT '1/'::rate;
\echo :SQLSTATE
SELECT '1/ '::rate;
\echo :SQLSTATE
SELECT '/2'::rate;
\echo :SQLSTATE
SELECT '1//2'::rate;
\echo :SQLSTATE
SELECT '1/2/3'::rate;
\echo :SQLSTATE
SELECT '1/2/'::rate;
\echo :SQLSTATE
SELECT '1:2'::rate;
\echo :SQLSTATE
SELECT '1 2/3'::rate;
\echo :SQLSTATE
SELECT '1/2 3'::rate;
\echo :SQLSTATE
SELECT '1/2x'::rate;
\echo :SQLSTATE
SELECT 'x1/2'::rate;
\echo :SQLSTATE
SELECT '- 1/2'::rate;
\echo :SQLSTATE
SELECT '--1/2'::rate;
\echo :SQLSTATE
SELECT '+-1/2'::rate;
\echo :SQLSTATE
SELECT '-/2'::rate;
\echo :SQLSTATE
SELECT '1/+'::rate;
\echo :SQLSTATE
SELECT '1e3/2000'::rate;
\echo :SQLSTATE
SELECT '0x10/0x20'::rate;
\echo :SQLSTATE
SELECT '1_000/2_000'::rate;
\echo :SQLSTATE
SELECT '13,012/15,910'::rate;
\echo :SQLSTATE
SELECT '１/２'::rate;
\echo :SQLSTATE
SELECT '(1,2)'::rate;
\echo :SQLSTATE
SELECT 'NaN'::rate;
\echo :SQLSTATE
SELECT 'NULL'::rate;
\echo :SQLSTATE

-- A percentage is no rate, and is told why: 22P02
SELECT '0.5'::rate;
\echo :SQLSTATE
SELECT '50%'::rate;
\echo :SQLSTATE
SELECT '81.79 %'::rate;
\echo :SQLSTATE
SELECT '.5'::rate;
\echo :SQLSTATE
SELECT '0.5/1'::rate;
\echo :SQLSTATE
SELECT '1/2.0'::rate;
\echo :SQLSTATE
SELECT '1/2%'::rate;
\echo :SQLSTATE

-- What is the matter with a text is said: the counts, what is between them, or
-- that there is nothing
SELECT '3.0/4.0'::rate;
SELECT '3/4.5'::rate;
SELECT ' 1,234 / 2,000 '::rate;
SELECT '1''234/2''000'::rate;
SELECT '1 000/2 000'::rate;
SELECT '１２／３４'::rate;
SELECT '１，２３４/２，０００'::rate;
SELECT '　1/2'::rate;
SELECT '７５．５％'::rate;
SELECT '3:4'::rate;
SELECT '3 of 4'::rate;
SELECT '(3,4)'::rate;
SELECT ' [13012,15910]'::rate;
SELECT '[3]'::rate;
SELECT '3 ÷ 4'::rate;
SELECT '2020/02/19'::rate;
SELECT '75 %/100 %'::rate;
SELECT '0,75'::rate;
SELECT ' / '::rate;
SELECT '/4'::rate;
SELECT '3/ '::rate;
SELECT 'n/a'::rate;
SELECT '3万/4万'::rate;
SELECT '百分之七十五'::rate;
SELECT '-'::rate;

-- Too large for bigint: 22003, but what is no syntax at all stays 22P02
SELECT '9223372036854775808/1'::rate;
\echo :SQLSTATE
SELECT '1/9223372036854775808'::rate;
\echo :SQLSTATE
SELECT '9223372036854775808/9223372036854775808'::rate;
\echo :SQLSTATE
SELECT '18446744073709551616/18446744073709551617'::rate;
\echo :SQLSTATE
SELECT '100000000000000000000000000000000000000000000000000/1'::rate;
\echo :SQLSTATE
SELECT '-9223372036854775809/1'::rate;
\echo :SQLSTATE
SELECT '9223372036854775808/'::rate;
\echo :SQLSTATE
SELECT '9223372036854775808/1x'::rate;
\echo :SQLSTATE
SELECT '9223372036854775808/0.5'::rate;
\echo :SQLSTATE

-- Two counts, but no rate: 22003
SELECT '5/0'::rate;
\echo :SQLSTATE
SELECT '9223372036854775807/0'::rate;
\echo :SQLSTATE
SELECT '-1/3'::rate;
\echo :SQLSTATE
SELECT '1/-3'::rate;
\echo :SQLSTATE
SELECT '-1/-3'::rate;
\echo :SQLSTATE
SELECT '-5/0'::rate;
\echo :SQLSTATE
SELECT '-9223372036854775808/1'::rate;
\echo :SQLSTATE
SELECT '1/-9223372036854775808'::rate;
\echo :SQLSTATE

-- Constructors keep the same invariants
SELECT rate(13012, 15910), rate(0, 0), rate(true), rate(false),
	rate(9223372036854775807, 9223372036854775807), rate(1::smallint, 2::bigint);
SELECT rate(5, 0);
\echo :SQLSTATE
SELECT rate(-1, 3);
\echo :SQLSTATE
SELECT rate(1, -3);
\echo :SQLSTATE
SELECT rate((-9223372036854775808)::bigint, (-9223372036854775808)::bigint);
\echo :SQLSTATE
SELECT rate(NULL, 3) IS NULL AS no_numerator, rate(3, NULL) IS NULL AS no_denominator,
	rate(NULL::boolean) IS NULL AS no_flag;

-- A bare number makes no rate
\set VERBOSITY sqlstate
SELECT rate(0.8179);
SELECT rate(1.0, 2.0);
\set VERBOSITY default

-- Readers
SELECT r, numerator(r), denominator(r), ratio(r)
FROM (VALUES (rate '1/2'), ('500/1000'), ('0/3'), ('0/0'), ('307/100'),
	('9223372036854775807/9223372036854775807')) AS t(r);
SELECT numerator(NULL) IS NULL AS n, denominator(NULL) IS NULL AS d, ratio(NULL) IS NULL AS r;

-- proportion: a rate of at most 1
SELECT '1/1'::proportion, '0/0'::proportion, '0/1'::proportion,
	'9223372036854775807/9223372036854775807'::proportion AS largest, NULL::proportion AS unknown;
SELECT '3/2'::proportion;
\echo :SQLSTATE
SELECT '1/0'::proportion;
\echo :SQLSTATE
SELECT '-1/2'::proportion;
\echo :SQLSTATE
SELECT rate(9223372036854775807, 9223372036854775806)::proportion;
\echo :SQLSTATE
CREATE TEMP TABLE p (p proportion);
INSERT INTO p VALUES (rate(4, 5)), ('1/2'), (NULL);
INSERT INTO p VALUES (rate(5, 4));
\echo :SQLSTATE
UPDATE p SET p = rate(numerator(p) + 2, denominator(p));
\echo :SQLSTATE
-- what rate can do, proportion can: order, comparison, readers, pooling
SELECT p, p >= 0.8 AS reached, p = '1/2' AS half, ratio(p), percent(p)
FROM p ORDER BY p;
SELECT pool(p), avg(p), mean_of_rates(p), count(DISTINCT p) FROM p;

-- = means the same two counts
SELECT rate '1/2' = '500/1000' AS eq, rate '1/2' <> '500/1000' AS ne,
	rate '1/2' IS DISTINCT FROM '500/1000' AS is_distinct,
	rate '1/2' IS NOT DISTINCT FROM '1/2' AS is_not_distinct,
	rate '0/0' = '0/0' AS empty_eq, rate '0/0' <> '0/1' AS empty_ne;
CREATE TEMP TABLE was (enterprise integer, r rate);
CREATE TEMP TABLE became (LIKE was);
INSERT INTO was VALUES (1, '1/2'), (2, '3/4'), (3, '0/0'), (4, NULL);
INSERT INTO became VALUES (1, '500/1000'), (2, '3/4'), (3, '0/1'), (4, NULL);
-- a corrected filing is a changed filing
TABLE became EXCEPT TABLE was ORDER BY 1;
TABLE became INTERSECT TABLE was ORDER BY 1;
SELECT DISTINCT r FROM (TABLE was UNION ALL TABLE became) AS t ORDER BY r;
SELECT r, count(*) FROM (TABLE was UNION ALL TABLE became) AS t GROUP BY r ORDER BY r;
SELECT enterprise FROM was JOIN became USING (enterprise)
WHERE was.r IS DISTINCT FROM became.r ORDER BY 1;
CREATE UNIQUE INDEX was_r_key ON was (r);
INSERT INTO was VALUES (5, '2/4');
\set VERBOSITY sqlstate
INSERT INTO was VALUES (6, '2/4');
\set VERBOSITY default
INSERT INTO was VALUES (6, '2/4') ON CONFLICT (r) DO UPDATE SET enterprise = 6 RETURNING *;

-- Order: by value, then by denominator, 0/0 last, NULL where NULLs go
CREATE TEMP TABLE o (r rate);
INSERT INTO o VALUES ('0/0'), ('2/4'), (NULL), ('1/2'), ('0/9'), ('1/3'), ('0/1'),
	('3/1'), ('9223372036854775807/9223372036854775807'), ('1/1'), ('3/2'),
	('9223372036854775806/9223372036854775807'), ('9223372036854775807/1'),
	('1/9223372036854775807'), ('0/9223372036854775807'),
	('9223372036854775807/9223372036854775806'), ('333/1000'), ('334/1000');
SELECT r FROM o ORDER BY r;
SELECT r FROM o WHERE r < '1/2' ORDER BY r DESC;
SELECT greatest(rate '1/2', '2/4', '1/3'), least(rate '1/2', '2/4', '1/3'),
	greatest(rate '5/1', '0/0');
SELECT rate_cmp('1/3', '1/2') < 0 AS less, rate_cmp('1/2', '1/2') AS equal,
	rate_cmp('2/4', '1/2') > 0 AS greater, rate_cmp('0/0', '9223372036854775807/1') > 0 AS empty_last;
SELECT a.r AS a, b.r AS b, a.r < b.r AS lt, a.r <= b.r AS le, a.r = b.r AS eq,
	a.r <> b.r AS ne, a.r >= b.r AS ge, a.r > b.r AS gt
FROM (VALUES (rate '1/2'), ('2/4'), ('2/3'), ('0/0')) AS a(r),
	(VALUES (rate '1/2'), ('0/0')) AS b(r)
ORDER BY 1, 2;
SELECT rate '1/2' < NULL::rate AS lt, NULL::rate = NULL::rate AS eq;

-- Arrays and rows of rates
SELECT ARRAY['1/2', '3/4']::rate[] AS elements, '{1/2,NULL," 3 / 4 "}'::rate[] AS from_text,
	ROW(rate '1/2', 5) = ROW(rate '2/4', 5) AS same_row,
	ARRAY[rate '1/2'] < ARRAY[rate '2/4'] AS array_order, '(7,1/2)'::was AS row_from_text;

-- Casts
SELECT r, r::numeric AS "numeric", r::double precision AS "double", r::text AS "text",
	r::json AS json, r::jsonb AS jsonb
FROM (VALUES (rate '1/2'), ('2/3'), ('13012/15910'), ('0/5'), ('307/100'), ('0/0'), (NULL)) AS t(r);
SELECT '1/3'::rate::numeric = 1::numeric / 3 AS third,
	'13012/15910'::rate::numeric::text = (13012::numeric / 15910)::text AS same_digits,
	'9223372036854775807/3'::rate::numeric AS large;
-- text types go by way of input and output, as with any type
SELECT CAST('1/2'::text AS rate), CAST('3/4'::varchar AS rate), CAST(rate '1/2' AS varchar(2));

-- As assignment: a numeric column takes the value
CREATE TEMP TABLE a (n numeric, n2 numeric(6, 2), d double precision, j json, jb jsonb, t text);
INSERT INTO a SELECT rate '13012/15910', rate '13012/15910', rate '13012/15910',
	rate '13012/15910', rate '13012/15910', rate '13012/15910';
INSERT INTO a SELECT rate '0/0', rate '0/0', rate '0/0', rate '0/0', rate '0/0', rate '0/0';
SELECT * FROM a;
\set VERBOSITY sqlstate
INSERT INTO a (n2) VALUES (rate '100000/1');
CREATE TEMP TABLE i (i integer, r real, b boolean);
INSERT INTO i (i) SELECT rate '1/2';
INSERT INTO i (r) SELECT rate '1/2';
INSERT INTO i (b) SELECT rate '1/2';
\set VERBOSITY default

-- Nothing is implicit, and nothing goes from a number to a rate.  Where the
-- message is the server's own, its SQLSTATE must do.
\set VERBOSITY sqlstate
SELECT sqrt(rate '1/4');
SELECT rate '1/2' + 1;
SELECT rate '1/2' * rate '1/2';
SELECT sum(r) FROM o;
SELECT round(rate '1/2', 2);
SELECT 0.5::rate;
SELECT 0.5::double precision::rate;
SELECT 1::rate;
INSERT INTO o VALUES (0.5);
INSERT INTO o VALUES (1);
\set VERBOSITY default
SELECT rate '1/2' || 'x' AS concatenation;
SELECT castsource::regtype, casttarget::regtype, castcontext, castmethod
FROM pg_cast
WHERE castsource IN ('rate'::regtype, 'proportion'::regtype)
	OR casttarget IN ('rate'::regtype, 'proportion'::regtype)
ORDER BY castsource::regtype::text, casttarget::regtype::text;

-- JSON: the value of a column is its object, with every digit of the counts
SELECT to_json(r), to_jsonb(r) FROM (VALUES (rate '1/2'), ('0/0'), (NULL)) AS t(r);
SELECT row_to_json(t), to_jsonb(t)
FROM (SELECT 1 AS enterprise, rate '9223372036854775807/9223372036854775807' AS r) AS t;
SELECT json_agg(r ORDER BY r), jsonb_agg(r ORDER BY r) FROM was WHERE r IS NOT NULL;
SELECT jsonb_object_agg(enterprise, r) FROM was WHERE r IS NOT NULL;
SELECT jsonb_build_object('r', rate '1/2') -> 'r' ->> 'denominator' AS denominator,
	array_to_json(ARRAY[rate '1/2', NULL]) AS elements;
SELECT r = rate((j ->> 'numerator')::bigint, (j ->> 'denominator')::bigint) AS there_and_back, count(*)
FROM (SELECT r, r::jsonb AS j FROM o WHERE r IS NOT NULL) AS t GROUP BY 1;

-- and it comes back from what the casts write, and from nothing else
SELECT count(*) AS rates, count(*) FILTER (WHERE r::json::rate = r AND r::jsonb::rate = r AND r::json::text::rate = r AND r::jsonb::text::rate = r) AS back
FROM o WHERE r IS NOT NULL;
SELECT E' {\n\t"denominator" : 2 ,\r"numerator" : 1 } '::rate, E' { "denominator":2,"numerator":-0}\n'::json::rate,
	'{"numerator":43,"denominator":42}'::json::rate, '{"numerator":0,"denominator":0}'::jsonb::proportion, 'null'::jsonb::rate IS NULL AS jsonb_null,
	' null '::json::rate IS NULL AS json_null, NULL::jsonb::rate IS NULL AS no_document;
SELECT '{"numerator":1,"denominator":2,"numerator":1}'::rate;
\echo :SQLSTATE
SELECT '{"numerator":1,"denominator":2,"numerator":1}'::json::rate;
SELECT '{"numerator":1}'::jsonb::rate;
SELECT '{}'::json::rate;
SELECT '{"numerator":1,"denominator":2,"percent":50}'::jsonb::rate;
\echo :SQLSTATE
SELECT '{"Numerator":1,"denominator":2}'::json::rate;
SELECT '{"numerator\u0031":1,"denominator":2}'::json::rate;
SELECT '{"numerator":"1","denominator":2}'::jsonb::rate;
SELECT '{"numerator":1,"denominator":2.5}'::jsonb::rate;
SELECT '{"numerator":1e0,"denominator":2}'::json::rate;
SELECT '{"numerator":1,"denominator":null}'::jsonb::rate;
SELECT '{"numerator":true,"denominator":2}'::jsonb::rate;
SELECT '{"numerator":[1],"denominator":{}}'::jsonb::rate;
SELECT '{"numerator":1,"denominator":9223372036854775808}'::jsonb::rate;
\echo :SQLSTATE
SELECT '{"numerator":1e30,"denominator":1e31}'::jsonb::rate;
\echo :SQLSTATE
SELECT '{"numerator":5,"denominator":0}'::jsonb::rate;
\echo :SQLSTATE
SELECT '{"numerator":-1,"denominator":2}'::json::rate;
SELECT '{"numerator":43,"denominator":42}'::json::proportion;
SELECT '"1/2"'::jsonb::rate;
SELECT '0.5'::jsonb::rate;
SELECT '[1,2]'::jsonb::rate;
\set VERBOSITY terse
SELECT '{'::rate;
SELECT '{"numerator'::rate;
SELECT '{"numerator"'::rate;
SELECT '{"numerator":'::rate;
SELECT '{"numerator":1'::rate;
SELECT '{"numerator":1,'::rate;
SELECT '{"numerator":1,}'::rate;
SELECT '{"numerator":1,"denominator":2'::rate;
SELECT '{"numerator":1,"denominator":2}}'::rate;
SELECT '{"numerator":1,"denominator":02}'::rate;
SELECT '{"numerator":+1,"denominator":2}'::rate;
SELECT '{numerator:1,denominator:2}'::rate;
\set VERBOSITY default
-- rows go to documents and back, also by the way of populate functions
CREATE TEMP TABLE logged (enterprise integer, r rate, p proportion, rs rate[]);
INSERT INTO logged VALUES (1, '3/4', '1/2', '{1/2,NULL,0/0}'), (2, NULL, NULL, NULL);
SELECT jsonb_populate_record(NULL::logged, to_jsonb(l)) = l AS jsonb_record, json_populate_record(NULL::logged, to_json(l)) = l AS json_record FROM logged AS l;
SELECT * FROM json_populate_recordset(NULL::logged, (SELECT json_agg(l) FROM logged AS l));
SELECT * FROM jsonb_populate_recordset(NULL::logged, (SELECT jsonb_agg(l) FROM logged AS l));
SELECT * FROM jsonb_to_recordset('[{"enterprise":1,"r":{"denominator":4,"numerator":3}},{"enterprise":2,"r":"3/4"}]') AS t(enterprise integer, r rate);
SELECT * FROM json_to_record('{"p":{"numerator":5,"denominator":4}}') AS t(p proportion);

-- Binary form: two bigints in network order
SELECT rate_send('1/2'), rate_send('9223372036854775807/9223372036854775807'), rate_send('0/0');

-- Storage: 16 bytes, aligned as double, plain, by reference
SELECT typlen, typbyval, typalign, typstorage, typcategory, typispreferred
FROM pg_type WHERE oid = 'rate'::regtype;
SELECT pg_column_size(rate '1/2');
CREATE TEMP TABLE s (a boolean, r rate, b boolean, q rate);
INSERT INTO s VALUES (true, '1/2', false, '3/4'), (NULL, NULL, true, '0/0');
SELECT * FROM s WHERE q > '1/2';

-- A load with one bad row loses that statement and nothing else
BEGIN;
CREATE TEMP TABLE filing (enterprise integer, r rate);
INSERT INTO filing VALUES (1, '1/2'), (2, '3/4');
SAVEPOINT load;
COPY filing FROM stdin;
3	7/8
4	9/0
5	1/2
\.
ROLLBACK TO load;
SELECT * FROM filing ORDER BY enterprise;
COPY filing FROM stdin;
3	7/8
4	9/9
5	\N
\.
COMMIT;
COPY filing FROM stdin (FORMAT csv);
6,50%
\.
INSERT INTO filing VALUES (7, '1/1'), (8, '8/'), (9, '9/9');
\echo :SQLSTATE
COPY (SELECT * FROM filing ORDER BY enterprise) TO stdout;
COPY (SELECT * FROM filing ORDER BY enterprise) TO stdout (FORMAT csv, HEADER);
