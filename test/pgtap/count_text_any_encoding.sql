-- Counts in cells of spreadsheets, in a database of UTF8 or of EUC_CN. The file is in UTF-8, as the client is.

\unset ECHO
\set QUIET 1
SET client_encoding = 'UTF8';
BEGIN;
SELECT plan(229);

CREATE FUNCTION pg_temp.outcome(cell text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN coalesce(count_of(cell)::text, 'unknown');
EXCEPTION WHEN OTHERS THEN
    RETURN SQLSTATE;
END $$;

CREATE TEMP TABLE cell (number integer GENERATED ALWAYS AS IDENTITY, cell text, outcome text, fault text);

-- What can be read in one way only.

INSERT INTO cell (cell, outcome) VALUES
    ('1234', '1234'), ('0', '0'), ('007', '7'), ('9223372036854775807', '9223372036854775807'),
    ('  1234 ', '1234'), (E'\t1234\r\n', '1234'), ('　1234　', '1234'), ('''1234', '1234'), ('‘1234', '1234'), ('’1234', '1234'),
    ('"1,234"', '1234'), ('="01234"', '1234'), ('“1234”', '1234'), ('+1234', '1234'), ('＋1234', '1234'),
    ('１２３４', '1234'), ('１2３4', '1234'), ('1,234', '1234'), ('1，234', '1234'), ('１，２３４，５６７', '1234567'), ('1,234，567', '1234567'),
    ('1 234 567', '1234567'), ('１　２３４', '1234'), ('1''234', '1234'), ('1’234', '1234'), ('1_234', '1234'),
    ('12.0', '12'), ('12.', '12'), ('１２．００', '12'), ('1,234.00', '1234'), ('1,234.000', '1234'), ('1234.000', '1234'), ('12。0', '12'),
    ('-0', '0'), ('(0)', '0'), ('0万', '0'),
    ('42.3万', '423000'), ('４２．３万', '423000'), ('42。3万', '423000'), ('1.2345万', '12345'), ('1.234万', '12340'), ('.5万', '5000'),
    ('3 万 人', '30000'), ('1,234.5万', '12345000'), ('3亿', '300000000'), ('1.5万亿', '1500000000000'), ('3千', '3000'), ('5百人', '500'),
    ('3千万', '30000000'), ('2百万', '2000000'), ('5十万', '500000'), ('2仟', '2000'), ('1亿2000万', '120000000'), ('3万5千', '35000'),
    ('12万3千4百', '123400'), ('3万5000', '35000'), ('922337203685477.5807万', '9223372036854775807'),
    ('12k', '12000'), ('12K', '12000'), ('1.5w', '15000'), ('１．５Ｗ', '15000'), ('1.5 million', '1500000'), ('2 thousand', '2000'), ('3bn', '3000000000'),
    ('300人', '300'), ('300 名', '300'), ('300家', '300'), ('300户', '300'), ('300个', '300'), ('300人次', '300'), ('42.3万人', '423000'),
    ('300名员工', '300'), ('300名职工', '300'), ('20家企业', '20'), ('300人员', '300'), ('300 people', '300'), ('3 workers', '3'), ('３００ｐｅｏｐｌｅ', '300');

-- What says that nothing is known.

INSERT INTO cell (cell, outcome)
SELECT unnest(ARRAY['', ' ', '　', E'\n', '-', '--', '－', '―', '――', '－－', '/', '／', '.', '...', '…', '……', '?', '？',
                    'N/A', 'n/a', '#N/A', 'Ｎ／Ａ', 'NA', 'n.a.', 'NULL', 'null', 'None', 'NaN', 'unknown', 'pending', '(blank)',
                    '无', '没有', '暂无', '无数据', '未知', '不详', '不明', '未填', '未报', '未上报', '未统计', '缺', '缺失', '空', '（空）', '待定', '不适用', '- -', '<NA>', '\N', '未提交', '未反馈', '尚未上报', '无法统计']), 'unknown';

-- What is refused, and why.

INSERT INTO cell (cell, outcome, fault) VALUES
    ('约300', '22P02', 'approximate'), ('300余人', '22P02', 'approximate'), ('300多', '22P02', 'approximate'), ('近３００', '22P02', 'approximate'),
    ('超300人', '22P02', 'approximate'), ('300左右', '22P02', 'approximate'), ('300以上', '22P02', 'approximate'), ('3万余', '22P02', 'approximate'),
    ('~300', '22P02', 'approximate'), ('>300', '22P02', 'approximate'), ('＞300', '22P02', 'approximate'), ('≥300', '22P02', 'approximate'),
    ('300+', '22P02', 'approximate'), ('300?', '22P02', 'approximate'), ('about 300', '22P02', 'approximate'), ('≈300', '22P02', 'approximate'),
    ('12.5', '22P02', 'not a whole number'), ('１２．５', '22P02', 'not a whole number'), ('0.5人', '22P02', 'not a whole number'),
    ('0.00001万', '22P02', 'not a whole number'), ('1.23456万', '22P02', 'not a whole number'), ('0.125', '22P02', 'not a whole number'),
    ('1.234', '22P02', 'point before three digits'), ('12.000', '22P02', 'point before three digits'), ('１．２３４', '22P02', 'point before three digits'),
    ('1,23', '22P02', 'groups of three'), ('1,2345', '22P02', 'groups of three'), ('1234,567', '22P02', 'groups of three'), ('12,34,567', '22P02', 'groups of three'), ('0,123', '22P02', 'groups of three'), ('0 123', '22P02', 'groups of three'),
    ('1,234 567', '22P02', 'groups of three'), ('1.234.567', '22P02', 'groups of three'), ('1.234,00', '22P02', 'groups of three'), ('1 23', '22P02', 'groups of three'),
    ('3万5', '22P02', 'two ways'), ('3千5人', '22P02', 'two ways'),
    ('-5', '22003', 'negative'), ('－５', '22003', 'negative'), ('―5', '22003', 'negative'), ('5-', '22003', 'negative'), ('(5)', '22003', 'negative'),
    ('（1,234）', '22003', 'negative'), ('▲5', '22003', 'negative'), ('△5', '22003', 'negative'), ('负5', '22003', 'negative'), ('-42.3万', '22003', 'negative'),
    ('9223372036854775808', '22003', 'larger than any bigint'), ('922337203685477.5808万', '22003', 'larger than any bigint'),
    ('1' || repeat('0', 400), '22003', 'larger than any bigint'), ('92233720368万亿', '22003', 'larger than any bigint'),
    ('85%', '22P02', 'percentage'), ('８５．１２５％', '22P02', 'percentage'), ('8.5‰', '22P02', 'percentage'),
    ('1.2E+05', '22P02', 'scientific'), ('1e5', '22P02', 'scientific'),
    ('100-200', '22P02', 'more than one'), ('100～200', '22P02', 'more than one'), ('100至200', '22P02', 'more than one'), ('3/4', '22P02', 'more than one'),
    ('2020-02-01', '22P02', 'more than one'), ('2020年2月1日', '22P02', 'more than one'), ('2月1日', '22P02', 'more than one'), ('12:30', '22P02', 'more than one'),
    ('300+50', '22P02', 'more than one'), ('3万40万', '22P02', 'more than one'),
    ('壹佰', '22P02', 'Chinese numerals'), ('二千', '22P02', 'Chinese numerals'), ('三百二十人', '22P02', 'Chinese numerals'), ('零', '22P02', 'Chinese numerals'),
    ('一', '22P02', 'Chinese numerals'), ('#REF!', '22P02', 'error of a formula'), ('#DIV/0!', '22P02', 'error of a formula'), ('####', '22P02', 'error of a formula'),
    ('abc', '22P02', 'not a number'), ('正常', '22P02', 'not a number'), ('nil', '22P02', 'not a number'), ('%', '22P02', 'percentage'),
    ('300元', '22P02', 'something else'), ('￥300', '22P02', 'something else'), ('共300人', '22P02', 'something else'),
    ('300（含外包）', '22P02', 'something else'), ('1O0', '22P02', 'something else'), ('12kg', '22P02', 'something else'), ('1、234', '22P02', 'something else'),
    ('1.5M', '22P02', 'something else'), (repeat(' ', 1001), '22P02', 'too long');

SELECT ok(getdatabaseencoding() IN ('UTF8', 'EUC_CN'), 'an encoding with Chinese: ' || getdatabaseencoding());
SELECT cmp_ok((SELECT count(*) FROM cell), '>', 190::bigint, 'cells');
SELECT is(pg_temp.outcome(cell), outcome, replace(format('%L', left(cell, 40)), E'\n', '\n')) FROM cell WHERE fault IS NULL ORDER BY number;
SELECT is_empty($$ SELECT cell, pg_temp.outcome(cell), outcome FROM cell WHERE pg_temp.outcome(cell) <> outcome $$, 'the SQLSTATE of what is refused');
SELECT is_empty($$ SELECT cell, count_fault(cell) FROM cell WHERE fault IS NULL AND count_fault(cell) IS NOT NULL $$, 'no fault in what is read');
SELECT ok(count_fault(cell) LIKE '%' || fault || '%', format('%L: %s', left(cell, 40), count_fault(cell))) FROM cell WHERE fault IS NOT NULL ORDER BY number;
SELECT is(count_of(NULL), NULL, 'NULL');
SELECT is(count_fault(NULL), NULL, 'NULL has no fault');

CREATE FUNCTION pg_temp.message(cell text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    m text; d text;
BEGIN
    PERFORM count_of(cell);
    RETURN NULL;
EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS m = MESSAGE_TEXT, d = PG_EXCEPTION_DETAIL;
    RETURN m || ': ' || d;
END $$;
SELECT is_empty($$ SELECT cell FROM cell WHERE pg_temp.message(cell) IS DISTINCT FROM
                          'invalid count: "' || cell || '": ' || count_fault(cell) $$, 'the error has the cell and its fault');

-- A unit moves the point exactly: the definition in numeric.

SELECT is_empty($$ SELECT digits || unit, n FROM
                       (VALUES ('十', 1), ('百', 2), ('千', 3), ('万', 4), ('十万', 5), ('百万', 6), ('千万', 7), ('亿', 8), ('千亿', 11), ('万亿', 12)) AS u(unit, power),
                       generate_series(1, 2000, 7) AS i, generate_series(0, 5) AS places,
                       LATERAL (SELECT (i * 10.0 ^ -places)::numeric(20,5) AS value, trim_scale((i * 10.0 ^ -places)::numeric(20,5))::text AS digits) AS d,
                       LATERAL (SELECT value * ('1e' || power)::numeric AS n) AS m
                   WHERE pg_temp.outcome(digits || unit) <> CASE WHEN n = trunc(n) THEN n::bigint::text ELSE '22P02' END $$,
                'every unit, against numeric');

-- Groups of three, against to_char().

SELECT is_empty($$ SELECT n FROM generate_series(0, 62) AS i, LATERAL (SELECT (2::numeric ^ i)::bigint AS n) AS p,
                       unnest(ARRAY[',', '，', ' ', '　', '''', '_']) AS separator
                   WHERE count_of(replace(to_char(n, 'FM9,999,999,999,999,999,999'), ',', separator)) <> n $$,
                'groups, with each separator');

SELECT * FROM finish();
ROLLBACK;
