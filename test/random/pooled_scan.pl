# The pooled scan against the server's own plans: random queries over random
# tables, each with resume.enable_pooled_scan on and off, have to give the same
# bytes, or the same error.
#
#   QUERIES=800 SEED=1 prove ... test/random/pooled_scan.pl
#
# Tables have columns of all kinds in any order, NULLs, columns that were dropped
# or added later, values out of line, rows that were updated, deleted, rolled
# back, prepared or frozen; the server has few buffers, so that tables are larger
# than the ring. Queries run in one process, in parallel, or in a worker alone.

use strict;
use warnings;

use FindBin;
use lib "$FindBin::RealBin/../t/lib";

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use ResumeTest;
use Test::More;

my $queries = $ENV{QUERIES} || 800;
my $seed = $ENV{SEED} || 1;
my $per_table = 80;

srand($seed);
note("SEED=$seed QUERIES=$queries");

my $node = new_server('pooled_scan', conf => q{
	shared_buffers = 1MB
	max_prepared_transactions = 10
	max_worker_processes = 8
	max_connections = 20
	autovacuum = off
	fsync = off
	jit = off
	synchronize_seqscans = off
});
my $major = int($node->safe_psql('postgres', 'SHOW server_version_num') / 10000);
my $force_parallel = $major >= 16 ? 'debug_parallel_query' : 'force_parallel_mode';

$node->safe_psql('postgres', q{
	CREATE EXTENSION resume;
	CREATE TYPE size AS ENUM ('small', 'middle', 'large');
	CREATE DOMAIN headcount AS integer;
	-- the same for a row wherever it lies
	CREATE FUNCTION chance(text, integer) RETURNS float8 LANGUAGE sql IMMUTABLE
		AS 'SELECT (hashtextextended($1, $2) & 4294967295) / 4294967296.0';
	CREATE FUNCTION reciprocal(integer) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN 1 / $1 > 0; END';
});

# ---- chance --------------------------------------------------------------------------

sub one_of { return $_[ int rand @_ ] }
sub chance { return rand() < $_[0] }
sub between { return $_[0] + int rand($_[1] - $_[0] + 1) }

sub some
{
	my ($n, @from) = @_;
	my @some;

	push @some, splice @from, int rand @from, 1 while @from && @some < $n;
	return @some;
}

# ---- columns ---------------------------------------------------------------------------

