package dev.scorebus.benchmarks.nemesis;

import java.util.concurrent.CountDownLatch;

/// A JVM of its own that has a frozen process on a leash, tells its number, and is then killed.
final class LeashOwner {
    private LeashOwner() {}

    public static void main(String[] arguments) throws Exception {
        Process process = new ProcessBuilder("sleep", "60").start();
        try (Leash _ = Leash.on(process)) {
            new ProcessBuilder("kill", "-STOP", String.valueOf(process.pid())).start().waitFor();
            System.out.println(process.pid());
            new CountDownLatch(1).await();
        }
    }
}
