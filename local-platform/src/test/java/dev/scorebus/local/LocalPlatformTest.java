package dev.scorebus.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalPlatformTest {
    @Test
    void aSecondPlatformOnTheSameHomeIsRefused(@TempDir Path home) {
        try (LocalPlatform platform = LocalPlatform.start(LocalSettings.withFreePorts(home))) {
            assertThat(platform.home()).isEqualTo(home);
            assertThatExceptionOfType(PlatformStartException.class)
                    .isThrownBy(() -> LocalPlatform.start(LocalSettings.withFreePorts(home)))
                    .withMessageContaining("process " + ProcessHandle.current().pid());
        }
    }
}
