# What a dump or a foreign server cannot be told by name: constructs of SQL that
# mean an operator and have no place for its schema. The table of the reference
# ("Dump and restore") says which, and how to write the same; each of its rows is
# tried here, and so is what the reference says comes back.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $node = new_server('unnamed');
my $dumps = PostgreSQL::Test::Utils::tempdir();

# ---- the forms ------------------------------------------------------------------

# A condition on the table filing AS f, or a whole query.
sub whole_query
{
	my ($form) = @_;

	return $form =~ /^(SELECT|WITH)/ ? $form : "SELECT f.id FROM filing AS f WHERE $form";
}

# { wrong, right, remote } for each row of the table in the reference.
sub table_of_the_reference
{
	my $manual = read_file_or_die("$FindBin::RealBin/../../doc/resume.md");
	my ($table) = $manual =~ /^\| does not come back \| postgres_fdw \| write \|\n\|[-|]+\|\n((?:\|.*\n)+)/m
	  or BAIL_OUT('the reference has no table of what does not come back');
	my @rows;

	foreach my $line (split /\n/, $table)
	{
		my ($wrong, $remote, $right) = $line =~ /^\| `([^`]+)`[^|]* \| (error|works) \| `([^`]+)` \|$/
		  or BAIL_OUT("not a row of the table: $line");
		push @rows, { wrong => $wrong, remote => $remote, right => $right };
	}
	return @rows;
}

my @rows = table_of_the_reference();

# More of each kind: other types of the extension, and other words for the same.
my @wrong = (
	(map { $_->{wrong} } @rows),
	"(r, id) > ('1/2', 2)",
	"(id, r) BETWEEN (1, '1/2') AND (2, '1/3')",
	'(id, r) = ANY (SELECT id, q FROM filing)',
	'(r, id) IN (SELECT q, id FROM filing)',
	'(id, r) <> ALL (SELECT id, q FROM filing)',
	'(id, r) <= ANY (SELECT id, q FROM filing)',
	'(id, r) < (SELECT id, q FROM filing WHERE id = 2)',
	'p IS DISTINCT FROM q',
	"class IS DISTINCT FROM 'candidate'",
	"CASE class WHEN 'candidate' THEN true END",
	"NULLIF(class, 'candidate') IS NULL",
	'SELECT f.id FROM filing AS f FULL JOIN filing AS g USING (class)',
	't IS NOT DISTINCT FROM t',
	's IS NOT DISTINCT FROM s');

# What names its operators, or needs none.
my @right = (
	(map { $_->{right} } @rows),
	"(id, r) = (1, '1/2')",
	"(id, r) <> (1, '1/2')",
	"(id, r) IN ((1, '1/2'), (2, '1/3'))",
	"(id, r) NOT IN ((1, '1/2'), (2, '1/3'))",
	"(r, q) < ('1/2', '1/3')",
	'(r, q) IN (SELECT q, r FROM filing)',
	'(r, q) = (SELECT r, q FROM filing WHERE id = 1)',
	'r IN (SELECT q FROM filing)',
	'r NOT IN (SELECT q FROM filing)',
	"r IN ('1/2', '1/3')",
	"r NOT IN ('1/2', '1/3')",
	"r = ANY (ARRAY[q, '1/2'])",
	'r < ANY (SELECT q FROM filing)',
	'r > ALL (SELECT q FROM filing)',
	'r = (SELECT q FROM filing WHERE id = 1)',
	"r BETWEEN '1/3' AND q",
	"r BETWEEN SYMMETRIC '1/2' AND '1/3'",
	'r NOT BETWEEN 0.1 AND 0.5',
	'0.5 < r',
	'(r > q) IS NOT TRUE',
	"coalesce(r, '0/0') = q",
	"class IN ('candidate', 'comprehensive')",
	"GREATEST(class, 'candidate') = class",
	'LEAST(r, q) = r',
	'r::numeric > 0.5',
	'ARRAY[r] IS DISTINCT FROM ARRAY[q]',
	'ARRAY[r] && ARRAY[q]',
	'NULLIF(ARRAY[r], ARRAY[q]) IS NULL',
	'between_rates IS DISTINCT FROM NULL',
	'between_rates @> r',
	'f IS DISTINCT FROM f',
	'f IN (SELECT g FROM filing AS g)',
	'CASE f WHEN f THEN true END',
	'SELECT DISTINCT ON (r) id FROM filing ORDER BY r',
	'SELECT DISTINCT r, class FROM filing',
	'SELECT id FROM filing ORDER BY r USING >',
	'SELECT r FROM filing UNION SELECT q FROM filing',
	'SELECT r FROM filing INTERSECT ALL SELECT q FROM filing',
	'SELECT r, class, count(*) FROM filing GROUP BY CUBE (r, class)',
	'SELECT count(DISTINCT r), array_agg(r ORDER BY r), min(class) FROM filing',
	'SELECT mode() WITHIN GROUP (ORDER BY r), rank(rate(1, 2)) WITHIN GROUP (ORDER BY r) FROM filing',
	'SELECT rank() OVER (PARTITION BY class ORDER BY r) FROM filing',
	'SELECT count(*) OVER (ORDER BY r RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM filing',
	'SELECT count(*) OVER (ORDER BY r GROUPS 1 PRECEDING) FROM filing',
	'SELECT f.id FROM filing AS f FULL JOIN other AS o ON f.r = o.r',
	'WITH RECURSIVE w AS (SELECT id, r FROM filing UNION SELECT id + 1, r FROM w WHERE id < 9) SELECT * FROM w',
	'WITH RECURSIVE w AS (SELECT id, r FROM filing UNION ALL SELECT id + 1, r FROM w WHERE id < 9)'
	  . ' CYCLE r SET is_cycle USING path SELECT id, r FROM w',
	'WITH RECURSIVE w AS (SELECT id, r FROM filing UNION ALL SELECT id + 1, r FROM w WHERE id < 9)'
	  . ' SEARCH BREADTH FIRST BY r, id SET place SELECT id, r FROM w ORDER BY place',
	'SELECT x.r FROM json_to_recordset(NULL) AS x(r rate) WHERE r > 0.5');

