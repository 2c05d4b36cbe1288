package dev.scorebus.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/// A JVM of its own that starts a platform, leaves traces in it, says so, and is then killed by its parent.
final class KilledPlatform {
    private static final String READY = "ready";

    private KilledPlatform() {}

    static void runAndKill(Path home) throws IOException, InterruptedException {
        Process child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                KilledPlatform.class.getName(),
                                home.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader output = child.inputReader()) {
            if (!READY.equals(output.readLine())) {
                throw new IllegalStateException("The child did not get ready");
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    public static void main(String[] arguments) throws Exception {
        LocalPlatform platform =
                LocalPlatform.start(LocalSettings.withFreePorts(Path.of(arguments[0])));
        new Traces(platform).leave("before the kill");
        System.out.println(READY);
        new CountDownLatch(1).await();
    }
}
