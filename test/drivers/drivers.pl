#!/usr/bin/perl
# Reads and writes the extension's types through each driver, over a real
# connection: a server of its own on the loopback interface, without a password.
#
# A driver that is not installed is skipped, and says so; with
# RESUME_REQUIRE_DRIVERS set, as in make drivers, it is a failure.

use strict;
use warnings;

use Cwd;
use File::Basename;
use File::Temp;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use TAP::Parser;
use Test::More;

chdir dirname(__FILE__) . '/../..' or die "cannot go to the top: $!";
my $here = 'test/drivers';
my $tmp = File::Temp->newdir;

$ENV{PGCLIENTENCODING} = 'UTF8';
$ENV{PGTZ} = 'UTC';

# JDBC and ODBC know TCP only
$PostgreSQL::Test::Cluster::use_tcp = 1;
$PostgreSQL::Test::Cluster::test_pghost = '127.0.0.1';
my $node = PostgreSQL::Test::Cluster->new('drivers');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE drivers');
system('psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('drivers'), '-f', "$here/schema.sql") == 0
  or BAIL_OUT('the schema of the driver tests does not load');

$ENV{PGHOST} = '127.0.0.1';
$ENV{PGPORT} = $node->port;
$ENV{PGDATABASE} = 'drivers';
$ENV{PGUSER} = $node->safe_psql('drivers', 'SELECT current_user');

sub succeeds
{
	return system(join(' ', @_) . ' >/dev/null 2>&1') == 0;
}

# Runs one program that prints TAP.
sub driver
{
	my ($name, $installed, @command) = @_;

	subtest $name => sub {
		if (!$installed)
		{
			return fail("$name is not installed") if $ENV{RESUME_REQUIRE_DRIVERS};
			plan skip_all => "$name is not installed";
		}
		my $parser = TAP::Parser->new({ exec => \@command, merge => 1 });
		while (my $line = $parser->next)
		{
			if ($line->is_test) { ok($line->is_ok, $line->description =~ s/^- //r); }
			else { diag($line->as_string) if $line->as_string !~ /^(TAP version|1\.\.)/; }
		}
		is($parser->exit, 0, 'ends well');
	};
	return;
}

my $jar = '/usr/share/java/postgresql.jar';
my $libpq = "$tmp/libpq";
chomp(my $include = `pg_config --includedir`);
chomp(my $lib = `pg_config --libdir`);
my $python = '/usr/bin/python3';

driver('libpq', succeeds("cc -Wall -o $libpq $here/libpq.c -I'$include' -L'$lib' -lpq"), $libpq);
driver('psycopg 3', succeeds("$python -c 'import psycopg'"), $python, "$here/psycopg3.py");
driver('psycopg2 and SQLAlchemy', succeeds("$python -c 'import psycopg2, sqlalchemy'"), $python, "$here/psycopg2_sqlalchemy.py");
driver('asyncpg', succeeds("$python -c 'import asyncpg'"), $python, "$here/asyncpg_codecs.py");
driver('ODBC', succeeds("$python -c 'import pyodbc' && odbcinst -q -d -n 'PostgreSQL Unicode'"), $python, "$here/odbc.py");
driver('JDBC', -e $jar && succeeds('javac -version') && succeeds("javac -encoding UTF-8 -cp $jar -d $tmp $here/Jdbc.java"),
	'java', '-cp', "$jar:$tmp", 'Jdbc');
driver('node-postgres', succeeds('node -e "require(\'pg\')"'), 'node', "$here/node.js");

$node->stop;
done_testing();
