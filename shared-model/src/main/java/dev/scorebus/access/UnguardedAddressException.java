package dev.scorebus.access;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/// A service was told to listen where others can reach it, and nothing guards it.
final class UnguardedAddressException extends RuntimeException {
    private final String property;

    UnguardedAddressException(String property, @Nullable InetAddress address) {
        super(
                "%s is %s, which is not loopback, and no authentication is configured."
                        .formatted(
                                property,
                                address == null
                                        ? "not set (that is every address)"
                                        : address.getHostAddress()));
        this.property = property;
    }

    String property() {
        return property;
    }
}
