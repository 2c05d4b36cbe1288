package dev.scorebus.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;

class DoorTest {
    private static final String TOKEN = "q8Zr0Y5cJmW1xV7uKpN3tB6sD9fG2hL4aE_wRyTiOkM";
    private static final String NEXT = "M0kOiTyRw_Ea4lH2Gf9Ds6Bt3NpKu7Vx1WmJc5Y0rZ8q";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {"localhost", "LOCALHOST:8080", "127.0.0.1:8080", "127.9.9.9", "[::1]:8080"})
    void withoutTokensARequestToLoopbackComesIn(String host) {
        assertThat(Door.onLoopback().answer(knock("GET", "/api/models", host, null, null)))
                .isEqualTo(new Door.Answer.Admitted("loopback"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:8080",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "10.0.0.1",
                "[::2]",
                ""
            })
    void withoutTokensANameThatWasReboundToLoopbackReadsNothing(String host) {
        assertThat(Door.onLoopback().answer(knock("GET", "/api/models", host, null, null)))
                .isInstanceOfSatisfying(
                        Door.Answer.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
    }

    @Test
    void aPageOfAnotherOriginChangesNothingEvenWithACachedPassword() throws IOException {
        String host = "scorebus.example";
        String basic = basic("me", TOKEN);
        for (String origin : new String[] {"https://evil.example", "null", "http://localhost:1"}) {
            assertThat(locked().answer(knock("POST", "/api/training-runs", host, origin, basic)))
                    .isInstanceOfSatisfying(
                            Door.Answer.Refused.class,
                            refused -> assertThat(refused.status()).isEqualTo(403));
        }
        assertThat(locked().answer(knock("POST", "/api/x", host, "https://" + host, basic)))
                .isInstanceOf(Door.Answer.Admitted.class);
    }

    @Test
    void aTokenOpensAsBearerAndAsThePasswordOfBasic() throws IOException {
        for (String shown :
                new String[] {
                    "Bearer " + TOKEN, "bearer  " + TOKEN, basic("any", TOKEN), "Bearer " + NEXT
                }) {
            assertThat(locked().answer(knock("GET", "/v2", "h", null, shown)))
                    .isEqualTo(new Door.Answer.Admitted("token"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer wrong",
                "Basic !!!",
                "Basic bm9jb2xvbg==",
                "Negotiate abc",
                "",
                " ",
                TOKEN
            })
    void withTokensEverythingElseIsRefused(String shown) throws IOException {
        assertThat(locked().answer(knock("GET", "/v2", "localhost", null, shown)))
                .isInstanceOfSatisfying(
                        Door.Answer.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(401));
    }

    @Test
    void probesPassWithoutATokenAndNothingThatOnlyLooksLikeThem() throws IOException {
        for (String path :
                new String[] {
                    "/livez", "/readyz", "/actuator/health/liveness", "/actuator/health/readiness"
                }) {
            assertThat(locked().answer(knock("GET", path, "10.1.2.3:9080", null, null)))
                    .isEqualTo(new Door.Answer.Probe());
        }
        for (String path :
                new String[] {
                    "/livez/../api/models",
                    "/livez;/api",
                    "/readyz/",
                    "/actuator/health",
                    "/actuator/prometheus",
                    "//livez"
                }) {
            assertThat(locked().answer(knock("GET", path, "h", null, null)))
                    .isInstanceOf(Door.Answer.Refused.class);
        }
        assertThat(locked().answer(knock("POST", "/livez", "h", null, null)))
                .isInstanceOf(Door.Answer.Refused.class);
    }

    @Test
    void onlyLoopbackIsListenedOnWithoutTokens() throws IOException {
        for (String loopback : new String[] {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"}) {
            assertThatCode(() -> Door.onLoopback().guard("server.address", address(loopback)))
                    .doesNotThrowAnyException();
        }
        for (String other : new String[] {"0.0.0.0", "::", "10.0.0.7", "192.0.2.1", "fe80::1"}) {
            assertThatThrownBy(() -> Door.onLoopback().guard("server.address", address(other)))
                    .isInstanceOf(UnguardedAddressException.class)
                    .hasMessageContaining("server.address");
        }
        assertThatThrownBy(() -> Door.onLoopback().guard("management.server.address", null))
                .hasMessageContaining("management.server.address is not set");
        locked().guard("server.address", address("0.0.0.0"));
    }

    @Test
    void aTokenFileThatGuardsNothingIsRefusedWithoutRepeatingIt() throws IOException {
        for (String content :
                new String[] {
                    "", "\n\n", "changeme", "a".repeat(64), TOKEN + " x", TOKEN + "\nshort"
                }) {
            Path file = Files.writeString(folder.resolve("token"), content);
            assertThatThrownBy(() -> AccessTokens.read(file))
                    .isInstanceOf(InvalidTokenFileException.class)
                    .hasMessageContaining(file.toString())
                    .satisfies(
                            e ->
                                    assertThat(e.getMessage())
                                            .doesNotContain(TOKEN, "changeme", "aaaa"));
        }
        assertThatThrownBy(() -> AccessTokens.read(folder.resolve("absent")))
                .hasMessageContaining("cannot be read (NoSuchFileException)");
    }

    @Test
    void aRefusalToStartNamesTheSettingAndBothWaysOut() {
        Throwable failure =
                new IllegalStateException(new UnguardedAddressException("server.address", null));
        FailureAnalysis analysis =
                Objects.requireNonNull(new UnguardedFailureAnalyzer().analyze(failure));

        assertThat(analysis.getDescription()).contains("server.address", "nothing in between");
        assertThat(analysis.getAction())
                .contains("server.address to 127.0.0.1", "scorebus.access.token-file", "openssl");
    }

    private Door locked() throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), TOKEN + "\n\n " + NEXT + " \n");
        return Door.withTokens(AccessTokens.read(file));
    }

    private static InetAddress address(String text) throws IOException {
        return InetAddress.getByName(text);
    }

    private static String basic(String user, String password) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }

    private static Door.Knock knock(
            String method,
            String path,
            String host,
            @Nullable String origin,
            @Nullable String authorization) {
        return new Door.Knock(method, path, host, origin, authorization);
    }
}
