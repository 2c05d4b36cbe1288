package dev.scorebus.testkit.metrics;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Prometheus's own checker, where the machine has it (Debian: package `prometheus`).
public final class Promtool {
    private Promtool() {}

    /// What `promtool check metrics` finds wrong; empty, with a line that says so, when there is no promtool.
    public static Optional<List<String>> check(String exposition) {
        try {
            Process process =
                    new ProcessBuilder("promtool", "check", "metrics")
                            .redirectErrorStream(true)
                            .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(exposition.getBytes(StandardCharsets.UTF_8));
            }
            String said =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int code = process.waitFor();
            return Optional.of(
                    code == 0 ? List.of() : said.lines().filter(line -> !line.isBlank()).toList());
        } catch (IOException e) {
            System.out.println(
                    "promtool is not on this machine: metrics were checked by our own rules alone");
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted", e);
        }
    }
}
