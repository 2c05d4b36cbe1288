# The unit test of program.pl, and the canary: cases.jsonl is scored, and must come out as expected.jsonl says.
use strict;
use warnings;
use FindBin;
use JSON::PP;
use List::Util qw(sum);
use Test::More;

require "$FindBin::Bin/program.pl";

my $why = score({ team_size => 4, lang => 'go' });
is $why->{value}, $why->{explanation}{base} + sum(values %{ $why->{explanation}{contributions} }),
    'what a value is made of adds up to it';
cmp_ok score({ team_size => 9 })->{value}, '>', score({ team_size => 4 })->{value}, 'a larger team takes longer';
ok !eval { score({ lang => 'go' }); 1 }, 'a message without a team is an error';
is $@->{class}, 'BadMessage', 'and has a class';

my @cases    = lines('cases.jsonl');
my @expected = lines('expected.jsonl');
is scalar @expected, scalar @cases, 'each case has an expectation';
is_deeply score($cases[$_]), $expected[$_], 'line ' . ($_ + 1) . ' of cases.jsonl' for 0 .. $#cases;
done_testing;

sub lines {
    open my $file, '<', "$FindBin::Bin/$_[0]" or die "$_[0]: $!\n";
    return map { decode_json($_) } grep { /\S/ } readline $file;
}
