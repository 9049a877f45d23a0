# A server whose package is newer than its databases: the library of today under
# the script of 1.0. What 1.0 could do it does, with the aggregates that have
# changed inside in every way in which a server calls them.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $node = new_server('older_script', conf => "max_parallel_workers_per_gather = 2\njit = off");

# Rows that exercise every branch: rates without a value, sides that are
# missing, weights of different size.
my $rows = q{
CREATE TABLE row_of AS
SELECT i, i % 7 AS g, CASE WHEN i % 11 <> 3 THEN rate(i % 97, 97 + i % 13) END AS later,
	CASE WHEN i % 5 = 2 THEN NULL WHEN i % 13 = 4 THEN '0/0'::rate ELSE rate(i % 89, 101 + i % 17) END AS earlier,
	rate(i % 83, 90) AS r, (i % 50) * 1e3 ^ (i % 4) AS w
FROM generate_series(1, 3000) AS i;
ANALYZE row_of;};

my %database = ('1.0' => 'older', '' => 'newer');
foreach my $version (sort keys %database)
{
	$node->safe_psql('postgres', "CREATE DATABASE $database{$version}");
	$node->safe_psql($database{$version},
		'CREATE EXTENSION resume' . ($version ? " VERSION '$version'" : '') . "; $rows");
}

# The mean of 1.0 depends on the order of the rows, in its last digits.
my $aggregates = "round(mean_of_rates(later) %1\$s::numeric, 12), standardize(r, w) %1\$s, (decompose(later, earlier) %1\$s).*, (panel_change(later, earlier) %1\$s).*";
my $parallel = 'SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;';
my $serial = 'SET max_parallel_workers_per_gather = 0;';
my %query = (
	'in all' => [ $serial, 'SELECT ' . sprintf($aggregates, '') . ' FROM row_of' ],
	'by group' => [ $serial, 'SELECT g, ' . sprintf($aggregates, '') . ' FROM row_of GROUP BY g ORDER BY g' ],
	'in parallel' => [ $parallel, 'SELECT ' . sprintf($aggregates, '') . ' FROM row_of' ],
	'of no rows' => [ $serial, 'SELECT ' . sprintf($aggregates, '') . ' FROM row_of WHERE false' ],
	'in a moving frame' => [
		$serial, 'SELECT i, ' . sprintf($aggregates, 'OVER w') . ' FROM row_of WHERE i <= 300
			WINDOW w AS (PARTITION BY g ORDER BY i ROWS BETWEEN 5 PRECEDING AND 2 PRECEDING) ORDER BY i' ],
	'in a growing frame' => [
		$serial, 'SELECT i, ' . sprintf($aggregates, 'OVER w') . ' FROM row_of WHERE i <= 300 WINDOW w AS (PARTITION BY g ORDER BY i) ORDER BY i' ]);

foreach my $how (sort keys %query)
{
	my ($settings, $query) = @{ $query{$how} };
	my $newer = $node->safe_psql('newer', "$settings $query");

	cmp_ok(length $newer, '>', 5, "there is something to compare $how");
	is($node->safe_psql('older', "$settings $query"), $newer, "the same $how");
}

# The plan in which states of 1.0 go from process to process is one.
like($node->safe_psql('older', "$parallel EXPLAIN (COSTS OFF) $query{'in parallel'}[1]"), qr/Partial Aggregate/, 'it was a parallel plan');
like($node->safe_psql('older', 'SELECT panel_change(later, earlier) FROM row_of'), qr/^\((?:-?\d+\.\d{16},){3}-?\d+\.\d{16}\)$/, 'panel_change has its four columns');

# An error is the error that it was.
foreach my $call ("standardize(rate '0/0', 1)", "standardize('1/2', NULL)", "standardize('1/2', 'NaN')")
{
	my (undef, undef, $older) = $node->psql('older', "SELECT $call");
	my (undef, undef, $newer) = $node->psql('newer', "SELECT $call");

	like($older, qr/ERROR/, "$call is refused");
	is($older, $newer, 'with the same words');
}

# After the update the same view gives what a new one gives.
my $view = 'CREATE VIEW kept AS SELECT g, mean_of_rates(later), standardize(r, w), decompose(later, earlier),
	panel_change(later, earlier) FROM row_of GROUP BY g';
$node->safe_psql($_, $view) foreach 'older', 'newer';
$node->safe_psql('older', 'ALTER EXTENSION resume UPDATE');
is($node->safe_psql('older', 'SELECT * FROM kept ORDER BY g'), $node->safe_psql('newer', 'SELECT * FROM kept ORDER BY g'), 'and updated, the same in views');
is($node->safe_psql('older', "$parallel SELECT mean_of_rates(later) FROM row_of"), $node->safe_psql('newer', "$serial SELECT mean_of_rates(later) FROM row_of"),
	'the mean to its last digit');

$node->stop;
done_testing();
