# What a run leaves behind: tables on standard output and in results.md, every
# measurement in rounds.csv, medians for the plots in a CSV file each.
package Bench::Report;

use strict;
use warnings;

sub median
{
	my @sorted = sort { $a <=> $b } @_;
	return ($sorted[ $#sorted / 2 ] + $sorted[ @sorted / 2 ]) / 2;
}

sub quoted
{
	return join(',', map { /[",]/ ? '"' . s/"/""/gr . '"' : $_ } @_) . "\n";
}

# Fewer rounds show that something works, not how fast it is.
sub ratio
{
	my ($ratio, $rounds) = @_;
	return sprintf '%s%.2f', $rounds < 11 ? '~' : '', $ratio;
}

# Milliseconds, or megabytes; of few of them more digits
sub amount
{
	my ($value) = @_;
	return sprintf $value < 10 ? '%.2f' : '%.1f', $value;
}

sub new
{
	my ($class, $directory, $machine, $rounds) = @_;
	my $self = bless { directory => $directory, aims => [] }, $class;

	unlink glob("'$directory'/*.csv"), "$directory/results.md";
	open $self->{csv}, '>', "$directory/rounds.csv" or die "$directory/rounds.csv: $!\n";
	open $self->{markdown}, '>', "$directory/results.md" or die "$directory/results.md: $!\n";
	$_->autoflush(1) for $self->{csv}, $self->{markdown};
	print { $self->{csv} } quoted(qw(contest table query unit round value));

	$self->text("| what | measured with |\n|---|---|\n" . join('', map { "| $_->[0] | $_->[1] |\n" } @$machine));
	$self->text("\nFewer than 11 rounds: no ratio of this run is worth quoting.\n") if $rounds < 11;
	return $self;
}

sub text
{
	my ($self, $text) = @_;

	print $text;
	print { $self->{markdown} } $text;
	return;
}

sub round
{
	my ($self, $contest, $table, $query, $round, $value) = @_;
	my $name = defined $query->{x} ? "$query->{name} at $query->{x}" : $query->{name};

	print { $self->{csv} } quoted($contest, $table->{title}, $name, $table->{memory} ? 'MB' : 'ms', $round, sprintf '%.3f', $value);
	return;
}

sub table
{
	my ($self, $table) = @_;
	my $unit = $table->{memory} ? 'MB' : 'ms';
	my $rounds = $table->{measured_rounds};
	my ($first) = @{ $table->{contestants} };
	my $base = median(@{ $first->{values} });
	my $text = sprintf "\n### %s (%d %s)\n\n| %-44s | %10s | %17s | %6s |\n|%s|%s|%s|%s|\n",
	  $table->{title}, $rounds, $rounds == 1 ? 'round' : 'rounds', 'query', "median $unit", 'fastest-slowest', 'ratio',
	  '-' x 46, '-' x 11 . ':', '-' x 18 . ':', '-' x 7 . ':';

	for my $query (@{ $table->{queries} })
	{
		my $name = $query->{name} =~ s/\|/\\|/gr;
		$name .= ", $query->{x}" if defined $query->{x};
		if ($query->{missing})
		{
			$text .= sprintf "| %-44s | %10s | %17s | %6s |\n", $name, '', $query->{missing}, '';
			next;
		}
		my @values = sort { $a <=> $b } @{ $query->{values} };
		$query->{median} = median(@values);
		$text .= sprintf "| %-44s | %10s | %17s | %6s |\n", $name, amount($query->{median}),
		  amount($values[0]) . '-' . amount($values[-1]), ratio($query->{median} / $base, $rounds);
	}
	$self->text($text);
	$self->plot($table) if $table->{plot};
	$self->aims($table);
	return;
}

# A line for each x, a column for each contestant.
sub plot
{
	my ($self, $table) = @_;
	my (@series, %seen, %at);

	for my $query (@{ $table->{contestants} })
	{
		push @series, $query->{name} if !$seen{ $query->{name} }++;
		$at{ $query->{x} }{ $query->{name} } = $query->{median};
	}
	open my $out, '>', "$self->{directory}/$table->{plot}.csv" or die "$self->{directory}/$table->{plot}.csv: $!\n";
	print $out quoted('x', @series);
	for my $x (sort { $a <=> $b } keys %at)
	{
		print $out quoted($x, map { defined $_ ? sprintf '%.1f', $_ : '' } @{ $at{$x} }{@series});
	}
	close $out;
	return;
}

sub aims
{
	my ($self, $table) = @_;

	for my $query (@{ $table->{queries} })
	{
		for my $aim (@{ $query->{aims} })
		{
			if ($aim->{word} eq 'within')
			{
				my $median = $query->{median};
				my $met = !defined $median ? '' : $median <= $aim->{factor} ? 'met' : 'missed';

				push @{ $self->{aims} },
				  "| $table->{title}: $query->{name} | at most $aim->{factor} ms | " . (defined $median ? amount($median) : 'not installed') . " | $met |\n";
				next;
			}
			my ($other) = grep { $_->{name} eq $aim->{other} } @{ $table->{queries} };
			my ($mine, $its) = map { $_->{median} } $query, $other;
			my $what = $aim->{word} eq 'beats' ? "at least $aim->{factor} times as fast as" : "at most $aim->{factor} times";
			my ($measured, $met) = ('not installed', '');

			if ($mine && $its)
			{
				my $got = $aim->{word} eq 'beats' ? $its / $mine : $mine / $its;
				$measured = ratio($got, $table->{measured_rounds});
				$met = ($aim->{word} eq 'beats' ? $got >= $aim->{factor} : $got <= $aim->{factor}) ? 'met' : 'missed';
			}
			push @{ $self->{aims} }, "| $table->{title}: $query->{name} | $what $aim->{other} | $measured | $met |\n";
		}
	}
	return;
}

sub end
{
	my ($self, $seconds) = @_;

	$self->text("\n### What was aimed at\n\n| what | aim | measured | |\n|---|---|---:|---|\n" . join('', @{ $self->{aims} }))
	  if @{ $self->{aims} };
	$self->text(sprintf "\nThe run took %d minutes and %d seconds.\n", $seconds / 60, $seconds % 60);
	return;
}

1;