# What a column can hold, as expressions over the random numbers r0, r1 ... of a
# row, and constants to compare it with.
my %kinds = (
	int2 => { values => [ '(r%d * 5)::int2', '(r%d * 300 - 150)::int2', '(r%d * 65535 - 32768)::int2' ],
		constants => [ qw(0 1 3 -5 200 32767 -32768), '5000000000', "'2'::int2", '40000', '7::int8' ] },
	int4 => { values => [ '(r%d * 7)::int4', '(r%d * 2000 - 1000)::int4', '(r%d * 4294967295 - 2147483648)::int4', '(r%d * 200000)::int4' ],
		constants => [ qw(0 1 4 -1 999 2147483647 -2147483648), '5000000000', '-5000000000', '3::int2' ] },
	int8 => { values => [ '(r%d * 9)::int8', '(r%d * 100000000000)::int8', '(CASE WHEN r%d < 0.1 THEN 9223372036854775807 WHEN r%d < 0.2 THEN -9223372036854775808 ELSE 5 END)' ],
		constants => [ qw(0 1 5 -1 9223372036854775807 -9223372036854775808 50000000000), '2::int2' ] },
	headcount => { values => ['(r%d * 50)::int4'], constants => [ qw(0 10 49) ] },
	bool => { values => ['r%d < 0.4'], constants => [ 'true', 'false' ] },
	'"char"' => { values => [ q{chr(97 + (r%d * 20)::int)::"char"}, q{((r%d * 255 - 128)::int)::"char"} ], constants => [ q{'c'}, q{'k'::"char"}, q{'\\200'} ] },
	date => { values => [ q{date '2020-01-01' + (r%d * 40)::int}, q{CASE WHEN r%d < 0.02 THEN 'infinity' WHEN r%d < 0.04 THEN '-infinity' ELSE date '2020-01-01' + (r%d * 4000)::int END} ],
		constants => [ q{date '2020-01-15'}, q{date '2020-02-05'}, q{'infinity'}, q{current_date - 3000}, q{date '2021-01-01' + 5} ] },
	time => { values => [ q{time '00:00' + (r%d * 20)::int * interval '1 hour'} ], constants => [ q{time '10:00'} ] },
	timestamp => { values => [ q{timestamp '2020-01-01' + (r%d * 50)::int * interval '1 hour'} ], constants => [ q{timestamp '2020-01-02 05:00'}, q{'-infinity'}, q{localtimestamp - interval '2500 days'} ] },
	timestamptz => { values => [ q{timestamptz '2020-01-01' + (r%d * 500)::int * interval '1 minute'} ], constants => [ q{timestamptz '2020-01-01 03:00+00'}, q{now()}, q{now() - interval '2000 days'} ] },
	money => { values => [ q{((r%d * 100)::int)::money} ], constants => [ q{'30'::money} ] },
	oid => { values => [ q{((r%d * 4294967295)::int8)::oid}, q{((r%d * 9)::int8)::oid} ], constants => [ '3', '4000000000' ] },
	size => { values => [ q{(ARRAY['small', 'middle', 'large']::size[])[1 + (r%d * 2.99)::int %% 3]} ], constants => [ q{'middle'} ] },
	city_class => { values => [ q{(ARRAY['comprehensive', 'characteristic', 'candidate']::city_class[])[1 + (r%d * 2.99)::int %% 3]} ], constants => [ q{'pilot'}, q{'comprehensive'::city_class} ] },
	risk_level => { values => [ q{(ARRAY['low', 'medium', 'high']::risk_level[])[1 + (r%d * 2.99)::int %% 3]} ], constants => [ q{'medium'} ] },
	rate => { values => [ q{rate((r%d * 10)::int, 10)}, q{rate((r%d * 3)::int * 0, (r%d * 2)::int)}, q{rate((r%d * 1e12)::int8, 1000000000000)} ], constants => [ q{'1/2'} ] },
	proportion => { values => [ q{rate((r%d * 10)::int, 10)} ], constants => [ q{'3/10'} ] },
	text => { values => [ q{repeat('x', (r%d * 9)::int)}, q{repeat(md5(r%d::text), 1 + (r%d * 100)::int)}, q{'k' || (r%d * 5)::int} ], constants => [ q{'xxx'}, q{'k2'} ] },
	numeric => { values => [ q{(r%d * 100)::numeric(10, 2)} ], constants => [ '50', '12.5' ] },
	float8 => { values => ['r%d'], constants => [ '0.5' ] },
	uuid => { values => [ q{md5((r%d * 9)::int::text)::uuid} ], constants => [ q{md5('3')::uuid} ] },
	interval => { values => [ q{(r%d * 5)::int * interval '1 day'} ], constants => [ q{interval '2 days'} ] },
	name => { values => [ q{('n' || (r%d * 5)::int)::name} ], constants => [ q{'n3'} ] },
);
my @fixed = ('int2', 'int4', 'int8', 'bool', '"char"', 'date', 'time', 'timestamp', 'timestamptz', 'money', 'oid', 'size', 'city_class', 'risk_level', 'headcount');
my @other = ('rate', 'proportion', 'text', 'numeric', 'float8', 'uuid', 'interval', 'name');
my %with_extremes = map { $_ => 1 } qw(int2 int4 int8 date time timestamp timestamptz money city_class risk_level);

sub random_numbers { return join ', ', map { "random() AS r$_" } 0 .. 9 }
sub number { return $_[0] =~ s/r%d/'r' . int rand 10/ger =~ s/%%/%/gr }

