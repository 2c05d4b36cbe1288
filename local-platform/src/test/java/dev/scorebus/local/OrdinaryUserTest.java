package dev.scorebus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrdinaryUserTest {
    @Test
    void whereNamespacesAreForbiddenRootRunsPostgresAsNobody(@TempDir Path home) throws Exception {
        assumeThat(OrdinaryUser.NOBODY.canRun(List.of("true"))).isTrue();
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx--x--x"));
        LocalSettings settings = LocalSettings.withFreePorts(home);
        try (LocalPlatform platform = LocalPlatform.start(settings, OrdinaryUser.NOBODY)) {
            new Traces(platform).leave("as nobody");
        }

        try (LocalPlatform platform = LocalPlatform.start(settings)) {
            assertThat(new Traces(platform).rows()).containsExactly("as nobody");
        }
        try (LocalPlatform platform = LocalPlatform.start(settings, OrdinaryUser.NOBODY)) {
            assertThat(new Traces(platform).rows()).containsExactly("as nobody");
        }
    }

    @Test
    void aHomeThatNobodyMayNotEnterIsNamed(@TempDir Path home) {
        assumeThat(OrdinaryUser.NOBODY.canRun(List.of("true"))).isTrue();

        assertThatExceptionOfType(PlatformStartException.class)
                .isThrownBy(
                        () ->
                                LocalPlatform.start(
                                        LocalSettings.withFreePorts(home), OrdinaryUser.NOBODY))
                .withMessageContaining("may not enter " + home)
                .withMessageContaining("SCOREBUS_HOME");
    }

    @Test
    void whereNothingIsPermittedTheErrorSaysWhatToDo() {
        assertThatExceptionOfType(PlatformStartException.class)
                .isThrownBy(() -> OrdinaryUser.detect(List.of()))
                .withMessageContaining("PostgreSQL refuses to run as root")
                .withMessageContaining("as an ordinary user");
    }
}
