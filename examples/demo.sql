\encoding UTF8
\set QUIET on
-- The whole demo, in an empty UTF8 database that has the extension's files: psql -X -q -v ON_ERROR_STOP=1 -f examples/demo.sql

\ir demo_data.sql
\echo 'GENERATED DATA: 15,910 invented enterprises and three weeks of their filings.'
\echo 'How they divide among the cities is invented, as are every staff total and every'
\echo 'day but the last. PUBLISHED: the counts of the three cohorts, which the filings'
\echo 'add up to to the last unit, and the column "published". No row says anything'
\echo 'about a real enterprise or a real city.'
\echo
\ir bulletin.sql
\echo
\ir trend.sql
\echo
\ir audit_published.sql
\echo 'Next: "make shell" opens psql on these tables. Try'
\echo '  SELECT percent(pool(returned, staff)) FROM filing;    the return rate'
\echo '  \\i examples/bulletin.sql       this bulletin; \\d+ city_rates shows its query'
\echo '  \\i examples/trend.sql          the trend; \\d+ as_of_rates shows its query'
