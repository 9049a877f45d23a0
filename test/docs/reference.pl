#!/usr/bin/perl
# Holds the reference manual, doc/resume.md, against the catalogs and the server.
#
# Every object that the extension has must be in the manual with its signature,
# and nothing else. Functions, aggregates, operators, casts and types stand in
# the first column of a table whose other columns say what they give and what
# they do with NULL, with empty input and with errors: each of these claims is
# in test/docs/claims as a call, which is made here. Each function and aggregate
# is called in an example, which test/docs/examples.pl runs.
#
# The server is that of the environment: tools/with-server prove test/docs/reference.pl

use strict;
use warnings;

use Cwd;
use File::Basename;
use IPC::Open2;
use Test::More;

chdir dirname(__FILE__) . '/../..' or die "cannot go to the top: $!";

my $manual = 'doc/resume.md';
my $database = 'reference';

# What the calls cannot show: binary input, another encoding, sizes of a server.
my %not_called = map { $_ => 1 } qw(22P03 22P05 54000);

$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{PGDATESTYLE} = 'ISO, YMD';
$ENV{PGTZ} = 'UTC';

sub read_file
{
	my ($file) = @_;

	open my $in, '<', $file or die "$file: $!";
	local $/;
	return scalar <$in>;
}

# The rows that a script returns, as arrays of columns.
sub query
{
	my ($sql) = @_;
	my $pid = open2(my $from, my $to, 'psql', '-X', '-q', '-A', '-t', '-F', "\t",
		'-v', 'ON_ERROR_STOP=1', '-d', $database);

	print $to $sql;
	close $to;
	my @rows = map { chomp; [ split /\t/, $_, -1 ] } <$from>;
	waitpid $pid, 0;
	$? == 0 or BAIL_OUT('a query of the catalogs fails');
	return @rows;
}

