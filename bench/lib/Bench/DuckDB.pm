# DuckDB in a process of its own (Node.js), in memory, on the same rows.
package Bench::DuckDB;

use strict;
use warnings;

use IPC::Open2;
use JSON::PP ();

my $why_not = '';

sub why_not
{
	return $why_not;
}

# Installs what package.json names into a directory that is thrown away; gives
# back nothing where that is not possible, and keeps the reason.
sub install
{
	my ($class, $source, $directory) = @_;
	my $self = bless { directory => $directory }, $class;
	my ($node) = (qx{node --version 2>/dev/null} // '') =~ /^v(\d+)/;

	if (!$node || $node < 18 || system('command -v npm >/dev/null 2>&1') != 0)
	{
		$why_not = 'not installed (needs Node.js 18 or newer and npm)';
		return;
	}
	mkdir $directory or die "$directory: $!\n";
	system('cp', "$source/package.json", "$source/session.mjs", $directory) == 0 or die "cannot copy $source\n";
	print STDERR "Installing DuckDB by npm, in a temporary directory ...\n";
	my @quiet = qw(--no-audit --no-fund --no-update-notifier --loglevel=error --fetch-retries=1 --fetch-timeout=20000);
	if (system("cd '$directory' && timeout 120 npm install @quiet >npm.log 2>&1") != 0)
	{
		my ($error) = qx{grep -m1 'npm error' '$directory/npm.log'} =~ /npm error (?:code )?(.*)/;
		$why_not = 'not installed (npm cannot install it' . ($error ? ": $error" : '') . ')';
		return;
	}
	my $session = eval { $self->start };
	if (!$session)
	{
		$why_not = 'not installed (its library does not load here)';
		return;
	}
	$self->{version} = $session->run('SELECT version()')->{rows}[0][0];
	$session->close;
	return $self;
}

sub version
{
	my ($self) = @_;

	return "$self->{version}, in memory, one thread unless said otherwise";
}

sub start
{
	my ($self) = @_;
	my $session = bless {}, ref $self;

	$session->{pid} = open2($session->{out}, $session->{in}, 'node', "$self->{directory}/session.mjs");
	$session->{in}->autoflush(1);
	$session->run('SELECT 1');
	return $session;
}

sub run
{
	my ($self, $sql, $threads) = @_;

	print { $self->{in} } JSON::PP::encode_json({ sql => $sql, threads => $threads // 1 }), "\n";
	my $line = readline $self->{out} // die "DuckDB has ended\n";
	my $answer = JSON::PP::decode_json($line);
	die "DuckDB: $answer->{error}\nin: $sql\n" if defined $answer->{error};
	return $answer;
}

# The rows in the form that psql prints them
sub rows
{
	my ($self, $sql) = @_;

	return [ map { join "\t", map { $_ // '' } @$_ } @{ $self->run($sql)->{rows} } ];
}

sub time
{
	my ($self, $query) = @_;

	return $self->run($query->{statement}, $query->{threads})->{ms};
}

sub close
{
	my ($self) = @_;

	close $self->{in};
	waitpid $self->{pid}, 0;
	return;
}

1;
