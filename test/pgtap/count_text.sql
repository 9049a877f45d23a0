-- Counts in cells of spreadsheets: what only UTF8 has, a whole sheet against an independent reading of it, and the figures
-- that the recipe of doc/spreadsheet.md must come to.

BEGIN;
SELECT plan(18);

-- Spaces, dashes and marks of typesetting, and traditional characters.

SELECT is_empty($$ SELECT to_hex(code) FROM unnest(ARRAY[32, 160, 8192, 8193, 8194, 8195, 8196, 8197, 8198, 8199, 8200, 8201, 8202, 8239, 8287, 12288]) AS code
                   WHERE count_of('1' || chr(code) || '234') <> 1234 OR count_of(chr(code) || '12' || chr(code)) <> 12 $$,
                'every space, between groups and around');
SELECT is_empty($$ SELECT to_hex(code) FROM unnest(ARRAY[173, 8203, 8204, 8205, 8206, 8207, 8234, 8236, 8237, 8288, 65279]) AS code
                   WHERE count_of('1' || chr(code) || '2') <> 12 OR count_of(chr(code) || '12' || chr(code)) <> 12 $$,
                'what is invisible');
SELECT is_empty($$ SELECT to_hex(code) FROM unnest(ARRAY[45, 8208, 8209, 8210, 8211, 8212, 8213, 8722, 9472, 65123, 65293]) AS code
                   WHERE count_of(chr(code)) IS NOT NULL OR count_fault(chr(code)) IS NOT NULL
                      OR count_fault(chr(code) || '5') NOT LIKE '%negative%' $$,
                'every dash: alone, and as a sign');
SELECT is_empty($$ SELECT to_hex(code) FROM unnest(ARRAY[9, 10, 13, 133, 8232]) AS code
                   WHERE count_fault('1' || chr(code) || '234') IS NULL OR count_of(chr(code) || '12' || chr(code)) <> 12 $$,
                'the end of a line separates no groups');
SELECT is(array_agg(count_of(cell)), '{423000,300000000,300,300,NULL,NULL}', 'traditional characters')
FROM unnest(ARRAY['42.3萬', '3億', '300個', '300戶', '無', '不詳']) AS cell;
SELECT is(count_fault('二〇二〇'), 'It is in Chinese numerals.', 'a zero that EUC_CN lacks');
SELECT is(count_fault('👍'), 'It is not a number.', 'four bytes');
SELECT is(count_of('１　２３４．００　万　人'), 12340000::bigint, 'everything at once');

-- No text at all makes it fail in another way, or read what int8 reads as something else.

CREATE FUNCTION pg_temp.outcome(cell text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    RETURN coalesce(count_of(cell)::text, 'unknown');
EXCEPTION WHEN invalid_text_representation OR numeric_value_out_of_range THEN
    RETURN 'fault';
END $$;
CREATE TEMP TABLE noise AS
SELECT string_agg(substr('0123456789,.''- +万亿千人约()（%eEkw/~，．　５#"=' || chr(160) || chr(8203), 1 + (('x' || substr(md5(i || ' ' || j), 1, 4))::bit(16)::integer % 48), 1), '') AS cell
FROM generate_series(1, 20000) AS i, generate_series(1, 1 + i % 7) AS j GROUP BY i;
ALTER TABLE noise ADD outcome text;
UPDATE noise SET outcome = pg_temp.outcome(cell);
SELECT is_empty($$ SELECT cell FROM noise WHERE (outcome = 'fault') <> (count_fault(cell) IS NOT NULL) $$, 'a fault is an error, and an error a fault');
SELECT is_empty($$ SELECT cell FROM noise WHERE cell ~ '^[0-9]+$' AND outcome <> cell::bigint::text $$, 'plain digits are what they are');
SELECT is_empty($$ SELECT cell FROM noise WHERE outcome ~ '^[0-9]' AND pg_temp.outcome(outcome) <> outcome $$, 'and are read again');
SELECT cmp_ok((SELECT count(*) FROM noise WHERE outcome ~ '^[0-9]'), '>', 1000::bigint, 'many are counts');

-- A sheet, read by other means: digits translated, blanks and separators taken away.

CREATE TEMP TABLE sheet (line integer GENERATED ALWAYS AS IDENTITY, enterprise text, city text, day text, channel text,
                         staff text, returned text, percent text, received_at text);
\copy sheet (enterprise, city, day, channel, staff, returned, percent, received_at) FROM 'test/data/messy_filings.csv' (FORMAT csv, HEADER, ENCODING 'UTF8')

CREATE FUNCTION pg_temp.plain(cell text) RETURNS text LANGUAGE sql IMMUTABLE
    RETURN nullif(translate(cell, '０１２３４５６７８９ 　,—-', '0123456789'), '');

SELECT is(count(*), 652::bigint, 'the sheet is there') FROM sheet;
SELECT is_empty($$ SELECT line, cell FROM sheet, unnest(ARRAY[staff, returned]) AS cell
                   WHERE pg_temp.plain(cell) ~ '^[0-9]+$' AND count_of(cell) IS DISTINCT FROM pg_temp.plain(cell)::bigint $$,
                'every count in it');
SELECT is_empty($$ SELECT line, cell FROM sheet, unnest(ARRAY[staff, returned]) AS cell
                   WHERE pg_temp.plain(cell) IS NULL AND (count_of(cell) IS NOT NULL OR count_fault(cell) IS NOT NULL) $$,
                'every one that is not known');
SELECT results_eq($$ SELECT enterprise, cell, count_fault(cell) FROM sheet, unnest(ARRAY[staff, returned]) AS cell
                     WHERE count_fault(cell) IS NOT NULL ORDER BY line $$,
                  $$ VALUES ('企业0038', '约16', 'It is approximate.'), ('企业0038', '约16', 'It is approximate.'),
                            ('企业0058', '约171', 'It is approximate.'), ('企业0000', '约４０', 'It is approximate.') $$,
                  'and what is refused');
SELECT is(sum(count_of(staff))::bigint, 122446::bigint, 'all staff') FROM sheet WHERE count_fault(staff) IS NULL;
SELECT is(sum(count_of(returned))::bigint, 71265::bigint, 'all who returned') FROM sheet WHERE count_fault(returned) IS NULL;

SELECT * FROM finish();
ROLLBACK;
