package dev.scorebus.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.scorebus.local.LocalPlatform;
import dev.scorebus.local.LocalSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedInfrastructureTest {
    @Test
    void theRunsOfKilledJvmsAreClearedAwayAndThoseAtWorkAreNot(@TempDir Path folder)
            throws Exception {
        Path left = folder.resolve("scorebus-test1/postgres");
        Files.createDirectories(left);
        Files.writeString(left.resolve("postmaster.pid"), Integer.MAX_VALUE + "\n");
        Path working = folder.resolve("scorebus-test2");
        Path starting = Files.createDirectories(folder.resolve("scorebus-test3"));
        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(working))) {
            EmbeddedInfrastructure.clearAway(folder);

            assertThat(folder).isDirectoryContaining(working::equals);
            assertThat(folder).isDirectoryContaining(starting::equals);
            assertThat(folder.resolve("scorebus-test1")).doesNotExist();
            platform.createDatabase("unharmed");
        }
    }
}
