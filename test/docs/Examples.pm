# The examples of the documentation: how they are found, run and compared.
#
# In README.md, README.zh-CN.md, CHANGELOG.md and doc/*.md, each fenced block
#     ```sql
# is one test. Where a block marked ```text, or not marked at all, comes next
# with nothing but blank lines between, psql -X -q must print just that; trailing
# white space does not count. Where none does, the block must run without an
# error. The blocks of a file run in order, in one session, in a database with
# the demonstration data (examples/demo_data.sql) and the extension; a block
#     ```sql alone
# runs in an empty database instead, and one
#     ```sql on ENGINE
# in the test of that extension (test/t), where it is installed: all blocks of an
# engine in one session. No block of SQL is left out.

package Examples;

use strict;
use warnings;

use Exporter 'import';
use IPC::Open2;
use Test::More;

our @EXPORT = qw(examples session);

my $end = '---- end of the block ----';

# The examples of a file: line, sql, output if it is given, and where they run. What is
# in no language that a test runs is told by the second argument, a list.
sub examples
{
	my ($file, $not_run) = @_;
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
			if ($info =~ /^sql(?: (alone)| on ([\w-]+))?$/)
			{
				push @examples, $pending = { line => $line, sql => $text, alone => defined $1, engine => $2 };
			}
			else
			{
				$pending->{output} = $text if $pending && $info =~ /^(text)?$/;
				undef $pending;
				push @$not_run, "$file:$line: $info" unless $info =~ /^(text|python|js|csharp)?$/;
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

1;
