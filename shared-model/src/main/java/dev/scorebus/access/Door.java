package dev.scorebus.access;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Decides who may come in.
///
/// 1. Without tokens a service listens on loopback only, and answers only requests that were addressed to loopback by name,
///    so that a page whose host name was rebound to 127.0.0.1 reads nothing.
/// 2. With tokens every request shows one, as `Authorization: Bearer`, or as the password of `Basic` for browsers.
/// 3. In both cases a page of another origin changes nothing: browsers name the origin, and it must be ours.
/// 4. The probes of an orchestrator, which cannot show a token, pass; they are told up or down and nothing else.
public final class Door {
    private static final Set<String> PROBES =
            Set.of("/livez", "/readyz", "/actuator/health/liveness", "/actuator/health/readiness");
    private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Pattern LOOPBACK_HOST =
            Pattern.compile(
                    "(localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1])(:\\d{1,5})?",
                    Pattern.CASE_INSENSITIVE);

    private final @Nullable AccessTokens tokens;

    private Door(@Nullable AccessTokens tokens) {
        this.tokens = tokens;
    }

    /// A door without a lock, for a service that only loopback reaches.
    public static Door onLoopback() {
        return new Door(null);
    }

    /// A door that opens to whoever shows one of these tokens.
    public static Door withTokens(AccessTokens tokens) {
        return new Door(tokens);
    }

    /// Whether a token is needed.
    public boolean isLocked() {
        return tokens != null;
    }

    /// The `Authorization` header by which a service gets through the same door of another; empty when none is needed.
    public Optional<String> authorization() {
        return Optional.ofNullable(tokens).map(known -> "Bearer " + known.first());
    }

    /// What a request shows of itself.
    ///
    /// @param method such as `GET`
    /// @param path as it came, not decoded
    /// @param host the `Host` header
    /// @param origin the `Origin` header
    /// @param authorization the `Authorization` header
    record Knock(
            String method,
            String path,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String authorization) {}

    /// What the door says.
    sealed interface Answer {
        /// Come in; details may be shown.
        record Admitted(String as) implements Answer {}

        /// A probe: come in, but see no details.
        record Probe() implements Answer {}

        /// Stay out.
        ///
        /// @param status 401 when a token would help, 403 when none would
        record Refused(int status, String detail) implements Answer {}
    }

    Answer answer(Knock knock) {
        if (!SAFE_METHODS.contains(knock.method()) && isForeign(knock.origin(), knock.host())) {
            return new Answer.Refused(
                    403,
                    "A page of another origin (%s) must not change anything here."
                            .formatted(knock.origin()));
        }
        Answer answer = tokens == null ? byHost(knock) : byToken(knock, tokens);
        return answer instanceof Answer.Refused && isProbe(knock) ? new Answer.Probe() : answer;
    }

    /// Refuses an address that others can reach when nothing guards it.
    ///
    /// @param property the setting that names the address
    /// @param address where the service will listen; null is every address
    void guard(String property, @Nullable InetAddress address) {
        if (tokens == null && (address == null || !address.isLoopbackAddress())) {
            throw new UnguardedAddressException(property, address);
        }
    }

    private static boolean isProbe(Knock knock) {
        return SAFE_METHODS.contains(knock.method()) && PROBES.contains(knock.path());
    }

    private static Answer byHost(Knock knock) {
        String host = knock.host();
        if (host == null || LOOPBACK_HOST.matcher(host).matches()) {
            return new Answer.Admitted("loopback");
        }
        return new Answer.Refused(
                403,
                "Without authentication only requests to localhost, 127.0.0.1 or [::1] are answered, not to '%s'. Call it by one of these names, or configure scorebus.access.token-file."
                        .formatted(host));
    }

    private static Answer byToken(Knock knock, AccessTokens tokens) {
        String authorization = knock.authorization();
        if (authorization == null) {
            return new Answer.Refused(
                    401, "A token is needed: send 'Authorization: Bearer <token>'.");
        }
        String presented = presented(authorization);
        if (presented == null || !tokens.include(presented)) {
            return new Answer.Refused(401, "The token in the Authorization header is not valid.");
        }
        return new Answer.Admitted("token");
    }

    private static @Nullable String presented(String authorization) {
        int blank = authorization.indexOf(' ');
        String scheme = authorization.substring(0, Math.max(blank, 0)).toLowerCase(Locale.ROOT);
        String rest = authorization.substring(blank + 1).strip();
        return switch (scheme) {
            case "bearer" -> rest;
            case "basic" -> password(rest);
            default -> null;
        };
    }

    private static @Nullable String password(String basic) {
        try {
            String pair = new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? null : pair.substring(colon + 1);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static boolean isForeign(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return false;
        }
        int scheme = origin.indexOf("://");
        return scheme < 0 || !origin.substring(scheme + 3).equalsIgnoreCase(host);
    }
}
