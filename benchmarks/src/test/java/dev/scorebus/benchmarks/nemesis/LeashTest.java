package dev.scorebus.benchmarks.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeashTest {
    @Test
    void aFrozenProcessEndsWithItsOwnerThoughTheOwnerIsKilled() throws Exception {
        Process owner =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                LeashOwner.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        ProcessHandle owned;
        try (BufferedReader words = owner.inputReader()) {
            owned = ProcessHandle.of(Long.parseLong(words.readLine())).orElseThrow();
            assertThat(owned.isAlive()).isTrue();
        } finally {
            owner.destroyForcibly().onExit().join();
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> !owned.isAlive());
    }

    @Test
    void aProcessOutlivesALeashThatLetsGo() throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try {
            Leash.on(process).close();

            assertThat(process.isAlive()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }
}
