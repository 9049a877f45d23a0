# Beside pg_ivm, where it is installed: a rate over two sums that it keeps is what pool()
# gives, after whatever changes the table.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $node = new_server('pg_ivm');
if (!$node->safe_psql('postgres', "SELECT 1 FROM pg_available_extensions WHERE name = 'pg_ivm'"))
{
	$node->stop;
	plan skip_all => 'pg_ivm is not installed';
}
$node->append_conf('postgresql.conf', "shared_preload_libraries = 'pg_ivm'");
$node->restart;
$node->safe_psql('postgres', 'CREATE EXTENSION pg_ivm; CREATE EXTENSION resume; CREATE DATABASE documented TEMPLATE postgres');
note('pg_ivm ', $node->safe_psql('postgres', "SELECT extversion FROM pg_extension WHERE extname = 'pg_ivm'"));

documented($node, 'documented', 'pg_ivm');

# ---- what it does not keep ------------------------------------------------------------------------

$node->safe_psql('postgres', q{
	CREATE TABLE filing (day date, city integer, n integer, d integer, back rate, class city_class);
	INSERT INTO filing SELECT date '2020-02-01' + i % 30, i % 7, nullif(i % 10, 9), nullif(10, i % 50 + 9), rate(i % 10, 10), 'candidate' FROM generate_series(1, 1000) AS i;
	INSERT INTO filing VALUES ('2020-02-01', NULL, 0, 0, '0/0', NULL), ('2020-02-01', 8, NULL, NULL, NULL, NULL);
});

sub immv
{
	my ($name, $query) = @_;

	return ($node->psql('postgres', "SELECT pgivm.create_immv('$name', \$\$$query\$\$)"))[2];
}

like(immv('of_pool', 'SELECT city, pool(n, d) FROM filing GROUP BY city'), qr/ERROR: .*pool\(integer,integer\) is not supported/, 'pool()');
like(immv('of_class', 'SELECT city, max(class) FROM filing GROUP BY city'), qr/ERROR: .*max\(city_class\) is not supported/, 'max() of a class');
like(immv('of_filter', 'SELECT city, sum(n) FILTER (WHERE d IS NOT NULL) FROM filing GROUP BY city'), qr/ERROR: .*FILTER/, 'FILTER');
like(immv('of_rate', 'SELECT city, rate(sum(n)::bigint, sum(d)::bigint) FROM filing GROUP BY city'), qr/ERROR: .*expression/, 'a rate of sums, in it');

# ---- what it keeps -------------------------------------------------------------------------------

immv('of_counts', 'SELECT city, sum(n) AS n, sum(d) AS d, count(*) AS rows FROM filing WHERE n IS NOT NULL AND d IS NOT NULL GROUP BY city');
immv('of_rates', 'SELECT city, sum(numerator(back)) AS n, sum(denominator(back)) AS d, count(back) AS rows FROM filing GROUP BY city');
immv('of_rows', 'SELECT day, city, back, class FROM filing WHERE back >= 0.5');
immv('of_distinct', 'SELECT DISTINCT back, class FROM filing');
$node->safe_psql('postgres', q{
	CREATE VIEW kept AS SELECT 'counts' AS kind, city, rate(n::bigint, d::bigint) AS back FROM of_counts
		UNION ALL SELECT 'rates', city, rate(n::bigint, d::bigint) FROM of_rates WHERE rows > 0;
	CREATE VIEW defined AS SELECT 'counts' AS kind, city, pool(n, d) AS back FROM filing GROUP BY city HAVING pool(n, d) IS NOT NULL
		UNION ALL SELECT 'rates', city, pool(back) FROM filing GROUP BY city HAVING pool(back) IS NOT NULL;
	SELECT rollup_create('beside', 'filing', '{city}', '{"back": ["n", "d"]}');
});

sub is_kept
{
	my ($name) = @_;

	foreach my $of ([ 'kept', 'defined', '*' ], [ 'of_rows', 'filing WHERE back >= 0.5', 'day, city, back, class' ], [ 'of_distinct', 'filing', 'DISTINCT back, class' ],
		[ 'kept WHERE kind = \'counts\'', 'beside WHERE back IS NOT NULL', 'city, back' ])
	{
		my ($kept, $defined, $columns) = @$of;
		my $as_kept = $columns =~ s/DISTINCT //r;

		is($node->safe_psql('postgres', "(SELECT $as_kept FROM $kept EXCEPT ALL SELECT $columns FROM $defined) UNION ALL (SELECT $columns FROM $defined EXCEPT ALL SELECT $as_kept FROM $kept)"),
			'', "$name: $kept");
	}
	return;
}

is_kept('made');
cmp_ok($node->safe_psql('postgres', 'SELECT count(*) FROM kept'), '==', 16, 'something is kept');
foreach my $change (
	"INSERT INTO filing VALUES ('2020-03-01', 1, 5, 10, '5/10', 'candidate'), ('2020-03-01', 9, 7, 3, '7/3', 'comprehensive')",
	"UPDATE filing SET n = 0, back = '0/10' WHERE day = '2020-02-03'",
	"UPDATE filing SET back = '500/1000' WHERE back = '5/10' AND city = 2",
	"UPDATE filing SET d = NULL WHERE city = 4 AND day < '2020-02-10'",
	"DELETE FROM filing WHERE city = 3",
	"UPDATE filing SET city = 3 WHERE city = 5",
	"BEGIN; DELETE FROM filing; ROLLBACK",
	"BEGIN; INSERT INTO filing SELECT * FROM filing; DELETE FROM filing WHERE city = 1; COMMIT",
	'TRUNCATE filing')
{
	$node->safe_psql('postgres', $change);
	is_kept($change);
}
like(($node->psql('postgres', "INSERT INTO filing VALUES ('2020-03-01', 1, 1, 0)"))[2], qr/denominator/, 'a rollup beside it refuses a pair that is none');
$node->safe_psql('postgres', "SELECT rollup_drop('beside'); INSERT INTO filing VALUES ('2020-03-01', 1, 1, 0), ('2020-03-01', 1, 3, 4)");
is($node->safe_psql('postgres', "SELECT back FROM kept WHERE kind = 'counts'"), '4/4', 'which sums hide, as the reference says');

$node->stop;
done_testing();