# Where else an expression is kept. The condition takes the place of %s.
my %place = (
	policy => 'CREATE TABLE %1$s (LIKE filing); CREATE POLICY %1$s ON %1$s USING (%2$s)',
	trigger => 'CREATE TABLE %1$s (LIKE filing); CREATE TRIGGER %1$s BEFORE UPDATE ON %1$s FOR EACH ROW WHEN (%3$s)'
	  . ' EXECUTE FUNCTION suppress_redundant_updates_trigger()',
	rule => 'CREATE TABLE %1$s (LIKE filing); CREATE RULE %1$s AS ON UPDATE TO %1$s WHERE %3$s DO INSTEAD NOTHING',
	statistics => 'CREATE TABLE %1$s (LIKE filing); CREATE STATISTICS %1$s ON (%2$s), (id) FROM %1$s',
	index => 'CREATE TABLE %1$s_of (LIKE filing); CREATE INDEX %1$s ON %1$s_of (id) WHERE %2$s',
	check => 'CREATE TABLE %1$s (LIKE filing, CHECK (%2$s))',
	generated => 'CREATE TABLE %1$s (LIKE filing, so boolean GENERATED ALWAYS AS (%2$s) STORED)',
	partition => 'CREATE TABLE %1$s (LIKE filing) PARTITION BY LIST ((%2$s))',
	domain => "CREATE DOMAIN %1\$s AS rate CHECK (%4\$s)",
	default => "CREATE TABLE %1\$s (id integer, so boolean DEFAULT (%5\$s))",
	body => 'CREATE FUNCTION %1$s() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(*) FROM filing WHERE %2$s; END',
	matview => 'CREATE MATERIALIZED VIEW %1$s AS SELECT id FROM filing WHERE %2$s');
my %condition = (
	bad => 'r IS DISTINCT FROM q',
	good => 'coalesce(r <> q, r IS NOT NULL OR q IS NOT NULL)');

sub in_place
{
	my ($place, $kind) = @_;
	my $condition = $condition{$kind};

	return sprintf $place{$place} . ";\n", "${kind}_$place", $condition,
	  $condition =~ s/\br\b/old.r/gr =~ s/\bq\b/new.r/gr,
	  $condition =~ s/\br\b/VALUE/gr =~ s/\bq\b/rate(1, 2)/gr,
	  $condition =~ s/\br\b/rate(1, 3)/gr =~ s/\bq\b/rate(1, 2)/gr;
}

# ---- they mean the same -----------------------------------------------------------

my $tables = q{
SET search_path = public, m;
CREATE TYPE raterange AS RANGE (subtype = rate);
CREATE TABLE filing (id integer, r rate, q rate, p proportion, class city_class, t rate_trend, s ratio_sample,
	between_rates raterange, n numeric, m numeric);
CREATE TABLE other (r rate);
INSERT INTO filing (id, r, q, p, class, between_rates, n, m) VALUES
	(1, '1/2', '1/2', '1/2', 'candidate', '[1/3,1/2]', 0.5, 0.5), (2, '1/3', '2/6', '1/4', 'comprehensive', NULL, 1, 2),
	(2, '1/2', '1/3', NULL, 'candidate', '[0/1,1/9]', 1, NULL), (3, '0/0', '0/0', '0/0', NULL, '[1/9,)', NULL, NULL);
INSERT INTO other SELECT DISTINCT r FROM filing WHERE id <> 3;
};
my $null_rows = q{
INSERT INTO filing (id, r, q) VALUES (2, NULL, '1/2'), (2, '1/2', NULL), (4, NULL, NULL);
};

