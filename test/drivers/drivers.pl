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
{
	# Debian has no Knex: where it cannot be fetched it is skipped
	delete local $ENV{RESUME_REQUIRE_DRIVERS} if !succeeds('command -v npm');
	driver('Knex', succeeds('node -e "require(\'knex\')"'), 'node', "$here/knex.js");
}

driver('pandas', succeeds("$python -c 'import pandas, sqlalchemy, psycopg2'"), $python, "$here/pandas_views.py");
driver('R', succeeds("Rscript -e 'library(DBI); library(RPostgreSQL); library(dbplyr); library(dplyr)'"), 'Rscript', "$here/dbplyr.R");
driver('LibreOffice Calc', succeeds("$python -c 'import uno' && command -v soffice") && -e '/usr/lib/libreoffice/program/libpostgresql-sdbclo.so',
	$python, "$here/calc.py");

# One connection to the server for many clients, each of whose transactions may
# find another state of the session.
{
	my $bouncer = '/usr/sbin/pgbouncer';
	my $port = PostgreSQL::Test::Cluster::get_free_port();
	my $ini = "$tmp/pgbouncer.ini";

	open my $out, '>', $ini or die "$ini: $!";
	print $out "[databases]\ndrivers = host=127.0.0.1 port=$ENV{PGPORT} user=$ENV{PGUSER} dbname=drivers\n",
	  "[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = $port\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n",
	  "default_pool_size = 1\nlogfile = $tmp/pgbouncer.log\npidfile = $tmp/pgbouncer.pid\n";
	close $out;
	my $running = -x $bouncer && succeeds("$bouncer -d $ini");
	local $ENV{PGPORT} = $port;
	driver('pgbouncer, transactions', $running && succeeds("$python -c 'import psycopg, asyncpg'"), $python, "$here/pgbouncer.py");
	if ($running)
	{
		open my $in, '<', "$tmp/pgbouncer.pid" or die "pgbouncer.pid: $!";
		chomp(my $pid = <$in>);
		kill 'INT', $pid;
	}
}

$node->stop;
done_testing();
