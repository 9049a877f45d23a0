\encoding UTF8
-- The rollups that the board reads instead of the filings, so that it is quick however many there are. Run once, by the owner
-- of the filings:
--     psql -X -v ON_ERROR_STOP=1 [-v source=/path/to/mapping.sql] -d mine -f examples/dashboard/rollup.sql
-- The filings have to be one table. Filings wait while it runs, some ten seconds for a million of them. What it has made is in
-- the view rollups; rollup_drop('board_city') and so on take it away.
\if :{?source}
\i :source
\else
\ir source.sql
\endif

\if :{?rollup} \else
\set rollup board
\endif

BEGIN;

SELECT format('DO $do$ BEGIN RAISE EXCEPTION USING MESSAGE = %L, HINT = %L; END $do$', wrong, hint)
FROM (VALUES ('the mapping names no rollups', 'Say \\set rollup ''board'' in it.', :'rollup' = 'NULL'),
             ('rollups of the board need filings that are one table', 'A join or a view is read without rollups.',
              coalesce(to_regclass(CASE WHEN :'filings' ~ '^("[^"]+"|[^\s".(),;]+)(\.("[^"]+"|[^\s".(),;]+))?$' THEN :'filings' END)
                       NOT IN (SELECT oid FROM pg_class WHERE relkind IN ('r', 'p')), true))) AS w(wrong, hint, is_wrong)
WHERE is_wrong \gexec

-- The extension's schema is searched last, wherever it is.
SELECT count(set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'), ''), quote_ident(nspname)), true)) AS found
FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace
WHERE extname = 'resume' AND nspname <> ALL (current_schemas(false)) \gset board_

SELECT ARRAY[format('%s AS city', :'city')] AS board_by, array_remove(ARRAY[:'received'], 'NULL') AS board_version,
       format('coalesce((%s)::boolean, (%s) > 0)', :'resumed', :'returned') AS board_resumed,
       CASE WHEN :'on_site' <> 'NULL' THEN jsonb_build_object('on_site', jsonb_build_array(:'on_site', :'staff')) ELSE '{}' END AS board_on_site \gset

-- The rates as of each day, by city: every enterprise with its last filing, in the city that this names.
SELECT rollup_create_as_of(:'rollup' || '_city', :'filings', entity => :'entity', day => :'filed_on', version => :'board_version', by => :'board_by',
                           measures => jsonb_build_object('resumed', :'board_resumed',
                                                          'returned', jsonb_build_array(:'returned', :'staff')) || :'board_on_site') AS made \gset board_

-- Who filed for the day itself: the same, with nothing carried forward.
SELECT rollup_create_as_of(:'rollup' || '_fresh', :'filings', entity => :'entity', day => :'filed_on', version => :'board_version', by => :'board_by',
                           measures => jsonb_build_object('returned', jsonb_build_array(:'returned', :'staff')), carry => 0) AS made \gset board_

-- Filings by day and city, as they came in.
SELECT rollup_create(:'rollup' || '_day', :'filings', by => format('%s AS filed_on', :'filed_on') || :'board_by'::text[],
                     measures => jsonb_build_object('filings', jsonb_build_object('count', '*', 'filter', format('(%s) IS NOT NULL', :'entity')))) AS made \gset board_

-- The largest enterprises of a city, for what has to be withheld, are no sums; an index finds them.
CREATE INDEX ON :filings ((:city), (:staff));

COMMIT;
