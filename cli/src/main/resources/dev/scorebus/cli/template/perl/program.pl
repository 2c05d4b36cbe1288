#!/usr/bin/perl
# Forecasts how many hours a pull request waits, and says why. Put your own science in the place of `score`.
# Below it is the whole client of the bridge; it needs Perl 5.20 and nothing but its core modules.
use strict;
use warnings;
use IO::Socket::INET;
use IO::Socket::UNIX;
use JSON::PP;
use Socket qw(IPPROTO_TCP TCP_NODELAY SOCK_STREAM);

my $LARGEST = 67_108_864;
my $json = JSON::PP->new->utf8->canonical->allow_nonref->max_depth(10_000);

# ---- The science: one message in, a value and its explanation out. What it dies with becomes that message's error.

sub score {
    my ($data) = @_;
    die { class => 'BadMessage', message => 'the message is no object' } unless ref $data eq 'HASH';
    my $size = $data->{team_size};
    die { class => 'BadMessage', message => 'team_size is missing or no number' }
        unless defined $size && !ref $size && $size =~ /^-?\d+(?:\.\d+)?(?:e[-+]?\d+)?$/i;
    my $lang = $data->{lang};
    my %part = (team_size => $size / 2, lang => defined $lang && !ref $lang && $lang eq 'go' ? 0.5 : 0);
    return { value => 10 + $part{team_size} + $part{lang}, explanation => { base => 10, contributions => \%part } };
}

# ---- The protocol: connect, say hello, then answer one frame after the other until the runner says drain or is gone.

# A test that requires this file wants `score` alone.
my $socket;
run() unless caller;

sub run {
    $socket = connect_to($ENV{SCOREBUS_BRIDGE} // die "SCOREBUS_BRIDGE is not set: this program is started by Scorebus\n");
    send_frame({
        type => 'hello', protocol => [1], token => token(), name => '{{name}}', commands => ['score'], pure => ['score'],
    });
    while (my $frame = read_frame()) {
        my $type = $frame->{type} // die "a frame without a type\n";
        if    ($type eq 'call')    { send_frame(answer($frame)) }
        elsif ($type eq 'ping')    { send_frame({ type => 'pong', n => $frame->{n} }) }
        elsif ($type eq 'refused') { die "refused: $frame->{reason}\n" }
        elsif ($type eq 'welcome') { $LARGEST = $frame->{maxFrame} // $LARGEST }
        elsif ($type eq 'drain')   { send_frame({ type => 'drained' }); close $socket; exit 0 }
        # `cancel` too is of no interest: a call is answered before the next frame is read. What is unknown is ignored.
    }
    die "the runner is gone\n";
}

sub answer {
    my ($call) = @_;
    return failed($call, 'UnknownCommand', "there is no command $call->{command}") unless $call->{command} eq 'score';
    return failed($call, 'NoMessages', 'score takes messages, not an input') unless $call->{messages};
    return { type => 'reply', id => $call->{id}, replies => [map { entry($_, $call->{explain}) } @{ $call->{messages} }] };
}

sub entry {
    my ($message, $explain) = @_;
    my $scored = eval { score($message->{data}) };
    if (!$scored) {
        my $why = ref $@ eq 'HASH' ? $@ : { class => 'Died', message => substr("$@", 0, 2000) };
        return { error => $why };
    }
    delete $scored->{explanation} unless $explain;
    return $scored;
}

sub failed {
    my ($call, $class, $message) = @_;
    return { type => 'failed', id => $call->{id}, error => { class => $class, message => $message } };
}

# ---- Frames: four bytes of length, then one JSON object.

sub send_frame {
    my $payload = $json->encode($_[0]);
    local $SIG{PIPE} = 'IGNORE';
    print {$socket} pack('N', length $payload), $payload or die "the runner is gone: $!\n";
}

sub read_frame {
    my $head = read_exactly(4) // return;
    my $length = unpack 'N', $head;
    die "a frame of $length bytes\n" if $length < 1 || $length > $LARGEST;
    return $json->decode(read_exactly($length) // return);
}

sub read_exactly {
    my ($wanted) = @_;
    my $bytes = '';
    while (length $bytes < $wanted) {
        read($socket, $bytes, $wanted - length $bytes, length $bytes) or return;
    }
    return $bytes;
}

sub token {
    open my $file, '<', $ENV{SCOREBUS_BRIDGE_TOKEN_FILE} or die "the token file: $!\n";
    return scalar readline $file;
}

sub connect_to {
    my ($address) = @_;
    my $made =
        $address =~ /^unix:(.+)$/       ? IO::Socket::UNIX->new(Type => SOCK_STREAM, Peer => $1)
      : $address =~ /^tcp:(.+):(\d+)$/  ? IO::Socket::INET->new(Proto => 'tcp', PeerHost => $1, PeerPort => $2)
      :                                   die "SCOREBUS_BRIDGE is neither unix: nor tcp:\n";
    die "cannot connect to $address: $!\n" unless $made;
    setsockopt $made, IPPROTO_TCP, TCP_NODELAY, 1 if $address =~ /^tcp/;
    $made->autoflush(1);
    binmode $made;
    return $made;
}

1;
