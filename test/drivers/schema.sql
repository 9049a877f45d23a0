-- What every driver finds: the demonstration data with the view for BI tools,
-- and a small table of the extension's own types.
\i examples/demo_data.sql
\o /dev/null
\i examples/bi.sql
\o

-- rates as a column, for tools that send their aggregates to the server
CREATE TABLE city_rate AS
SELECT division_code, class::text AS city_class, pool(returned, staff) AS back
FROM filing JOIN enterprise USING (enterprise_id) CROSS JOIN LATERAL class_on(division_code, filed_on) AS class
GROUP BY division_code, class;

CREATE TABLE sample (
	id integer PRIMARY KEY,
	r rate,
	p proportion,
	class city_class,
	level risk_level
);
INSERT INTO sample VALUES
	(1, '13012/15910', '42/42', 'comprehensive', 'low'),
	(2, '0/0', '0/0', 'candidate', 'high'),
	(3, NULL, NULL, NULL, NULL),
	(4, '9223372036854775807/1', '0/9223372036854775807', 'characteristic', 'medium');
