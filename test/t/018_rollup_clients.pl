# Eight clients file, correct, move, withdraw and delete at all three isolation
# levels, while others check in snapshots of their own and merge stripes: the
# rollup is its definition in every snapshot, inside of writers, and at the end.
# Backends are terminated meanwhile. RESUME_ROLLUP_SECONDS=600 makes a long run.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $seconds = $ENV{RESUME_ROLLUP_SECONDS} // 5;
my $node = new_server('clients', conf => "max_prepared_transactions = 20\nautovacuum_naptime = 1s\n");
my $dir = PostgreSQL::Test::Utils::tempdir();

$node->safe_psql('postgres', q{
CREATE EXTENSION resume;
CREATE TABLE filing (id integer, city integer, on_day date NOT NULL, staff integer, back integer, resumed boolean, note text, PRIMARY KEY (id)) PARTITION BY HASH (id);
CREATE TABLE filing_0 PARTITION OF filing FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE filing_1 PARTITION OF filing FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO filing SELECT i, i % 3, date '2020-02-10' + i % 3, 10, 5, true FROM generate_series(1, 300) AS i;
SELECT rollup_create('city_day', 'filing', '{on_day,city}', '{"n": "count", "back": ["back", "staff"], "resumed": "resumed"}');
SELECT rollup_create_as_of('series', 'filing', 'id % 40', 'on_day', '{id}', '{city}', '{"back": ["back", "staff"], "resumed": "resumed"}', 1);
-- an error that pgbench does not try again
CREATE FUNCTION exact() RETURNS void LANGUAGE plpgsql AS $$
DECLARE wrong bigint := rollup_check('city_day') + rollup_check('series');
BEGIN
	IF wrong > 0 THEN
		RAISE 'the rollup differs in % cells', wrong USING ERRCODE = 'data_corrupted';
	END IF;
END $$;
});

my $set = q{
\set id random(1, 400)
\set city random(1, 3)
\set day random(0, 2)
\set back random(0, 10)
};
my %statement = (
	insert => q{INSERT INTO filing VALUES (:id, :city, date '2020-02-10' + :day, 10, :back, true) ON CONFLICT DO NOTHING;},
	several => q{INSERT INTO filing SELECT :id + i, nullif(i % 4, 3), date '2020-02-10' + i % 3, 10 + i, i, i % 2 = 0 FROM generate_series(0, 9) AS i ON CONFLICT (id) DO UPDATE SET back = excluded.back, city = excluded.city;},
	move => q{UPDATE filing SET city = :city, on_day = date '2020-02-10' + :day WHERE id = :id;},
	correct => q{UPDATE filing_1 SET back = :back, staff = nullif(:back + 10, 15) WHERE id = :id;},
	note => q{UPDATE filing SET note = 'x' WHERE id = :id;},
	delete => q{DELETE FROM filing WHERE id IN (:id, :id + 7);},
	merge => q{MERGE INTO filing AS f USING (SELECT :id AS id) AS s ON f.id = s.id WHEN MATCHED AND :back < 3 THEN DELETE WHEN MATCHED THEN UPDATE SET city = :city WHEN NOT MATCHED THEN INSERT VALUES (s.id, :city, '2020-02-11', 10, :back, false);},
	ctes => q{WITH a AS (DELETE FROM filing WHERE id = :id RETURNING id), b AS (UPDATE filing SET city = :city WHERE id = :id + 1 RETURNING id) INSERT INTO filing VALUES (:id + 1000, :city, '2020-02-10', 10, :back, NULL) ON CONFLICT DO NOTHING;},
);
my %script = (
	(map { ($_ => "$set$statement{$_}") } keys %statement),
	committed => "${set}BEGIN;\n$statement{move}\nSAVEPOINT s;\n$statement{several}\nROLLBACK TO s;\n$statement{insert}\nCOMMIT;",
	repeatable => "${set}BEGIN ISOLATION LEVEL REPEATABLE READ;\nSELECT exact();\n$statement{move}\n$statement{delete}\nSELECT exact();\nCOMMIT;",
	serializable => "${set}BEGIN ISOLATION LEVEL SERIALIZABLE;\n$statement{correct}\n$statement{insert}\nSELECT exact();\nCOMMIT;",
	reader => 'SELECT exact();',
	compact => "SELECT rollup_compact('city_day');\nSELECT rollup_compact('series');",
	rolled_back => "${set}BEGIN;\n$statement{several}\nROLLBACK;",
);

my @files;
foreach my $name (sort keys %script)
{
	open my $out, '>', "$dir/$name.sql" or die $!;
	print $out "$script{$name}\n";
	close $out;
	push @files, '-f', "$dir/$name.sql" . ($name eq 'compact' ? '@1' : '@4');
}

# What is terminated leaves nothing behind.
my $timer = IPC::Run::timeout(60 + 2 * $seconds);
my ($out, $err) = ('', '');
my $bench = IPC::Run::start([ 'pgbench', '-n', '-c', '8', '-j', '2', '-T', $seconds, '--max-tries=1000', @files,
		'-h', $node->host, '-p', $node->port, 'postgres' ], '>', \$out, '2>', \$err, $timer);
my $victims = 0;
for my $round (1 .. $seconds)
{
	my $victim = IPC::Run::start([ 'pgbench', '-n', '-c', '2', '-T', '1', '--max-tries=1000', '-f', "$dir/several.sql",
			'-h', $node->host, '-p', $node->port, 'postgres' ], '>', \my $o, '2>', \my $e, $timer);
	select undef, undef, undef, 0.5;
	$victims += $node->safe_psql('postgres', q{SELECT count(pg_terminate_backend(pid)) FROM (
		SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY backend_start DESC LIMIT 2) AS a});
	eval { $victim->finish };
}
$bench->finish;
note($out);
unlike($err, qr/differs|data_corrupted/, 'the rollup was exact in every snapshot');
is(join("\n", grep { /ERROR/ && !/terminating|could not serialize|deadlock|duplicate key/ } split /\n/, $err), '', 'and nothing else failed');
cmp_ok(($out =~ /number of transactions actually processed: (\d+)/)[0] // 0, '>', 100, 'many transactions ran');
cmp_ok($victims, '>', 0, 'some were terminated');
is($node->safe_psql('postgres', q{SELECT rollup_check('city_day') + rollup_check('series')}), '0', 'exact at the end');
note($node->safe_psql('postgres', q{SELECT 'stripes: ' || stripes || ', cells: ' || (SELECT count(*) FROM city_day) FROM rollups WHERE name = 'city_day'}));
$node->stop('immediate');
$node->start;
is($node->safe_psql('postgres', q{SELECT rollup_check('city_day') + rollup_check('series')}), '0', 'and after a crash');
$node->safe_psql('postgres', q{SELECT rollup_compact('city_day')});
is($node->safe_psql('postgres', q{SELECT stripes = (SELECT count(*) FROM city_day) FROM rollups WHERE name = 'city_day'}), 't', 'one stripe a cell is left by compaction');
$node->stop;
done_testing();
