package dev.scorebus.access;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/// Says in two paragraphs why a service refused to start unguarded, and the two ways out.
final class UnguardedFailureAnalyzer implements FailureAnalyzer {
    private static final String MAKE_TOKEN =
            "`(umask 077; openssl rand -base64 32 > scorebus.token)` makes a token file;"
                    + " scorebus.access.token-file (or SCOREBUS_ACCESS_TOKEN_FILE) names it, and clients send"
                    + " `Authorization: Bearer <token>`.";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case UnguardedAddressException unguarded -> {
                    return new FailureAnalysis(
                            unguarded.getMessage()
                                    + " Scorebus listens on loopback without authentication, or with"
                                    + " authentication; there is nothing in between.",
                            "Set %s to 127.0.0.1, or configure a token. %s"
                                    .formatted(unguarded.property(), MAKE_TOKEN),
                            unguarded);
                }
                case InvalidTokenFileException invalid -> {
                    return new FailureAnalysis(invalid.getMessage(), MAKE_TOKEN, invalid);
                }
                case null, default -> {}
            }
        }
        return null;
    }
}
