#!/usr/bin/perl
# Runs the examples of the documentation and compares what psql prints.
#
# What is a test, and what it must print, stands in Examples.pm. Blocks of engines are
# run by test/t, and those in python and js by test/drivers, from the same files; one in
# csharp is not, and says so. The server is that of the environment:
# tools/with-server prove test/docs/examples.pl

use strict;
use warnings;

use Cwd;
use File::Basename;
use FindBin;
use lib $FindBin::RealBin;

use Examples;
use Test::More;

chdir dirname(__FILE__) . '/../..' or die "cannot go to the top: $!";

my @files = grep { -e } 'README.md', 'README.zh-CN.md', 'CHANGELOG.md', sort glob('doc/*.md');
my $database = 'documentation';

$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{PGDATESTYLE} = 'ISO, YMD';
$ENV{PGTZ} = 'UTC';
$ENV{PAGER} = '';

my @not_run;

my %examples = map { $_ => [ grep { !$_->{engine} } examples($_, \@not_run) ] } @files;

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
