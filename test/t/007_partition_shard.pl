# Outgrowing one table, and one server: declarative partitions with aggregates
# by partition, and shards over postgres_fdw that pool their own part.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

# What is computed over filing in every arrangement: every aggregate that can
# run in parts, where the script has it. New ones belong here.
my @aggregates = sort grep { in_script('AGGREGATE', aggregate_name($_)) } (
	'pool(r)',
	'avg(r)',
	'pool(numerator(r), denominator(r))',
	'pool(returned, staff)',
	'pool(few, few + 1::smallint)',
	'pool(resumed)',
	'pool(r) FILTER (WHERE r >= 0.5)',
	'mean_of_rates(r)',
	'chain(r) FILTER (WHERE r >= 0.97)',
	'min(class)',
	'max(class)',
	'min(risk)',
	'max(risk)',
	'decompose(r, rate(few, 7))',
	'panel_change(r, rate(few, 7))',
	'panel_change_split(r, rate(few, 7))',
	"percent_index(r, few) FILTER (WHERE r <> '0/0')",
	"decompose_factors_total(ARRAY[rate(few, 100), '1/2'], ARRAY[rate(few, 90), '1/3'])",
	'range_sum(int8range(few, few + 3))',
	'concentration(staff)',
	'pool(r, daterange(filed_on, filed_on + 9))',
	'pool(s)',
	'series_of_deltas(filed_on, returned, staff, 1)',
	'stripe_sum(returned)',
	'trend(filed_on, r)',
	'logistic_trend(filed_on, r)',
	'ratio_sample(returned, staff)',
	'ratio_sample(r)',
	"stratified('(2,1,2,1,2,4)'::ratio_sample, 3 + enterprise_id % 7)",
	'latest(r, enterprise_id)',
	'latest(class, enterprise_id) FILTER (WHERE resumed)',
	"latest(r, date '2000-01-01' + enterprise_id)",
	"latest(staff, timestamp '2000-01-01' + enterprise_id * interval '1 s')",
	'as_of(enterprise_id, filed_on, r)',
	'series_of_deltas(filed_on, few, 7, 1)',
	'as_of(r, filed_on, returned, staff, 3)',
	"standardize(r, few) FILTER (WHERE r <> '0/0')");

