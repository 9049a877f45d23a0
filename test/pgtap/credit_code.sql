-- Unified social credit codes: the check character of GB 32100-2015.

BEGIN;
SELECT plan(21);

-- The standard's own example, and published codes of well-known companies.

CREATE TEMP TABLE code (code text);
INSERT INTO code VALUES ('91350100M000100Y43'), ('91110108551385082Q'), ('91110000600037341L'), ('91310110666007217T'),
    ('914403001922038216'), ('9144030071526726XG'), ('91330100799655058B'), ('91110000802100433B');

SELECT ok(credit_code_is_valid(code), code || ' is valid') FROM code;

-- The definition, in SQL: the weighted sum of 17 characters and the 18th.

CREATE FUNCTION pg_temp.check_character(code text) RETURNS text
    LANGUAGE sql IMMUTABLE
BEGIN ATOMIC
    SELECT substr('0123456789ABCDEFGHJKLMNPQRTUWXY',
                  ((31 - sum((strpos('0123456789ABCDEFGHJKLMNPQRTUWXY', substr(code, i, 1)) - 1) * weight) % 31) % 31 + 1)::integer, 1)
    FROM unnest(ARRAY[1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]) WITH ORDINALITY AS w(weight, j),
         LATERAL (SELECT j::integer AS i) AS k;
END;

CREATE TEMP TABLE made AS
SELECT '9' || 1 + i % 3 || lpad((i * 7919 % 1000000)::text, 6, '0')
       || string_agg(substr('0123456789ABCDEFGHJKLMNPQRTUWXY', 1 + ('x' || substr(md5(i || ' ' || j), 1, 6))::bit(24)::integer % 31, 1), '')
       AS body
FROM generate_series(1, 1000) AS i, generate_series(1, 9) AS j
GROUP BY i;

SELECT is_empty($$ SELECT body, last FROM made,
                          regexp_split_to_table('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') AS last
                   WHERE credit_code_is_valid(body || last) <> (last = pg_temp.check_character(body)) $$,
                'of all characters, just one checks');

SELECT is_empty($$ SELECT code, i, other FROM code, generate_series(1, 18) AS i,
                          regexp_split_to_table('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') AS other
                   WHERE other <> substr(code, i, 1) AND credit_code_is_valid(overlay(code PLACING other FROM i FOR 1)) $$,
                'one wrong character shows, wherever it is');
SELECT is_empty($$ SELECT code, i FROM code, generate_series(1, 17) AS i
                   WHERE substr(code, i, 1) <> substr(code, i + 1, 1)
                     AND credit_code_is_valid(overlay(code PLACING reverse(substr(code, i, 2)) FROM i FOR 2)) $$,
                'two neighbours that changed places show');

SELECT ok(NOT credit_code_is_valid('91350211M00013FA1N'), 'a code given out before the standard, without its check character');
SELECT ok(NOT credit_code_is_valid('91350100m000100y43'), 'small letters are not in the alphabet');
SELECT ok(NOT credit_code_is_valid(' 91350100M000100Y43'), 'nor are spaces');
SELECT ok(NOT credit_code_is_valid('91350100M000100Y4'), 'one character less');
SELECT ok(NOT credit_code_is_valid('91350100M000100Y430'), 'one character more');
SELECT ok(NOT credit_code_is_valid(''), 'nothing');
SELECT ok(NOT credit_code_is_valid('91A50100M000100Y4' || pg_temp.check_character('91A50100M000100Y4')),
          'a division code is of digits');
SELECT ok(NOT credit_code_is_valid('统一社会信用'), 'eighteen bytes of another script');
SELECT is(credit_code_is_valid(NULL), NULL, 'no code');
SELECT ok(credit_code_is_valid((SELECT string_agg(substr(code, i, 1), '' ORDER BY i)
                                FROM code, generate_series(1, 18) AS i WHERE code LIKE '%Y43')), 'a text that was computed');

SELECT * FROM finish();
ROLLBACK;