system('createdb', $database) == 0 or BAIL_OUT('no database for the reference');
system('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $database, '-c', 'CREATE EXTENSION resume') == 0
  or BAIL_OUT('the extension cannot be created');

# ---- what there is ----------------------------------------------------------

# One row an object: kind, key, signature. A support function is one that
# another object in the catalogs names as its own.
my @objects = query(<<'SQL');
CREATE TEMP VIEW member AS
SELECT classid, objid
FROM pg_depend
WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass
  AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume');

CREATE TEMP VIEW support AS
SELECT unnest(ARRAY[typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze]::oid[]) AS oid FROM pg_type
UNION ALL
SELECT unnest(ARRAY[aggtransfn, aggfinalfn, aggcombinefn, aggserialfn, aggdeserialfn, aggmtransfn, aggminvtransfn,
                    aggmfinalfn]::oid[]) FROM pg_aggregate
UNION ALL SELECT oprcode FROM pg_operator
UNION ALL SELECT amproc FROM pg_amproc
UNION ALL SELECT castfunc FROM pg_cast
UNION ALL SELECT prosupport FROM pg_proc
-- what 1.0 made its aggregates of
UNION ALL SELECT objoid FROM pg_description
WHERE classoid = 'pg_proc'::regclass AND description ~ '^aggregate .* function of release 1\.0$'
UNION ALL SELECT oid FROM pg_proc WHERE prorettype = 'trigger'::regtype
UNION ALL
SELECT refobjid FROM pg_depend JOIN pg_constraint AS c ON classid = 'pg_constraint'::regclass AND objid = c.oid
WHERE refclassid = 'pg_proc'::regclass AND conrelid <> 0;

SELECT CASE WHEN EXISTS (SELECT FROM support AS s WHERE s.oid = p.oid) THEN 'support function' ELSE 'function' END,
       p.oid::regprocedure::text,
       format('%s(%s)', proname, regexp_replace(regexp_replace(pg_get_function_arguments(p.oid), '''(-[0-9]+)''::integer', '\1', 'g'), '::[a-z ]+', '', 'g')) ||
       CASE WHEN 'o' = ANY (proargmodes) THEN '' ELSE ' → ' || pg_get_function_result(p.oid) END
FROM member JOIN pg_proc AS p ON classid = 'pg_proc'::regclass AND objid = p.oid
UNION ALL
SELECT 'operator', o.oid::regoperator::text,
       format('%s %s %s → %s', oprleft::regtype, oprname, oprright::regtype, oprresult::regtype)
FROM member JOIN pg_operator AS o ON classid = 'pg_operator'::regclass AND objid = o.oid
UNION ALL
SELECT 'cast', format('cast %s %s', castsource::regtype, casttarget::regtype),
       format('%s AS %s', castsource::regtype, casttarget::regtype)
FROM member JOIN pg_cast AS c ON classid = 'pg_cast'::regclass AND objid = c.oid
UNION ALL
-- since 17 arrays and the rows of tables and views are members, too
SELECT 'type', 'type ' || typname, typname
FROM member JOIN pg_type AS t ON classid = 'pg_type'::regclass AND objid = t.oid
WHERE NOT EXISTS (SELECT FROM pg_type AS e WHERE e.typarray = t.oid)
  AND NOT EXISTS (SELECT FROM pg_class AS c WHERE c.oid = typrelid AND relkind IN ('r', 'v'))
UNION ALL
SELECT 'operator class', opcname || ' ' || amname, format('%s USING %s', opcname, amname)
FROM member JOIN pg_opclass AS c ON classid = 'pg_opclass'::regclass AND objid = c.oid JOIN pg_am AS a ON a.oid = opcmethod
UNION ALL
-- an operator family is made with the operator class of its name
SELECT 'operator class', opfname || ' ' || amname, format('%s USING %s', opfname, amname)
FROM member JOIN pg_opfamily AS f ON classid = 'pg_opfamily'::regclass AND objid = f.oid JOIN pg_am AS a ON a.oid = opfmethod
UNION ALL
-- tables and views, and the columns of these and of row types
SELECT CASE WHEN relkind IN ('r', 'v') THEN 'column' ELSE 'attribute' END, relname || '.' || attname,
       format('%s %s', attname, format_type(atttypid, atttypmod))
FROM pg_class AS c JOIN pg_attribute AS a ON attrelid = c.oid AND attnum > 0
WHERE EXISTS (SELECT FROM member WHERE classid = 'pg_class'::regclass AND objid = c.oid
                                    OR classid = 'pg_type'::regclass AND objid = c.reltype)
UNION ALL
SELECT 'table', relname, relname
FROM member JOIN pg_class AS c ON classid = 'pg_class'::regclass AND objid = c.oid AND relkind IN ('r', 'v')
UNION ALL
SELECT 'unknown', pg_describe_object(classid, objid, 0), '?'
FROM member
LEFT JOIN pg_class AS c ON classid = 'pg_class'::regclass AND objid = c.oid
WHERE classid::regclass::text NOT IN ('pg_proc', 'pg_operator', 'pg_cast', 'pg_type', 'pg_opclass', 'pg_opfamily')
  AND coalesce(relkind NOT IN ('r', 'v'), true);
SQL

cmp_ok(scalar @objects, '>', 250, 'the catalogs have the objects of the extension');
is(join("\n", map { $_->[1] } grep { $_->[0] eq 'unknown' } @objects), '', 'all of them of a known kind');

# ---- what the manual says ---------------------------------------------------

my $text = read_file($manual);
my (%row, @rows);

# The rows of tables with the columns of the reference.
{
	my $reference = 0;

	foreach my $line (split /\n/, $text)
	{
		if ($line !~ /^\|/)
		{
			$reference = 0;
		}
		elsif ($line =~ /\| NULL \| empty \| errors \|$/)
		{
			$reference = 1;
		}
		elsif ($reference && $line !~ /^\|-/)
		{
			my (undef, $objects, @cells) = split /\s*\|\s*/, $line;
			my $row = { line => $line, cells => \@cells };

			push @rows, $row;
			while ($objects =~ /`([^`]+)`/g)
			{
				fail("$1 has one row in $manual") if $row{$1};
				$row{$1} = $row;
			}
		}
	}
}

my ($code, $examples) = ('', '');

while ($text =~ /^```(\w*)\n(.*?)^```$/msg)
{
	$examples .= $2 if $1 eq 'sql';
	$code .= $2 if $1 ne 'sql';
}

sub missing
{
	my ($what, @missing) = @_;

	ok(!@missing, $what) or diag("not so:\n", map { "    $_\n" } @missing);
	return;
}

# What is overloaded for some types of an argument that can have any type has
# the row of the latter.
sub of_any_type
{
	my ($signature) = @_;

	return $signature =~ s/^(\w+\(entity )\w+/$1anyelement/r;
}

my %in_a_row = map { $_ => 1 } qw(function operator cast type);
my %any = map { $_->[2] => 1 } @objects;
my @documented =
  grep { $in_a_row{ $_->[0] } && (of_any_type($_->[2]) eq $_->[2] || !$any{ of_any_type($_->[2]) }) } @objects;
my %signature = map { $_->[1] => $_->[2] } @documented;
my %exists = map { $_->[2] => 1 } @documented;

missing('functions, operators, casts and types have a row with their signature',
	map { $_->[2] } grep { !$row{ $_->[2] } } @documented);
missing('every row is of an object that exists', grep { !$exists{$_} } sort keys %row);
missing('no cell of a row is empty',
	map { $_->{line} } grep { @{ $_->{cells} } != 4 || grep { $_ eq '' } @{ $_->{cells} } } @rows);
missing('operator classes, tables and columns are named',
	map { $_->[2] } grep { $_->[0] =~ /^(operator class|table|column)$/ && $text !~ /`\Q$_->[2]\E`/ } @objects);
missing('the attributes of row types are named',
	map { $_->[2] } grep { $_->[0] eq 'attribute' && $text !~ /`\([^`]*\b\Q$_->[2]\E[,)]/ } @objects);
missing('support functions are listed',
	map { $_->[1] } grep { $_->[0] eq 'support function' && $code !~ /^ \Q$_->[1]\E +\|/m } @objects);

# The names that can meet a user's own, under "Its schema".
{
	my ($list) = $text =~ /^What you call, apart from[^\n]*\n\n(.*?)\n\n/ms;
	my %named = map { $_ => 1 } ($list // '') =~ /`(\w+)`/g;
	my %name = map { $_->[1] =~ /^(?:type )?(\w+)/ ? ($1 => 1) : () }
	  grep { $_->[0] =~ /^(function|type|table)$/ } @objects;

	missing('every name that users call is in the list under "Its schema"', grep { !$named{$_} } sort keys %name);
	missing('and no other', grep { !$name{$_} } sort keys %named);
}

# Whatever takes or gives a number that is no count stands in the table of units.
my ($units) = $text =~ /^\| unit \|.*?\n((?:\|.*\n)+)/m;
my %in_units = map { $_ => 1 } ($units || '') =~ /`(\w+)`/g;
my %measures = map { $_->[0] => 1 } query(<<'SQL');
SELECT DISTINCT proname
FROM pg_depend AS d JOIN pg_proc AS p ON p.oid = objid LEFT JOIN pg_type AS t ON t.oid = prorettype
WHERE d.deptype = 'e' AND d.classid = 'pg_proc'::regclass
  AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'resume')
  AND (ARRAY['numeric', 'double precision']::regtype[] && (proargtypes::oid[] || proallargtypes || prorettype)::regtype[]
       OR EXISTS (SELECT FROM pg_attribute WHERE attrelid = t.typrelid AND attnum > 0
                    AND atttypid IN ('numeric'::regtype, 'double precision'::regtype)));
SQL
my %public = map { $_->[1] =~ /^(\w+)/ ? ($1 => 1) : () } grep { $_->[0] eq 'function' } @objects;

missing('functions of numbers have a unit', grep { $public{$_} && !$in_units{$_} } sort keys %measures);
missing('and nothing else has one', grep { !$measures{$_} } grep { $_ ne 'per' } sort keys %in_units);

# ---- what the examples call -------------------------------------------------

# How many arguments the calls of a name have.
sub calls
{
	my ($name) = @_;
	my %calls;

	while ($examples =~ /(?<![\w.'])\Q$name\E\(/g)
	{
		my ($depth, $arguments, $any) = (1, 1, 0);

		foreach my $token (substr($examples, pos $examples) =~ /('(?:[^']|'')*'|--.*|\bORDER BY\b|\w+|\s+|.)/g)
		{
			$depth++ if $token =~ /^[(\[]$/;
			$depth-- if $token =~ /^[)\]]$/;
			last if !$depth || $depth == 1 && $token eq 'ORDER BY';
			$arguments++ if $depth == 1 && $token eq ',';
			$any = 1 if $token =~ /\S/;
		}
		$calls{ $any ? $arguments : 0 } = 1;
	}
	return \%calls;
}

my @not_called;
foreach my $object (grep { $_->[0] eq 'function' } @objects)
{
	my (undef, $key, $signature) = @$object;
	my ($name) = $key =~ /^(\w+)/;
	my ($in) = $signature =~ /\((.*?)(?:(?:, |(?<=\())OUT .*)?\)(?: →|$)/;
	my @arguments = split /, /, $in;
	my $least = grep { !/ DEFAULT / } @arguments;

	push @not_called, $key unless grep { $_ >= $least && $_ <= @arguments } keys %{ calls($name) };
}
missing('every function and aggregate is called in an example', @not_called);

# ---- what is claimed --------------------------------------------------------

my (@claims, $script);

foreach (grep { /^[^#]/ } split /\n/, read_file('test/docs/claims'))
{
	my ($key, $kind, $call, $result) = split / +\| */, $_;

	BAIL_OUT("no claim: $_") unless defined $call;
	push @claims, { key => $key, kind => $kind, call => $call, result => $result };
}

$script = <<'SQL';
CREATE FUNCTION pg_temp.outcome(call text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    outcome text;
BEGIN
    EXECUTE 'SELECT string_agg(x::text, '' '') FROM (SELECT ' || call || ') AS x' INTO outcome;
    RETURN outcome;
EXCEPTION WHEN OTHERS THEN
    RETURN 'error ' || SQLSTATE;
END $$;
SQL
$script .= "SELECT pg_temp.outcome(\$call\$$_->{call}\$call\$);\n" foreach @claims;

my @outcomes = map { $_->[0] } query($script);
is(scalar @outcomes, scalar @claims, 'every call is made');

my (@wrong, @unknown, @unsaid, %claimed);

foreach my $claim (@claims)
{
	my $outcome = shift @outcomes;
	my ($key, $kind) = @$claim{qw(key kind)};
	my $row = defined $signature{$key} ? $row{ $signature{$key} } : undef;

	# a row of one column or of several
	$outcome =~ s/^\((.*)\)$/$1/;
	$outcome =~ s/^"(.*)"$/$1/;
	$outcome = 'NULL' if $outcome =~ /^,*$/;
	push @unknown, $key unless $row;
	next unless $row;

	my (undef, $null, $empty, $errors) = @{ $row->{cells} };

	if ($kind =~ /^[0-9][0-9A-Z]{4}$/)
	{
		push @wrong, "$claim->{call}: $outcome, not error $kind" if $outcome ne "error $kind";
		$claimed{$key}{errors}{$kind} = 1;
		next;
	}
	push @wrong, "$claim->{call}: $outcome, not $claim->{result}" if $outcome ne $claim->{result};
	$claimed{$key}{ $kind eq 'empty' ? 'empty' : 'null' } = 1;

	# true and false are told in words
	my $cell = $kind eq 'empty' ? $empty : $null;
	my $word = $kind eq 'skipped' ? 'skipped' : $outcome;
	push @unsaid, "$key: $kind, $word, is not in \"$cell\""
	  if index($cell, $word) < 0 && !($key =~ /^[=<>]/ && $word =~ /^[tf]$/);
}
missing('the calls give what is claimed', @wrong);
missing('claims are of objects in the manual', @unknown);
missing('the manual says what the calls give', @unsaid);

my @unproved;
foreach my $object (@documented)
{
	my $key = $object->[1];
	my $row = $row{ $object->[2] } or next;
	my (undef, $null, $empty, $errors) = @{ $row->{cells} };
	my $said = join ' ', sort grep { !$not_called{$_} } $errors =~ /\b([0-9][0-9A-Z]{4})\b/g;
	my $called = join ' ', sort keys %{ $claimed{$key}{errors} };

	push @unproved, "$key: no call with NULL" unless $claimed{$key}{null} || $null =~ /^a gap/ || $key =~ /\(\)$/;
	push @unproved, "$key: no call with empty input" unless $claimed{$key}{empty} || $empty eq '–';
	push @unproved, "$key: the manual has the errors ($said), the calls ($called)" unless $said eq $called;
	push @unproved, "$key: neither an error nor none" unless $errors =~ /^none$|\b[0-9][0-9A-Z]{4}\b/;
}
missing('a call stands behind every claim', @unproved);

done_testing();
