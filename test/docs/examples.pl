#!/usr/bin/perl
# Runs the examples of the documentation and compares what psql prints.
#
# In README.md, README.zh-CN.md, CHANGELOG.md and doc/*.md, each fenced block
#     ```sql
# is one test. Where a block marked ```text, or not marked at all, comes next
# with nothing but blank lines between, psql -X -q must print just that; trailing
# white space does not count. Where none does, the block must run without an
# error. The blocks of a file run in order, in one session, in a database with
# the demonstration data (examples/demo_data.sql) and the extension; a block
#     ```sql alone
# runs in an empty database instead.
#
# No block of SQL is left out. Blocks in python and js are run by test/drivers,
# from the same files; one in csharp is not, and says so. The server is that of the
# environment:
# tools/with-server prove test/docs/examples.pl

use strict;
use warnings;

use Cwd;
use File::Basename;
use IPC::Open2;
use Test::More;

chdir dirname(__FILE__) . '/../..' or die "cannot go to the top: $!";

my @files = grep { -e } 'README.md', 'README.zh-CN.md', 'CHANGELOG.md', sort glob('doc/*.md');
my $database = 'documentation';
my $end = '---- end of the block ----';

$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{PGDATESTYLE} = 'ISO, YMD';
$ENV{PGTZ} = 'UTC';
$ENV{PAGER} = '';

my @not_run;

# The examples of a file: line, sql, and output if it is given.
sub examples
{
	my ($file) = @_;
	my (@examples, $indent, $fence, $info, $text, $line, $pending);

	open my $in, '<', $file or die "$file: $!";
	local $_;
	while (<$in>)
	{
		if (!defined $indent)
		{
			if (/^(\s*)(```+)\s*(.*?)\s*$/)
			{
				($indent, $fence, $info, $text, $line) = ($1, $2, $3, '', $.);
			}
			elsif (/\S/)
			{
				undef $pending;
			}
		}
		elsif (!/^\s*$fence`*\s*$/)
		{
			$text .= s/^$indent//r;
		}
		else
		{
			if ($info =~ /^sql( alone)?$/)
			{
				push @examples, $pending = { line => $line, sql => $text, alone => defined $1 };
			}
			else
			{
				$pending->{output} = $text if $pending && $info =~ /^(text)?$/;
				undef $pending;
				push @not_run, "$file:$line: $info" unless $info =~ /^(text|python|js|csharp)?$/;
			}
			undef $indent;
		}
	}
	die "$file:$line: a fence is not closed\n" if defined $indent;
	return @examples;
}

# What counts of an output: no white space at the ends of lines and of the whole.
sub trimmed
{
	my ($text) = @_;

	$text =~ s/[ \t\r]+$//mg;
	$text =~ s/\A\n+|\n+\z//g;
	return $text;
}

sub indented
{
	my ($text) = @_;

	return $text eq '' ? "    (nothing)\n" : $text =~ s/^/    /mgr . "\n";
}

# The line that differs first.
sub first_difference
{
	my ($expected, $got) = @_;
	my @expected = split /\n/, $expected;
	my @got = split /\n/, $got;
	my $i = 0;

	$i++ while $i < @expected && $i < @got && $expected[$i] eq $got[$i];
	return sprintf "first difference, in line %d:\n    expected  %s\n    got       %s\n",
	  $i + 1, $expected[$i] // '(the end)', $got[$i] // '(the end)';
}

# Runs a block in the session and returns what psql printed.
sub run_block
{
	my ($to, $from, $sql) = @_;
	my $output = '';

	print $to $sql, "\n\\echo $end\n";
	while (my $line = <$from>)
	{
		return $output if $line eq "$end\n";
		# an output that does not end with a newline
		return $output . $line if $line =~ s/\Q$end\E\n\z//;
		$output .= $line;
	}
	return $output . "(the session ended)\n";
}

sub test_example
{
	my ($file, $example, $to, $from) = @_;
	my $name = "$file:$example->{line}";

	# The rest of an unfinished statement would run in the next block.
	my $code = $example->{sql} =~ s/^\s*--.*$//mgr =~ s/\s+\z//r;
	if ($code !~ /(;|;\s*--.*)\z/ && $code !~ /\\[^\n]*\z/)
	{
		fail($name);
		diag("the last statement of the block at $name does not end with a semicolon");
		return;
	}

	my $got = trimmed(run_block($to, $from, $example->{sql}));

	if (defined $example->{output})
	{
		my $expected = trimmed($example->{output});

		ok($got eq $expected, $name)
		  or diag("the block at $name prints something else\nexpected:\n",
			indented($expected), "got:\n", indented($got),
			first_difference($expected, $got));
	}
	else
	{
		ok($got !~ /^(psql: |\\\w+: )?(error|fatal|panic)\b|^\(the session ended\)|^invalid command/mi, $name)
		  or diag("the block at $name fails:\n", indented($got));
	}
}

# Examples in one session.
sub session
{
	my ($file, $database, @examples) = @_;
	my $pid = open2(my $from, my $to, "exec psql -X -q -d $database 2>&1");

	test_example($file, $_, $to, $from) foreach @examples;
	close $to;
	waitpid $pid, 0;
	return;
}

my %examples = map { $_ => [ examples($_) ] } @files;

plan skip_all => 'the documentation has no examples yet'
  unless grep { @$_ } values %examples;

system('createdb', $database) == 0 or BAIL_OUT('no database for the examples');
my @load = -e 'examples/demo_data.sql' ? ('-f', 'examples/demo_data.sql') : ();
system('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $database, @load,
	'-c', 'SET client_min_messages = error; CREATE EXTENSION IF NOT EXISTS resume') == 0
  or BAIL_OUT('no demonstration data for the examples');

foreach my $file (grep { @{ $examples{$_} } } @files)
{
	my $copy = "${database}_" . ($file =~ s/\W+/_/gr);

	system('createdb', '--template', $database, $copy) == 0
	  or BAIL_OUT("no database for the examples in $file");

	session($file, $copy, grep { !$_->{alone} } @{ $examples{$file} });
	foreach my $example (grep { $_->{alone} } @{ $examples{$file} })
	{
		system('dropdb', $copy) == 0 && system('createdb', $copy) == 0
		  or BAIL_OUT("no empty database for the examples in $file");
		session($file, $copy, $example);
	}
}

# What a page shows is the same in both languages.
sub figures
{
	my ($file) = @_;
	my $output = join '', map { $_->{output} // '' } @{ $examples{$file} };

	# without headings
	$output =~ s/^.*\n(?=-[-+]+$)//mg;
	return join ' ', $output =~ /\d[\d\/.,-]*/g;
}

is(figures($_), figures(s/\.zh-CN//r), "$_ shows the figures of the English page")
  foreach grep { s/\.zh-CN//r ne $_ && -e s/\.zh-CN//r } @files;

# An error that a page shows is meant to be met; a slip in writing the example is not.
my @slips;
foreach my $file (@files)
{
	push @slips, map { "$file:$_->{line}" }
	  grep { ($_->{output} // '') =~ /^ERROR:.* (is ambiguous|cannot be matched|does not exist|syntax error)/m } @{ $examples{$file} };
}
ok(!@slips, 'no example shows a slip of its own') or diag(map { "a slip: $_\n" } @slips);

ok(!@not_run, 'every example is run') or diag(map { "not run: $_\n" } @not_run);

done_testing();
