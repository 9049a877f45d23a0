# Physical and logical replication: corrections arrive, those included that
# change the counts and not the value.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $primary = new_server('primary', allows_streaming => 'logical', conf => "max_wal_senders = 24\nmax_replication_slots = 24\nmax_connections = 40");

$primary->safe_psql('postgres', 'CREATE SCHEMA measures');
$primary->backup('backup');

# ---- a standby ---------------------------------------------------------------------

my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'backup', has_streaming => 1);
$standby->start;

create_schema($primary, 'postgres', 'measures');
create_rollups($primary, 'postgres', 'measures');
$primary->safe_psql('postgres', "SET search_path = app, measures;
	UPDATE stored_rate SET v = '500/1000' WHERE id = 1;
	INSERT INTO software_city VALUES (659002, NULL, 'Aral', 'candidate')");
$primary->wait_for_catchup($standby);
my $expected = describe($primary, 'postgres');
ok(describe($standby, 'postgres') eq $expected, 'standby: everything is there');
is($standby->safe_psql('postgres', 'SELECT v FROM app.stored_rate WHERE id = 1'), '500/1000',
	'standby: a correction from 1/2 to 500/1000 has arrived');
check_rollups($standby, 'postgres', 'standby', read_only => 1);
like(($standby->psql('postgres', "SELECT measures.rollup_compact('app.report_day')"))[2], qr/ERROR:  cannot acquire lock mode|read-only|recovery/, 'standby: nothing is compacted');
$primary->safe_psql('postgres', "INSERT INTO app.report VALUES (8001, 1, 'e', '2020-02-21', 10, 4, true); DELETE FROM app.report WHERE report_id = 7");
$primary->wait_for_catchup($standby);
check_rollups($standby, 'postgres', 'standby, filed on the primary', read_only => 1);
is($standby->safe_psql('postgres', q{SELECT back FROM app.report_day WHERE "City" = 'e'}), '4/10', 'standby: what was filed is read');
like(($standby->psql('postgres', "INSERT INTO measures.software_city VALUES (659003, NULL, 'Tumxuk', 'candidate')"))[2],
	qr/read-only transaction/, 'standby: it is one');

# ---- logical replication -------------------------------------------------------------

# Two subscribers in one server: one gets values as text, one as binary.
my $subscriber = new_server('subscriber', allows_streaming => 'logical',
	conf => "max_worker_processes = 24\nmax_logical_replication_workers = 20\n"
	  . "max_sync_workers_per_subscription = 3\nwal_retrieve_retry_interval = 50ms\n");
my $tables = q{
CREATE TABLE by_key (id integer PRIMARY KEY, r rate, p proportion, class city_class, risk risk_level, list rate[]);
CREATE TABLE by_row (r rate, class city_class);
ALTER TABLE by_row REPLICA IDENTITY FULL;
CREATE TABLE by_rate (r rate PRIMARY KEY, note text);
};
my $path = 'SET search_path = public, measures;';
my $types = '';
foreach my $type (@stored_types)
{
	$types .= "CREATE TABLE replicated_$type (id integer PRIMARY KEY, v $type);\n";
}
$primary->safe_psql('postgres', $path . $tables . $types);
$subscriber->safe_psql('postgres', "CREATE DATABASE $_") foreach 'as_text', 'as_binary', 'whole', 'updated';
foreach my $database ('as_text', 'as_binary')
{
	# since 16 changes are applied as the owner of the table
	$subscriber->safe_psql($database, "CREATE SCHEMA measures; GRANT USAGE ON SCHEMA measures TO pg_database_owner;
		CREATE EXTENSION resume SCHEMA measures; $path $tables $types");
}
$primary->safe_psql('postgres', $path . q{
INSERT INTO by_key VALUES
	(1, '1/2', '1/2', 'candidate', 'low', '{1/2,NULL,0/0}'),
	(2, '2/4', '2/4', 'candidate', 'low', NULL),
	(3, NULL, NULL, NULL, NULL, NULL);
INSERT INTO by_row VALUES ('1/2', 'candidate'), ('2/4', 'candidate'), ('3/6', 'candidate'), ('0/0', NULL), (NULL, NULL);
INSERT INTO by_rate VALUES ('1/2', 'half'), ('2/4', 'two quarters'), ('0/0', 'empty');
CREATE PUBLICATION filings FOR TABLE by_key, by_row, by_rate} . join('', map { ", replicated_$_" } @stored_types) . q{;
CREATE PUBLICATION register FOR TABLE software_city WHERE (NOT seeded);
});

my $connection = $primary->connstr . ' dbname=postgres';
$subscriber->safe_psql($_, "CREATE SUBSCRIPTION subscription_$_ CONNECTION '$connection' PUBLICATION filings, register
		WITH (binary = " . ($_ eq 'as_binary' ? 'true' : 'false') . ')')
  foreach 'as_text', 'as_binary';
$subscriber->wait_for_subscription_sync($primary, "subscription_$_", $_) foreach 'as_text', 'as_binary';

my $show = q{
SELECT id, r, p, class, risk, list FROM by_key ORDER BY id;
SELECT r, class FROM by_row ORDER BY r, class;
SELECT r, note FROM by_rate ORDER BY r;
SELECT * FROM software_city WHERE NOT seeded ORDER BY division_code, during;
SELECT count(*) FROM software_city WHERE seeded;
} . join '', map { "SELECT id, v FROM replicated_$_ ORDER BY id;\n" } @stored_types;

sub arrived
{
	my ($what) = @_;
	my $expected = $primary->safe_psql('postgres', $path . $show);

	foreach my $database ('as_text', 'as_binary')
	{
		$primary->wait_for_catchup("subscription_$database");
		is($subscriber->safe_psql($database, $path . $show), $expected, "$database: $what");
	}
	return;
}

arrived('the tables are copied, and the rows of the register that were added');

# every value of every type, as new rows
foreach my $type (@stored_types)
{
	my $id = 0;
	my @rows = map { '(' . ++$id . ", $_)" } @{ $stored_values{$type} };

	$primary->safe_psql('postgres', "$path INSERT INTO replicated_$type VALUES (0, NULL), " . join(', ', @rows));
}
arrived('every type');

$primary->safe_psql('postgres', "$path
	UPDATE by_key SET r = '500/1000', p = '500/1000', class = 'comprehensive', list = list || '7/8'::rate WHERE id = 1;
	UPDATE by_row SET r = '500/1000' WHERE r = '1/2';
	UPDATE by_rate SET note = 'corrected' WHERE r = '2/4'");
is($primary->safe_psql('postgres', "$path SELECT r FROM by_row ORDER BY r"), "2/4\n3/6\n500/1000\n0/0\n",
	'the correction is one of four rates with the same value');
arrived('a correction from 1/2 to 500/1000');
is($subscriber->safe_psql('as_text', "$path SELECT r FROM by_key WHERE id = 1"), '500/1000', 'it is what it should be');

$primary->safe_psql('postgres', "$path
	DELETE FROM by_row WHERE r = '2/4';
	UPDATE by_row SET class = 'comprehensive' WHERE r = '0/0';
	DELETE FROM by_row WHERE r IS NULL;
	UPDATE by_rate SET r = '500/1000' WHERE r = '1/2';
	DELETE FROM by_rate WHERE r = '0/0';
	UPDATE by_key SET r = NULL, risk = 'high' WHERE id = 2");
arrived('rows found by all their columns, or by a rate as the key');

$primary->safe_psql('postgres', "$path
	UPDATE software_city SET class = 'characteristic' WHERE division_code = 659002;
	DELETE FROM software_city WHERE division_code = 659001;
	INSERT INTO software_city VALUES (320100, NULL, 'Nanjing', 'characteristic', '[1999-01-01,2000-01-01)')");
arrived('changes of the register');
is($subscriber->safe_psql('as_text', "$path SELECT class_on(320100, '1999-06-01')"), 'characteristic',
	'the subscriber answers by the replicated register');

is($subscriber->safe_psql($_, "$path SELECT pool(r) FROM by_key"), $primary->safe_psql('postgres', "$path SELECT pool(r) FROM by_key"),
	"$_: the same total")
  foreach 'as_text', 'as_binary';

# A subscriber that is updated from 1.0: where the subscription would stop, the
# update is refused.
$subscriber->safe_psql('updated', "CREATE SCHEMA measures; CREATE EXTENSION resume SCHEMA measures VERSION '1.0';
	CREATE SUBSCRIPTION updated CONNECTION '$connection' PUBLICATION register");
$subscriber->wait_for_subscription_sync($primary, 'updated', 'updated');
{
	my ($status, $stdout, $stderr) = $subscriber->psql('updated', 'ALTER EXTENSION resume UPDATE');
	my $as_owner = $subscriber->safe_psql('updated', "SELECT current_setting('server_version_num')::integer >= 160000") eq 't';

	is($status, $as_owner ? 3 : 0, 'an update that would stop a subscription');
	like($stderr, $as_owner ? qr/HINT:  GRANT USAGE ON SCHEMA measures TO pg_database_owner, and update again/ : qr/^$/,
		'is refused with what to do, if there is one');
	$subscriber->safe_psql('updated', 'GRANT USAGE ON SCHEMA measures TO pg_database_owner; ALTER EXTENSION resume UPDATE');
	is($subscriber->safe_psql('updated', "SELECT extversion FROM pg_extension WHERE extname = 'resume'"), '1.1', 'then it is updated');
}
$primary->safe_psql('postgres', "$path INSERT INTO software_city VALUES (659003, NULL, 'Tumxuk', 'candidate');
	DELETE FROM software_city WHERE division_code = 659002");
$primary->wait_for_catchup('updated');
arrived('changes of the register, after the update');
is($subscriber->safe_psql('updated', "$path SELECT * FROM software_city WHERE NOT seeded ORDER BY division_code, during"),
	$primary->safe_psql('postgres', "$path SELECT * FROM software_city WHERE NOT seeded ORDER BY division_code, during"),
	'and the updated subscriber goes on');

# FOR ALL TABLES takes the register along, with the seeded rows that the
# subscriber has already: it must be empty there beforehand.
$primary->safe_psql('postgres', 'CREATE DATABASE whole');
$primary->safe_psql('whole', "CREATE EXTENSION resume; CREATE TABLE by_key (id integer PRIMARY KEY, r rate);
	INSERT INTO by_key VALUES (1, '1/2');
	INSERT INTO software_city VALUES (659001, NULL, 'Shihezi', 'candidate');
	CREATE PUBLICATION whole FOR ALL TABLES");
$subscriber->safe_psql('whole', "CREATE EXTENSION resume; CREATE TABLE by_key (id integer PRIMARY KEY, r rate);
	TRUNCATE software_city;
	CREATE SUBSCRIPTION whole CONNECTION '" . $primary->connstr . " dbname=whole' PUBLICATION whole");
$subscriber->wait_for_subscription_sync($primary, 'whole', 'whole');
is($subscriber->safe_psql('whole', "SELECT count(*), count(*) FILTER (WHERE seeded) FROM software_city"), '20|19',
	'all tables: the register is that of the publisher');

# ---- the standby takes over -------------------------------------------------------------

$primary->wait_for_catchup($standby);
$expected = describe($primary, 'postgres');
$subscriber->safe_psql($_->[0], "DROP SUBSCRIPTION $_->[1]")
  foreach [ 'as_text', 'subscription_as_text' ], [ 'as_binary', 'subscription_as_binary' ], [ 'whole', 'whole' ], [ 'updated', 'updated' ];
$primary->stop('immediate');
$standby->promote;
ok(describe($standby, 'postgres') eq $expected, 'promoted: everything is there');
check_rollups($standby, 'postgres', 'promoted');
is($standby->safe_psql('postgres', "SET search_path = app, measures; SET enable_seqscan = off;
		INSERT INTO by_hash SELECT rate(i, 100), -i FROM generate_series(0, 100) AS i;
		SELECT count(*) FROM generate_series(0, 100) AS i JOIN by_hash ON r = rate(i, 100)"), '202',
	'promoted: it takes rows and finds them');

$standby->stop;
$subscriber->stop;
done_testing();
