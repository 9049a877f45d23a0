# A Citus cluster of a coordinator and two workers, where Citus is installed.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use IPC::Run;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $coordinator = new_server('citus_coordinator');
# refused for want of preloading if it is there
if (($coordinator->psql('postgres', 'CREATE EXTENSION citus'))[2] =~ /is not available|control file/)
{
	$coordinator->stop;
	plan skip_all => 'Citus is not installed';
}

my @nodes = ($coordinator, map { new_server("citus_worker_$_") } 1, 2);
foreach my $node (@nodes)
{
	$node->append_conf('postgresql.conf', "shared_preload_libraries = 'citus'\n"
		  . "citus.node_conninfo = 'sslmode=prefer'\nwal_level = logical\nmax_wal_senders = 10\n"
		  . "citus.enable_statistics_collection = off");
	$node->restart;
	$node->safe_psql('postgres', 'CREATE EXTENSION citus');
}
my ($host, $port) = ($coordinator->host, $coordinator->port);
$coordinator->safe_psql('postgres', "SELECT citus_set_coordinator_host('$host', $port)");
$coordinator->safe_psql('postgres', "SELECT citus_add_node('" . $_->host . "', " . $_->port . ")")
  foreach @nodes[ 1, 2 ];

# ---- the example --------------------------------------------------------------------------

my ($stdout, $stderr);
my $status = IPC::Run::run(
	[ 'psql', '-X', '-q', '-d', $coordinator->connstr('postgres'), '-f', "$FindBin::RealBin/../../examples/citus.sql" ],
	'>', \$stdout, '2>', \$stderr);
ok($status, 'examples/citus.sql runs') or diag($stderr);
like($stdout, qr/coord_combine_agg/, 'the coordinator combines');
like($stdout, qr/worker_partial_agg\('public\.pool\(public\.rate\)'/, 'what the workers have pooled');
my ($total) = $stdout =~ m{^\s+\|\s+(\d+/\d+) \|}m;
is($total, $coordinator->safe_psql('postgres', 'SELECT pool(back) FROM distributed_filing'), 'and the subtotals have the total');
is($_->safe_psql('postgres', "SELECT count(*) FROM pg_extension WHERE extname = 'resume'"), '1',
	'the worker has the extension')
  foreach @nodes[ 1, 2 ];

# ---- the same as in one table -----------------------------------------------------------------

$coordinator->safe_psql('postgres', 'CREATE TABLE plain AS SELECT * FROM distributed_filing');
foreach my $what (
	'SELECT pool(back), avg(back), pool(back >= 0.5), mean_of_rates(back), min(class), max(class) FROM %s',
	'SELECT division_code, pool(back), avg(back), max(class) FROM %s GROUP BY division_code ORDER BY 1',
	"SELECT standardize(back, 3) FILTER (WHERE back <> '0/0'), decompose(back, '1/2'), panel_change(back, '1/2') FROM %s",
	'SELECT class, pool(back), pool(numerator(back), denominator(back)) FROM %s GROUP BY class ORDER BY 1',
	'SELECT class, filed_on, pool(back) FROM %s GROUP BY class, filed_on ORDER BY 1, 2',
	"SELECT count(*) FROM %s WHERE back >= 0.5 AND class < 'candidate'",
	"SELECT enterprise_id, filed_on FROM %s WHERE back = '1/2' ORDER BY 1, 2")
{
	is($coordinator->safe_psql('postgres', sprintf $what, 'distributed_filing'),
		$coordinator->safe_psql('postgres', sprintf $what, 'plain'), "the same: $what");
}

# Distributed by a rate, and corrected there.
$coordinator->safe_psql('postgres', "CREATE TABLE by_rate (r rate, note text);
	SELECT create_distributed_table('by_rate', 'r');
	INSERT INTO by_rate VALUES ('1/2', 'a'), ('2/4', 'b'), ('500/1000', 'c'), ('0/0', 'd');
	UPDATE distributed_filing SET back = '500/1000' WHERE enterprise_id = 1 AND division_code = 370100");
is($coordinator->safe_psql('postgres', "SELECT note FROM by_rate WHERE r = '2/4'"), 'b', 'distributed by a rate');
is($coordinator->safe_psql('postgres', "SELECT DISTINCT back FROM distributed_filing WHERE enterprise_id = 1"), '500/1000',
	'a correction arrives');

$_->stop foreach @nodes;
done_testing();