# Two columns of counts that make a rate with each other
sub pair
{
	my ($n, $table) = @_;
	my $type = one_of('int2', 'int4', 'int4', 'int4', 'int8');
	my $most = $type eq 'int2' ? 30000 : $type eq 'int4' ? one_of(9, 5000, 2147483647) : one_of(100, 1000000000000);
	my ($a, $b) = some(2, 0 .. 9);

	$most = '1e18' if $type eq 'int8' && $table->{overflow};
	return map { { %$_, kind => $type, pair => "n$n,d$n" } }
	  ({ name => "n$n", value => "floor(r$a * floor(r$b * $most))::$type" }, { name => "d$n", value => "floor(r$b * $most)::$type" });
}

sub with_nulls
{
	my ($column) = @_;

	$column->{nulls} //= one_of(0, 0, 0.05, 0.5, 1);
	return $column->{value} if !$column->{nulls};
	return "CASE WHEN random() < $column->{nulls} THEN NULL ELSE $column->{value} END";
}

sub column
{
	my ($name, @kinds) = @_;
	my $kind = one_of(@kinds);

	return { name => $name, kind => $kind, value => number(one_of(@{ $kinds{$kind}{values} })) };
}

# ---- tables ------------------------------------------------------------------------------

my $tables = 0;

sub insert_rows
{
	my ($table, $rows) = @_;
	my @columns = @{ $table->{columns} };

	# in rows without NULLs columns have their place
	if ($table->{complete}) { $_->{nulls} //= 0 foreach @columns; }
	return "INSERT INTO $table->{name} (" . join(', ', map { $_->{name} } @columns) . ') SELECT '
	  . join(', ', map { with_nulls($_) } @columns) . ' FROM (SELECT ' . random_numbers() . ", i FROM generate_series(1, $rows) AS i) AS s;\n";
}

sub change_rows
{
	my ($table) = @_;
	my $name = $table->{name};
	my @plain = grep { !$_->{pair} } @{ $table->{columns} };
	my $salt = int rand 1e6;
	my $some = "chance($name\::text, $salt) < " . one_of(0.01, 0.1, 0.5);
	my $update = '';

	if (@plain)
	{
		my $column = one_of(@plain);

		$update = "UPDATE $name SET $column->{name} = "
		  . (with_nulls($column) =~ s/\brandom\(\)/chance($name\::text, @{[ $salt + 20 ]})/gr =~ s/\br(\d)\b/chance($name\::text, @{[ $salt + 1 ]}$1)/gr)
		  . " WHERE $some;\n";
	}
	return one_of("DELETE FROM $name WHERE $some;\n", $update, $update, insert_rows($table, between(1, 300)));
}

sub change_table
{
	my ($table) = @_;
	my $name = $table->{name};
	my $new = 'c' . $table->{next}++;
	my @droppable = grep { !$_->{pair} } @{ $table->{columns} };

	return one_of(
		sub { return change_rows($table) },
		sub { return change_rows($table) },
		sub { return "BEGIN;\n" . change_rows($table) . "ROLLBACK;\n" },
		sub { return "BEGIN;\n" . change_rows($table) . "SAVEPOINT s;\n" . change_rows($table) . "ROLLBACK TO s;\n" . change_rows($table) . "COMMIT;\n" },
		sub {
			my $column = column($new, @fixed, @other);
			my $default = chance(0.6) ? ' DEFAULT (' . ($column->{value} =~ s/r\d/0.37/gr) . ')' : '';
			push @{ $table->{columns} }, $column;
			return "ALTER TABLE $name ADD COLUMN $new $column->{kind}$default;\n";
		},
		sub {
			return '' if !@droppable;
			my $column = one_of(@droppable);
			@{ $table->{columns} } = grep { $_ != $column } @{ $table->{columns} };
			return "ALTER TABLE $name DROP COLUMN $column->{name};\n";
		},
		sub { return "VACUUM $name;\n" },
		sub { return "VACUUM (FREEZE, ANALYZE) $name;\n" },
		sub { return "ANALYZE $name;\n" },
	)->();
}

sub fault
{
	my ($table) = @_;
	my ($pair) = grep { $_->{pair} } @{ $table->{columns} };
	my ($n, $d) = split /,/, $pair->{pair};
	my ($a, $b) = @{ one_of([ 5, 0 ], [ -1, 4 ], [ 3, -7 ]) };

	$table->{faults}++;
	return "INSERT INTO $table->{name} ($n, $d) VALUES ($a, $b);\n";
}

sub table
{
	my $table = { name => 't' . ++$tables, next => 100, columns => [], overflow => chance(0.08), complete => chance(0.35) };
	my $n = 0;
	my @columns = map { column('c' . $n++, chance(0.75) ? @fixed : @other) } 1 .. between(1, 7);
	my $sql;

	push @columns, pair($_, $table) foreach 1 .. between(1, 2);
	push @columns, column('c' . $n++, 'rate') if chance(0.5);
	push @columns, column('c' . $n++, 'bool') if chance(0.5);
	$table->{columns} = [ chance(0.3) ? @columns : some(scalar @columns, @columns) ];
	$sql = "CREATE TABLE $table->{name} (" . join(', ', map { "$_->{name} $_->{kind}" } @{ $table->{columns} })
	  . ') WITH (fillfactor = ' . one_of(100, 50) . ");\n";
	foreach my $text (grep { $_->{kind} eq 'text' } @{ $table->{columns} })
	{
		$sql .= "ALTER TABLE $table->{name} ALTER $text->{name} SET STORAGE " . one_of('EXTERNAL', 'MAIN', 'EXTENDED') . ";\n";
	}
	$sql .= insert_rows($table, one_of(chance(0.2) ? (0, 1) : 500, 1000, 1000, 3000, chance(0.05) ? 30000 : 1000));
	$sql .= "CREATE INDEX ON $table->{name} ($table->{columns}[0]{name});\n"
	  if chance(0.2) && $table->{columns}[0]{kind} !~ /money|size/;
	$sql .= change_table($table) foreach 1 .. between(0, 6);
	$sql .= fault($table) if chance(0.1);
	$sql .= "ALTER TABLE $table->{name} ALTER $_->{name} SET (n_distinct = 5);\n" foreach some(chance(0.2) ? 2 : 0, @{ $table->{columns} });
	$sql .= "ANALYZE $table->{name};\n" if chance(0.7);
	$sql .= "BEGIN;\n" . insert_rows($table, 50) . "DELETE FROM $table->{name} WHERE random() < 0.1;\nPREPARE TRANSACTION '$table->{name}';\n"
	  if $table->{prepared} = chance(0.1);
	return ($table, $sql);
}

# ---- queries -----------------------------------------------------------------------------

sub constant
{
	my ($query, $column) = @_;
	my $constant = one_of(@{ $kinds{ $column->{kind} }{constants} });

	if (chance(0.1))
	{
		return "(SELECT min($column->{name}::text)::$column->{kind} FROM $query->{table}{name})"
		  if $column->{kind} !~ /rate|proportion/;
	}
	return 'NULL' if chance(0.02);
	return $constant if !$query->{prepared} || chance(0.3) || $constant =~ /\(|current|localtime/;

	push @{ $query->{values} }, $constant;
	push @{ $query->{types} }, $constant =~ /000000000$|\d{11}/ && $column->{kind} =~ /^int/ ? 'int8' : $constant =~ /::(\w+)$/ ? $1 :
	  $column->{kind} eq 'headcount' ? 'int4' : $constant eq '40000' ? 'int4' : $column->{kind} eq 'oid' ? 'oid' : $column->{kind};
	return '$' . scalar @{ $query->{values} };
}

sub simple_condition
{
	my ($query, $column) = @_;
	my $name = $column->{name};
	my $operator = $column->{kind} =~ /^(?:oid|size)$/ && chance(0.7) ? one_of('=', '<>') : one_of('=', '<>', '<', '<=', '>', '>=');

	return "$name IS " . one_of('', 'NOT ') . 'NULL' if chance(0.15);
	return one_of('', 'NOT ') . $name if $column->{kind} eq 'bool' && chance(0.7);
	return "$name IN (" . join(', ', map { constant($query, $column) } 1 .. between(2, 4)) . ')' if chance(0.12);
	return "$name BETWEEN " . constant($query, $column) . ' AND ' . constant($query, $column) if chance(0.15);
	return constant($query, $column) . " $operator $name" if chance(0.1);
	return "$name $operator " . constant($query, $column);
}

sub other_condition
{
	my ($query, $column) = @_;
	my $name = $column->{name};
	my ($int) = grep { $_->{kind} eq 'int4' } @{ $query->{table}{columns} };

	if ($int && chance(0.15))
	{
		$query->{may_fail} = 1;
		return one_of("100 / $int->{name} > 3", "reciprocal($int->{name})", "$int->{name} > 1 / ($int->{name} - $int->{name})");
	}
	if ($int && $query->{prepared} && chance(0.15))
	{
		$query->{may_fail} = 1;
		push @{ $query->{values} }, '0';
		push @{ $query->{types} }, 'int4';
		return "$int->{name} > 1 / \$" . scalar @{ $query->{values} };
	}
	return one_of(
		"($name IS NULL OR " . simple_condition($query, $column) . ')',
		"NOT ($name = " . constant($query, $column) . ')',
		"$name IS DISTINCT FROM " . constant($query, $column),
		"$name NOT IN (" . constant($query, $column) . ', ' . constant($query, $column) . ')',
		"length($name\::text) > 2",
		"coalesce($name\::text, 'x') <> '3'",
		"(CASE WHEN $name IS NULL THEN 1 ELSE 2 END) = 2",
	);
}

sub conditions
{
	my ($query, $most, $simple) = @_;
	my @columns = some(between(1, $most), @{ $query->{table}{columns} });

	return join ' AND ', map { chance($simple // 0.75) ? simple_condition($query, $_) : other_condition($query, $_) } @columns;
}

sub pool_call
{
	my ($query) = @_;
	my @columns = @{ $query->{table}{columns} };
	my @pairs = grep { $_->{name} =~ /^n/ } @columns;
	my @rates = grep { $_->{kind} =~ /^(?:rate|proportion)$/ } @columns;
	my @flags = grep { $_->{kind} eq 'bool' } @columns;
	my $pair = one_of(@pairs);
	my ($n, $d) = split /,/, $pair->{pair};
	my $wider = $pair->{kind} eq 'int2' ? one_of('int4', 'int8') : $pair->{kind} eq 'int4' ? 'int8' : 'int8';

	return one_of('pool', 'avg') . '(' . one_of(@rates)->{name} . ')' if @rates && chance(0.3);
	return 'pool(' . one_of(@flags)->{name} . ')' if @flags && chance(0.3);
	return "pool($n\::$wider, $d)" if chance(0.1);
	return "pool($n, $d)";
}

sub aggregate
{
	my ($query, $first) = @_;
	my @columns = @{ $query->{table}{columns} };
	my @ints = grep { $_->{kind} =~ /^(?:int2|int4|headcount)$/ } @columns;
	my @ordered = grep { $with_extremes{ $_->{kind} } } @columns;
	my $call =
	    $first || chance(0.3) ? pool_call($query)
	  : chance(0.2) ? 'count(*)'
	  : chance(0.3) ? 'count(' . one_of(@columns)->{name} . ')'
	  : @ints && chance(0.4) ? 'sum(' . one_of(@ints)->{name} . ')'
	  : @ordered && chance(0.9) ? one_of('min', 'max') . '(' . one_of(@ordered)->{name} . ')'
	  : chance(0.03) ? 'count(DISTINCT ' . one_of(@columns)->{name} . '::text)'
	  : 'count(*)';

	$query->{pools}++ if $call =~ /^(?:pool|avg)/;
	$call .= ' FILTER (WHERE ' . conditions($query, 3, 0.97) . ')' if chance(0.3);
	return $call;
}

sub select_list
{
	my ($query) = @_;
	my @keys = @{ $query->{keys} };
	my @aggregates = map { aggregate($query, $_ == 1) } 1 .. between(1, 5);

	$aggregates[0] = "percent($aggregates[0], 3)" if chance(0.1) && $aggregates[0] !~ /FILTER/;
	return join ', ', @keys, @aggregates;
}

sub random_query
{
	my ($table) = @_;
	my $query = { table => $table, prepared => chance(0.25), values => [], types => [], pools => 0 };
	my @groupable = grep { chance(0.9) ? !/"/ && (grep { $_ eq $_ } 1) : 1 } ();
	my @candidates = grep { my $kind = $_->{kind}; grep { $_ eq $kind } @fixed } @{ $table->{columns} };

	@candidates = @{ $table->{columns} } if chance(0.05);
	$query->{keys} = [ map { $_->{name} } some(one_of(0, 0, 1, 1, 2, 3, 4), @candidates) ];
	my $text = 'SELECT ' . select_list($query) . " FROM $table->{name}";
	my $number = scalar @{ $query->{keys} };

	$text .= ' WHERE ' . conditions($query, 3) if chance(0.55);
	$text .= ' GROUP BY ' . join ', ', @{ $query->{keys} } if $number;
	$text .= ' HAVING ' . one_of('count(*) > 1', pool_call($query) . ' IS NOT NULL') if chance(0.12);
	$query->{grouped} = $number;
	$query->{plain} = $text;
	$text .= ' ORDER BY ' . join ', ', 1 .. $number if $number;
	# where rows are sorted first, the error may come behind rows that suffice
	$query->{safe} = !$table->{faults} && !$table->{overflow} && !$query->{may_fail};
	$text .= ' LIMIT 5' if $number && $query->{safe} && chance(0.1);
	$query->{text} = $text;
	return $query;
}

# The statements of a query: what prepares it, what is explained, what is run.
sub statements
{
	my ($query, $id) = @_;
	my $table = $query->{table};
	my $text = $query->{text};
	my ($before, $after) = ('', '');

	if ($query->{prepared})
	{
		my $types = @{ $query->{types} } ? '(' . join(', ', @{ $query->{types} }) . ')' : '';
		my $values = @{ $query->{values} } ? '(' . join(', ', @{ $query->{values} }) . ')' : '';

		$before = 'SET plan_cache_mode = ' . one_of('auto', 'force_generic_plan') . ";\nPREPARE q$id$types AS $text;\n";
		$text = "EXECUTE q$id$values";
	}
	elsif (chance(0.08))
	{
		$text = "SELECT * FROM generate_series(1, 3) AS g, LATERAL ($query->{plain}) AS q ORDER BY " . join ', ', 1 .. $query->{grouped} + 1;
	}
	elsif (chance(0.08) && !$query->{grouped} && $query->{text} !~ /LIMIT/)
	{
		my ($int) = grep { $_->{kind} =~ /^int[24]$/ } @{ $table->{columns} };

		$text = $query->{plain} =~ s/ FROM $table->{name}( WHERE)?/ FROM $table->{name} WHERE $int->{name} > g.i AND true @{[ $1 ? 'AND' : '' ]}/r if $int;
		$text = "SELECT i, (SELECT q::text FROM ($text) AS q) FROM generate_series(-1, 4) AS g(i)" if $int;
	}
	if (chance(0.1) && !$table->{prepared})
	{
		$before = "BEGIN;\n" . change_rows($table) . "SAVEPOINT a;\n" . change_rows($table) . one_of('', "ROLLBACK TO a;\n") . $before;
		$after = "ROLLBACK;\n";
	}
	if (!$query->{prepared} && $query->{safe} && chance(0.06))
	{
		return ($before =~ /^BEGIN/ ? $before : "BEGIN;\n$before", $text,
			"DECLARE c CURSOR FOR $text;\nFETCH 2 FROM c;\nFETCH ALL FROM c", "ROLLBACK;\n");
	}
	return ($before, $text, $text, $after);
}

# ---- both ways ---------------------------------------------------------------------------

my %modes = (
	serial => "SET max_parallel_workers_per_gather = 0;\nSET $force_parallel = off;\n",
	parallel => "SET max_parallel_workers_per_gather = 2;\nSET parallel_setup_cost = 0;\nSET parallel_tuple_cost = 0;\nSET min_parallel_table_scan_size = 0;\nSET $force_parallel = off;\n",
	worker => "SET max_parallel_workers_per_gather = 2;\nSET $force_parallel = on;\nSET min_parallel_table_scan_size = '1GB';\n",
);
my $directory = PostgreSQL::Test::Utils::tempdir();

# Runs a script in a session of its own; what each query has given, and its plan.
sub run_script
{
	my ($name, $script) = @_;
	my (%results, %plans, $id);
	my $target = \%results;

	open my $out, '>', "$directory/$name.sql" or die;
	print $out "\\set SHOW_CONTEXT never\n\\pset null '(null)'\n$script";
	close $out;
	local $ENV{PGOPTIONS} = '-c client_min_messages=error';
	system(sprintf 'psql -X -q -A -t -d "%s" -f %s >%s 2>&1', $node->connstr('postgres'), "$directory/$name.sql", "$directory/$name.out");
	open my $in, '<', "$directory/$name.out" or die;
	while (my $line = <$in>)
	{
		$id = $1, $target = \%results, next if $line =~ /^\@\@ (\d+)$/;
		$target = \%plans, next if $line =~ /^\@plan$/;
		$target = \%results, next if $line =~ /^\@run$/;
		$line =~ s/^psql:[^ ]*:\d+: //;
		$target->{ $id // 'start' } .= $line;
	}
	close $in;
	return (\%results, \%plans);
}

# An error, without what may differ: where several are at fault, any is reported.
sub reduced
{
	my ($result, $query, $mode) = @_;

	return 'error' if $result =~ /^ERROR/m && $query->{table}{faults} + ($query->{may_fail} // 0) + $query->{table}{overflow} > 1;
	$result =~ s/^DETAIL:  Pooling.*\n//mg if $mode ne 'serial' || $query->{any_order} || $query->{grouped} || $query->{pools} > 1;
	return $result;
}

# The first lines in which two results differ
sub difference
{
	my ($expected, $got) = map { [ split /\n/ ] } @_;
	my @lines = grep { ($expected->[$_] // '') ne ($got->[$_] // '') } 0 .. ($#$expected > $#$got ? $#$expected : $#$got);

	return join '', map { "line $_\nexpected " . ($expected->[$_] // 'no line') . "\ngot      " . ($got->[$_] // 'no line') . "\n" } @lines[ 0 .. ($#lines < 3 ? $#lines : 3) ];
}

my %count;
my @differences;
my $done = 0;

while ($done < $queries)
{
	my ($table, $sql) = table();
	my (%query, %mode, %text);
	my ($off, $on) = ("SET resume.enable_pooled_scan = off;\nSET max_parallel_workers_per_gather = 0;\n", "SET resume.enable_pooled_scan = on;\n");

	$table->{faults} //= 0;
	$table->{overflow} ||= 0;
	my ($made) = run_script('table', 'SELECT setseed(' . rand() . ");\n$sql");
	my $trouble = join '', map { $made->{$_} =~ s/^\s*\n//gr } keys %$made;
	if ($trouble =~ /ERROR|FATAL/)
	{
		diag("a table was not made:\n$trouble");
		BAIL_OUT('too many tables are not made') if ++$count{'tables that were not made'} > 3 + $done / 1000;
		$node->safe_psql('postgres', "DROP TABLE IF EXISTS $table->{name}");
		next;
	}

	foreach my $id (1 .. $per_table)
	{
		my $query = random_query($table);
		my ($before, $explained, $run, $after) = statements($query, $id);
		my $mode = one_of(('serial') x 7, ('parallel') x 2, 'worker');
		my $settings = 'SET work_mem = ' . one_of("'64kB'", "'4MB'", "'4MB'") . ";\n";

		$settings .= "SET enable_hashagg = off;\n" if chance(0.03);
		# an index evaluates its keys before it has seen a row
		$settings .= "SET enable_indexscan = off;\nSET enable_indexonlyscan = off;\nSET enable_bitmapscan = off;\n" if $query->{may_fail};
		# where it starts is chance, and so then is the order of rows
		$settings .= "SET synchronize_seqscans = on;\n" if $query->{any_order} = chance(0.2) && $before eq '';
		$before = 'SELECT setseed(' . rand() . ") IS NULL;\n$before" if $before =~ /random/;
		$off .= "\\echo @\@ $id\n\\echo \@plan\n$settings$before\\echo \@run\n$run;\n\\echo :SQLSTATE\n\\echo \@plan\n${after}RESET ALL;\nSET resume.enable_pooled_scan = off;\nSET max_parallel_workers_per_gather = 0;\n";
		$on .= "\\echo @\@ $id\n\\echo \@plan\n$modes{$mode}$settings$before" . "\\set ON_ERROR_ROLLBACK on\nEXPLAIN (COSTS OFF) $explained;\n\\set ON_ERROR_ROLLBACK off\n\\echo \@run\n$run;\n\\echo :SQLSTATE\n\\echo \@plan\n${after}RESET ALL;\nSET resume.enable_pooled_scan = on;\n";
		$query{$id} = $query, $mode{$id} = $mode, $text{$id} = "$settings$before$run";
	}
	# the control: a row that only one of the two has
	$on .= "\\echo @\@ 0\n\\echo \@run\nBEGIN;\nINSERT INTO $table->{name} DEFAULT VALUES;\nSELECT count(*), pool(n1, d1) FROM $table->{name};\nROLLBACK;\n";
	$off .= "\\echo @\@ 0\n\\echo \@run\nSELECT count(*), pool(n1, d1) FROM $table->{name};\n";

	my @first = chance(0.5) ? ('on', $on, 'off', $off) : ('off', $off, 'on', $on);
	my %run = ($first[0] => [ run_script(@first[ 0, 1 ]) ], $first[2] => [ run_script(@first[ 2, 3 ]) ]);
	my ($with, $plans) = @{ $run{on} };
	my ($without) = @{ $run{off} };

	foreach my $id (1 .. $per_table)
	{
		my ($expected, $got) = map { reduced($_->{$id} // 'nothing', $query{$id}, $mode{$id}) } $without, $with;

		$count{ $mode{$id} }++;
		$count{"$mode{$id} scanned"}++ if ($plans->{$id} // '') =~ /PooledScan/;
		$count{'in parallel'}++ if ($plans->{$id} // '') =~ /Parallel Custom Scan/;
		$count{errors}++ if $expected =~ /error/i;
		$count{prepared}++ if $query{$id}{prepared};
		push @differences, "SEED=$seed table $table->{name} $mode{$id}\n$text{$id}\n" . difference($expected, $got) . ($plans->{$id} // '')
		  if $expected ne $got || $expected eq 'nothing';
	}
	$count{controls}++;
	$count{'controls seen'}++ if ($with->{0} // '') ne ($without->{0} // '') || ($without->{0} // '') =~ /ERROR/;
	$done += $per_table;

	if (@differences)
	{
		diag($_) foreach @differences[ 0 .. ($#differences < 3 ? $#differences : 3) ];
		diag("tables were made so:\n$sql");
		last;
	}
	$node->safe_psql('postgres', one_of('ROLLBACK', 'COMMIT') . " PREPARED '$table->{name}'") if $table->{prepared};
	$node->safe_psql('postgres', "DROP TABLE $table->{name}");
	note("$done queries") if $done % 4000 < $per_table;
}

note("$_: $count{$_}") foreach sort keys %count;
is(scalar @differences, 0, "$done queries give the same with and without the pooled scan");
is($count{'controls seen'}, $count{controls}, 'a row more makes a difference');
cmp_ok($count{"$_ scanned"}, '>', 0.25 * $count{$_}, "$_: many queries were answered by the pooled scan") foreach sort keys %modes;
cmp_ok($count{'in parallel'}, '>', 0.2 * $count{parallel}, 'and some in parallel');
cmp_ok($count{errors}, '>', 0, 'some end with an error');

$node->stop;
done_testing();
