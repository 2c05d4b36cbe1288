package dev.scorebus.benchmarks.trees;

import java.util.Arrays;

/// Times one kind of work over several rounds.
final class Stopwatch {
    /// Work that is timed; it does `rows` rows.
    interface Work {
        void run() throws Exception;
    }

    private final String name;
    private final int rows;
    private final Work work;
    private final double[] microsPerRow;
    private int rounds;

    /// @param rows how many rows one run of the work does
    Stopwatch(String name, int rows, int rounds, Work work) {
        this.name = name;
        this.rows = rows;
        this.work = work;
        this.microsPerRow = new double[rounds];
    }

    void warmUp() throws Exception {
        work.run();
    }

    void round() throws Exception {
        long start = System.nanoTime();
        work.run();
        microsPerRow[rounds++] = (System.nanoTime() - start) / 1e3 / rows;
        Arrays.sort(microsPerRow, 0, rounds);
    }

    double median() {
        return microsPerRow[rounds / 2];
    }

    String line() {
        return "%-44s %9.2f us/row  [%.2f - %.2f]"
                .formatted(name, median(), microsPerRow[0], microsPerRow[rounds - 1]);
    }
}
