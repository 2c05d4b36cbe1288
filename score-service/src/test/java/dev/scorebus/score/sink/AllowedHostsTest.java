package dev.scorebus.score.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import org.apache.hc.client5.http.DnsResolver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
    /// Says that every name leads to these addresses.
    static DnsResolver leadsTo(String... addresses) {
        return new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) {
                return Arrays.stream(addresses)
                        .map(InetAddress::ofLiteral)
                        .toArray(InetAddress[]::new);
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
    }

    private static AllowedHosts hosts(DnsResolver dns, String... listed) {
        return new AllowedHosts(Set.of(listed), dns);
    }

    @Test
    void aListedNameAtAPublicAddressMayBeCalled() throws UnknownHostException {
        AllowedHosts hosts = hosts(leadsTo("93.184.215.14", "2606:2800::1"), "crm.example");

        assertThat(hosts.resolve("CRM.example")).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "crm.example.evil.example",
                "169.254.169.254",
                "127.0.0.1",
                "[::1]",
                "::1",
                "2130706433",
                "0x7f000001",
                "0177.0.0.1",
                "127.1",
                "localhost"
            })
    void whatIsNotListedMayNotBeCalledHoweverItIsWritten(String host) {
        AllowedHosts hosts = hosts(leadsTo("93.184.215.14"), "crm.example");

        assertThat(hosts.lists(host)).isFalse();
        assertThatThrownBy(() -> hosts.resolve(host))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("is not listed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "127.255.255.254",
                "0.0.0.0",
                "10.0.0.1",
                "172.16.0.1",
                "192.168.1.1",
                "169.254.169.254",
                "100.64.0.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "::1",
                "::",
                "fe80::1",
                "fc00::1",
                "fd12:3456::1",
                "ff02::1",
                "::ffff:127.0.0.1",
                "::ffff:10.0.0.1",
                "::127.0.0.1",
                "64:ff9b::7f00:1",
                "2002:7f00:1::1"
            })
    void aListedNameThatLeadsInsideMayNotBeCalled(String address) {
        AllowedHosts hosts = hosts(leadsTo("93.184.215.14", address), "crm.example");

        assertThatThrownBy(() -> hosts.resolve("crm.example"))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("which is no public address and is not listed");
    }

    @Test
    void anAddressInsideThatIsListedMayBeCalled() throws UnknownHostException {
        AllowedHosts hosts =
                hosts(leadsTo("10.1.2.3"), "crm.internal", "10.0.0.0/8", "127.0.0.1", "::1");

        assertThat(hosts.resolve("crm.internal")).hasSize(1);
        assertThat(hosts.resolve("127.0.0.1")).hasSize(1);
        assertThat(hosts.resolve("[::1]")).hasSize(1);
        assertThat(hosts.lists("127.0.0.2")).isFalse();
        assertThat(hosts.lists("11.0.0.1")).isFalse();
    }
}