$node->safe_psql('postgres', 'CREATE DATABASE source');
$node->safe_psql('source', "CREATE SCHEMA m; CREATE EXTENSION resume SCHEMA m; $tables");

sub rows_of
{
	my ($database, $query) = @_;

	return $node->safe_psql($database, "SET search_path = public, m; SELECT x::text FROM ($query) AS x ORDER BY 1");
}

sub same_rows
{
	my ($rows, $where) = @_;

	is(rows_of('source', whole_query($_->{right})), rows_of('source', whole_query($_->{wrong})),
		"$where: $_->{right} is $_->{wrong}")
	  foreach @$rows;
	return;
}

same_rows(\@rows, 'no NULL');
$node->safe_psql('source', "SET search_path = public, m; $null_rows");
# a NULL spoils them, as the reference says
same_rows([ grep { $_->{wrong} !~ /NOT IN|ALL/ } @rows ], 'with NULL');

# ---- dump and restore ----------------------------------------------------------------

sub view
{
	my ($name, $form) = @_;

	return "CREATE VIEW $name AS SELECT count(*) FROM (" . whole_query($form) . ") AS x;\n";
}

my (%form, $sql);

$form{"bad_$_"} = $wrong[$_] foreach 0 .. $#wrong;
$form{"good_$_"} = $right[$_] foreach 0 .. $#right;
$sql = join '', map { view($_, $form{$_}) } sort keys %form;
foreach my $kind (keys %condition)
{
	foreach my $place (sort keys %place)
	{
		$form{"${kind}_$place"} = "$condition{$kind} in a $place";
		$sql .= in_place($place, $kind);
	}
}

