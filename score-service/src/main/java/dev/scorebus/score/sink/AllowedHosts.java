package dev.scorebus.score.sink;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;

/// Whom a webhook may call: hosts that are listed, at addresses that are public or listed too. The addresses that are checked are
/// the ones that are called, so that a name cannot lead elsewhere in between.
final class AllowedHosts implements DnsResolver {
    /// Networks that belong to nobody's public service, beyond those that Java knows by name: "this" network, shared addresses of
    /// providers, assignments of protocols, benchmarks, documentation, reserved; unique local ones, and IPv4 in IPv6's clothes.
    private static final List<Network> NOT_PUBLIC =
            List.of(
                    Network.of("0.0.0.0/8"),
                    Network.of("100.64.0.0/10"),
                    Network.of("192.0.0.0/24"),
                    Network.of("192.0.2.0/24"),
                    Network.of("198.18.0.0/15"),
                    Network.of("198.51.100.0/24"),
                    Network.of("203.0.113.0/24"),
                    Network.of("240.0.0.0/4"),
                    Network.of("fc00::/7"),
                    Network.of("64:ff9b::/96"),
                    Network.of("64:ff9b:1::/48"),
                    Network.of("2002::/16"),
                    Network.of("2001::/32"),
                    Network.of("::/96"));

    private final Set<String> names = new HashSet<>();
    private final List<Network> networks = new ArrayList<>();
    private final DnsResolver dns;

    /// @param listed names, addresses and networks
    /// @param dns finds the addresses of a name
    AllowedHosts(Collection<String> listed, DnsResolver dns) {
        this.dns = dns;
        for (String entry : listed) {
            if (entry.matches("[0-9.]+(/[0-9]{1,2})?|.*:.*")) {
                networks.add(Network.of(entry));
            } else {
                names.add(entry.toLowerCase(Locale.ROOT));
            }
        }
    }

    /// Whether a host is listed, by its name or by its address.
    boolean lists(String host) {
        String plain = plain(host);
        if (names.contains(plain)) {
            return true;
        }
        return isAddress(plain)
                && networks.stream().anyMatch(network -> network.holds(address(plain)));
    }

    /// The addresses of a listed host, all of which may be called.
    ///
    /// @throws UnknownHostException when there is none, or one of them may not be called
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        if (!lists(host)) {
            throw new UnknownHostException("host '%s' is not listed".formatted(host));
        }
        InetAddress[] found =
                isAddress(plain(host))
                        ? new InetAddress[] {address(plain(host))}
                        : dns.resolve(host);
        for (InetAddress address : found) {
            if (!mayBeCalled(address)) {
                throw new UnknownHostException(
                        "host '%s' leads to %s, which is no public address and is not listed"
                                .formatted(host, address.getHostAddress()));
            }
        }
        return found;
    }

    private boolean mayBeCalled(InetAddress address) {
        return networks.stream().anyMatch(network -> network.holds(address)) || isPublic(address);
    }

    private static boolean isPublic(InetAddress address) {
        return !(address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || NOT_PUBLIC.stream().anyMatch(network -> network.holds(address)));
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    private static String plain(String host) {
        String lower = host.toLowerCase(Locale.ROOT);
        return lower.startsWith("[") && lower.endsWith("]")
                ? lower.substring(1, lower.length() - 1)
                : lower;
    }

    /// Whether it is an address as everybody writes it. A bare number is one to some, and no name to anybody.
    private static boolean isAddress(String host) {
        return host.contains(":") || host.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
    }

    private static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    /// The addresses that begin with the same bits.
    private record Network(InetAddress base, int bits) {
        static Network of(String text) {
            int slash = text.indexOf('/');
            InetAddress base = address(slash < 0 ? text : text.substring(0, slash));
            int all = base.getAddress().length * 8;
            int bits = slash < 0 ? all : Integer.parseInt(text.substring(slash + 1));
            if (bits > all) {
                throw new IllegalArgumentException(
                        "'%s' is no network: it has %d bits".formatted(text, all));
            }
            return new Network(base, bits);
        }

        boolean holds(InetAddress address) {
            byte[] one = base.getAddress();
            byte[] other = address.getAddress();
            if (one.length != other.length
                    || (address instanceof Inet6Address scoped && scoped.getScopeId() != 0)) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
