-- Where the board finds filings: five names, and some that may be left as they say. Each is an SQL expression over what
-- FROM gives; the values here are those of the demo. For tables of your own copy this file, change the names, and say
--     make dashboard PGDATABASE=… SOURCE=/path/to/your/file.sql

-- FROM what: a table, a view or a join with a row a filing
\set filings 'filing_history'

-- The five: who files, where that is (a GB/T 2260 code, or a city's name), the day that the figures speak of, and the counts.
\set entity     'enterprise_id'
\set city       'filed_from'
\set filed_on   'filed_on'
\set staff      'staff'
\set returned   'returned'

-- NULL where there is no such column: when it was received (of two filings for one day the later counts), the staff on
-- site (no on-site rate is shown then), and whether the enterprise is at work again (then: whether anybody is back).
\set received   'received_at'
\set on_site    'on_site'
\set resumed    'resumed'

-- Who should file, for the coverage: a query of city and number of enterprises, or NULL for those that have ever filed.
\set registered 'SELECT division_code, count(*) FROM enterprise GROUP BY 1'

-- Rollups of these filings, which the board reads instead of them, if there are any: their names begin with this word.
-- rollup.sql makes them, where the filings are one table. NULL: the filings are read in any case.
\set rollup     'board'

-- The smallest count, and the fewest enterprises, that may be read off the board; and whether none and all, which are said
-- of each of them, may be.
\set threshold  3
\set keep_extremes true
-- What the date in the last column is of, in percent, and where the S curve that it is read off ends; how many days the
-- board shows at most.
\set target     90
\set ceiling    100
\set days       62
-- What the title says the figures are: text in Chinese and in English. Empty: nothing, or of the demo that it is generated.
\set about_zh   ''
\set about_en   ''