# It is not the construct: with the server's own types it comes back.
foreach (0 .. $#rows)
{
	next if $rows[$_]{wrong} =~ /JOIN/;
	$form{"good_numeric_$_"} = my $numeric = $rows[$_]{wrong} =~ s/\br\b/n/gr =~ s/\bq\b/m/gr =~ s/'1\/2'/0.5/gr;
	$sql .= view("good_numeric_$_", $numeric);
}
$node->safe_psql('source', "SET search_path = public, m; SET check_function_bodies = off;\n$sql");

# Every object of these names, whatever it is.
my $made = q{
SELECT relname FROM pg_class WHERE relname ~ '^(good|bad)_' AND relkind <> 'I'
UNION SELECT polname FROM pg_policy UNION SELECT tgname FROM pg_trigger UNION SELECT rulename FROM pg_rewrite WHERE rulename <> '_RETURN'
UNION SELECT stxname FROM pg_statistic_ext UNION SELECT typname FROM pg_type WHERE typtype = 'd'
UNION SELECT proname FROM pg_proc WHERE proname ~ '^(good|bad)_'
UNION SELECT relname FROM pg_class AS c JOIN pg_attrdef ON adrelid = c.oid
};

# A table that has lost its policy, rule or trigger has not come back.
my $lost = q{
SELECT relname FROM pg_class AS c WHERE relkind IN ('r', 'p') AND (
	relname ~ 'policy' AND NOT EXISTS (SELECT FROM pg_policy WHERE polrelid = c.oid)
	OR relname ~ 'trigger' AND NOT EXISTS (SELECT FROM pg_trigger WHERE tgrelid = c.oid)
	OR relname ~ '_rule' AND NOT EXISTS (SELECT FROM pg_rewrite WHERE ev_class = c.oid)
	OR relname ~ 'statistics' AND NOT EXISTS (SELECT FROM pg_statistic_ext WHERE stxrelid = c.oid)
	OR relname ~ 'default' AND NOT EXISTS (SELECT FROM pg_attrdef WHERE adrelid = c.oid))
};

sub there
{
	my ($database) = @_;
	my %lost = map { $_ => 1 } split /\n/, $node->safe_psql($database, $lost);

	return { map { $_ => 1 } grep { !$lost{$_} && $form{$_} } split /\n/, $node->safe_psql($database, $made) };
}

my $before = there('source');
is_deeply([ sort keys %$before ], [ sort keys %form ], 'every form could be made');

$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dumps/forms", '-d', $node->connstr('source') ], 'all of them are dumped');
$node->safe_psql('postgres', 'CREATE DATABASE target');
my ($stdout, $stderr);
IPC::Run::run([ 'pg_restore', '-d', $node->connstr('target'), "$dumps/forms" ], '>', \$stdout, '2>', \$stderr);
like($stderr, qr/operator does not exist: m\.rate = m\.rate/, 'pg_restore says what is missing');
my $after = there('target');

foreach my $name (sort keys %form)
{
	if ($name =~ /^good/) { ok($after->{$name}, "comes back: $form{$name}"); }
	else { ok(!$after->{$name}, "does not come back: $form{$name}"); }
}

# ---- functions with a body in quotes ---------------------------------------------------

$node->safe_psql('postgres', 'CREATE DATABASE quoted; CREATE DATABASE quoted_target');
$node->safe_psql('quoted', "CREATE SCHEMA m; CREATE EXTENSION resume SCHEMA m; $tables
	CREATE FUNCTION high(rate) RETURNS boolean LANGUAGE plpgsql STABLE AS 'BEGIN RETURN \$1 > 0.4; END';
	CREATE FUNCTION high_in_schema(r m.rate) RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = m
		AS 'BEGIN RETURN \$1 > 0.4; END';
	CREATE TABLE bad_body (r rate CHECK (high(r)));
	CREATE TABLE good_body (r rate CHECK (high_in_schema(r)));
	INSERT INTO bad_body VALUES ('1/2');
	INSERT INTO good_body VALUES ('1/2');");
$node->command_ok([ 'pg_dump', '-Fc', '-f', "$dumps/quoted", '-d', $node->connstr('quoted') ], 'bodies in quotes are dumped');
IPC::Run::run([ 'pg_restore', '-d', $node->connstr('quoted_target'), "$dumps/quoted" ], '>', \$stdout, '2>', \$stderr);
like($stderr, qr/operator does not exist: m\.rate > numeric/, 'a body in quotes finds no operator in a restore');
is($node->safe_psql('quoted_target', 'SELECT (SELECT count(*) FROM bad_body), (SELECT count(*) FROM good_body)'), '0|1',
	'unless it sets the search path');

# ---- publications ------------------------------------------------------------------------

{
	my ($status, $out, $error) = $node->psql('source',
		'SET search_path = public, m; CREATE PUBLICATION high FOR TABLE filing WHERE (r > 0.5)');

	isnt($status, 0, 'a row filter with an operator of the extension is refused');
	like($error, qr/User-defined operators are not allowed/, 'and says so');
}
$node->safe_psql('source', 'CREATE PUBLICATION register FOR TABLE m.software_city WHERE (NOT seeded)')
  if $node->safe_psql('source', "SELECT relkind FROM pg_class WHERE oid = 'm.software_city'::regclass") eq 'r';

# ---- postgres_fdw --------------------------------------------------------------------------

SKIP:
{
	skip 'postgres_fdw is not installed', 1
	  unless $node->safe_psql('postgres', "SELECT count(*) FROM pg_available_extensions WHERE name = 'postgres_fdw'");
	my ($host, $port, $user) = ($node->host, $node->port, $node->safe_psql('postgres', 'SELECT current_user'));

	$node->safe_psql('postgres', 'CREATE DATABASE near');
	$node->safe_psql('near', "CREATE SCHEMA m; CREATE EXTENSION resume SCHEMA m; SET search_path = public, m;
		CREATE TYPE raterange AS RANGE (subtype = rate);
		CREATE EXTENSION postgres_fdw;
		CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw
			OPTIONS (host '$host', port '$port', dbname 'source', extensions 'resume');
		CREATE USER MAPPING FOR CURRENT_USER SERVER far OPTIONS (user '$user');
		IMPORT FOREIGN SCHEMA public LIMIT TO (filing, other) FROM SERVER far INTO public");

	foreach my $row (@rows)
	{
		my $query = whole_query($row->{wrong});

		if ($row->{remote} eq 'works')
		{
			is(rows_of('near', $query), rows_of('source', $query), "works over postgres_fdw: $row->{wrong}");
		}
		else
		{
			my ($status, $out, $error) = $node->psql('near', "SET search_path = public, m; $query");

			isnt($status, 0, "is an error over postgres_fdw: $row->{wrong}");
			like($error, qr/operator does not exist.*remote SQL command/s, 'on the other side');
		}
	}
	my %queries = map { whole_query($_) => 1 } @right;
	is(rows_of('near', $_), rows_of('source', $_), "works over postgres_fdw: $_") foreach sort keys %queries;

	# It is the option that has them sent.
	$node->safe_psql('near', 'ALTER SERVER far OPTIONS (DROP extensions)');
	is(rows_of('near', whole_query($_->{wrong})), rows_of('source', whole_query($_->{wrong})),
		"works without the option: $_->{wrong}")
	  foreach grep { $_->{remote} eq 'error' } @rows;
}

$node->stop;
done_testing();
