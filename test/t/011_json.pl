# Rows that hold the extension's types go to JSON and come back, as in history
# tables that keep to_jsonb(OLD) and in layers that insert from documents.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $node = new_server('json', conf => 'jit = off');

create_schema($node, 'postgres', 'public');

# Each type of a column, and arrays of it: a row of the table is the same row.
foreach my $type (@stored_types)
{
	my $table = "app.stored_$type";

	cmp_ok($node->safe_psql('postgres', "SELECT count(*) FROM $table WHERE v IS NOT NULL"), '>', 1, "$type: values");

	# The server takes nested JSON arrays for dimensions of one array.
	if ($type eq 'rate_series')
	{
		is($node->safe_psql('postgres', "SELECT DISTINCT jsonb_typeof(to_jsonb(v)) FROM $table WHERE v IS NOT NULL"),
			'array', "$type: is an array itself, so that an array of it does not come back");
		$node->safe_psql('postgres', "UPDATE $table SET list = NULL");
	}
	foreach my $form ('json', 'jsonb')
	{
		is($node->safe_psql('postgres', qq{
			SELECT count(*) FROM $table AS t WHERE NOT ${form}_populate_record(NULL::$table, to_$form(t)) *= t}),
			'0', "$type: rows come back from $form");
		is($node->safe_psql('postgres', qq{
			SELECT count(*) FROM $table AS t
			FULL JOIN ${form}_populate_recordset(NULL::$table, (SELECT ${form}_agg(t) FROM $table AS t)) AS back USING (id)
			WHERE (t *= back) IS NOT TRUE}),
			'0', "$type: tables come back from $form");
	}
}

# The rows that functions return.
foreach my $call (q{SELECT decompose('1/2', '1/3') AS v}, q{SELECT panel_change('1/2', '1/3') AS v})
{
	my ($type) = $call =~ /SELECT (\w+)/;
	my %row_type = (decompose => 'decomposition', panel_change => 'panel_decomposition');

	is($node->safe_psql('postgres', qq{
		SELECT jsonb_populate_record(NULL::$row_type{$type}, to_jsonb(v)) *= v, json_populate_record(NULL::$row_type{$type}, to_json(v)) *= v FROM ($call) AS t}),
		't|t', "$row_type{$type}: comes back");
}

# A log of changes as triggers keep it.
$node->safe_psql('postgres', q{
CREATE TABLE filing (id integer PRIMARY KEY, r rate, share proportion, history rate[]);
CREATE TABLE filing_log (at integer GENERATED ALWAYS AS IDENTITY, old jsonb);
CREATE FUNCTION log_filing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	INSERT INTO filing_log (old) VALUES (to_jsonb(OLD));
	RETURN NULL;
END $$;
CREATE TRIGGER logged AFTER UPDATE OR DELETE ON filing FOR EACH ROW EXECUTE FUNCTION log_filing();
INSERT INTO filing VALUES (1, '9223372036854775806/9223372036854775807', '1/2', '{1/2,NULL}'), (2, '0/0', NULL, NULL), (3, '307/100', '0/0', '{}');
CREATE TABLE before AS TABLE filing;
UPDATE filing SET r = '1/3';
DELETE FROM filing;
INSERT INTO filing SELECT (jsonb_populate_record(NULL::filing, old)).* FROM (SELECT DISTINCT ON (old -> 'id') old FROM filing_log ORDER BY old -> 'id', at) AS first;
});
is($node->safe_psql('postgres', 'SELECT count(*) FROM (TABLE before EXCEPT TABLE filing) AS lost'), '0', 'a table is restored from its log');

$node->stop;
done_testing();
