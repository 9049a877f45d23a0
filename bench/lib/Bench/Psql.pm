# A session of psql that stays open: SQL goes in, answers and times come out.
package Bench::Psql;

use strict;
use warnings;

use IPC::Open2;

sub new
{
	my ($class, $database, %variables) = @_;
	# psql would keep what it prints until there is more of it
	my @command = ('stdbuf', '-oL', 'psql', '-X', '-q', '-A', '-t', '-F', "\t", '-v', 'ON_ERROR_STOP=1', '-d', $database);
	my $self = bless {}, $class;

	# nobody wants to read what DROP ... IF EXISTS has not found
	local $ENV{PGOPTIONS} = '-c client_min_messages=warning';
	push @command, map { ('-v', "$_=$variables{$_}") } sort keys %variables;
	$self->{pid} = open2($self->{out}, $self->{in}, @command);
	$self->{in}->autoflush(1);
	return $self;
}

# Runs SQL and gives back the lines that psql prints.
sub run
{
	my ($self, $sql) = @_;
	my @lines;

	print { $self->{in} } "$sql\n;\\echo \@\@end\n";
	while (defined(my $line = readline $self->{out}))
	{
		chomp $line;
		return \@lines if $line eq '@@end';
		push @lines, $line;
	}
	die "psql failed\n";
}

*rows = \&run;

# Milliseconds that psql waited for a statement; its result is discarded.
sub time
{
	my ($self, $statement) = @_;
	my $lines = $self->run("\\o /dev/null\n\\timing on\n$statement\n\\timing off\n\\o");
	my $sum = 0;

	for my $line (@$lines)
	{
		$line =~ /^Time: ([\d.]+) ms/ or die "psql printed: $line\n";
		$sum += $1;
	}
	@$lines == 1 or die "not one statement: $statement\n";
	return $sum;
}

sub close
{
	my ($self) = @_;

	close $self->{in};
	waitpid $self->{pid}, 0;
	return;
}

1;