sub aggregate_name
{
	my ($call) = @_;

	return $call =~ /^(?:round\(\(?)?(\w+)/ ? $1 : die $call;
}

my $columns = q{
	enterprise_id integer, division_code integer, filed_on date, class city_class, risk risk_level,
	r rate, staff bigint, returned bigint, few smallint, resumed boolean, s rate_series};
my $rows = q{
SELECT i, (ARRAY[320100, 370100, 350100, 420100])[1 + i % 4], date '2020-02-01' + i / 4 % 28,
	(ARRAY['comprehensive', 'characteristic', 'candidate'])[1 + i % 3]::city_class,
	(ARRAY['low', 'medium', 'high'])[1 + i % 3]::risk_level,
	CASE WHEN i % 11 <> 0 THEN rate(i % (10 + i % 90), 10 + i % 90) END,
	CASE WHEN i % 13 <> 0 THEN 10 + i % 90 END, i % 10, i % 7, CASE WHEN i % 5 <> 0 THEN i % 2 = 0 END,
	format('{%s: %s/%s (%s)}', date '2020-02-01' + i / 4 % 28, i % 8, 9 + i % 3, 1 + i % 2)::rate_series
FROM generate_series(1, 12000) AS i};

sub query
{
	my ($table, $by) = @_;

	return "SELECT " . join(', ', $by // (), @aggregates) . " FROM $table"
	  . ($by ? " GROUP BY $by ORDER BY $by" : '');
}

my $node = new_server('coordinator', conf => 'enable_partitionwise_aggregate = on');
my $settings = 'SET max_parallel_workers_per_gather = 0; SET enable_sort = off;';

$node->safe_psql('postgres', "CREATE EXTENSION resume; CREATE TABLE plain ($columns); INSERT INTO plain $rows; ANALYZE plain;");

is($node->safe_psql('postgres', "
	SELECT string_agg(DISTINCT proname::text, ' ') FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid
	JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume') AND aggcombinefn <> 0
		AND proname <> ALL ('{" . join(',', map { aggregate_name($_) } @aggregates) . "}')"), '',
	'every aggregate that can run in parts is looked at');

# ---- partitions -------------------------------------------------------------------------

my %partitioned = (
	by_city => 'LIST (division_code)',
	by_rate => 'HASH (r)',
	by_class => 'LIST (class)',
	by_day => 'RANGE (filed_on)');
my %bounds = (
	by_city => [ 'FOR VALUES IN (320100, 370100)', 'FOR VALUES IN (350100)', 'FOR VALUES IN (420100)' ],
	by_rate => [ map { "FOR VALUES WITH (MODULUS 3, REMAINDER $_)" } 0 .. 2 ],
	by_class => [ map { "FOR VALUES IN ('$_')" } qw(comprehensive characteristic candidate) ],
	by_day => [
		"FOR VALUES FROM (MINVALUE) TO ('2020-02-10')", "FOR VALUES FROM ('2020-02-10') TO ('2020-02-20')", 'DEFAULT' ]);
my %key = (by_city => 'division_code', by_rate => 'r', by_class => 'class', by_day => 'filed_on');

foreach my $table (sort keys %partitioned)
{
	my $number = 0;

	$node->safe_psql('postgres', "CREATE TABLE $table ($columns) PARTITION BY $partitioned{$table};
		" . join('', map { $number++; "CREATE TABLE ${table}_$number PARTITION OF $table $_;\n" } @{ $bounds{$table} })
		  . "INSERT INTO $table SELECT * FROM plain; ANALYZE $table;");

	# the total: a partial aggregate each
	my $plan = $node->safe_psql('postgres', "$settings EXPLAIN (COSTS OFF) " . query($table));
	is(() = $plan =~ /Partial Aggregate/g, 3, "$table: the total is computed in parts");
	like($plan, qr/\AFinalize Aggregate/, "$table: which are put together");
	is($node->safe_psql('postgres', query($table)), $node->safe_psql('postgres', query('plain')), "$table: the same total");

	# by the key: a whole aggregate each
	$plan = $node->safe_psql('postgres', "$settings EXPLAIN (COSTS OFF) " . query($table, $key{$table}));
	is(() = $plan =~ /^ +(?:->  )?(?:Hash|Group)Aggregate/mg, 3, "$table: groups are computed in their partition");
	unlike($plan, qr/Finalize|Partial/, "$table: and are done there");

	foreach my $by ('division_code', 'class', 'filed_on', 'r')
	{
		is($node->safe_psql('postgres', query($table, $by)), $node->safe_psql('postgres', query('plain', $by)),
			"$table: the same by $by");
	}
}

# joined by partition, and pruned
$node->safe_psql('postgres', 'CREATE TABLE of_rate (r rate, note text) PARTITION BY HASH (r);' . join '',
	map { "CREATE TABLE of_rate_$_ PARTITION OF of_rate FOR VALUES WITH (MODULUS 3, REMAINDER $_);" } 0 .. 2);
$node->safe_psql('postgres', "INSERT INTO of_rate SELECT DISTINCT r, 'x' FROM plain WHERE r IS NOT NULL; ANALYZE of_rate");
my $join = 'SELECT count(*) FROM by_rate JOIN of_rate ON by_rate.r = of_rate.r';
my $plan = $node->safe_psql('postgres', "SET enable_partitionwise_join = on; $settings EXPLAIN (COSTS OFF) $join");
is(() = $plan =~ /(?:Hash|Merge) Join|Nested Loop/g, 3, 'tables partitioned by rate are joined partition by partition');
is($node->safe_psql('postgres', "SET enable_partitionwise_join = on; $join"),
	$node->safe_psql('postgres', 'SELECT count(r) FROM plain'), 'every row finds its partner');
$plan = $node->safe_psql('postgres', "EXPLAIN (COSTS OFF) SELECT * FROM by_rate WHERE r = '1/2'");
is(() = $plan =~ /Scan on/g, 1, 'a rate is looked for in its partition only');
$plan = $node->safe_psql('postgres', "EXPLAIN (COSTS OFF) SELECT * FROM by_class WHERE class < 'candidate'");
is(() = $plan =~ /Scan on/g, 2, 'classes are looked for in their partitions only');

# ---- shards -----------------------------------------------------------------------------

my @shards = map { new_server("shard_$_") } 1 .. 2;

$node->safe_psql('postgres', 'CREATE EXTENSION postgres_fdw;
	CREATE TABLE sharded (LIKE plain) PARTITION BY LIST (division_code)');
foreach my $number (1, 2)
{
	my $shard = $shards[ $number - 1 ];
	my $cities = $number == 1 ? '320100, 370100' : '350100, 420100';

	$shard->safe_psql('postgres', "CREATE EXTENSION resume; CREATE TABLE filing ($columns); CREATE INDEX ON filing (r);
		INSERT INTO filing SELECT * FROM ($rows) AS f(a, code) WHERE code IN ($cities); ANALYZE filing");
	$node->safe_psql('postgres', "
		CREATE SERVER shard_$number FOREIGN DATA WRAPPER postgres_fdw
			OPTIONS (host '" . $shard->host . "', port '" . $shard->port . "', dbname 'postgres',
				extensions 'resume', async_capable 'true');
		CREATE USER MAPPING FOR PUBLIC SERVER shard_$number;
		CREATE FOREIGN TABLE sharded_$number PARTITION OF sharded FOR VALUES IN ($cities)
			SERVER shard_$number OPTIONS (table_name 'filing')");
}
$node->safe_psql('postgres', 'ANALYZE sharded');

# The SQL that a query sends.
sub remote_sql
{
	my ($query) = @_;
	my $plan = $node->safe_psql('postgres', "EXPLAIN (VERBOSE, COSTS OFF) $query");

	return $plan =~ /Remote SQL: (.*)/g;
}

foreach my $case (
	[ "r >= 0.5", 'r OPERATOR(public.>=) 0.5' ],
	[ "r = '1/2'", "r OPERATOR(public.=) '1/2'" ],
	[ "'1/2' <> r", "r OPERATOR(public.<>)|'1/2'\\S* OPERATOR(public.<>) r" ],
	[ "r < rate(returned, staff) AND staff > returned", 'r OPERATOR(public.<) public.rate(returned, staff)' ],
	[ "class <= 'characteristic' AND risk > 'low'", "class OPERATOR(public.<=) 'characteristic'" ],
	[ "class = 'characteristic' OR class = 'candidate'", "class OPERATOR(public.=) 'characteristic'" ],
	[ "percent(r, 1) = 50.0 AND numerator(r) > 10", "public.percent(r, 1, 'half_up'::text) = 50.0" ])
{
	my ($condition, $sent) = @$case;
	my @sql = remote_sql("SELECT enterprise_id FROM sharded WHERE $condition");
	my $pattern = join '|', map { quotemeta =~ s/\\\\S\\\*/\\S*/r } split /\|/, $sent;

	is(scalar(grep { /WHERE.*(?:$pattern)/ } @sql), 2, "sent to the shards: $condition") or diag(@sql);
	is($node->safe_psql('postgres', "SELECT count(*), sum(enterprise_id) FROM sharded WHERE $condition"),
		$node->safe_psql('postgres', "SELECT count(*), sum(enterprise_id) FROM plain WHERE $condition"),
		"the same rows: $condition");
}
# These are answered here, by the rules of postgres_fdw (a collation that comes
# from no column; an array, whose type is no member of the extension), and right
# all the same.
foreach my $condition ("label(class, 'en') LIKE 'C%'", "class IN ('characteristic', 'candidate')", "r = ANY ('{1/2,3/10}')")
{
	is($node->safe_psql('postgres', "SELECT count(*), sum(enterprise_id) FROM sharded WHERE $condition"),
		$node->safe_psql('postgres', "SELECT count(*), sum(enterprise_id) FROM plain WHERE $condition"),
		"the same rows: $condition");
}
my @sql = remote_sql("SELECT enterprise_id FROM sharded WHERE class_on(division_code, filed_on) = 'candidate'");
unlike("@sql", qr/class_on/, 'the register is asked where the query is, not on the shards');
$node->safe_psql('postgres', "INSERT INTO software_city VALUES (320100, NULL, 'Nanjing', 'candidate', '(,)')");
foreach my $table ('plain', 'sharded')
{
	is($node->safe_psql('postgres', "SELECT count(*) > 0 FROM $table
			WHERE class_on(division_code, filed_on) = 'candidate' AND division_code = 320100
			HAVING count(*) = (SELECT count(*) FROM plain WHERE division_code = 320100)"), 't',
		"$table: a row that was added here, and not on the shards, counts");
}
$node->safe_psql('postgres', 'DELETE FROM software_city WHERE NOT seeded');

my $version = $node->safe_psql('postgres', 'SHOW server_version_num') / 10000;

# By city, every aggregate runs on the shards; those that take arrays of rates do
# where postgres_fdw knows that these are the extension's, too, as that of 17 does.
foreach my $aggregate (@aggregates)
{
	my @sql = remote_sql("SELECT division_code, $aggregate FROM sharded GROUP BY division_code");
	my $name = aggregate_name($aggregate) . '(';

	my $sent = $aggregate =~ /ARRAY/ && $version < 17 ? 0 : 2;

	is(scalar(grep { /public\.\Q$name\E.*GROUP BY 1/ } @sql), $sent, "pooled by $sent shards: $aggregate") or diag(@sql);
}
is($node->safe_psql('postgres', query('sharded', 'division_code')), $node->safe_psql('postgres', query('plain', 'division_code')),
	'the same by city');
@sql = remote_sql('SELECT division_code FROM sharded GROUP BY division_code HAVING pool(r) >= 0.4');
is(scalar(grep { /HAVING \(\(public\.pool\(r\) OPERATOR\(public\.>=\) 0\.4\)\)/ } @sql), 2, 'and conditions on the pooled rate');

# What is not by city: pool what the shards have pooled.
foreach my $by ('class', 'filed_on', 'risk')
{
	my $pooled = "SELECT $by, pool(r), pool(r2), pool(r3) FROM (
			SELECT division_code, $by, pool(r) AS r, pool(returned, staff) AS r2, pool(resumed) AS r3
			FROM sharded GROUP BY division_code, $by) AS city
		GROUP BY $by ORDER BY $by";

	@sql = remote_sql($pooled);
	is(scalar(grep { /public\.pool\(r\), public\.pool\(returned, staff\), public\.pool\(resumed\).*GROUP BY/ } @sql), 2,
		"pooled twice by $by: the shards pool first");
	is($node->safe_psql('postgres', $pooled),
		$node->safe_psql('postgres', "SELECT $by, pool(r), pool(returned, staff), pool(resumed) FROM plain GROUP BY $by ORDER BY $by"),
		"pooled twice by $by: the same, to the last unit");
}
is($node->safe_psql('postgres', 'SELECT pool(r) FROM (SELECT division_code, pool(r) AS r FROM sharded GROUP BY division_code) AS city'),
	$node->safe_psql('postgres', 'SELECT pool(r) FROM plain'), 'pooled twice: the same total');
is($node->safe_psql('postgres', query('sharded')), $node->safe_psql('postgres', query('plain')), 'pooled here: the same total');

# Both shards at work at once.
$plan = $node->safe_psql('postgres', 'EXPLAIN (COSTS OFF) SELECT enterprise_id, r FROM sharded');
is(() = $plan =~ /Async Foreign Scan/g, 2, 'the shards are asked at the same time');

# Corrections go to the shard that has the row, in one transaction.
$node->safe_psql('postgres', "UPDATE sharded SET r = '500/1000' WHERE enterprise_id IN (1, 2); UPDATE plain SET r = '500/1000' WHERE enterprise_id IN (1, 2)");
is($node->safe_psql('postgres', query('sharded', 'division_code')), $node->safe_psql('postgres', query('plain', 'division_code')),
	'the same by city after corrections');
is(join(' ', map { $_->safe_psql('postgres', "SELECT count(*) FROM filing WHERE r = '500/1000'") } @shards), '1 1',
	'one correction in each shard');

# The indexes of the shards answer comparisons with a number.
like($shards[0]->safe_psql('postgres', 'EXPLAIN (COSTS OFF) SELECT * FROM filing WHERE r > 0.97'), qr/Index (?:Cond|Scan)/,
	'a shard uses its index on the rate');

# ---- the example ------------------------------------------------------------------------

$node->safe_psql('postgres', 'CREATE DATABASE example');
my ($stdout, $stderr);
my $file = "$FindBin::RealBin/../../examples/sharding.sql";
my $status = IPC::Run::run(
	[
		'psql', '-X', '-q', '-d', $node->connstr('example'),
		(map { ('-v', "shard_${_}_host=" . $shards[ $_ - 1 ]->host, '-v', "shard_${_}_port=" . $shards[ $_ - 1 ]->port) } 1, 2),
		'-f', $file
	],
	'>', \$stdout, '2>', \$stderr);
ok($status, 'examples/sharding.sql runs over three servers') or diag($stderr);
is(() = $stdout =~ /Remote SQL: SELECT division_code, class, filed_on, public\.pool\(back\)/g, 2,
	'examples/sharding.sql: the shards pool');
my ($total) = $stdout =~ m{\|\s+\|\s+(\d+/\d+) \|}
  or diag($stdout);
is($total, $node->safe_psql('example', 'SELECT pool(back) FROM sharded_filing'), 'examples/sharding.sql: the total');

$_->stop foreach $node, @shards;
done_testing();
